-- The seal: a tree of hashes over each region's log, whose heads are signed. See docs/AUDIT.md. Nothing in these tables
-- is ever changed, but for the last tiles of a tree, which grow.

-- Whoever holds the row of a region until the commit lets its tree grow; others stand by.
CREATE TABLE seal_turns
(
    region text NOT NULL PRIMARY KEY
);

-- The trees of a region, of which the last one grows. There is another one only where the log came back older than it
-- was sealed.
CREATE TABLE seal_trees
(
    region   text        NOT NULL,
    tree     integer     NOT NULL CHECK (tree > 0),
    -- Part of its origin, by which the tree is known to others.
    id       uuid        NOT NULL DEFAULT gen_random_uuid(),
    -- The line of its checkpoints that says the last head of the tree before it; null for the first one.
    follows  text,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT seal_trees_number PRIMARY KEY (region, tree),
    CONSTRAINT seal_trees_id UNIQUE (region, id)
);

-- The keys by which the heads of a tree are verified: each for those larger than `after_size`, until the next one.
CREATE TABLE seal_keys
(
    region      text        NOT NULL,
    tree        integer     NOT NULL,
    key         integer     NOT NULL CHECK (key > 0),
    public_key  bytea       NOT NULL CHECK (octet_length(public_key) = 32),
    after_size  bigint      NOT NULL CHECK (after_size >= 0),
    -- A note by the key before it, which says that this one follows; null for the first one.
    endorsement text,
    began_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT seal_keys_number PRIMARY KEY (region, tree, key),
    CONSTRAINT seal_keys_once UNIQUE (region, tree, public_key),
    CONSTRAINT seal_keys_tree FOREIGN KEY (region, tree) REFERENCES seal_trees
);

-- The heads of a tree, numbered. Each names the one before it, so that there is one line of them, along which sizes grow:
-- no two roots of one size.
CREATE TABLE seal_heads
(
    region      text        NOT NULL,
    tree        integer     NOT NULL,
    number      bigint      NOT NULL CHECK (number > 0),
    size        bigint      NOT NULL,
    before      bigint GENERATED ALWAYS AS (nullif(number - 1, 0)) STORED,
    before_size bigint,
    root        bytea       NOT NULL CHECK (octet_length(root) = 32),
    -- Of the last event: a log that came back older has another one at that position, or none.
    event_id    uuid        NOT NULL,
    -- When that was recorded, and when this was signed.
    recorded_at timestamptz NOT NULL,
    signed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    key         integer     NOT NULL,
    -- The checkpoint with our signature.
    note        text        NOT NULL,
    CONSTRAINT seal_heads_number PRIMARY KEY (region, tree, number),
    CONSTRAINT seal_heads_size UNIQUE (region, tree, size),
    CONSTRAINT seal_heads_both UNIQUE (region, tree, number, size),
    CONSTRAINT seal_heads_grow CHECK (size > coalesce(before_size, 0)),
    CONSTRAINT seal_heads_first CHECK ((number = 1) = (before_size IS NULL)),
    CONSTRAINT seal_heads_line FOREIGN KEY (region, tree, before, before_size)
        REFERENCES seal_heads (region, tree, number, size),
    CONSTRAINT seal_heads_key FOREIGN KEY (region, tree, key) REFERENCES seal_keys
);

CREATE INDEX seal_heads_signed ON seal_heads (region, signed_at);

-- Who else signed a head: lines that travel with it.
CREATE TABLE seal_cosignatures
(
    region    text        NOT NULL,
    tree      integer     NOT NULL,
    size      bigint      NOT NULL,
    -- The key of the witness, as it is configured.
    witness   text        NOT NULL,
    signature text        NOT NULL,
    taken_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT seal_cosignatures_once PRIMARY KEY (region, tree, size, witness),
    CONSTRAINT seal_cosignatures_head FOREIGN KEY (region, tree, size) REFERENCES seal_heads (region, tree, size)
);

-- The hashes of a tree in the tiles of C2SP tlog-tiles: 256 of one level, eight levels apart. 32 bytes for an event,
-- and a 255th of that for the levels above.
CREATE TABLE seal_tiles
(
    region text     NOT NULL,
    tree   integer  NOT NULL,
    level  smallint NOT NULL,
    index  bigint   NOT NULL,
    hashes bytea    NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    CONSTRAINT seal_tiles_place PRIMARY KEY (region, tree, level, index)
);

-- Hashes cannot be compressed.
ALTER TABLE seal_tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE FUNCTION let_tile_grow() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF (NEW.region, NEW.tree, NEW.level, NEW.index) IS DISTINCT FROM (OLD.region, OLD.tree, OLD.level, OLD.index)
        OR substring(NEW.hashes FOR octet_length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'a tile only grows: what is in it is never changed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER let_tile_grow
    BEFORE UPDATE ON seal_tiles
    FOR EACH ROW
EXECUTE FUNCTION let_tile_grow();

CREATE TRIGGER refuse_change
    BEFORE DELETE OR TRUNCATE ON seal_tiles
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_trees
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_keys
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_heads
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON seal_cosignatures
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();
