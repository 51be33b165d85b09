-- Versions of a region's catalogue that were published after the program was built. Those that
-- were committed with it are compiled in. Append-only, like the log that refers to them.

CREATE TABLE published_catalogues
(
    region       text        NOT NULL,
    version      date        NOT NULL,
    -- SHA-256 of the text, in hexadecimal.
    hash         text        NOT NULL,
    -- The whole file.
    text         text        NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (region, version)
);

CREATE TRIGGER refuse_change
    BEFORE UPDATE OR DELETE OR TRUNCATE ON published_catalogues
    FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();
