//! Reading a companion.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use zstd::Decoder;

use super::tables::TABLES;
use super::{CompanionError, END, Heading, Title};
use crate::export::manifest::Manifest;
use crate::vault::sealed_file::{FileKey, OpeningReader};

/// So many bytes, or rows, are in memory at once.
const BYTES: usize = 4 << 20;
const ROWS: u64 = 10_000;

/// The companion of an export, that was opened to its end.
#[derive(Debug)]
pub struct Companion {
    path: PathBuf,
    pub(crate) key: FileKey,
    pub(crate) title: Title,
    /// How many rows it has.
    pub(crate) rows: u64,
}

/// Some rows of a table, as they are copied.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) heading: Heading,
    pub(crate) rows: Vec<u8>,
    pub(crate) count: u64,
}

/// The rows of a companion, from the first one on.
pub(crate) struct Rows {
    lines: BufReader<Decoder<'static, BufReader<OpeningReader<BufReader<File>>>>>,
    heading: Option<Heading>,
}

impl Companion {
    /// The companion at a path, which has to be that of an export, and whole.
    ///
    /// # Errors
    /// See [`CompanionError`].
    pub fn open(path: &Path, key: FileKey, export: &Manifest) -> Result<Self, CompanionError> {
        let (title, mut rows) = begin(path, &key)?;
        if (title.region.as_str(), title.manifest) != (&export.region, export.digest()) {
            return Err(CompanionError::OtherExport(title.region.to_string()));
        }
        let mut count = 0;
        while let Some(section) = rows.next()? {
            count += section.count;
        }
        Ok(Self { path: path.to_owned(), key, title, rows: count })
    }

    /// Its rows.
    pub(crate) fn read(&self) -> Result<Rows, CompanionError> {
        let (title, rows) = begin(&self.path, &self.key)?;
        let same = title == self.title;
        if same { Ok(rows) } else { Err(CompanionError::OtherExport(title.region.to_string())) }
    }
}

fn begin(path: &Path, key: &FileKey) -> Result<(Title, Rows), CompanionError> {
    let (line, opening) = OpeningReader::begin(BufReader::new(File::open(path)?), key.clone())?;
    let title = line.parse().map_err(CompanionError::NotSealed)?;
    let lines = BufReader::new(Decoder::new(opening)?);
    Ok((title, Rows { lines, heading: None }))
}

impl Rows {
    /// The next rows of one table; none at the end. A table without rows is left out.
    pub(crate) fn next(&mut self) -> Result<Option<Section>, CompanionError> {
        self.at_most(ROWS)
    }

    fn at_most(&mut self, count: u64) -> Result<Option<Section>, CompanionError> {
        loop {
            let heading = match self.heading.take() {
                Some(heading) => heading,
                None => match self.heading()? {
                    Some(heading) => heading,
                    None => return Ok(None),
                },
            };
            let mut section = Section { heading, rows: vec![], count: 0 };
            let mut ended = false;
            while !ended && section.rows.len() < BYTES && section.count < count {
                let begins = section.rows.len();
                self.line(&mut section.rows)?;
                ended = section.rows[begins..] == *END;
                if ended {
                    section.rows.truncate(begins);
                } else {
                    section.count += 1;
                }
            }
            // A table that is longer goes on with the next call.
            self.heading = (!ended).then(|| section.heading.clone());
            if section.count > 0 {
                return Ok(Some(section));
            }
        }
    }

    fn heading(&mut self) -> Result<Option<Heading>, CompanionError> {
        if self.lines.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut line = vec![];
        self.line(&mut line)?;
        let read: Option<Heading> = serde_json::from_slice(&line).ok();
        let known = read.filter(|heading| TABLES.iter().any(|(table, _)| *table == heading.table));
        let unknown =
            || CompanionError::Unknown(String::from_utf8_lossy(&line).trim_end().to_owned());
        known.map(Some).ok_or_else(unknown)
    }

    fn line(&mut self, to: &mut Vec<u8>) -> Result<(), CompanionError> {
        self.lines.read_until(b'\n', to)?;
        if to.ends_with(b"\n") {
            return Ok(());
        }
        // What was sealed is whole, so this is no companion.
        Err(CompanionError::Unknown("rows without an end".to_owned()))
    }

    /// Leaves out so many rows.
    pub(crate) fn skip(&mut self, mut rows: u64) -> Result<(), CompanionError> {
        while rows > 0 {
            let Some(section) = self.at_most(rows.min(ROWS))? else {
                return Ok(());
            };
            rows -= section.count;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("heading", &self.heading).finish_non_exhaustive()
    }
}
