-- What long streams folded to, so that they need not be read from their beginning. Each can be
-- thrown away at any time; the log alone is true.

CREATE TABLE snapshots
(
    region         text    NOT NULL,
    aggregate_type text    NOT NULL,
    aggregate_id   text    NOT NULL,
    -- The number of events that are folded in it.
    version        bigint  NOT NULL,
    -- Which fold it came of: another one does not read it.
    fold           integer NOT NULL,
    state          json    NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, region)
);
