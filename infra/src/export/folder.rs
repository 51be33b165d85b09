//! The folder of an export while it is written.
//!
//! From the first moment on it has a file that says of what the export is to be, and only at the end one that says what
//! it is. So whoever finds one knows whether it is finished, and whoever exports the same again begins it anew.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::error::ExportError;
use super::extent::is_of_the_same;
use super::file::NewFile;
use super::manifest::{Compression, ExportedFile, MANIFEST, Manifest};
use super::{CATALOGUES, CHECKPOINT, EVENTS, HEADS, TILES};
use crate::seal::canonical;

/// The manifest of an export that is not finished.
const BEGUN: &str = "manifest.json.unfinished";
/// The next text of that, while it is written.
const NEXT: &str = "manifest.json.next";

/// A folder that an export is written to. It is ours until this is dropped.
pub(super) struct Folder {
    path: PathBuf,
    held: File,
    files: BTreeMap<String, ExportedFile>,
}

impl Folder {
    /// Takes a folder: a new one, an empty one, or one in which an export of the same was begun, whose files are removed.
    pub(super) fn begin(path: &Path, begun: &Manifest) -> Result<Self, ExportError> {
        let failed = || ExportError::file(path);
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(failed())?;
        let held = File::open(path).map_err(failed())?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(ExportError::InUse(path.display().to_string()));
            }
            Err(TryLockError::Error(error)) => return Err(failed()(error)),
        }
        let folder = Self { path: path.to_owned(), held, files: BTreeMap::new() };
        folder.clear(begun)?;
        folder.say(begun)?;
        Ok(folder)
    }

    /// Removes what an export of the same left behind, and nothing else.
    fn clear(&self, begun: &Manifest) -> Result<(), ExportError> {
        let found = fs::read_dir(&self.path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut found: Vec<_> =
            found.map_err(ExportError::file(&self.path))?.iter().map(fs::DirEntry::path).collect();
        found.sort_unstable();
        let folder = || self.path.display().to_string();
        if self.path.join(MANIFEST).exists() {
            return Err(ExportError::Exported(folder()));
        }
        let before = self.path.join(BEGUN);
        let compressed = |name| begun.compression.of(name);
        let ours = if before.exists() {
            let before = fs::read(&before).map_err(ExportError::file(&before))?;
            match serde_json::from_slice::<Manifest>(&before) {
                Ok(before) if is_of_the_same(&before, begun) => {}
                Ok(before) => {
                    return Err(ExportError::OtherBegun {
                        folder: folder(),
                        of: before.to_string(),
                    });
                }
                Err(_) => {
                    return Err(ExportError::NotEmpty { folder: folder(), file: BEGUN.to_owned() });
                }
            }
            let plain = [BEGUN, NEXT, CHECKPOINT, CATALOGUES, TILES].map(ToOwned::to_owned);
            [EVENTS, HEADS].map(compressed).into_iter().chain(plain).collect()
        } else {
            vec![NEXT.to_owned()]
        };
        for path in &found {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !ours.contains(&file) {
                return Err(ExportError::NotEmpty { folder: folder(), file });
            }
        }
        // The file that says what it is goes last: until then the rest is known to be ours.
        for path in found.iter().filter(|path| !path.ends_with(BEGUN)) {
            let removed =
                if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            removed.map_err(ExportError::file(path))?;
        }
        Ok(())
    }

    /// Says of what the export is, all or nothing.
    fn say(&self, manifest: &Manifest) -> Result<(), ExportError> {
        let next = self.path.join(NEXT);
        let mut file = NewFile::create(next.clone(), None)?;
        let text = canonical::bytes(manifest).map_err(crate::seal::SealError::from)?;
        file.write(&text)?;
        file.finish()?;
        self.rename(NEXT, BEGUN)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), ExportError> {
        let to = self.path.join(to);
        let renamed = fs::rename(self.path.join(from), &to).and_then(|()| self.held.sync_all());
        renamed.map_err(ExportError::file(&to))
    }

    /// A new file, compressed; [`Self::finished`] keeps what came of it.
    pub(super) fn create(
        &self,
        name: &str,
        compression: Compression,
    ) -> Result<(String, NewFile), ExportError> {
        let name = compression.of(name);
        let file = NewFile::create(self.path.join(&name), Some(compression))?;
        Ok((name, file))
    }

    /// A file is finished.
    pub(super) fn finished(&mut self, name: String, file: ExportedFile) {
        self.files.insert(name, file);
    }

    /// A whole small file.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let path = self.path.join(name);
        make_parent(&path)?;
        let mut file = NewFile::create(path, None)?;
        file.write(bytes)?;
        self.files.insert(name.to_owned(), file.finish()?);
        Ok(())
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Says what the export is, with the files that were finished. From then on it is one.
    pub(super) fn finish(self, manifest: Manifest) -> Result<Manifest, ExportError> {
        let manifest = Manifest { files: self.files.clone(), ..manifest };
        self.say(&manifest)?;
        // The tiles are thousands of small files: they go to the disk together.
        nix::unistd::syncfs(&self.held)
            .map_err(|error| ExportError::file(&self.path)(error.into()))?;
        self.rename(BEGUN, MANIFEST)?;
        Ok(manifest)
    }
}

/// Makes the folder that a file is to lie in.
pub(super) fn make_parent(path: &Path) -> Result<(), ExportError> {
    let Some(parent) = path.parent() else { return Ok(()) };
    match fs::create_dir_all(parent) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(ExportError::file(parent)(error))
        }
        _ => Ok(()),
    }
}
