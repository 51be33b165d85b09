//! What has to be in the log before a batch of events: the end of each stream that it adds to.

use std::collections::HashMap;

use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::QueryAs;
use uuid::Uuid;

use super::append::NewEvent;
use super::chain::Chain;
use super::tip::{StreamKey, StreamVersion, Tip};

/// Events that have to be there, column by column: what is written names them, and the statement that
/// writes it finds each, or writes nothing. So no stream ever gets a hole, whatever the database forgot
/// meanwhile.
#[derive(Debug, Default)]
pub(super) struct Predecessors<'a> {
    aggregate_types: Vec<&'a str>,
    aggregate_ids: Vec<&'a str>,
    sequences: Vec<i64>,
    event_ids: Vec<Option<Uuid>>,
}

impl<'a> Predecessors<'a> {
    /// What these events follow. None where one does not follow what is before it in its stream. Where
    /// they extend a chain, its end is proved in place of all streams that it wrote last.
    pub(super) fn of(
        events: impl Iterator<Item = &'a NewEvent>,
        chain: Option<&'a Chain>,
    ) -> Option<Self> {
        let mut reached: HashMap<StreamKey<'_>, Tip> = HashMap::new();
        let mut predecessors = Self::default();
        if let Some(end) = chain.and_then(|chain| chain.last.as_ref()) {
            predecessors.push(end);
        }
        for event in events {
            let after = &event.after;
            match reached.insert(after.key(), event.tip()) {
                Some(before) if before.is(after.tip) => {}
                Some(_) => return None,
                None if chain.is_some_and(|chain| chain.wrote(after.tip)) => {}
                None => predecessors.push(after),
            }
        }
        Some(predecessors)
    }

    pub(super) fn len(&self) -> usize {
        self.sequences.len()
    }

    fn push(&mut self, stream: &'a StreamVersion) {
        let StreamVersion { aggregate_type, aggregate_id, tip } = stream;
        // A stream that begins follows nothing; its key says that it has not begun before.
        if tip.version > 0 {
            self.aggregate_types.push(aggregate_type);
            self.aggregate_ids.push(aggregate_id);
            self.sequences.push(i64::from(tip.version));
            self.event_ids.push(tip.event.map(|event| event.0));
        }
    }

    /// Binds the four columns of [`predecessors_are_there`].
    pub(super) fn bind<O>(
        self,
        statement: QueryAs<'a, Postgres, O, PgArguments>,
    ) -> QueryAs<'a, Postgres, O, PgArguments> {
        statement
            .bind(self.aggregate_types)
            .bind(self.aggregate_ids)
            .bind(self.sequences)
            .bind(self.event_ids)
    }
}

/// The condition of a statement under which all predecessors are in the log of region `$1`; the number is
/// that of the first of its four arguments. Each is looked up by its key.
///
/// `take` says how the values of an array are taken, as in `appender/insert.rs`. Where there is none at
/// all, the first of each array is null.
pub(super) fn predecessors_are_there(take: fn(&str) -> String, number: usize) -> String {
    let column = |at: usize, of: &str| take(&format!("${}::{of}[]", number + at));
    let [types, ids] = [0, 1].map(|at| column(at, "text"));
    let (sequences, event_ids) = (column(2, "bigint"), column(3, "uuid"));
    format!(
        "NOT EXISTS (
            SELECT FROM (SELECT {types} AS aggregate_type, {ids} AS aggregate_id,
                                {sequences} AS sequence, {event_ids} AS event_id) AS before
            WHERE before.sequence IS NOT NULL AND NOT coalesce((
                SELECT before.event_id IS NULL OR event.event_id = before.event_id
                FROM events AS event
                WHERE event.aggregate_type = before.aggregate_type
                      AND event.aggregate_id = before.aggregate_id
                      AND event.sequence = before.sequence AND event.region = $1), false))"
    )
}
