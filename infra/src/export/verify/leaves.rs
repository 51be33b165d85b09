//! The hashes of a tree's leaves, from its lowest tiles.

use super::super::fault::ExportFault;
use super::super::reading::Export;
use crate::seal::hash::Hash;
use crate::seal::tile::{TILE, TileId};

/// The leaves of the tree of an export, one after the other.
pub(super) struct Leaves<'a> {
    export: &'a Export,
    next: u64,
    tile: std::vec::IntoIter<Hash>,
}

impl<'a> Leaves<'a> {
    /// From the first one on.
    pub(super) fn of(export: &'a Export) -> Self {
        Self { export, next: 0, tile: vec![].into_iter() }
    }

    /// The next one; none where the export ends.
    pub(super) fn read(&mut self) -> Result<Option<Hash>, ExportFault> {
        if self.next == self.export.manifest().through {
            return Ok(None);
        }
        if self.tile.len() == 0 {
            let id = TileId { level: 0, index: self.next / TILE as u64 };
            self.tile = self.export.tile(id)?.hashes.into_iter();
        }
        self.next += 1;
        Ok(self.tile.next())
    }
}
