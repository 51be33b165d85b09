//! A file that is sealed under the key file of the vault: whoever has that reads it, nobody else does, and nobody changes
//! it unnoticed.
//!
//! ```text
//! a line in clear | chunk | chunk | … | last chunk
//! ```
//!
//! Each chunk is its length in four bytes and what the `cipher` of the vault makes of it, bound to the line in clear, to
//! its number, and to whether it is the last one. So a file that is cut, whose chunks are in another order or of another
//! file, does not open; and no more than a chunk is in memory. The key follows from the index key, which stays the same as
//! long as there is the vault: to exchange the wrapping key makes no such file unreadable.

use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::VaultError;
use super::cipher::{Key, place};
use super::key_file::KeyFile;
use super::of_log;

/// What a chunk holds: with its length before it, what a padded text has room for.
const CHUNK: usize = (64 << 10) - 4;
/// What it takes when it is sealed, at most.
const SEALED: usize = 2 * CHUNK;
/// The line in clear is not longer.
const LONGEST_LINE: u64 = 1_024;
/// What the key is for. It never changes.
const FOR: &[u8] = b"loopbrug sealed file 1";

/// The key of such files.
#[derive(Debug, Clone)]
pub struct FileKey {
    key: Key,
    /// What a log keeps of the vault that it belongs to.
    pub(crate) mark: [u8; 32],
}

/// A file that is not what was sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSealed {
    /// It does not even begin as one.
    #[error("it is no such file")]
    NoSuchFile,
    /// Its first part does not open.
    #[error(
        "it was sealed under another key file, or was changed: put the key file there that the system had which wrote it"
    )]
    OtherKey,
    /// A later part does not open.
    #[error("it was cut off or changed, in part {0} of it or after that")]
    Changed(u64),
}

impl From<NotSealed> for io::Error {
    fn from(error: NotSealed) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

impl FileKey {
    /// That which follows from a key file.
    ///
    /// # Errors
    /// Where there is none, or it cannot be used.
    pub fn of(key_file: PathBuf) -> Result<Self, VaultError> {
        let file = KeyFile::at(key_file);
        let keys = file.read()?.ok_or_else(|| {
            let why = "it is not there: put the key file of the system there whose data they are";
            file.refused(why.to_owned())
        })?;
        let key = Zeroizing::new(keys.index.mac(&place([FOR])));
        Ok(Self { key: Key::of(&*key).ok_or(VaultError::Cipher)?, mark: of_log::mark(&keys) })
    }

    fn place(line: &str, number: u64, last: bool) -> Vec<u8> {
        place([FOR, line.as_bytes(), &number.to_be_bytes(), &[u8::from(last)]])
    }
}

/// Seals what is written to it. It is whole once it is [finished](Self::finish).
#[derive(Debug)]
pub struct SealingWriter<W> {
    to: W,
    key: FileKey,
    line: String,
    number: u64,
    chunk: Zeroizing<Vec<u8>>,
}

impl<W: Write> SealingWriter<W> {
    /// Begins a file with a line in clear.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn begin(mut to: W, key: FileKey, line: String) -> io::Result<Self> {
        writeln!(to, "{line}")?;
        let chunk = Zeroizing::new(Vec::with_capacity(CHUNK));
        Ok(Self { to, key, line, number: 0, chunk })
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let place = FileKey::place(&self.line, self.number, last);
        let sealed = self.key.key.seal(&place, &self.chunk).map_err(io::Error::other)?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        self.to.write_all(&length.to_be_bytes())?;
        self.to.write_all(&sealed)?;
        self.number += 1;
        self.chunk.clear();
        Ok(())
    }

    /// Writes what is left, and that this is the end.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

impl<W: Write> Write for SealingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A chunk that is full waits until more comes: it may be the last one.
        if self.chunk.len() == CHUNK {
            self.seal(false)?;
        }
        let fits = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..fits]);
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Opens what was sealed, up to the end that was written.
#[derive(Debug)]
pub struct OpeningReader<R> {
    from: R,
    key: FileKey,
    line: String,
    number: u64,
    chunk: Zeroizing<Vec<u8>>,
    read: usize,
    ended: bool,
}

impl<R: BufRead> OpeningReader<R> {
    /// Begins to read a file: its line in clear, which is believed once anything was read, and the rest.
    ///
    /// # Errors
    /// Where it cannot be read, or does not begin with a line.
    pub fn begin(mut from: R, key: FileKey) -> io::Result<(String, Self)> {
        let mut line = String::new();
        let begun = (&mut from).take(LONGEST_LINE).read_line(&mut line);
        if begun.is_err() || line.pop() != Some('\n') {
            return Err(NotSealed::NoSuchFile.into());
        }
        let chunk = Zeroizing::new(vec![]);
        let reader =
            Self { from, key, line: line.clone(), number: 0, chunk, read: 0, ended: false };
        Ok((line, reader))
    }

    fn wrong(&self) -> io::Error {
        let wrong = if self.number == 0 {
            NotSealed::OtherKey
        } else {
            NotSealed::Changed(self.number + 1)
        };
        wrong.into()
    }

    fn open(&mut self) -> io::Result<()> {
        let mut length = [0; 4];
        self.from.read_exact(&mut length).map_err(|_| self.wrong())?;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if length > SEALED {
            return Err(self.wrong());
        }
        let mut sealed = vec![0; length];
        self.from.read_exact(&mut sealed).map_err(|_| self.wrong())?;
        let last = self.from.fill_buf()?.is_empty();
        let place = FileKey::place(&self.line, self.number, last);
        self.chunk = self.key.key.open(&place, &sealed).map_err(|_| self.wrong())?;
        self.number += 1;
        (self.read, self.ended) = (0, last);
        Ok(())
    }
}

impl<R: BufRead> Read for OpeningReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.chunk.len() {
            if self.ended {
                return Ok(0);
            }
            self.open()?;
        }
        let length = buffer.len().min(self.chunk.len() - self.read);
        buffer[..length].copy_from_slice(&self.chunk[self.read..self.read + length]);
        self.read += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests;
