-- Which vault has the keys of this log: what only its index key gives, written when the log first had one. With another
-- vault everybody would seem to be erased, and an erasure would destroy nothing.
CREATE TABLE vault_of_log
(
    the_one boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (the_one),
    mark    bytea   NOT NULL CHECK (length(mark) = 32)
);

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_of_log
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();
