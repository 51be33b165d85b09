//! A file with keys: for its owner alone, made once, replaced all or nothing.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, Write as _};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// A longer file is no file with keys.
const LONGEST: u64 = 8_192;

/// The file's place, and what it is called.
#[derive(Debug, Clone)]
pub struct SecretFile {
    what: &'static str,
    path: PathBuf,
}

/// A file with keys cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{what}, {path}: {why}")]
pub struct SecretFileError {
    /// Which file.
    pub what: &'static str,
    /// Where it is.
    pub path: String,
    /// What is wrong with it, and what to do.
    pub why: String,
}

impl SecretFile {
    /// The file at a path, by what it is called.
    #[must_use]
    pub const fn at(what: &'static str, path: PathBuf) -> Self {
        Self { what, path }
    }

    pub(crate) fn is_there(&self) -> bool {
        self.path.exists()
    }

    /// What it holds; where there is no such file, it is made with a text. Whoever makes it at the same time has the same.
    ///
    /// # Errors
    /// Where it cannot be read or made, or others may read it.
    pub fn read_or_make<E: From<SecretFileError>>(
        &self,
        text: impl FnOnce() -> Result<Zeroizing<String>, E>,
    ) -> Result<Zeroizing<Vec<u8>>, E> {
        if let Some(held) = self.read()? {
            return Ok(held);
        }
        let made = self.make(&text()?);
        let gone = || self.refused("it is gone".to_owned());
        self.read()?.ok_or_else(|| made.err().unwrap_or_else(gone).into())
    }

    /// What it holds; none where there is no such file.
    pub(crate) fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, SecretFileError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.refused(format!("it cannot be read: {error}"))),
        };
        let mode = file.metadata().map_err(|error| self.refused(error.to_string()))?.mode();
        if mode & 0o077 != 0 {
            let why = format!(
                "others than its owner may read or write it (mode {:o}): chmod 600",
                mode & 0o777
            );
            return Err(self.refused(why));
        }
        // Reserved at once: what grows leaves copies behind.
        let mut held = Zeroizing::new(Vec::with_capacity(8_192));
        let read = file.take(LONGEST).read_to_end(&mut held);
        read.map_err(|error| self.refused(format!("it cannot be read: {error}")))?;
        Ok(Some(held))
    }

    /// Makes it, where there is none.
    pub(crate) fn make(&self, text: &str) -> Result<(), SecretFileError> {
        // Of two that make it at once neither may take the draft of the other for its own.
        let draft = format!("{}.next", crate::ids::new_trace_id());
        let written = self.beside(&draft).and_then(|(file, next)| {
            write_through(file, text)?;
            // Unlike renaming, this never takes the place of a file that somebody else just made.
            let linked = std::fs::hard_link(&next, &self.path);
            std::fs::remove_file(&next)?;
            linked?;
            self.sync_folder()
        });
        written.map_err(|error| self.refused(format!("it cannot be made: {error}")))
    }

    /// Puts another text in it, all or nothing, and writes over what was there.
    pub(crate) fn replace(&self, text: &str) -> Result<(), SecretFileError> {
        let replaced = self.beside("next").and_then(|(file, next)| {
            write_through(file, text)?;
            let mut before = OpenOptions::new().read(true).write(true).open(&self.path)?;
            std::fs::rename(&next, &self.path)?;
            self.sync_folder()?;
            let length = usize::try_from(before.metadata()?.len()).unwrap_or_default();
            before.rewind()?;
            before.write_all(&vec![0; length])?;
            before.sync_all()
        });
        replaced.map_err(|error| self.refused(format!("it cannot be replaced: {error}")))
    }

    /// A new file beside it, for what it is going to hold. One that a killed program left is taken away.
    fn beside(&self, extension: &str) -> std::io::Result<(File, PathBuf)> {
        let next = self.path.with_extension(extension);
        match std::fs::remove_file(&next) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&next)?;
        Ok((file, next))
    }

    fn sync_folder(&self) -> std::io::Result<()> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }

    /// It cannot be used, for a reason.
    #[must_use]
    pub fn refused(&self, why: String) -> SecretFileError {
        SecretFileError { what: self.what, path: self.path.display().to_string(), why }
    }
}

fn write_through(mut file: File, text: &str) -> std::io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
