-- Projections: rows that are folded from the log, each written with its checkpoint in the same transaction.
-- They can be thrown away and built again.
--
-- A position says how far a log is, but not which log it is: a database that comes back older, after a
-- failover to a standby that was behind or a restore, uses positions once more for other events. The id of
-- the event at a position says it. What is derived from a log keeps it beside its position, and is made anew
-- where the log has another event there.

CREATE TABLE projections
(
    projection text        NOT NULL,
    region     text        NOT NULL,
    -- The version of the code that wrote the rows; another one writes them anew.
    version    integer     NOT NULL,
    -- The checkpoint: everything up to here is in the rows.
    position   bigint      NOT NULL DEFAULT 0,
    -- Of the event at the checkpoint; null at the beginning of the log.
    event_id   uuid,
    -- Rows of several generations stand side by side: a rebuild writes the next one beside the one that is
    -- read, which is this.
    generation integer     NOT NULL DEFAULT 1,
    -- Counts what changed rows without moving the checkpoint, so that images load them anew.
    healings   bigint      NOT NULL DEFAULT 0,
    heartbeat  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, region)
);

-- A rebuild under way, or one that was left half-way and is taken up again.
CREATE TABLE rebuilds
(
    projection text        NOT NULL,
    region     text        NOT NULL,
    -- The generation that it writes, and the version of the code that writes it.
    generation integer     NOT NULL,
    version    integer     NOT NULL,
    -- Who is at work on it: what another has written since is refused.
    worker     uuid        NOT NULL,
    -- Streams are folded up to here first, one after the other; what follows is then taken in.
    target     bigint      NOT NULL,
    -- Everything up to here is in the rows; null until all streams are.
    position   bigint,
    -- The last stream that is in the rows, and how much of the log is.
    aggregate_type text    NOT NULL DEFAULT '',
    aggregate_id   text    NOT NULL DEFAULT '',
    streams    bigint      NOT NULL DEFAULT 0,
    events     bigint      NOT NULL DEFAULT 0,
    -- How many streams and events the log has up to the target.
    of_streams bigint      NOT NULL,
    of_events  bigint      NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    heartbeat  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, region)
);

-- Streams that stand still, each before an event that cannot be read or whose rows cannot be
-- written. The error tells what is wrong in words of ours: nothing of a payload is in it.
CREATE TABLE dead_letters
(
    region         text        NOT NULL,
    projection     text        NOT NULL,
    generation     integer     NOT NULL,
    aggregate_type text        NOT NULL,
    aggregate_id   text        NOT NULL,
    sequence       bigint      NOT NULL,
    position       bigint      NOT NULL,
    event_type     text        NOT NULL,
    error          text        NOT NULL,
    first_seen_at  timestamptz NOT NULL DEFAULT now(),
    tries          integer     NOT NULL DEFAULT 1,
    last_try_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (region, projection, generation, aggregate_type, aggregate_id)
);
