-- The access record: who looked at whose data, what for and when, and what was refused. A log of its own for each
-- region, numbered like the log of events: positions are 1, 2, 3, … without holes, and become visible in that order,
-- because whoever adds to it holds the region's row of access_head until the commit.

CREATE TABLE access_head
(
    region      text        NOT NULL PRIMARY KEY,
    position    bigint      NOT NULL DEFAULT 0,
    -- Never decreases along positions.
    recorded_at timestamptz NOT NULL DEFAULT '-infinity'
);

-- What was asked about ids that lead to no region is under the region '-'.
CREATE TABLE access_record
(
    region       text        NOT NULL,
    position     bigint      NOT NULL CHECK (position > 0),
    recorded_at  timestamptz NOT NULL,
    worker       uuid        NOT NULL,
    organisation text        NOT NULL,
    -- As they were held then, with commas between.
    roles        text        NOT NULL,
    what         text        NOT NULL,
    -- Null where somebody without a role asked and said nothing.
    purpose      text,
    -- 'answered', 'nothing' where nothing is there, or the code of the refusal.
    outcome      text        NOT NULL,
    -- Whose: none where it was refused before anybody was named.
    trajectories uuid[]      NOT NULL,
    CONSTRAINT access_record_position PRIMARY KEY (region, position)
);

CREATE INDEX access_record_trajectories ON access_record USING gin (trajectories);
-- Positions and moments go up together, so a period is a few ranges of pages.
CREATE INDEX access_record_recorded ON access_record USING brin (recorded_at) WITH (autosummarize = on);
CREATE INDEX access_record_worker ON access_record (region, worker, position);
CREATE INDEX access_record_organisation ON access_record (region, organisation, position);

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON access_record
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

-- A second guard, where triggers are switched off: nobody but a superuser has these rights.
REVOKE UPDATE, DELETE, TRUNCATE ON access_record FROM PUBLIC, CURRENT_USER;
