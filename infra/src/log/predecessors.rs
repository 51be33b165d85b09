//! What has to be in the log before a batch of events: the end of each stream that it adds to.

use std::collections::HashMap;

use uuid::Uuid;

use super::append::{NewEvent, Tip};
use super::chain::Chain;

/// Events that have to be there, column by column: what is written names them, and the statement that
/// writes it finds each, or writes nothing. So no stream ever gets a hole, whatever the database forgot
/// meanwhile.
#[derive(Debug, Default)]
pub(super) struct Predecessors<'a> {
    pub(super) aggregate_types: Vec<&'a str>,
    pub(super) aggregate_ids: Vec<&'a str>,
    pub(super) sequences: Vec<i64>,
    pub(super) event_ids: Vec<Option<Uuid>>,
}

impl<'a> Predecessors<'a> {
    /// What these events follow. None where one does not follow what is before it in its stream.
    pub(super) fn of(events: impl Iterator<Item = &'a NewEvent>) -> Option<Self> {
        Self::within(events, None)
    }

    /// The same for what extends a chain: its end is proved in place of all streams that it wrote last.
    pub(super) fn extending(
        events: impl Iterator<Item = &'a NewEvent>,
        chain: &'a Chain,
    ) -> Option<Self> {
        Self::within(events, Some(chain))
    }

    fn within(
        events: impl Iterator<Item = &'a NewEvent>,
        chain: Option<&'a Chain>,
    ) -> Option<Self> {
        let mut reached: HashMap<(&str, &str), Tip> = HashMap::new();
        let mut predecessors = Self::default();
        if let Some(end) = chain.and_then(|chain| chain.last.as_ref()) {
            predecessors.push((end.aggregate_type, &end.aggregate_id), end.tip);
        }
        for event in events {
            let stream = (event.aggregate_type, event.aggregate_id.as_str());
            match reached.insert(stream, event.tip()) {
                Some(before) if before.is(event.after) => {}
                Some(_) => return None,
                None if chain.is_some_and(|chain| chain.wrote(event.after)) => {}
                None => predecessors.push(stream, event.after),
            }
        }
        Some(predecessors)
    }

    pub(super) fn len(&self) -> usize {
        self.sequences.len()
    }

    fn push(&mut self, (aggregate_type, aggregate_id): (&'a str, &'a str), tip: Tip) {
        // A stream that begins follows nothing; its key says that it has not begun before.
        if tip.version > 0 {
            self.aggregate_types.push(aggregate_type);
            self.aggregate_ids.push(aggregate_id);
            self.sequences.push(i64::from(tip.version));
            self.event_ids.push(tip.event.map(|event| event.0));
        }
    }
}

/// The condition of a statement under which all predecessors are in the log of region `$1`; its last
/// arguments are the four columns. Each is looked up by its key.
///
/// What stands before and after an array says how its values are taken, as in `appender/insert.rs`.
/// Where there is none at all, the first of each array is null.
macro_rules! predecessors_are_there {
    ($before:literal, $after:literal, $types:literal, $ids:literal, $sequences:literal, $event_ids:literal) => {
        concat!(
            "NOT EXISTS (
                SELECT FROM (SELECT
                    ",
            $before,
            $types,
            "::text[]",
            $after,
            " AS aggregate_type,
                    ",
            $before,
            $ids,
            "::text[]",
            $after,
            " AS aggregate_id,
                    ",
            $before,
            $sequences,
            "::bigint[]",
            $after,
            " AS sequence,
                    ",
            $before,
            $event_ids,
            "::uuid[]",
            $after,
            " AS event_id) AS before
                WHERE before.sequence IS NOT NULL AND NOT coalesce((
                    SELECT before.event_id IS NULL OR event.event_id = before.event_id
                    FROM events AS event
                    WHERE event.aggregate_type = before.aggregate_type
                          AND event.aggregate_id = before.aggregate_id
                          AND event.sequence = before.sequence AND event.region = $1), false))"
        )
    };
}
pub(super) use predecessors_are_there;
