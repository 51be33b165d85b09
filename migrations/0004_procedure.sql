-- The selection procedure: one row a proposal and one a round, written by a projection of its own.
-- The columns tell how they stand now, for lists and BI tools; `history` holds all that was ever
-- known, each with the positions of the log between which it was.

CREATE TABLE proposal_facts
(
    region         text    NOT NULL,
    generation     integer NOT NULL,
    proposal_id    uuid    NOT NULL,
    organisation   text    NOT NULL,
    round          text    NOT NULL,
    stage          text    NOT NULL,
    -- What of it the applicant knows.
    stage_as_told  text    NOT NULL,
    challenges     text[]  NOT NULL,
    services       text[]  NOT NULL,
    municipalities text[]  NOT NULL,
    -- Places at a time, and whole euros, over all that it offers.
    capacity       bigint  NOT NULL,
    budget         bigint  NOT NULL,
    received_at    timestamptz,
    rank           integer,
    outcome        text,
    outcome_on     date,
    -- The number of events, and the position of the last.
    version        bigint  NOT NULL,
    position       bigint  NOT NULL,
    history        jsonb   NOT NULL,
    PRIMARY KEY (region, generation, proposal_id)
);

CREATE INDEX proposal_facts_by_round ON proposal_facts (region, generation, round DESC, organisation);
CREATE INDEX proposal_facts_by_position ON proposal_facts (region, generation, position);

CREATE TABLE round_facts
(
    region      text    NOT NULL,
    generation  integer NOT NULL,
    round_id    uuid    NOT NULL,
    round       text    NOT NULL,
    catalogue   date    NOT NULL,
    launched_on date    NOT NULL,
    ratified_on date,
    end_date    date,
    version     bigint  NOT NULL,
    position    bigint  NOT NULL,
    history     jsonb   NOT NULL,
    PRIMARY KEY (region, generation, round_id)
);

CREATE INDEX round_facts_by_position ON round_facts (region, generation, position);
