//! Writing events: some are read, checked and hashed while those before them are written.

use tokio::task::{JoinHandle, spawn_blocking};

use super::error::ImportError;
use super::{Import, Stage};
use crate::database;
use crate::export::fault::ExportFault;
use crate::export::reading::Lines;
use crate::log::imported::ImportedRows;
use crate::seal::hash::Hash;
use crate::seal::imported as seal;
use crate::seal::leaf::LogRow;
use crate::seal::rows::{SealedTree, counted};
use crate::seal::tile::{TILE, Tile};
use crate::seal::tree::Frontier;

/// So many events are written at once: those of some tiles.
const AT_ONCE: u64 = 16 * TILE as u64;

/// Where reading is: the lines that are left, and the tree of those before them.
struct Reading {
    region: String,
    lines: Lines,
    frontier: Frontier,
}

/// Events to be written.
struct Batch {
    rows: ImportedRows,
    tiles: Vec<Tile>,
}

type Next = JoinHandle<Result<(Reading, Option<Batch>), ImportError>>;

impl Import<'_> {
    /// Writes the events after a position, and their part of the tree.
    pub(super) async fn write_events(&self, position: u64) -> Result<(), ImportError> {
        let through = self.export.manifest().through;
        let tree = self.export.last_tree();
        let mut connection = self.pool.acquire().await?;
        let frontier =
            seal::edge(&mut *connection, tree, position).await?.ok_or(SealError::TileMissing)?;
        drop(connection);
        let (region, mut lines) = (self.region.to_string(), self.export.events()?);
        let skipped = spawn_blocking(move || {
            for _ in 0..position {
                lines.read()?;
            }
            Ok::<_, ExportFault>(lines)
        });
        let reading = Reading { region, lines: skipped.await??, frontier };
        let mut written = position;
        let mut next: Next = spawn_blocking(|| reading.next());
        loop {
            let (reading, batch) = next.await??;
            let size = reading.frontier.size();
            let Some(batch) = batch else {
                let root = reading.frontier.root();
                return if self.ends_at(size, root).await? {
                    Ok(())
                } else {
                    Err(ImportError::OtherRoot)
                };
            };
            next = spawn_blocking(|| reading.next());
            self.write_batch(tree, batch, written, size).await?;
            written = size;
            self.report(Stage::Events, written, through);
        }
    }

    async fn write_batch(
        &self,
        tree: &SealedTree,
        batch: Batch,
        from: u64,
        to: u64,
    ) -> Result<(), ImportError> {
        let mut transaction = database::begin(self.pool).await?;
        self.note(&mut transaction, "position", from, to).await?;
        let copied = batch.rows.write(&mut transaction).await;
        copied.map_err(|error| ImportError::copied(error, from))?;
        seal::write_tiles(&mut transaction, tree, &batch.tiles).await?;
        Ok(transaction.commit().await?)
    }
}

impl Reading {
    /// The next events; none at the end.
    fn next(mut self) -> Result<(Self, Option<Batch>), ImportError> {
        let (mut rows, mut tiles) = (ImportedRows::new(), vec![]);
        let begin = self.frontier.size();
        while self.frontier.size() - begin < AT_ONCE {
            let Some(line) = self.lines.read()? else { break };
            let position = self.frontier.size() + 1;
            let wrong = |why: String| ImportError::Line { of: "events", line: line.number, why };
            let row = LogRow::of_leaf(line.bytes).map_err(|error| wrong(error.to_string()))?;
            if (row.region.as_str(), counted(row.position)) != (self.region.as_str(), position) {
                return Err(wrong(format!("it is not position {position} of '{}'", self.region)));
            }
            rows.push(&row).map_err(|error| wrong(error.to_string()))?;
            self.frontier.push(Hash::of_leaf(line.bytes), &mut tiles);
        }
        if self.frontier.size() == begin {
            return Ok((self, None));
        }
        tiles.extend(self.frontier.tiles());
        Ok((self, Some(Batch { rows, tiles })))
    }
}
