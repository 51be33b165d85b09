//! A cache of streams that were folded lately, for their next events.

use std::collections::{BTreeMap, HashMap};

use loopbrug_domain::catalogue::{Catalogues, Code};
use sqlx::PgConnection;

use super::ProjectionError;
use super::stream_fold::StreamFold;
use crate::log::{FoldError, StoredEvent, streams};

/// Roughly how many bytes of folded streams are kept, however long each is. A stream that is not in
/// the cache is folded from its beginning, so this is what a busy region touches within minutes.
const ROOM: usize = 128 * 1024 * 1024;

/// Folded streams of one kind and region.
///
/// Two halves: when the younger is full, the older is forgotten and the younger takes its place, so
/// that what was touched lately stays.
#[derive(Debug)]
pub(super) struct StreamCache<F> {
    young: HashMap<String, F>,
    old: HashMap<String, F>,
    young_weight: usize,
    room: usize,
    /// The streams of the batch that is being written. They are kept once it is committed.
    pub(super) batch: BTreeMap<String, F>,
}

impl<F> Default for StreamCache<F> {
    fn default() -> Self {
        let (young, old, batch) = (HashMap::new(), HashMap::new(), BTreeMap::new());
        Self { young, old, young_weight: 0, room: ROOM, batch }
    }
}

/// The streams of a batch of events.
#[derive(Debug)]
pub(super) struct FoldedBatch<F> {
    /// Those that could be folded.
    pub(super) changed: BTreeMap<String, F>,
    /// Those with an event that cannot be folded, and why.
    pub(super) failed: BTreeMap<String, FoldError>,
}

impl<F: StreamFold> StreamCache<F> {
    /// Folds a batch of events into their streams.
    ///
    /// A stream that is not in the cache, or not at the version before the batch's first event for it,
    /// is folded from its beginning. So the cache may be emptied at any time.
    pub(super) async fn fold(
        &mut self,
        connection: &mut PgConnection,
        region: &Code,
        events: &[StoredEvent],
        catalogues: &Catalogues,
    ) -> Result<FoldedBatch<F>, ProjectionError> {
        let mut folded = FoldedBatch { changed: BTreeMap::new(), failed: BTreeMap::new() };
        let mut batch: BTreeMap<&str, Vec<&StoredEvent>> = BTreeMap::new();
        for event in events {
            batch.entry(&event.aggregate_id).or_default().push(event);
        }
        let Some(last) = events.last() else { return Ok(folded) };
        let mut missing = Vec::new();
        for (&stream, events) in &batch {
            let known = self.take(stream).unwrap_or_default();
            if known.version() + 1 == events[0].sequence {
                folded.changed.insert(stream.to_owned(), known);
                for event in events {
                    folded.fold_next(event, catalogues);
                }
            } else {
                missing.push(stream);
            }
        }
        if !missing.is_empty() {
            let events = streams(connection, region, F::TYPE, &missing, last.position).await?;
            for event in &events {
                folded.fold_next(event, catalogues);
            }
        }
        Ok(folded)
    }

    fn take(&mut self, stream: &str) -> Option<F> {
        match self.young.remove(stream) {
            Some(folded) => {
                self.young_weight = self.young_weight.saturating_sub(folded.weight());
                Some(folded)
            }
            None => self.old.remove(stream),
        }
    }

    /// Keeps what was written, for the next batch.
    pub(super) fn keep(&mut self, catalogues: &Catalogues) {
        for (stream, mut folded) in std::mem::take(&mut self.batch) {
            folded.written(catalogues);
            let weight = folded.weight();
            if weight > self.room / 4 {
                continue;
            }
            if self.young_weight + weight > self.room / 2 {
                let forgotten = std::mem::replace(&mut self.old, std::mem::take(&mut self.young));
                // To free so many small things takes tens of milliseconds: the next step does not wait.
                // Where no thread can be had, they are freed here.
                let _ = std::thread::Builder::new().spawn(move || drop(forgotten));
                self.young_weight = 0;
            }
            self.young_weight += weight;
            self.young.insert(stream, folded);
        }
    }
}

impl<F: StreamFold> FoldedBatch<F> {
    fn fold_next(&mut self, event: &StoredEvent, catalogues: &Catalogues) {
        if self.failed.contains_key(&event.aggregate_id) {
            return;
        }
        let folded = match self.changed.get_mut(&event.aggregate_id) {
            Some(folded) => folded,
            None => self.changed.entry(event.aggregate_id.clone()).or_default(),
        };
        if let Err(error) = folded.fold_next(event.recorded(), catalogues) {
            self.failed.insert(event.aggregate_id.clone(), error);
            self.changed.remove(&event.aggregate_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use loopbrug_domain::catalogue::Catalogues;

    use super::StreamCache;
    use crate::projection::fold::Folded;
    use crate::projection::stream_fold::StreamFold;

    #[test]
    fn the_cache_is_bounded_by_its_weight_and_what_was_touched_lately_stays() {
        let catalogues = Catalogues::embedded();
        let one = Folded::default().weight();
        let mut cache = StreamCache::<Folded> { room: 40 * one, ..StreamCache::default() };
        for n in 0..1000 {
            let favourite = cache.take("favourite").unwrap_or_default();
            cache.batch = BTreeMap::from([
                (format!("{n}"), Folded::default()),
                ("favourite".to_owned(), favourite),
            ]);
            cache.keep(&catalogues);
            assert!(cache.young.len() + cache.old.len() <= 40);
            assert!(cache.young.contains_key("favourite"));
        }
        assert!(cache.young.len() + cache.old.len() >= 20);
    }
}
