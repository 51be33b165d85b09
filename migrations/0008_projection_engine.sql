-- Rows of several generations side by side: a rebuild writes the next one beside the one that is
-- read, and the row of `projections` says which that is. Where an older program is still at work
-- its views stand still until it is stopped: it cannot write below the new keys.

ALTER TABLE projections
    ADD COLUMN generation integer NOT NULL DEFAULT 1,
    -- Counts what changed rows without moving the checkpoint, so that images load them anew.
    ADD COLUMN healings   bigint  NOT NULL DEFAULT 0;

ALTER TABLE trajectory_overview
    ADD COLUMN generation integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT trajectory_overview_pkey,
    ADD PRIMARY KEY (region, generation, trajectory_id);
DROP INDEX trajectory_overview_by_opening;
CREATE INDEX trajectory_overview_by_opening
    ON trajectory_overview (region, generation, opened_on DESC, trajectory_id);

ALTER TABLE trajectory_facts
    ADD COLUMN generation integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT trajectory_facts_pkey,
    ADD PRIMARY KEY (region, generation, trajectory_id);
DROP INDEX trajectory_facts_by_position;
CREATE INDEX trajectory_facts_by_position ON trajectory_facts (region, generation, position);

ALTER TABLE work_list
    ADD COLUMN generation integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT work_list_pkey,
    ADD PRIMARY KEY (region, generation, trajectory_id, task, month);
DROP INDEX work_list_by_day;
CREATE INDEX work_list_by_day ON work_list (region, generation, visible_from);

ALTER TABLE proposal_facts
    ADD COLUMN generation integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT proposal_facts_pkey,
    ADD PRIMARY KEY (region, generation, proposal_id);
DROP INDEX proposal_facts_by_round;
DROP INDEX proposal_facts_by_position;
CREATE INDEX proposal_facts_by_round
    ON proposal_facts (region, generation, round DESC, organisation);
CREATE INDEX proposal_facts_by_position ON proposal_facts (region, generation, position);

ALTER TABLE round_facts
    ADD COLUMN generation integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT round_facts_pkey,
    ADD PRIMARY KEY (region, generation, round_id);
DROP INDEX round_facts_by_position;
CREATE INDEX round_facts_by_position ON round_facts (region, generation, position);

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
