-- The directory of a region: its organisations and workers, kept by the steward. It is no part of the log, because
-- the name of a person must be erasable, and it is kept by transactions of its own.

-- The last change of a directory. Whoever changes it locks the row.
CREATE TABLE directory_heads
(
    region   text PRIMARY KEY,
    revision bigint NOT NULL
);

-- What was changed, by whom and when.
CREATE TABLE directory_changes
(
    region       text        NOT NULL,
    revision     bigint      NOT NULL,
    command_id   uuid        NOT NULL,
    -- SHA-256 of what was asked. Null once the name that it has in it was erased.
    digest       bytea,
    change       text        NOT NULL,
    -- Of the entry, after the change.
    version      integer     NOT NULL,
    worker       uuid        NOT NULL,
    organisation text        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (region, revision),
    UNIQUE (region, command_id)
);

-- The history of each organisation; the highest version holds.
CREATE TABLE directory_organisations
(
    region       text    NOT NULL,
    organisation text    NOT NULL,
    version      integer NOT NULL,
    revision     bigint  NOT NULL,
    name         text    NOT NULL,
    roles        text[]  NOT NULL,
    services     text[]  NOT NULL,
    phone        text,
    mail         text,
    website      text,
    valid_from   date    NOT NULL,
    valid_until  date,
    PRIMARY KEY (region, organisation, version),
    FOREIGN KEY (region, revision) REFERENCES directory_changes
);

-- The history of each worker; the highest version holds.
CREATE TABLE directory_workers
(
    region       text    NOT NULL,
    worker       uuid    NOT NULL,
    version      integer NOT NULL,
    revision     bigint  NOT NULL,
    -- Null once it was erased, in all versions.
    name         text,
    organisation text    NOT NULL,
    valid_from   date    NOT NULL,
    valid_until  date,
    PRIMARY KEY (region, worker, version),
    FOREIGN KEY (region, revision) REFERENCES directory_changes
);

-- Caseloads that were handed over: the trajectories, as they were found when it was asked, so that the same
-- command sent again is about the same ones.
CREATE TABLE caseload_handovers
(
    region       text    NOT NULL,
    command_id   uuid    NOT NULL,
    digest       bytea   NOT NULL,
    occurred_on  date    NOT NULL,
    trajectories uuid[]  NOT NULL,
    -- Whether there were others than these.
    more         boolean NOT NULL,
    PRIMARY KEY (region, command_id)
);
