//! The reading side of exports, until the one of exports themselves is there.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use loopbrug_domain::catalogue::Code;

use crate::export::manifest::{Compression, MANIFEST, Manifest};
use crate::seal::note::{Signs, VerifierKey};
use crate::seal::tile::{Tile, TileId};
use crate::seal::{SealedTree, TreeKey};

#[derive(Debug, thiserror::Error)]
#[error("{0} cannot be read")]
pub struct ExportFault(String);

impl ExportFault {
    pub(crate) fn code(&self) -> &'static str {
        "FILE_UNREADABLE"
    }
    pub(crate) fn exit_code(&self) -> u8 {
        14
    }
}

#[derive(Debug)]
pub(crate) struct Export {
    folder: PathBuf,
    manifest: Manifest,
    trees: Vec<(SealedTree, Vec<TreeKey>)>,
}

pub(crate) struct Lines {
    reader: Box<dyn BufRead>,
    line: Vec<u8>,
}

pub(crate) struct Line<'a> {
    pub(crate) bytes: &'a [u8],
}

fn fault(path: &Path) -> ExportFault {
    ExportFault(path.display().to_string())
}

impl Export {
    pub(crate) fn open(folder: &Path) -> Result<Self, ExportFault> {
        let path = folder.join(MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(|_| fault(&path))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|_| fault(&path))?;
        let trees = manifest.trees.iter().map(|tree| {
            let of = SealedTree {
                region: Code::new(manifest.region.as_str()),
                tree: tree.tree,
                id: tree.id,
                follows: None,
            };
            let keys = tree.keys.iter().map(|key| {
                let verifier: VerifierKey = key.verifier.parse().map_err(|_| fault(&path))?;
                assert_eq!(verifier.signs(), Signs::Text);
                let (key, after_size) = (key.key, key.after_size);
                Ok(TreeKey { key, verifier, after_size, endorsement: None })
            });
            Ok((of, keys.collect::<Result<_, _>>()?))
        });
        let trees = trees.collect::<Result<_, _>>()?;
        Ok(Self { folder: folder.to_owned(), manifest, trees })
    }

    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub(crate) fn trees(&self) -> &[(SealedTree, Vec<TreeKey>)] {
        &self.trees
    }

    pub(crate) fn events(&self) -> Result<Lines, ExportFault> {
        let name = format!("events.ndjson.{}", self.manifest.compression.ending());
        let path = self.folder.join(name);
        let file = std::fs::File::open(&path).map_err(|_| fault(&path))?;
        let reader: Box<dyn Read> = match self.manifest.compression {
            Compression::Gzip => Box::new(flate2::read::MultiGzDecoder::new(file)),
            Compression::Zstd => Box::new(zstd::Decoder::new(file).map_err(|_| fault(&path))?),
        };
        Ok(Lines { reader: Box::new(BufReader::new(reader)), line: vec![] })
    }

    pub(crate) fn catalogues(&self) -> impl Iterator<Item = &str> {
        self.manifest.files.keys().filter_map(|name| name.strip_prefix("catalogues/"))
    }

    pub(crate) fn catalogue(&self, name: &str) -> Result<String, ExportFault> {
        let path = self.folder.join("catalogues").join(name);
        std::fs::read_to_string(&path).map_err(|_| fault(&path))
    }

    pub(crate) fn tile(&self, id: TileId) -> Result<Tile, ExportFault> {
        let path = self.folder.join(id.path(id.width(self.manifest.through)));
        let bytes = std::fs::read(&path).map_err(|_| fault(&path))?;
        Ok(Tile { id, hashes: Tile::read(&bytes).ok_or_else(|| fault(&path))? })
    }
}

impl Lines {
    pub(crate) fn read(&mut self) -> Result<Option<Line<'_>>, ExportFault> {
        self.line.clear();
        let read = self.reader.read_until(b'\n', &mut self.line);
        read.map_err(|error| ExportFault(error.to_string()))?;
        Ok(self.line.pop().map(|_| Line { bytes: &self.line }))
    }
}
