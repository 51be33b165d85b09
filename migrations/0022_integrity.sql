-- What it takes to say whether a log is whole, and to find an event by its id.

-- An event is looked for by its id now and then, by somebody who has a proof made. Ids that this program gives out grow
-- with time (UUIDv7), so a summary of each range of pages says whether an id can be in it, and other ranges are not
-- read. A B-tree would cost each append a write; this costs none, because a range is summarised once it is full. Ids of
-- rows of other writers may be random: a summary has many values, so that these few do not stretch it.
CREATE INDEX events_ids ON events
    USING brin (event_id uuid_minmax_multi_ops) WITH (autosummarize = on);

-- How far the program itself has compared the log of a region with its seal. It goes round and round.
CREATE TABLE seal_checks
(
    region         text        NOT NULL PRIMARY KEY,
    -- The tree, by its number: compared up to this position in the round that is under way.
    tree           integer     NOT NULL,
    position       bigint      NOT NULL DEFAULT 0,
    -- When a stretch was compared last.
    looked_at      timestamptz NOT NULL,
    -- When the last round was complete, and how many events that was; null before.
    completed_at   timestamptz,
    completed_size bigint
);

-- What was found not to be as it was sealed, by whoever compared. It stays, also where it is put right again.
CREATE TABLE seal_faults
(
    region   text        NOT NULL,
    tree     integer     NOT NULL,
    fault    text        NOT NULL,
    -- A position of the log, or the size of a head.
    place    bigint      NOT NULL,
    found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT seal_faults_once PRIMARY KEY (region, tree, place, fault)
);

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_faults
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();
