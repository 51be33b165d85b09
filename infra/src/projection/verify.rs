//! Verifying: every stream folded anew, in memory, and compared with the rows that are read.

use std::collections::{BTreeSet, HashMap};

use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::Position;
use sqlx::{PgConnection, PgPool, Postgres, Row, Transaction};
use uuid::Uuid;

use super::follow::for_type;
use super::stream_fold::{RowError, StreamFold, Writing};
use super::table_row::Table;
use super::upsert::JsonRows;
use super::{Projection, ProjectionError, checkpoint};
use crate::database::begin;
use crate::log::{self, StoredEvent, holes, streams};

/// How many streams are compared at once, in a moment of their own.
const BATCH: i64 = 500;

/// What verifying came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Streams that were folded.
    pub streams: u64,
    /// Their events.
    pub events: u64,
    /// Rows that are not what the log says: their table, and the id of their stream.
    pub different: BTreeSet<(&'static str, String)>,
    /// What the log itself lacks, or has another way than the checkpoint, in words.
    pub faults: Vec<String>,
}

/// Folds every stream of a projection of a region and compares the rows that come of it with those
/// that are read; of a quarantined stream, up to where it is. `on_progress` gets how many streams were
/// compared, of how many.
///
/// # Errors
/// See [`ProjectionError`].
pub async fn verify(
    pool: &PgPool,
    region: &Code,
    projection: Projection,
    catalogues: &Catalogues,
    on_progress: &(dyn Fn(u64, u64) + Send + Sync),
) -> Result<Verified, ProjectionError> {
    checkpoint::ensure(pool, projection, region).await?;
    let mut verifying = Verifying {
        pool,
        region,
        projection,
        catalogues,
        on_progress,
        verified: Verified::default(),
    };
    verifying.log().await?;
    for kind in projection.types() {
        for_type!(*kind, F => verifying.of_type::<F>().await?);
    }
    verifying.rows_of_no_stream().await?;
    Ok(verifying.verified)
}

struct Verifying<'a> {
    pool: &'a PgPool,
    region: &'a Code,
    projection: Projection,
    catalogues: &'a Catalogues,
    on_progress: &'a (dyn Fn(u64, u64) + Send + Sync),
    verified: Verified,
}

impl Verifying<'_> {
    /// A transaction that sees one moment of log, checkpoint and rows.
    async fn moment(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        let mut moment = begin(self.pool).await?;
        let level = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        sqlx::query(level).execute(&mut *moment).await?;
        Ok(moment)
    }

    /// Looks whether the log is whole, and the one that the rows were made of.
    async fn log(&mut self) -> Result<(), ProjectionError> {
        let mut moment = self.moment().await?;
        let holes = holes(&mut moment, self.region, self.projection.types()).await?;
        let statement = "SELECT p.event_id IS DISTINCT FROM (
                             SELECT e.event_id FROM events AS e
                             WHERE e.region = p.region AND e.position = p.position)
                         FROM projections AS p WHERE p.projection = $1 AND p.region = $2";
        let row = self.projection.query(statement, self.region).fetch_one(&mut *moment).await?;
        let other = row.try_get(0)?;
        moment.rollback().await?;
        self.verified.faults = holes;
        if other {
            self.verified.faults.push("the rows were made of another log".to_owned());
        }
        Ok(())
    }

    /// Compares all streams of a type. Each batch sees one moment of log, checkpoint and rows, so
    /// nothing has to wait meanwhile.
    async fn of_type<F: StreamFold>(&mut self) -> Result<(), ProjectionError> {
        let total: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM events
             WHERE aggregate_type = $1 AND region = $2 AND sequence = 1",
        )
        .bind(F::TYPE)
        .bind(self.region.as_str())
        .fetch_one(self.pool)
        .await?;
        let (mut after, mut done) = (String::new(), 0);
        loop {
            let mut moment = self.moment().await?;
            let ids = self.next_streams::<F>(&mut moment, &after).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after.clone_from(last);
            self.compare::<F>(&mut moment, &ids).await?;
            moment.rollback().await?;
            done += ids.len() as u64;
            (self.on_progress)(done, total.unsigned_abs().max(done));
        }
    }

    async fn next_streams<F: StreamFold>(
        &self,
        moment: &mut PgConnection,
        after: &str,
    ) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT DISTINCT aggregate_id FROM events
             WHERE aggregate_type = $1 AND region = $2 AND aggregate_id > $3
             ORDER BY aggregate_id LIMIT $4",
        )
        .bind(F::TYPE)
        .bind(self.region.as_str())
        .bind(after)
        .bind(BATCH)
        .fetch_all(moment)
        .await
    }

    async fn compare<F: StreamFold>(
        &mut self,
        moment: &mut PgConnection,
        ids: &[String],
    ) -> Result<(), ProjectionError> {
        let statement =
            "SELECT position, generation FROM projections WHERE projection = $1 AND region = $2";
        let row = self.projection.query(statement, self.region).fetch_one(&mut *moment).await?;
        let (up_to, generation) = (log::position(row.try_get(0)?), row.try_get(1)?);
        let (projection, region) = (self.projection, self.region);
        let at = Writing { projection, region, generation, catalogues: self.catalogues };
        let statement = "SELECT aggregate_id, sequence FROM dead_letters
                         WHERE region = $1 AND generation = $2 AND projection = $3
                           AND aggregate_id = ANY($4)";
        let dead = at.letters(statement).bind(ids).fetch_all(&mut *moment).await?;
        let dead =
            dead.iter().map(|row| Ok((row.try_get("aggregate_id")?, row.try_get("sequence")?)));
        let dead: HashMap<String, i64> = dead.collect::<Result<_, sqlx::Error>>()?;
        let of: Vec<&str> = ids.iter().map(String::as_str).collect();
        let events = streams(moment, region, F::TYPE, &of, up_to).await?;
        self.verified.events += events.len() as u64;
        let mut expected = JsonRows::default();
        let mut nameless = Vec::new();
        for events in events.chunk_by(|one, next| one.aggregate_id == next.aggregate_id) {
            let stream = &events[0].aggregate_id;
            let dead_at = dead.get(stream).copied().unwrap_or(i64::MAX);
            let before = events.iter().take_while(|event| i64::from(event.sequence) < dead_at);
            let (folded, _, unread) = F::fold(before.map(StoredEvent::recorded), at.catalogues);
            if unread.is_some() {
                nameless.push(stream);
            }
            self.verified.streams += 1;
            match folded.rows(stream, Position::START, at.catalogues, &mut expected) {
                Ok(()) => {}
                // It is quarantined at its very beginning.
                Err(RowError::Nameless) if dead_at < i64::MAX => {}
                Err(_) => nameless.push(stream),
            }
        }
        for table in projection.tables() {
            let rows = expected.json_of(table);
            let found = differences(moment, &at, table, rows, ids).await?;
            self.verified.different.extend(found.into_iter().map(|id| (table.name, id)));
        }
        let main = projection.main_tables()[0].name;
        self.verified.different.extend(nameless.into_iter().map(|id| (main, id.clone())));
        Ok(())
    }

    /// Rows that no stream of the log can have given.
    async fn rows_of_no_stream(&mut self) -> Result<(), ProjectionError> {
        for table in self.projection.tables() {
            let (name, id) = (table.name, table.id());
            let statement = format!(
                "SELECT DISTINCT row.{id}::text FROM {name} AS row
                 JOIN projections AS p USING (region, generation)
                 WHERE row.region = $1 AND p.projection = $2 AND NOT EXISTS (
                     SELECT FROM events AS e
                     WHERE e.aggregate_type = ANY($3) AND e.aggregate_id = row.{id}::text
                       AND e.region = row.region)"
            );
            let found: Vec<String> = sqlx::query_scalar(&statement)
                .bind(self.region.as_str())
                .bind(self.projection.name())
                .bind(self.projection.types())
                .fetch_all(self.pool)
                .await?;
            self.verified.different.extend(found.into_iter().map(|id| (name, id)));
        }
        Ok(())
    }
}

/// The streams of a batch whose rows in a table are not those that are expected.
async fn differences(
    moment: &mut PgConnection,
    at: &Writing<'_>,
    table: &Table,
    expected: String,
    ids: &[String],
) -> Result<Vec<String>, sqlx::Error> {
    let (Table { name, columns, .. }, id) = (table, table.id());
    let columns = columns.join(", ");
    let statement = format!(
        "WITH expected AS (
             SELECT {columns} FROM jsonb_populate_recordset(NULL::{name}, $3::text::jsonb)
         ), found AS (
             SELECT {columns} FROM {name}
             WHERE region = $1 AND generation = $2 AND {id} = ANY($4)
         )
         SELECT DISTINCT {id}::text FROM (
             (TABLE expected EXCEPT ALL TABLE found) UNION ALL (TABLE found EXCEPT ALL TABLE expected)
         ) AS different"
    );
    // A stream with an id of another form has no rows, or others than its own.
    let ids: Vec<Uuid> = ids.iter().filter_map(|id| Uuid::parse_str(id).ok()).collect();
    let query = at.query(&statement).bind(expected).bind(ids);
    query.fetch_all(moment).await?.iter().map(|row| row.try_get(0)).collect()
}
