-- Erasures that were decided and not carried out are looked for by every process, from time to time. There are few
-- of these events among all.
CREATE INDEX events_erasure ON events (event_type, region, aggregate_id)
    WHERE event_type IN ('ErasureDecided', 'KeyDestroyed');
