-- How long it is kept who looked: by years of the catalogue. What is older is removed from the beginning of the record of
-- a region, up to a floor. Above that its positions are dense as before.

ALTER TABLE access_head
    ADD COLUMN floor bigint NOT NULL DEFAULT 0 CHECK (floor >= 0 AND floor <= position);

-- What lies above the floor is removed by nobody, and nothing is that is not a year old, wherever the floor is.
CREATE FUNCTION refuse_early_removal() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF OLD.recorded_at > clock_timestamp() - interval '1 year'
        OR NOT EXISTS (SELECT FROM access_head WHERE region = OLD.region AND floor >= OLD.position) THEN
        RAISE EXCEPTION 'the access record is kept for years: % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END
$$;

DROP TRIGGER refuse_change ON access_record;

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR TRUNCATE ON access_record
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_early_removal
    BEFORE DELETE ON access_record
    FOR EACH ROW
EXECUTE FUNCTION refuse_early_removal();
