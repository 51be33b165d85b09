//! The history of a region: a page of its events, and the streams that they are of.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use futures::TryStreamExt;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{Position, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::start_of_day;
use sqlx::{Postgres, QueryBuilder, Row};

use super::replaying::{KEY_DESTROYED, Replaying, SUPERSEDING};
use super::{At, Span, Step};
use crate::database::read;
use crate::log::LogReader;
use crate::log::read::{position, version};
use crate::page::{Page, Paged};

/// The events of a page of a region's history, each with the kind and the id of its stream.
#[derive(Debug, Default)]
pub struct RegionPage {
    /// In order of their positions: kind, id and sequence.
    events: BTreeMap<Position, (String, String, Version)>,
    /// Whether there are others before them.
    previous: bool,
    /// Whether there are others after them.
    next: bool,
    /// How many there are in all within the span, where positions say it.
    pub total: Option<Version>,
}

/// Steps of a region's history, by their positions.
pub type Replayed<T> = BTreeMap<Position, Step<T>>;

impl RegionPage {
    /// Whether there is an event of this kind of aggregate on it.
    #[must_use]
    pub fn has<A: Stream>(&self) -> bool {
        self.events.values().any(|(kind, ..)| kind == A::TYPE)
    }

    /// The page of these steps.
    #[must_use]
    pub fn of<T>(&self, steps: Replayed<T>) -> Paged<Step<T>> {
        let items = steps.into_values().collect();
        Paged { items, previous: self.previous, next: self.next }
    }
}

impl LogReader {
    /// The span of a region's positions that lie within another span: what happened on a day was recorded on it or
    /// later, and what was known at a moment had been recorded by then.
    ///
    /// # Errors
    /// When the database does not answer.
    async fn positions(&self, region: &Code, span: &Span) -> Result<[Position; 2], sqlx::Error> {
        let mut from = span.from.unwrap_or(Position::START);
        if let Some(day) = span.occurred_from {
            let before = self.position_at(region, start_of_day(day)).await?;
            from = from.max(Position(before.0.saturating_add(1)));
        }
        let mut to = self.head(region).await?;
        if let Some(moment) = span.known_by {
            to = to.min(self.position_at(region, moment).await?);
        }
        let bounds = [span.to, span.known_at];
        Ok([from, bounds.into_iter().flatten().fold(to, Position::min)])
    }

    /// The events of a page of a region's history. The place of a step is its position.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn page_of_region(
        &self,
        region: &Code,
        span: &Span,
        page: &Page<Position>,
    ) -> Result<RegionPage, sqlx::Error> {
        let [from, to] = self.positions(region, span).await?;
        let ask = async || {
            let mut sql = QueryBuilder::<Postgres>::new(
                "SELECT position, aggregate_type, aggregate_id, sequence FROM events WHERE region = ",
            );
            sql.push_bind(region.as_str());
            push_span(&mut sql, [from, to], span);
            if let Some(after) = page.after {
                sql.push(" AND position > ").push_bind(i64::from(after.0));
            }
            if let Some(before) = page.before {
                sql.push(" AND position < ").push_bind(i64::from(before.0));
            }
            let order = if page.from_end { "DESC" } else { "ASC" };
            sql.push(format_args!(" ORDER BY position {order} LIMIT ")).push_bind(page.rows());
            sql.build().fetch_all(&self.pool).await
        };
        let rows = read(ask).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            let sequence = version(row.try_get("sequence")?);
            let stream = (row.try_get("aggregate_type")?, row.try_get("aggregate_id")?, sequence);
            found.push((position(row.try_get("position")?), stream));
        }
        let Paged { items, previous, next } = Paged::of(found, page);
        let total = total([from, to], span);
        Ok(RegionPage { events: items.into_iter().collect(), previous, next, total })
    }

    /// How many events of a region lie within a span. All of them are looked at where it has days.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_of_region(&self, region: &Code, span: &Span) -> Result<u32, sqlx::Error> {
        let [from, to] = self.positions(region, span).await?;
        if let Some(total) = total([from, to], span) {
            return Ok(total);
        }
        let ask = async || {
            let mut sql =
                QueryBuilder::<Postgres>::new("SELECT count(*) FROM events WHERE region = ");
            sql.push_bind(region.as_str());
            push_span(&mut sql, [from, to], span);
            sql.build_query_scalar::<i64>().fetch_one(&self.pool).await
        };
        Ok(version(read(ask).await?))
    }

    /// Replays all streams of a kind that have an event on the page, each from its beginning to its last one there.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn replay_page<A: Stream, T>(
        &self,
        region: &Code,
        span: &Span,
        page: &RegionPage,
        see: impl Fn(&At<'_, A>) -> Option<T>,
        steps: &mut Replayed<T>,
    ) -> Result<(), sqlx::Error> {
        let mut wanted: BTreeMap<&str, Version> = BTreeMap::new();
        for (kind, stream, sequence) in page.events.values() {
            if kind == A::TYPE {
                let last = wanted.entry(stream).or_default();
                *last = (*last).max(*sequence);
            }
        }
        let known_at = span.known_at.unwrap_or(Position::NEVER);
        let later: Vec<&str> = SUPERSEDING.into_iter().chain([KEY_DESTROYED]).collect();
        // What comes after the page comes first: a step is told by it what became of it.
        let mut rows = sqlx::query(
            "SELECT event.*, bool_or(event_type = $8) OVER (PARTITION BY aggregate_id) AS erased
             FROM unnest($2::text[], $3::bigint[]) AS wanted(stream, last) CROSS JOIN LATERAL (
                 SELECT aggregate_id, region, sequence, position, event_id, recorded_at, command_id, actor,
                        event_type, event_version, payload::text AS payload, occurred_on,
                        sequence > last AS later
                 FROM events
                 WHERE aggregate_type = $1 AND aggregate_id = stream AND region = $4
                       AND position <= $5 AND ($6::timestamptz IS NULL OR recorded_at <= $6)
                       AND (sequence <= last OR event_type = ANY($7))
             ) AS event
             ORDER BY event.aggregate_id, event.later DESC, event.sequence",
        )
        .bind(A::TYPE)
        .bind(wanted.keys().copied().collect::<Vec<_>>())
        .bind(wanted.values().map(|last| i64::from(*last)).collect::<Vec<_>>())
        .bind(region.as_str())
        .bind(i64::from(known_at.0))
        .bind(span.known_by)
        .bind(later)
        .bind(KEY_DESTROYED)
        .fetch(&self.pool);
        let on_page = |_, at: Position, _: NaiveDate| (true, page.events.contains_key(&at));
        let mut replaying: Option<Replaying<A, T>> = None;
        let mut keep = |replayed: Replaying<A, T>| {
            steps.extend(replayed.steps.into_iter().map(|step| (step.position, step)));
        };
        while let Some(row) = rows.try_next().await? {
            let stream: &str = row.try_get("aggregate_id")?;
            if let Some(done) = replaying.take_if(|before| !before.is_of(stream)) {
                keep(done);
            }
            let replaying = replaying.get_or_insert_with(|| Replaying::new(stream));
            replaying.erased = row.try_get("erased")?;
            if row.try_get("later")? {
                replaying.later(&row, span)?;
            } else {
                replaying.next(&row, on_page, &see)?;
            }
        }
        replaying.into_iter().for_each(keep);
        Ok(())
    }
}

/// How many events there are between two positions, which have no holes. Days have to be counted.
fn total([from, to]: [Position; 2], span: &Span) -> Option<Version> {
    let by_day = span.occurred_from.is_some() || span.occurred_to.is_some();
    (!by_day).then(|| (to.0 + 1).saturating_sub(from.0.max(1)))
}

fn push_span(sql: &mut QueryBuilder<'_, Postgres>, [from, to]: [Position; 2], span: &Span) {
    sql.push(" AND position >= ").push_bind(i64::from(from.0));
    sql.push(" AND position <= ").push_bind(i64::from(to.0));
    if let Some(day) = span.occurred_from {
        sql.push(" AND occurred_on >= ").push_bind(day);
    }
    if let Some(day) = span.occurred_to {
        sql.push(" AND occurred_on <= ").push_bind(day);
    }
}
