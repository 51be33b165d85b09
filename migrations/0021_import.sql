-- Imports: from which export the log of a region was written, where it was not recorded here.

CREATE TABLE imports
(
    region         text        NOT NULL PRIMARY KEY,
    -- SHA-256 of the manifest of the export: an import that was cut off goes on from the same export alone.
    manifest       bytea       NOT NULL CHECK (octet_length(manifest) = 32),
    -- The id of its companion; null where it is imported without one.
    companion      uuid,
    -- Events up to here are written, and so many rows of the companion.
    position       bigint      NOT NULL DEFAULT 0 CHECK (position >= 0),
    companion_rows bigint      NOT NULL DEFAULT 0 CHECK (companion_rows >= 0),
    began_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Null until all is written. Programs do not serve until then.
    ended_at       timestamptz
);

-- While events are being imported the head of their region stays where nothing is: who follows the log sees all of them
-- at once, in the end, and whoever appends is refused.
ALTER TABLE log_head
    ADD COLUMN importing boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT log_head_importing CHECK (NOT importing OR position = 0);
