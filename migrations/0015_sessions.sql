-- Sessions of browsers: who signed in, so that any instance of the program serves whoever has the cookie.

CREATE TABLE sessions
(
    -- A hash of the session's id: whoever reads this table cannot sign in with it.
    name       bytea       PRIMARY KEY,
    -- What the session holds, sealed under a key that follows from its id, which only the browser has.
    sealed     bytea       NOT NULL,
    -- It has ended from then on, unless it is used before; never later than `ends_at`.
    idle_until timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    CHECK (idle_until <= ends_at)
);

-- For whoever deletes those that have ended.
CREATE INDEX sessions_by_end ON sessions (idle_until);
