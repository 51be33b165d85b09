-- The facts once more, as the few bytes that images are loaded from: arrays of text take PostgreSQL and
-- whoever reads them far longer than what is in them. `trajectory_facts` is for BI tools. What one event
-- tells each is here alone, since it is written for every event, and is in the log for whoever wants it
-- otherwise.
CREATE TABLE trajectory_packed
(
    region        text    NOT NULL,
    generation    integer NOT NULL,
    trajectory_id uuid    NOT NULL,
    -- 0: all but what is told by event. The others: so many facts each that are.
    chunk         integer NOT NULL,
    -- The position at which it changed last.
    position      bigint  NOT NULL,
    packed        bytea   NOT NULL,
    PRIMARY KEY (region, generation, trajectory_id, chunk)
);

CREATE INDEX trajectory_packed_by_position ON trajectory_packed (region, generation, position);

-- With every event a row is further and otherwise the same: with room beside it, it stays on its page, and
-- its indexes as they are.
ALTER TABLE trajectory_overview SET (fillfactor = 80);

DROP TABLE trajectory_told;
DROP INDEX trajectory_facts_by_position;

-- Images would take trajectories without such rows for none at all. So nobody reads the former rows any
-- more: readers are told that nothing was taken in yet, until the rebuild that the code's new version asks
-- for is done.
UPDATE projections
SET position = 0, generation = generation + 1
WHERE projection = 'trajectories';
