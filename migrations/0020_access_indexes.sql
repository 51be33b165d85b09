-- Whoever reads waits for the row that says so. Of what such a row cost, more than half was two B-trees that are only
-- asked now and then, by those who look for what a worker or an organisation read. A summary of each range of pages says
-- whether that is in it: next to nothing is written for it, and other ranges are not read.

DROP INDEX access_record_worker;
DROP INDEX access_record_organisation;
DROP INDEX access_record_recorded;

-- Positions and moments go up together, so a period is a few ranges of pages.
CREATE INDEX access_record_ranges ON access_record
    USING brin (recorded_at, worker uuid_bloom_ops, organisation text_bloom_ops) WITH (autosummarize = on);
