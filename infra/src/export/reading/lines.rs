//! The lines of a compressed file, one by one.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use flate2::read::MultiGzDecoder;

use super::super::fault::{ExportFault, Place};
use super::super::manifest::Compression;
use super::file::{Reading, unreadable};

/// A longer line is not read.
const LONGEST_LINE: u64 = 16 << 20;
/// How much of what was decompressed a line may refer back to: 2 to this power. Every level of zstd up to 19 takes no more,
/// and a larger one would be memory that a stranger has us ask for.
const WINDOW: u32 = 23;
/// So much is decompressed at once.
const AT_ONCE: usize = 64 << 10;

/// The lines of a file of an export.
#[derive(Debug)]
pub struct Lines {
    reader: BufReader<Decompressing>,
    line: Vec<u8>,
    number: u64,
}

/// A line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its number in the file, from 1 on.
    pub number: u64,
    /// What it says, without its end.
    pub bytes: &'a [u8],
}

impl Lines {
    /// Those of a file, from its beginning.
    pub(super) fn begin(file: Reading, compression: Compression) -> Result<Self, ExportFault> {
        let name = file.name.clone();
        let decompressing = Decompressing::of(file, compression);
        let decompressing = decompressing.map_err(|error| unreadable(&name, &error))?;
        let reader = BufReader::with_capacity(AT_ONCE, decompressing);
        Ok(Self { reader, line: vec![], number: 0 })
    }

    /// The next line; none at the end. There is one only if all bytes of the file are those that the manifest says.
    ///
    /// # Errors
    /// Where the file cannot be read, is too long, ends in the middle of something, or is another one than the manifest
    /// says. It names the line that would have been next.
    pub fn read(&mut self) -> Result<Option<Line<'_>>, ExportFault> {
        self.line.clear();
        self.number += 1;
        let read = self.reader.by_ref().take(LONGEST_LINE + 1).read_until(b'\n', &mut self.line);
        match read {
            Err(error) => return Err(self.broken(&error)),
            Ok(0) => {
                self.reader.get_mut().file().holds()?;
                return Ok(None);
            }
            Ok(_) => {}
        }
        if self.line.pop_if(|last| *last == b'\n').is_none() {
            let place = self.place();
            let too_large = self.line.len() as u64 > LONGEST_LINE;
            let fault = if too_large { ExportFault::TooLarge } else { ExportFault::Truncated };
            return Err(fault(place));
        }
        Ok(Some(Line { number: self.number, bytes: &self.line }))
    }

    fn place(&mut self) -> Place {
        Place { file: self.reader.get_mut().file().name.clone(), line: Some(self.number) }
    }

    fn broken(&mut self, error: &io::Error) -> ExportFault {
        let place = self.place();
        match error.kind() {
            _ if error.raw_os_error().is_some() => unreadable(&place.file, error),
            io::ErrorKind::UnexpectedEof => ExportFault::Truncated(place),
            _ => ExportFault::NotCompressed(place),
        }
    }
}

/// A file as it is decompressed.
enum Decompressing {
    Gzip(Box<MultiGzDecoder<Reading>>),
    Zstd(Box<zstd::Decoder<'static, BufReader<Reading>>>),
}

impl Decompressing {
    fn of(file: Reading, compression: Compression) -> io::Result<Self> {
        Ok(match compression {
            Compression::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(file))),
            Compression::Zstd => {
                let mut decoder = zstd::Decoder::new(file)?;
                decoder.window_log_max(WINDOW)?;
                Self::Zstd(Box::new(decoder))
            }
        })
    }

    fn file(&mut self) -> &mut Reading {
        match self {
            Self::Gzip(decoder) => decoder.get_mut(),
            Self::Zstd(decoder) => decoder.get_mut().get_mut(),
        }
    }
}

impl Read for Decompressing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(decoder) => decoder.read(buffer),
            Self::Zstd(decoder) => decoder.read(buffer),
        }
    }
}

impl fmt::Debug for Decompressing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip(_) => "Gzip",
            Self::Zstd(_) => "Zstd",
        })
    }
}
