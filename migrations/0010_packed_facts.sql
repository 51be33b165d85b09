-- Measures once more, as the few bytes that an image is loaded from: arrays of text take PostgreSQL and
-- whoever reads them far longer than what is in them. The columns beside them are for BI tools.
ALTER TABLE trajectory_facts
    ADD COLUMN packed bytea;

-- Most rows are between two and four thousand bytes. To make those smaller takes more time than to read
-- and write them.
ALTER TABLE trajectory_facts SET (toast_tuple_target = 4064);

-- What one event tells each is written anew with its chunk for every event, and is in the log for whoever
-- wants it otherwise: it has that form alone.
DROP TABLE trajectory_told;

CREATE TABLE trajectory_told
(
    region        text    NOT NULL,
    generation    integer NOT NULL,
    trajectory_id uuid    NOT NULL,
    chunk         integer NOT NULL,
    -- The position at which it changed last.
    position      bigint  NOT NULL,
    packed        bytea   NOT NULL,
    PRIMARY KEY (region, generation, trajectory_id, chunk)
);

CREATE INDEX trajectory_told_by_position ON trajectory_told (region, generation, position);

-- Rows without it would count as nothing at all. So nobody reads them any more: readers are told that
-- nothing was taken in yet, until the rebuild that the code's new version asks for is done.
UPDATE projections
SET position = 0, generation = generation + 1
WHERE projection = 'trajectories';
