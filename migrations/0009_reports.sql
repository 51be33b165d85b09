-- In which rows of reports a trajectory is counted, further: for BI tools.
ALTER TABLE trajectory_facts
    ADD COLUMN language text,
    ADD COLUMN at_entry jsonb;

-- Facts that one event tells each (attempts, appointments, when things were recorded), in chunks of so
-- many: what is written does not grow with the history. Of the arrays, one element is a fact.
CREATE TABLE trajectory_told
(
    region        text      NOT NULL,
    generation    integer   NOT NULL,
    trajectory_id uuid      NOT NULL,
    theme         text      NOT NULL,
    chunk         integer   NOT NULL,
    -- The position at which it changed last.
    position      bigint    NOT NULL,
    measures      text[]    NOT NULL,
    days          date[]    NOT NULL,
    codes         text[]    NOT NULL,
    lengths       integer[] NOT NULL,
    -- `until` is null while it is believed.
    since         bigint[]  NOT NULL,
    until         bigint[]  NOT NULL,
    PRIMARY KEY (region, generation, trajectory_id, theme, chunk)
);

CREATE INDEX trajectory_told_by_position ON trajectory_told (region, generation, position);

-- The secret by which figures are rounded, one a region. It is drawn once and never replaced:
-- figures of two secrets can be averaged.
CREATE TABLE disclosure_secrets
(
    region text  NOT NULL PRIMARY KEY,
    secret bytea NOT NULL CHECK (length(secret) = 32)
);

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON disclosure_secrets
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

-- The last position that was recorded by a moment. Moments never decrease along positions, so the
-- place is found by halving, and needs no index of its own.
CREATE FUNCTION position_at(of_region text, moment timestamptz) RETURNS bigint
    LANGUAGE plpgsql STABLE AS
$$
DECLARE
    low  bigint := 0;
    high bigint := coalesce((SELECT position FROM log_head WHERE region = of_region), 0);
    mid  bigint;
BEGIN
    WHILE low < high LOOP
        mid := (low + high + 1) / 2;
        IF (SELECT recorded_at FROM events WHERE region = of_region AND position = mid) <= moment THEN
            low := mid;
        ELSE
            high := mid - 1;
        END IF;
    END LOOP;
    RETURN low;
END
$$;
