//! The tiles of a tree as files.

use std::path::{Path, PathBuf};

use sqlx::PgPool;
use tokio::task::spawn_blocking;

use super::error::ExportError;
use super::folder::make_parent;
use crate::seal::rows;
use crate::seal::tile::{Tile, TileId};
use crate::seal::{SealError, SealedTree};

/// So many are read at once.
const AT_ONCE: usize = 256;

/// Writes the tiles of a tree as they were at a size, each below the folder at the path that it has below the address of
/// a log.
pub(super) async fn write_tiles(
    pool: &PgPool,
    tree: &SealedTree,
    size: u64,
    folder: &Path,
) -> Result<(), ExportError> {
    let mut all = TileId::all(size);
    loop {
        let ids: Vec<_> = all.by_ref().take(AT_ONCE).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let tiles = rows::tiles(pool, tree, &ids).await?;
        if tiles.len() < ids.len() {
            return Err(SealError::TileMissing.into());
        }
        let folder = folder.to_owned();
        spawn_blocking(move || tiles.into_iter().try_for_each(|tile| write(&folder, tile, size)))
            .await??;
    }
}

fn write(folder: &Path, Tile { id, mut hashes }: Tile, size: u64) -> Result<(), ExportError> {
    let width = id.width(size);
    if hashes.len() < width {
        return Err(SealError::TileMissing.into());
    }
    // It may have grown since.
    hashes.truncate(width);
    let path: PathBuf = folder.join(id.path(width));
    make_parent(&path)?;
    std::fs::write(&path, Tile { id, hashes }.bytes()).map_err(ExportError::file(&path))
}
