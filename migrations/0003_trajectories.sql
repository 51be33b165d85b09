-- Trajectories: rows for lists, facts for reports, and the work list. All are of the projection `trajectories`.

CREATE TABLE trajectory_overview
(
    region         text    NOT NULL,
    generation     integer NOT NULL,
    trajectory_id  uuid    NOT NULL,
    client_id      uuid    NOT NULL,
    -- The number of events, and the position of the last.
    version        bigint  NOT NULL,
    position       bigint  NOT NULL,
    phase          text    NOT NULL,
    municipality   text    NOT NULL,
    owner          text    NOT NULL,
    organisations  text[]  NOT NULL,
    personas       text[]  NOT NULL,
    challenges     text[]  NOT NULL,
    bridge_figure  uuid,
    opened_on      date    NOT NULL,
    entry_on       date,
    last_on        date    NOT NULL,
    PRIMARY KEY (region, generation, trajectory_id)
)
    -- With every event a row is further and otherwise the same: with room beside it, it stays on its page,
    -- and its indexes as they are.
    WITH (fillfactor = 80);

CREATE INDEX trajectory_overview_by_opening
    ON trajectory_overview (region, generation, opened_on DESC, trajectory_id);

-- Facts are stored once: images are loaded from the rows that BI tools read. Measures are records of
-- twenty bytes, because arrays of text take PostgreSQL and whoever reads them far longer than what is in
-- them. The view `trajectory_measures` shows them as columns.
--
-- One row a trajectory: in which rows of reports it is counted, and the measures that follow from its
-- state. Absent means unknown.
CREATE TABLE trajectory_facts
(
    region        text    NOT NULL,
    generation    integer NOT NULL,
    trajectory_id uuid    NOT NULL,
    client_id     uuid    NOT NULL,
    -- The position at which it changed last.
    position      bigint  NOT NULL,
    -- The current dimensions.
    municipality  text    NOT NULL,
    language      text    NOT NULL,
    organisation  text    NOT NULL,
    gender        text,
    age_group     text,
    personas      text[]  NOT NULL,
    challenges    text[]  NOT NULL,
    at_entry      jsonb   NOT NULL,
    -- Those and the superseded ones, with their positions, for images.
    dimensions    bytea   NOT NULL,
    -- The measures and the codes that the records name by their places, each with a line feed after it.
    measures      text    NOT NULL,
    codes         text    NOT NULL,
    records       bytea   NOT NULL,
    PRIMARY KEY (region, generation, trajectory_id)
);

CREATE INDEX trajectory_facts_by_position ON trajectory_facts (region, generation, position);

-- Measures of single events (attempts, appointments, when something was recorded), in chunks of so many
-- in the order in which they were recorded: what is written for an event does not grow with the history.
CREATE TABLE trajectory_event_facts
(
    region        text    NOT NULL,
    generation    integer NOT NULL,
    trajectory_id uuid    NOT NULL,
    -- From 1.
    chunk         integer NOT NULL,
    position      bigint  NOT NULL,
    measures      text    NOT NULL,
    codes         text    NOT NULL,
    records       bytea   NOT NULL,
    PRIMARY KEY (region, generation, trajectory_id, chunk)
);

CREATE INDEX trajectory_event_facts_by_position
    ON trajectory_event_facts (region, generation, position);

-- Four bytes as a number, the highest first.
CREATE FUNCTION number_at(bytes bytea, place integer) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
SELECT (get_byte(bytes, place)::bigint << 24) | (get_byte(bytes, place + 1) << 16)
       | (get_byte(bytes, place + 2) << 8) | get_byte(bytes, place + 3)
$$;

-- One row a measure. `until` is the position at which it was superseded; null while it is current.
CREATE FUNCTION measures_of(measures text, codes text, records bytea)
    RETURNS TABLE
            (
                measure text,
                day     date,
                sign    integer,
                code    text,
                length  bigint,
                since   bigint,
                until   bigint
            )
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
SELECT names.measures[1 + get_byte(one.record, 0)],
       date '0001-01-01' + (number_at(one.record, 4) - 1)::integer,
       (get_byte(one.record, 1) + 128) % 256 - 128,
       names.codes[1 + ((get_byte(one.record, 2) << 8) | get_byte(one.record, 3))],
       nullif(number_at(one.record, 16), 4294967295),
       number_at(one.record, 8),
       nullif(number_at(one.record, 12), 4294967295)
FROM (SELECT string_to_array(measures, E'\n'), string_to_array(codes, E'\n'))
         AS names (measures, codes),
     generate_series(1, length(records), 20) AS place,
     LATERAL (SELECT substring(records FROM place FOR 20)) AS one (record)
$$;

-- Every measure of every trajectory, of the rows that are read.
CREATE VIEW trajectory_measures AS
SELECT facts.region, facts.trajectory_id, one.*
FROM (SELECT region, generation, trajectory_id, measures, codes, records
      FROM trajectory_facts
      UNION ALL
      SELECT region, generation, trajectory_id, measures, codes, records
      FROM trajectory_event_facts) AS facts
     JOIN projections AS p USING (region, generation)
     CROSS JOIN LATERAL measures_of(facts.measures, facts.codes, facts.records) AS one
WHERE p.projection = 'trajectories';

-- What is to be done, by trajectory: written with the other rows of the trajectory. The rows hold
-- for any day: `visible_from` says from which day on somebody should look.

CREATE TABLE work_list
(
    region        text    NOT NULL,
    generation    integer NOT NULL,
    trajectory_id uuid    NOT NULL,
    task          text    NOT NULL,
    -- Months after leaving, for a follow-up; 0 for other tasks.
    month         integer NOT NULL,
    since         date    NOT NULL,
    visible_from  date    NOT NULL,
    until         date,
    PRIMARY KEY (region, generation, trajectory_id, task, month)
);

CREATE INDEX work_list_by_day ON work_list (region, generation, visible_from);
