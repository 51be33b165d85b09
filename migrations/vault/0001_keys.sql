-- The keys of clients, in a database of their own: no backup of the log holds them. Whoever has a backup of this
-- one needs the key file beside it, which is never in here.

-- What the key file has to hold. Each proof is a keyed hash by which a wrong file is noticed.
CREATE TABLE secrets
(
    name   text  NOT NULL PRIMARY KEY CHECK (name IN ('index', 'wrapping')),
    -- Which wrapping key new keys are wrapped by.
    key_id uuid  NOT NULL,
    proof  bytea NOT NULL
);

-- One key a client and region, which is a trajectory. A destroyed one stays as a row without a key, so that
-- none is made in its place. It was never made where nothing was ever sealed.
CREATE TABLE client_keys
(
    region       text        NOT NULL,
    trajectory   uuid        NOT NULL,
    key_id       uuid        NOT NULL UNIQUE,
    wrapped_by   uuid,
    wrapped_key  bytea,
    made_at      timestamptz DEFAULT clock_timestamp(),
    destroyed_at timestamptz,
    PRIMARY KEY (region, trajectory),
    CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL)),
    CHECK ((wrapped_key IS NULL) = (wrapped_by IS NULL)),
    CHECK (made_at IS NOT NULL OR destroyed_at IS NOT NULL)
);

CREATE INDEX client_keys_by_wrapping ON client_keys (wrapped_by) WHERE wrapped_by IS NOT NULL;

-- Who is known, by keyed hashes of who the client is. Erased with the key.
CREATE TABLE known_clients
(
    region     text  NOT NULL,
    trajectory uuid  NOT NULL,
    -- Of the INSZ ('insz'), or of name and birth date ('name'), which only suggests.
    kind       text  NOT NULL CHECK (kind IN ('insz', 'name')),
    hash       bytea NOT NULL,
    PRIMARY KEY (region, trajectory, kind)
);

CREATE INDEX known_clients_by_hash ON known_clients (hash);

-- Whose rows may be behind the log: written before a command is, and taken away once they were made anew.
CREATE TABLE to_index
(
    region     text        NOT NULL,
    trajectory uuid        NOT NULL,
    since      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, trajectory)
);

-- Two trajectories that look like those of one person and are not. The smaller id comes first.
CREATE TABLE not_same_person
(
    one_region   text        NOT NULL,
    one          uuid        NOT NULL,
    other_region text        NOT NULL,
    other        uuid        NOT NULL,
    said_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (one, other),
    CHECK (one < other)
);

CREATE INDEX not_same_person_by_other ON not_same_person (other);
