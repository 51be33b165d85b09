-- A position says how far a log is, but not which log it is: a database that comes back older, after a
-- failover to a standby that was behind or a restore, uses positions once more for other events. The id
-- of the event at a position says it. What is derived from a log keeps it beside its position, and is
-- made anew where the log has another event there.

ALTER TABLE snapshots
    -- Of the last event that is folded in it. One without is not read.
    ADD COLUMN event_id uuid;

ALTER TABLE projections
    -- Of the event at the checkpoint; null at the beginning of the log.
    ADD COLUMN event_id uuid;

UPDATE projections AS p
SET event_id = (SELECT e.event_id FROM events AS e
                WHERE e.region = p.region AND e.position = p.position);
