-- Employers of a region: those that it registered, with how they were coached for no client (of the projection
-- `procedure`), and at how many of each trajectory's jobs and practice floors they are (of `trajectories`).

CREATE TABLE employer_facts
(
    region        text    NOT NULL,
    generation    integer NOT NULL,
    employer_id   uuid    NOT NULL,
    -- A KBO number, or an informal name.
    employer      text    NOT NULL,
    name          text    NOT NULL,
    municipality  text,
    sector        text,
    registered_on date    NOT NULL,
    -- How often it was coached, and for how many minutes in all.
    coached       bigint  NOT NULL,
    minutes       bigint  NOT NULL,
    -- The number of events, and the position of the last.
    version       bigint  NOT NULL,
    position      bigint  NOT NULL,
    coaching      jsonb   NOT NULL,
    PRIMARY KEY (region, generation, employer_id)
);

CREATE INDEX employer_facts_by_day ON employer_facts (region, generation, registered_on DESC, employer_id);
CREATE INDEX employer_facts_by_position ON employer_facts (region, generation, position);

-- By the id that an employer has in the register, whether it is in it or not.
CREATE TABLE trajectory_employers
(
    region          text    NOT NULL,
    generation      integer NOT NULL,
    trajectory_id   uuid    NOT NULL,
    employer_id     uuid    NOT NULL,
    coached         bigint  NOT NULL,
    jobs            bigint  NOT NULL,
    practice_floors bigint  NOT NULL,
    PRIMARY KEY (region, generation, trajectory_id, employer_id)
);

CREATE INDEX trajectory_employers_by_employer ON trajectory_employers (region, generation, employer_id);
