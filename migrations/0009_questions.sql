-- What readers of rounded figures asked on a day, so that nobody asks everything there is.

-- One row for each worker of an organisation who asked about a region on a day in Brussels.
CREATE TABLE question_days
(
    region       text    NOT NULL,
    day          date    NOT NULL,
    worker       uuid    NOT NULL,
    organisation text    NOT NULL,
    -- How many different questions were answered.
    asked        integer NOT NULL DEFAULT 0,
    -- How often one was refused because there had been too many.
    refused      integer NOT NULL DEFAULT 0,
    PRIMARY KEY (region, day, worker, organisation)
);

CREATE TABLE questions
(
    region       text  NOT NULL,
    day          date  NOT NULL,
    worker       uuid  NOT NULL,
    organisation text  NOT NULL,
    -- SHA-256 of what was asked.
    question     bytea NOT NULL,
    PRIMARY KEY (region, day, worker, organisation, question)
);

-- Remembers different questions, if there are no more than `most` of that day then: all of them or none.
-- Those that were asked before are free. The row of the day is locked, so that two who ask at once
-- are counted one after the other. A crash may forget the last questions, which is no harm.
CREATE FUNCTION remember_questions(of_region text, on_day date, by_worker uuid, of_organisation text,
                                   asking bytea[], most integer) RETURNS boolean
    LANGUAGE plpgsql AS
$$
DECLARE
    before integer;
    known  integer;
BEGIN
    SELECT count(*) INTO known FROM questions
    WHERE region = of_region AND day = on_day AND worker = by_worker
      AND organisation = of_organisation AND question = ANY (asking);
    IF known = cardinality(asking) THEN
        RETURN true;
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO question_days AS d (region, day, worker, organisation)
    VALUES (of_region, on_day, by_worker, of_organisation)
    ON CONFLICT (region, day, worker, organisation) DO UPDATE SET asked = d.asked
    RETURNING d.asked INTO before;
    -- Again: whoever held the row may have asked the same.
    SELECT count(*) INTO known FROM questions
    WHERE region = of_region AND day = on_day AND worker = by_worker
      AND organisation = of_organisation AND question = ANY (asking);
    IF before + cardinality(asking) - known > most THEN
        UPDATE question_days SET refused = refused + 1
        WHERE region = of_region AND day = on_day AND worker = by_worker
          AND organisation = of_organisation;
        RETURN false;
    END IF;
    INSERT INTO questions (region, day, worker, organisation, question)
    SELECT of_region, on_day, by_worker, of_organisation, one FROM unnest(asking) AS one
    ON CONFLICT DO NOTHING;
    UPDATE question_days SET asked = before + cardinality(asking) - known
    WHERE region = of_region AND day = on_day AND worker = by_worker
      AND organisation = of_organisation;
    RETURN true;
END
$$;
