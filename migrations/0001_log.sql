-- The event log: the tables of postgres-es with the columns of a region's numbered log.
--
-- A region is a log of its own. Its positions are 1, 2, 3, … without holes, and become visible
-- in that order: whoever appends holds the region's row of log_head until the commit. A reader
-- needs nothing but `position > $1 ORDER BY position`.

CREATE TABLE log_head
(
    region      text        NOT NULL PRIMARY KEY,
    position    bigint      NOT NULL DEFAULT 0,
    -- Never decreases along positions, so that a moment names a position.
    recorded_at timestamptz NOT NULL DEFAULT '-infinity'
);

CREATE TABLE events
(
    aggregate_type text                         NOT NULL,
    aggregate_id   text                         NOT NULL,
    sequence       bigint CHECK (sequence >= 0) NOT NULL,
    event_type     text                         NOT NULL,
    event_version  text                         NOT NULL,
    payload        json                         NOT NULL,
    metadata       json                         NOT NULL,
    "timestamp"    timestamptz                  NOT NULL DEFAULT now(),
    region         text                         NOT NULL,
    position       bigint CHECK (position > 0)  NOT NULL,
    event_id       uuid                         NOT NULL,
    occurred_on    date                         NOT NULL,
    recorded_at    timestamptz                  NOT NULL,
    -- Absent in rows of a plain postgres-es writer, which knows of neither.
    command_id     uuid,
    actor          json,
    CONSTRAINT events_stream PRIMARY KEY (aggregate_type, aggregate_id, sequence, region),
    CONSTRAINT events_position UNIQUE (region, position)
);

-- One row a command that was carried out: a repeated one gets this answer again.
CREATE TABLE commands
(
    region         text        NOT NULL,
    command_id     uuid        NOT NULL,
    -- SHA-256 of what was asked, so that the same id with another content is found out.
    digest         bytea       NOT NULL,
    first_position bigint      NOT NULL,
    last_position  bigint      NOT NULL,
    answer         json        NOT NULL,
    recorded_at    timestamptz NOT NULL,
    CONSTRAINT commands_id PRIMARY KEY (region, command_id)
);

-- A plain postgres-es writer names no position: its rows are numbered like all others. They
-- belong to the region of their stream, or of their metadata.
CREATE FUNCTION number_event() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    NEW.region := coalesce(
        NEW.region,
        (SELECT e.region FROM events e
         WHERE e.aggregate_type = NEW.aggregate_type AND e.aggregate_id = NEW.aggregate_id
         LIMIT 1),
        NEW.metadata ->> 'region');
    IF NEW.region IS NULL THEN
        RAISE EXCEPTION 'an event belongs to a region: give it in the metadata'
            USING ERRCODE = 'not_null_violation';
    END IF;
    INSERT INTO log_head AS head (region, position, recorded_at)
    VALUES (NEW.region, 1, clock_timestamp())
    ON CONFLICT (region) DO UPDATE
        SET position    = head.position + 1,
            recorded_at = greatest(head.recorded_at, clock_timestamp())
    RETURNING head.position, head.recorded_at INTO NEW.position, NEW.recorded_at;
    NEW.event_id := coalesce(NEW.event_id, gen_random_uuid());
    NEW.occurred_on := coalesce(
        NEW.occurred_on,
        (NEW.payload ->> 'occurred_on')::date,
        (NEW.recorded_at AT TIME ZONE 'Europe/Brussels')::date);
    PERFORM pg_notify('loopbrug_log', NEW.region);
    RETURN NEW;
END
$$;

CREATE TRIGGER number_event
    BEFORE INSERT ON events
    FOR EACH ROW
    WHEN (NEW.position IS NULL)
EXECUTE FUNCTION number_event();

CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'the log is never changed: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON commands
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

-- What long streams folded to, so that they need not be read from their beginning. Each can be
-- thrown away at any time; the log alone is true.

CREATE TABLE snapshots
(
    region         text    NOT NULL,
    aggregate_type text    NOT NULL,
    aggregate_id   text    NOT NULL,
    -- The number of events that are folded in it.
    version        bigint  NOT NULL,
    -- Which fold it came of: another one does not read it.
    fold           integer NOT NULL,
    state          json    NOT NULL,
    -- Of the last event that is folded in it: a log that came back older has another event there, or none.
    event_id       uuid    NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, region)
);
