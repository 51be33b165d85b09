-- Publications: the reports of a quarter as they are shown, made once and never changed. An edition of a
-- quarter is all its reports as they were known at one position of the region's log.

CREATE TABLE publications
(
    region       text        NOT NULL,
    year         integer     NOT NULL,
    quarter      integer     NOT NULL CHECK (quarter BETWEEN 1 AND 4),
    edition      integer     NOT NULL CHECK (edition > 0),
    report       text        NOT NULL,
    -- As of when its figures are true.
    position     bigint      NOT NULL,
    day          date        NOT NULL,
    -- By what they were made: the version of the catalogue, its thresholds, and the method.
    catalogue    date        NOT NULL,
    disclosure_k integer     NOT NULL,
    public_k     integer     NOT NULL,
    method       text        NOT NULL,
    -- The table as analysts and as the public are shown it: columns, rows, figures.
    analysts     jsonb       NOT NULL,
    public       jsonb       NOT NULL,
    made_at      timestamptz NOT NULL,
    CONSTRAINT publications_edition PRIMARY KEY (region, year, quarter, edition, report)
);

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON publications
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

-- A second guard, where triggers are switched off: nobody but a superuser has these rights.
REVOKE UPDATE, DELETE, TRUNCATE ON publications FROM PUBLIC, CURRENT_USER;
