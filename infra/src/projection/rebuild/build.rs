//! Folding all streams of a type: one connection reads, a thread folds, another connection writes,
//! each no further ahead of the next than a channel has room.

use std::sync::Arc;

use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::ids::Position;
use sqlx::PgConnection;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::copy_rows::CopyRows;
use super::pages::{Read, Row, read};
use super::{Rebuild, Stage, UnderWay};
use crate::log::{StoredEvent, streams};
use crate::projection::ProjectionError;
use crate::projection::quarantine::{project_or_quarantine, write_or_quarantine};
use crate::projection::stream_fold::StreamFold;

/// A batch is written when it has so many streams, or so many bytes of rows: small, so that writing
/// begins early and little of it is left when all is folded.
const STREAMS: usize = 250;
const BYTES: usize = 2 * 1024 * 1024;
/// How many handfuls of events, and how many batches of rows, wait at most.
const READ_AHEAD: usize = 16;
const WRITTEN_BEHIND: usize = 2;

/// Streams that were folded, and their rows.
#[derive(Debug)]
struct Batch {
    streams: Vec<String>,
    /// Those of which something cannot be read or shown: they have no rows yet.
    faulty: Vec<String>,
    events: u64,
    rows: CopyRows,
}

impl Rebuild<'_> {
    /// Builds the rows of all streams of a type that were not built yet.
    pub(super) async fn build<F: StreamFold>(
        &self,
        under_way: &mut UnderWay,
    ) -> Result<(), ProjectionError> {
        let types = self.at.projection.types();
        let place = |of: &str| types.iter().position(|kind| *kind == of);
        if place(&under_way.aggregate_type) > place(F::TYPE) {
            return Ok(());
        }
        if under_way.aggregate_type != F::TYPE {
            F::TYPE.clone_into(&mut under_way.aggregate_type);
            under_way.aggregate_id.clear();
        }
        let (after, target) = (under_way.aggregate_id.clone(), under_way.target);
        let (to_fold, events) = channel(READ_AHEAD);
        let (to_write, mut batches) = channel(WRITTEN_BEHIND);
        let rows = CopyRows::new(self.at.region, self.at.generation);
        let catalogues = Arc::clone(&self.catalogues);
        let folded =
            tokio::task::spawn_blocking(move || fold::<F>(events, &to_write, rows, &catalogues));
        let written = async {
            while let Some(batch) = batches.recv().await {
                self.write::<F>(under_way, batch).await?;
                self.report(Stage::Folding, under_way.events, under_way.of_events);
            }
            Ok(())
        };
        let events = read(self.pool, self.at.region, F::TYPE, &after, target, to_fold);
        tokio::try_join!(events, written)?;
        folded.await.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?
    }

    async fn write<F: StreamFold>(
        &self,
        under_way: &mut UnderWay,
        batch: Batch,
    ) -> Result<(), ProjectionError> {
        let mut then = under_way.clone();
        then.events += batch.events;
        then.streams += batch.streams.len() as u64;
        if let Some(last) = batch.streams.last() {
            last.clone_into(&mut then.aggregate_id);
        }
        let mut transaction = self.begin(&then).await?;
        match batch.rows.write(&mut transaction).await.map_err(ProjectionError::from) {
            Ok(()) => {
                for stream in &batch.faulty {
                    project_or_quarantine::<F>(&mut transaction, &self.at, stream, 0, then.target)
                        .await?;
                }
            }
            Err(error) if error.refused_row().is_some() => {
                transaction.rollback().await?;
                transaction = self.begin(&then).await?;
                self.write_one_by_one::<F>(&mut transaction, &batch.streams, then.target).await?;
            }
            Err(error) => return Err(error),
        }
        then.note(&mut transaction, &self.at).await?;
        transaction.commit().await?;
        *under_way = then;
        Ok(())
    }

    /// The same, for a batch that cannot be written as a whole.
    async fn write_one_by_one<F: StreamFold>(
        &self,
        connection: &mut PgConnection,
        ids: &[String],
        target: Position,
    ) -> Result<(), ProjectionError> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let (mut folded, mut faulty) = (Vec::new(), Vec::new());
        let events = streams(connection, self.at.region, F::TYPE, &ids, target).await?;
        for events in events.chunk_by(|one, next| one.aggregate_id == next.aggregate_id) {
            let id = events[0].aggregate_id.as_str();
            match F::fold(events.iter().map(StoredEvent::recorded), self.at.catalogues) {
                (one, _, None) => folded.push((id, one)),
                (.., Some(_)) => faulty.push(id),
            }
        }
        let (at, after, faulty) = (&self.at, Position::START, faulty.into_iter());
        let all: Vec<_> = folded.iter().map(|(id, folded)| (*id, folded)).collect();
        write_or_quarantine(connection, at, after, &all, faulty, |_| 0, target).await.map(drop)
    }
}

/// Folds events as they come, stream by stream, to batches of rows.
fn fold<F: StreamFold>(
    mut events: Receiver<Read>,
    batches: &Sender<Batch>,
    rows: CopyRows,
    catalogues: &Catalogues,
) -> Result<(), ProjectionError> {
    let mut folding = Folding::<F> {
        stream: None,
        batch: Batch { streams: Vec::with_capacity(STREAMS), faulty: vec![], events: 0, rows },
    };
    while let Some(read) = events.blocking_recv() {
        match read {
            Read::Events(rows) => {
                for row in &rows {
                    let full = folding.fold_next(Row::of(row)?, catalogues);
                    if full && batches.blocking_send(folding.take()).is_err() {
                        // Whoever writes has stopped, and says why.
                        return Ok(());
                    }
                }
            }
            Read::End => {
                folding.finish(catalogues);
                let _ = batches.blocking_send(folding.take());
                return Ok(());
            }
        }
    }
    // The reading ended half-way, and so may the last stream.
    Ok(())
}

/// A stream that is being folded.
struct Stream<F> {
    id: String,
    folded: F,
    events: u64,
    /// Everything of it could be read.
    readable: bool,
}

struct Folding<F> {
    stream: Option<Stream<F>>,
    batch: Batch,
}

impl<F: StreamFold> Folding<F> {
    /// Folds the next event. Gives whether the batch is full, which it may be when a stream ends.
    fn fold_next(&mut self, row: Row<'_>, catalogues: &Catalogues) -> bool {
        let mut full = false;
        if self.stream.as_ref().is_none_or(|stream| stream.id != row.aggregate_id) {
            full = self.finish(catalogues);
            let id = row.aggregate_id.to_owned();
            self.stream = Some(Stream { id, folded: F::default(), events: 0, readable: true });
        }
        if let Some(stream) = &mut self.stream {
            stream.events += 1;
            stream.readable =
                stream.readable && stream.folded.fold_next(row.text, catalogues).is_ok();
        }
        full
    }

    /// Ends a stream, and gives whether the batch is full.
    fn finish(&mut self, catalogues: &Catalogues) -> bool {
        let Some(Stream { id, folded, events, readable }) = self.stream.take() else {
            return false;
        };
        let batch = &mut self.batch;
        if !readable || folded.rows(&id, Position::START, catalogues, &mut batch.rows).is_err() {
            batch.faulty.push(id.clone());
        }
        batch.events += events;
        batch.streams.push(id);
        batch.streams.len() >= STREAMS || batch.rows.len() >= BYTES
    }

    fn take(&mut self) -> Batch {
        Batch {
            streams: std::mem::take(&mut self.batch.streams),
            faulty: std::mem::take(&mut self.batch.faulty),
            events: std::mem::take(&mut self.batch.events),
            rows: self.batch.rows.take(),
        }
    }
}
