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
