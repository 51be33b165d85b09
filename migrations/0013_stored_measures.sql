-- Facts are stored once: images are loaded from the rows that BI tools read. Measures are records of
-- twenty bytes, because arrays of text take PostgreSQL and whoever reads them far longer than what is in
-- them. The view `trajectory_measures` shows them as columns.
--
-- Nothing is carried over: a rebuild fills the tables.

DROP TABLE trajectory_facts;
DROP TABLE trajectory_packed;

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

-- Rows of over 2 kB are compressed, by lz4 where this PostgreSQL has it.
DO
$$
BEGIN
    IF EXISTS (SELECT FROM pg_settings
               WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
        ALTER TABLE trajectory_facts
            ALTER COLUMN dimensions SET COMPRESSION lz4,
            ALTER COLUMN records SET COMPRESSION lz4;
        ALTER TABLE trajectory_event_facts ALTER COLUMN records SET COMPRESSION lz4;
    END IF;
END
$$;

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

-- Images would take trajectories without rows for none at all. So readers are told that nothing was
-- projected yet, until the rebuild that the code's new version asks for is done.
UPDATE projections
SET position = 0, generation = generation + 1, event_id = NULL
WHERE projection = 'trajectories';
