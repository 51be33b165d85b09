//! Reading an export, without a database. Nothing in it is believed: every size is bounded, and every file is held against
//! its hash.

mod file;
mod lines;
mod said;

use std::path::{Path, PathBuf};

use self::file::Reading;
pub use self::lines::{Line, Lines};
use super::fault::{ExportFault, Place};
use super::manifest::{MANIFEST, Manifest};
use super::{CATALOGUES, CHECKPOINT, EVENTS, HEADS};
use crate::seal::hash::Hash;
use crate::seal::tile::{Tile, TileId};
use crate::seal::{SealedTree, TreeKey};

/// A manifest is not longer.
const LONGEST_MANIFEST: u64 = 4 << 20;
/// Nor is a checkpoint, with a hundred signatures, in bytes.
pub const LONGEST_CHECKPOINT: u64 = 64 << 10;
/// Nor is a version of the reference data.
const LONGEST_CATALOGUE: u64 = 16 << 20;

/// An export in a folder.
#[derive(Debug)]
pub struct Export {
    folder: PathBuf,
    manifest: Manifest,
    trees: Vec<(SealedTree, Vec<TreeKey>)>,
    last_tree: SealedTree,
}

impl Export {
    /// The export in a folder. Its manifest does not contradict itself; nothing else was looked at.
    ///
    /// # Errors
    /// Where there is no manifest, or none that can be believed.
    pub fn open(folder: &Path) -> Result<Self, ExportFault> {
        let read = Reading::open(folder, MANIFEST).and_then(|file| file.whole(LONGEST_MANIFEST));
        let bytes = read.map_err(|fault| match fault {
            ExportFault::FileMissing(_) => ExportFault::NoManifest,
            fault => fault,
        })?;
        let manifest = said::manifest(&bytes)?;
        let (trees, last_tree) = said::trees(&manifest)?;
        Ok(Self { folder: folder.to_owned(), manifest, trees, last_tree })
    }

    /// What it says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The trees of the region with their keys, oldest first. There is one at least.
    #[must_use]
    pub fn trees(&self) -> &[(SealedTree, Vec<TreeKey>)] {
        &self.trees
    }

    /// The tree whose leaves its events are.
    #[must_use]
    pub fn last_tree(&self) -> &SealedTree {
        &self.last_tree
    }

    /// Its events, from the first line on.
    ///
    /// # Errors
    /// Where the file is not there or cannot be read.
    pub fn events(&self) -> Result<Lines, ExportFault> {
        self.lines(EVENTS)
    }

    /// The heads of its trees, from the first line on.
    ///
    /// # Errors
    /// Where the file is not there or cannot be read.
    pub fn heads(&self) -> Result<Lines, ExportFault> {
        self.lines(HEADS)
    }

    fn lines(&self, name: &str) -> Result<Lines, ExportFault> {
        let file = self.listed(&self.manifest.compressed(name))?;
        Lines::begin(file, self.manifest.compression)
    }

    /// The head that covers its last event, as a note. Whether it is the file of the manifest was not looked at, since it
    /// says by itself who signed it.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn checkpoint(&self) -> Result<String, ExportFault> {
        let bytes = self.listed(CHECKPOINT)?.whole(LONGEST_CHECKPOINT)?;
        // What is no text is no note either.
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }

    /// The names of its versions of the reference data, oldest first: each the file that was published.
    pub fn catalogues(&self) -> impl Iterator<Item = &str> {
        self.manifest.files.keys().filter_map(|name| said::catalogue(name))
    }

    /// A version of the reference data by such a name, as it was published.
    ///
    /// # Errors
    /// Where it is not there or not the one that the manifest says.
    pub fn catalogue(&self, name: &str) -> Result<String, ExportFault> {
        let name = format!("{CATALOGUES}/{name}");
        let mut file = self.listed(&name)?;
        let bytes = file.read_whole(LONGEST_CATALOGUE)?;
        file.holds()?;
        String::from_utf8(bytes).map_err(|_| ExportFault::FileChanged(name))
    }

    /// A tile of the last tree, as wide as it is at the size of the export.
    ///
    /// # Errors
    /// Where it is not there or not that wide.
    pub fn tile(&self, id: TileId) -> Result<Tile, ExportFault> {
        let width = id.width(self.manifest.through);
        let path = id.path(width);
        let longest = width.saturating_mul(size_of::<Hash>());
        let bytes = Reading::open(&self.folder, &path)?.whole(longest as u64)?;
        let hashes = Tile::read(&bytes).filter(|hashes| hashes.len() == width);
        let place = Place { file: path, line: None };
        Ok(Tile { id, hashes: hashes.ok_or(ExportFault::Truncated(place))? })
    }

    /// Reads a file of the manifest and compares it with what is said of it there.
    ///
    /// # Errors
    /// Where it is another one.
    pub fn holds(&self, name: &str) -> Result<(), ExportFault> {
        self.listed(name)?.holds()
    }

    /// The files of the manifest that are no lines.
    pub(super) fn plain_files(&self) -> impl Iterator<Item = &str> {
        let lines = [EVENTS, HEADS].map(|name| self.manifest.compressed(name));
        let names = self.manifest.files.keys().map(String::as_str);
        names.filter(move |name| lines.iter().all(|lines| lines != name))
    }

    fn listed(&self, name: &str) -> Result<Reading, ExportFault> {
        let said = self.manifest.files.get(name);
        let said = said.ok_or_else(|| ExportFault::FileMissing(name.to_owned()))?;
        let mut file = Reading::open(&self.folder, name)?;
        file.said = Some(said.clone());
        Ok(file)
    }
}

#[cfg(test)]
mod tests;
