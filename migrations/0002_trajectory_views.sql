-- Views: written by projections only, each with its checkpoint in the same transaction. They
-- can be thrown away and built again from the log.

CREATE TABLE projections
(
    projection text        NOT NULL,
    region     text        NOT NULL,
    -- The version of the code that wrote the rows; another one writes them anew.
    version    integer     NOT NULL,
    -- Everything up to here is in the rows.
    position   bigint      NOT NULL DEFAULT 0,
    heartbeat  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, region)
);

CREATE TABLE trajectory_overview
(
    region         text   NOT NULL,
    trajectory_id  uuid   NOT NULL,
    client_id      uuid   NOT NULL,
    -- The number of events, and the position of the last.
    version        bigint NOT NULL,
    position       bigint NOT NULL,
    phase          text   NOT NULL,
    municipality   text   NOT NULL,
    owner          text   NOT NULL,
    organisations  text[] NOT NULL,
    personas       text[] NOT NULL,
    challenges     text[] NOT NULL,
    bridge_figure  uuid,
    opened_on      date   NOT NULL,
    entry_on       date,
    last_on        date   NOT NULL,
    PRIMARY KEY (region, trajectory_id)
);

CREATE INDEX trajectory_overview_by_opening
    ON trajectory_overview (region, opened_on DESC, trajectory_id);

-- One row a trajectory: what it contributes to the figures, and at which positions each part
-- of it was believed. The columns up to `challenges` tell how it stands now, for BI tools.
CREATE TABLE trajectory_facts
(
    region             text     NOT NULL,
    trajectory_id      uuid     NOT NULL,
    client_id          uuid     NOT NULL,
    -- The position of the last event that is in the row.
    position           bigint   NOT NULL,
    municipality       text     NOT NULL,
    organisation       text     NOT NULL,
    gender             text,
    age_group          text,
    personas           text[]   NOT NULL,
    challenges         text[]   NOT NULL,
    -- All dimensions that were ever believed, with their positions.
    dimensions_history jsonb    NOT NULL,
    -- Measures, one element of each array a measure. `until` is null while it is believed.
    measures           text[]   NOT NULL,
    days               date[]   NOT NULL,
    signs              smallint[] NOT NULL,
    codes              text[]   NOT NULL,
    since              bigint[] NOT NULL,
    until              bigint[] NOT NULL,
    PRIMARY KEY (region, trajectory_id)
);

CREATE INDEX trajectory_facts_by_position ON trajectory_facts (region, position);
