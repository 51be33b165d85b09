//! A batch of which something may be in the log before, or which looked at other streams: under
//! the lock of the head every append is compared with the log, and those that hold are written.

use std::collections::{HashMap, HashSet};

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::CommandId;
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

use super::batch::{Batch, Verdicts};
use super::insert::insert;
use crate::log::append::{Append, AppendError};
use crate::log::appenders::Waiting;

/// Everybody who appends holds this row until the commit: who has it sees all that is there, and
/// nothing is added. What follows has to be another statement, that sees what was committed while
/// this one waited.
const LOCK: &str = "SELECT FROM log_head WHERE region = $1 FOR UPDATE";

const CARRIED_OUT: &str =
    "SELECT command_id FROM commands WHERE region = $1 AND command_id = ANY($2)";

/// By stream, from the end of its key: one look into the index each.
const VERSIONS: &str = "
    SELECT coalesce((SELECT max(sequence) FROM events AS event
                     WHERE event.aggregate_type = stream.aggregate_type
                           AND event.aggregate_id = stream.aggregate_id AND event.region = $1), 0)
    FROM unnest($2::text[], $3::text[]) WITH ORDINALITY
         AS stream (aggregate_type, aggregate_id, number)
    ORDER BY number";

/// Writes those of a batch that can be written; tells the others what stands against them. What
/// came to wait while the lock was waited for is taken in: it may be long, with others writing.
pub(super) async fn write(
    connection: &mut PgConnection,
    region: &Code,
    batch: &mut Batch,
    queue: &mut Receiver<Waiting>,
) -> Result<Verdicts, sqlx::Error> {
    // The appender's task is dropped with its connection only, so nobody drops this half-way.
    let mut transaction = connection.begin().await?;
    sqlx::query(LOCK).bind(region.as_str()).fetch_one(&mut *transaction).await?;
    batch.gather(queue);
    let batch = batch.all();
    let mut log = Seen::in_log(&mut transaction, region, &batch).await?;
    let found: Vec<_> = batch.iter().map(|one| log.take(&one.append)).collect();
    let good = batch.iter().zip(&found).filter(|(_, found)| found.is_ok());
    let good: Vec<&Waiting> = good.map(|(one, _)| *one).collect();
    let mut appended =
        if good.is_empty() { vec![] } else { insert(&mut transaction, region, &good).await? }
            .into_iter();
    // Nobody is told anything before this: a repeat of what is in this batch is one only then.
    transaction.commit().await?;
    let verdict = |found: Result<(), AppendError>| {
        found.and_then(|()| appended.next().ok_or_else(|| sqlx::Error::RowNotFound.into()))
    };
    Ok(found.into_iter().map(verdict).collect())
}

type Stream<'a> = (&'a str, &'a str);

/// What is in the log of what a batch is about; then also what the batch adds.
struct Seen<'a> {
    commands: HashSet<CommandId>,
    versions: HashMap<Stream<'a>, i64>,
}

impl<'a> Seen<'a> {
    async fn in_log(
        connection: &mut PgConnection,
        region: &Code,
        batch: &[&'a Waiting],
    ) -> Result<Self, sqlx::Error> {
        let commands: Vec<Uuid> = batch.iter().map(|one| one.append.command.0).collect();
        let carried_out: Vec<Uuid> = sqlx::query_scalar(CARRIED_OUT)
            .bind(region.as_str())
            .bind(commands)
            .fetch_all(&mut *connection)
            .await?;
        let streams: HashSet<_> = batch.iter().flat_map(|&one| streams(&one.append)).collect();
        let (types, ids): (Vec<_>, Vec<_>) = streams.into_iter().unzip();
        let versions: Vec<i64> = sqlx::query_scalar(VERSIONS)
            .bind(region.as_str())
            .bind(&types)
            .bind(&ids)
            .fetch_all(connection)
            .await?;
        let streams = types.into_iter().zip(ids);
        Ok(Self {
            commands: carried_out.into_iter().map(CommandId).collect(),
            versions: streams.zip(versions).collect(),
        })
    }

    /// Adds an append, if nothing stands against it.
    fn take(&mut self, append: &'a Append) -> Result<(), AppendError> {
        if self.commands.contains(&append.command) {
            return Err(AppendError::CommandRepeated);
        }
        let version = |stream: &Stream| self.versions.get(stream).copied().unwrap_or(0);
        for read in &append.reads {
            if version(&(read.aggregate_type, &read.aggregate_id)) != i64::from(read.version) {
                return Err(AppendError::Conflict);
            }
        }
        let mut moved: HashMap<Stream, i64> = HashMap::new();
        for event in &append.events {
            let stream = (event.aggregate_type, event.aggregate_id.as_str());
            let reached = moved.entry(stream).or_insert_with(|| version(&stream));
            *reached += 1;
            if *reached != i64::from(event.sequence) {
                return Err(AppendError::Conflict);
            }
        }
        self.versions.extend(moved);
        self.commands.insert(append.command);
        Ok(())
    }
}

/// The streams that an append looked at or adds to.
fn streams(append: &Append) -> impl Iterator<Item = Stream<'_>> {
    let read = append.reads.iter().map(|read| (read.aggregate_type, read.aggregate_id.as_str()));
    let written = append.events.iter().map(|e| (e.aggregate_type, e.aggregate_id.as_str()));
    read.chain(written)
}
