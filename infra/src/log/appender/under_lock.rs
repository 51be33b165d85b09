//! A batch of which something may be in the log before, or which looked at other streams: under
//! the lock of the head every append is compared with the log, and those that hold are written.

use std::collections::{HashMap, HashSet};

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, EventId, Version};
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

use super::batch::{Batch, Verdicts, Waiting};
use super::insert::insert;
use crate::log::append::{Append, AppendError};
use crate::log::chain::Chain;
use crate::log::tip::{StreamKey, StreamVersion, Tip};

/// Everybody who appends holds this row until the commit: who has it sees all that is there, and
/// nothing is added. What follows has to be another statement, that sees what was committed while
/// this one waited.
const LOCK: &str = "SELECT FROM log_head WHERE region = $1 FOR UPDATE";

/// The commands among `$2` that were carried out, and the end of each of the streams `$3`, `$4`: by
/// stream, from the end of its key, one look into the index each. In one exchange, because the head is
/// held meanwhile.
const SEEN: &str = "
    SELECT command_id, NULL::bigint AS number, NULL::bigint AS sequence, NULL::uuid AS event_id
    FROM commands WHERE region = $1 AND command_id = ANY($2)
    UNION ALL
    SELECT NULL, stream.number, event.sequence, event.event_id
    FROM unnest($3::text[], $4::text[]) WITH ORDINALITY
         AS stream (aggregate_type, aggregate_id, number)
    CROSS JOIN LATERAL (
        SELECT sequence, event_id FROM events
        WHERE aggregate_type = stream.aggregate_type AND aggregate_id = stream.aggregate_id
              AND region = $1
        ORDER BY sequence DESC LIMIT 1) AS event";

/// Writes those of a batch that can be written, and says of the others why not. What came to wait while
/// the lock was waited for joins the batch: it may be long, with others writing.
pub(super) async fn write(
    connection: &mut PgConnection,
    region: &Code,
    batch: &mut Batch,
    queue: &mut Receiver<Waiting>,
    chain: &mut Chain,
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
    let appended = if good.is_empty() {
        vec![]
    } else {
        // They were compared under the lock, which is still held. So it can only be that the end of the
        // chain is not in this log, which came back older: then a new chain begins with them.
        match insert(&mut transaction, region, &good, chain).await? {
            Some(appended) => appended,
            None => {
                *chain = Chain::new();
                let appended = insert(&mut transaction, region, &good, chain).await?;
                appended.ok_or(sqlx::Error::RowNotFound)?
            }
        }
    };
    let mut appended = appended.into_iter();
    // Nobody is answered before this: a repeat of what is in this batch is one only then.
    transaction.commit().await?;
    let verdict = |found: Result<(), AppendError>| {
        found.and_then(|()| appended.next().ok_or_else(|| sqlx::Error::RowNotFound.into()))
    };
    Ok(found.into_iter().map(verdict).collect())
}

/// What is in the log of what a batch is about; then also what the batch adds.
#[derive(Default)]
struct Seen<'a> {
    commands: HashSet<CommandId>,
    tips: HashMap<StreamKey<'a>, Tip>,
}

/// A command that was carried out, or the end of a stream by its number among those asked about.
type Found = (Option<Uuid>, Option<i64>, Option<i64>, Option<Uuid>);

impl<'a> Seen<'a> {
    async fn in_log(
        connection: &mut PgConnection,
        region: &Code,
        batch: &[&'a Waiting],
    ) -> Result<Self, sqlx::Error> {
        let commands: Vec<Uuid> = batch.iter().map(|one| one.append.recording.command.0).collect();
        let streams: HashSet<_> = batch.iter().flat_map(|&one| streams(&one.append)).collect();
        let (types, ids): (Vec<_>, Vec<_>) = streams.into_iter().unzip();
        let found: Vec<Found> = sqlx::query_as(SEEN)
            .bind(region.as_str())
            .bind(commands)
            .bind(&types)
            .bind(&ids)
            .fetch_all(connection)
            .await?;
        let mut seen = Self::default();
        for (command, number, sequence, event) in found {
            seen.commands.extend(command.map(CommandId));
            let (Some(number), Some(sequence)) = (number, sequence) else { continue };
            let at = usize::try_from(number - 1).unwrap_or_default();
            let version = Version::try_from(sequence).unwrap_or(Version::MAX);
            let tip = Tip { version, event: event.map(EventId), chain: None };
            seen.tips.insert((types[at], ids[at]), tip);
        }
        Ok(seen)
    }

    /// Adds an append, if it agrees with what is there.
    fn take(&mut self, append: &'a Append) -> Result<(), AppendError> {
        if self.commands.contains(&append.recording.command) {
            return Err(AppendError::CommandRepeated);
        }
        let tip = |stream| self.tips.get(&stream).copied().unwrap_or_default();
        if !append.reads.iter().all(|read| tip(read.key()).is(read.tip)) {
            return Err(AppendError::Conflict);
        }
        let mut moved: HashMap<StreamKey, Tip> = HashMap::new();
        for event in &append.events {
            let stream = event.after.key();
            let reached = moved.entry(stream).or_insert_with(|| tip(stream));
            if !reached.is(event.after.tip) {
                return Err(AppendError::Conflict);
            }
            *reached = event.tip();
        }
        self.tips.extend(moved);
        self.commands.insert(append.recording.command);
        Ok(())
    }
}

/// The streams that an append looked at or adds to.
fn streams(append: &Append) -> impl Iterator<Item = StreamKey<'_>> {
    let written = append.events.iter().map(|event| &event.after);
    append.reads.iter().chain(written).map(StreamVersion::key)
}
