//! A file of an export while it is written: compressed, counted and hashed on its way to the disk.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::error::ExportError;
use super::manifest::{Compression, ExportedFile};

/// Levels at which compressing takes a few microseconds for an event.
const GZIP_LEVEL: flate2::Compression = flate2::Compression::new(3);
const ZSTD_LEVEL: i32 = 3;

/// A new file.
pub(super) struct NewFile {
    path: PathBuf,
    encoder: Encoder,
}

enum Encoder {
    Plain(Hashed),
    Gzip(Box<GzEncoder<Hashed>>),
    Zstd(Box<zstd::Encoder<'static, Hashed>>),
}

/// The bytes as they lie there.
struct Hashed {
    file: File,
    bytes: u64,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl NewFile {
    /// Makes it, compressed or as it is.
    pub(super) fn create(
        path: PathBuf,
        compression: Option<Compression>,
    ) -> Result<Self, ExportError> {
        let create = || {
            let hashed = Hashed { file: File::create_new(&path)?, bytes: 0, hash: Sha256::new() };
            Ok(match compression {
                None => Encoder::Plain(hashed),
                Some(Compression::Gzip) => Encoder::Gzip(GzEncoder::new(hashed, GZIP_LEVEL).into()),
                Some(Compression::Zstd) => {
                    Encoder::Zstd(zstd::Encoder::new(hashed, ZSTD_LEVEL)?.into())
                }
            })
        };
        let encoder = create().map_err(ExportError::file(&path))?;
        Ok(Self { path, encoder })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        let written = match &mut self.encoder {
            Encoder::Plain(file) => file.write_all(bytes),
            Encoder::Gzip(file) => file.write_all(bytes),
            Encoder::Zstd(file) => file.write_all(bytes),
        };
        written.map_err(ExportError::file(&self.path))
    }

    /// Sees to it that all of it is on the disk, and says what lies there.
    pub(super) fn finish(self) -> Result<ExportedFile, ExportError> {
        let finish = || {
            let Hashed { file, bytes, hash } = match self.encoder {
                Encoder::Plain(file) => file,
                Encoder::Gzip(file) => file.finish()?,
                Encoder::Zstd(file) => file.finish()?,
            };
            file.sync_all()?;
            Ok(ExportedFile { bytes, sha256: format!("{:x}", hash.finalize()) })
        };
        finish().map_err(ExportError::file(&self.path))
    }
}
