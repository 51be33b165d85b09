//! A file of an export while it is read: bounded, and hashed.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::super::fault::{ExportFault, Place};
use super::super::manifest::ExportedFile;

/// A file that is being read.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) name: String,
    file: File,
    hash: Sha256,
    bytes: u64,
    /// What the manifest says of it.
    pub(super) said: Option<ExportedFile>,
}

impl Reading {
    /// A file in a folder, from its beginning. What is no plain file is none: one that waits for a writer would never end.
    pub(super) fn open(folder: &Path, name: &str) -> Result<Self, ExportFault> {
        let path = folder.join(name);
        let is_file = std::fs::metadata(&path).map(|file| file.is_file());
        let file = match is_file {
            Ok(true) => File::open(&path),
            Ok(false) => return Err(ExportFault::FileMissing(name.to_owned())),
            Err(error) => Err(error),
        };
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                ExportFault::FileMissing(name.to_owned())
            }
            _ => unreadable(name, &error),
        })?;
        Ok(Self { name: name.to_owned(), file, hash: Sha256::new(), bytes: 0, said: None })
    }

    /// All that is in it.
    pub(super) fn whole(mut self, longest: u64) -> Result<Vec<u8>, ExportFault> {
        self.read_whole(longest)
    }

    /// The same, of a file that is held against the manifest then.
    pub(super) fn read_whole(&mut self, longest: u64) -> Result<Vec<u8>, ExportFault> {
        let mut bytes = vec![];
        let read = self.take(longest + 1).read_to_end(&mut bytes);
        read.map_err(|error| unreadable(&self.name, &error))?;
        if bytes.len() as u64 > longest {
            let place = Place { file: self.name.clone(), line: None };
            return Err(ExportFault::TooLarge(place));
        }
        Ok(bytes)
    }

    /// Reads what is left, and compares all with what the manifest says.
    pub(super) fn holds(&mut self) -> Result<(), ExportFault> {
        let rest = io::copy(self, &mut io::sink());
        rest.map_err(|error| unreadable(&self.name, &error))?;
        let hash = format!("{:x}", self.hash.clone().finalize());
        let is = ExportedFile { bytes: self.bytes, sha256: hash };
        let as_said = self.said.as_ref().is_none_or(|said| *said == is);
        if as_said { Ok(()) } else { Err(ExportFault::FileChanged(self.name.clone())) }
    }
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

/// What the operating system says of a file.
pub(super) fn unreadable(name: &str, error: &io::Error) -> ExportFault {
    ExportFault::FileUnreadable { file: name.to_owned(), why: error.to_string() }
}
