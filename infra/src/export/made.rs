//! Exports of invented events for the tests, written file by file, so that each can be made wrong in its own way.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use loopbrug_domain::catalogue::Code;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use uuid::Uuid;

use super::manifest::{
    Compression, ExportedFile, ExportedKey, ExportedTree, FORMAT, MANIFEST, Manifest,
};
use super::{CATALOGUES, CHECKPOINT, EVENTS, HEADS};
use crate::seal::hash::Hash;
use crate::seal::key::SealKey;
use crate::seal::leaf::LogRow;
use crate::seal::tree::Frontier;
use crate::seal::{SealedTree, canonical};

/// What an export is made of.
pub(super) struct Made {
    pub(super) folder: TempDir,
    pub(super) key: SealKey,
    pub(super) tree: SealedTree,
    pub(super) lines: Vec<Vec<u8>>,
    pub(super) manifest: Manifest,
}

/// An event of the region of the tests.
pub(super) fn row(position: u64) -> LogRow {
    let stream = position.div_ceil(3);
    LogRow {
        region: "vlaamse-ardennen".to_owned(),
        position: i64::try_from(position).unwrap(),
        aggregate_type: "trajectory".to_owned(),
        aggregate_id: Uuid::from_u128(stream.into()).to_string(),
        sequence: i64::try_from((position - 1) % 3 + 1).unwrap(),
        event_type: "HousingFound".to_owned(),
        event_version: "1".to_owned(),
        payload: format!(r#"{{"tenure":"room","number":{position}}}"#),
        metadata: "{}".to_owned(),
        timestamp: "2024-01-05T12:00:00.5Z".to_owned(),
        event_id: Uuid::from_u128(position.into()),
        occurred_on: "2024-01-05".to_owned(),
        recorded_at: "2024-01-05T12:00:00.5Z".to_owned(),
        command_id: Some(Uuid::from_u128(2)),
        actor: Some(r#"{"worker":"w","roles":[]}"#.to_owned()),
    }
}

/// An export of so many events, as it should be.
pub(super) fn made(events: u64, compression: Compression) -> Made {
    let (folder, key) = (tempfile::tempdir().unwrap(), SealKey::draw().unwrap());
    let region = Code::new("vlaamse-ardennen");
    let tree = SealedTree { region, tree: 1, id: Uuid::from_u128(7), follows: None };
    let verifier = key.verifier(&tree.origin()).unwrap().to_string();
    let key_of_tree = ExportedKey { key: 1, verifier, after_size: 0, endorsement: None };
    let lines = (1..=events).map(|position| row(position).leaf().unwrap()).collect();
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        region: tree.region.to_string(),
        stream: None,
        after: 0,
        through: events,
        events,
        compression,
        trees: vec![ExportedTree { tree: 1, id: tree.id, follows: None, keys: vec![key_of_tree] }],
        files: BTreeMap::new(),
    };
    let mut made = Made { folder, key, tree, lines, manifest };
    made.write();
    made
}

impl Made {
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes everything as it should be.
    fn write(&mut self) {
        let (mut frontier, mut tiles) = (Frontier::default(), vec![]);
        for line in &self.lines {
            frontier.push(Hash::of_leaf(line), &mut tiles);
        }
        tiles.extend(frontier.tiles());
        for tile in tiles {
            let path = self.path().join(tile.id.path(tile.hashes.len()));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, tile.bytes()).unwrap();
        }
        let checkpoint = self.tree.checkpoint(frontier.size(), frontier.root());
        let note = self.key.sign(&checkpoint.origin, checkpoint.to_string()).unwrap();
        self.put(CHECKPOINT, note.to_string().as_bytes());
        self.put_lines(EVENTS, &self.lines.clone());
        self.put_lines(HEADS, &[]);
        fs::create_dir_all(self.path().join(CATALOGUES)).unwrap();
        self.put(&format!("{CATALOGUES}/2024.toml"), b"[catalogue]\n");
        self.finish();
    }

    /// Writes a file, and has the manifest say so.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) {
        fs::write(self.path().join(name), bytes).unwrap();
        let hash = Sha256::digest(bytes);
        let said = ExportedFile { bytes: bytes.len() as u64, sha256: format!("{hash:x}") };
        self.manifest.files.insert(name.to_owned(), said);
    }

    /// The same of lines, compressed.
    pub(super) fn put_lines(&mut self, name: &str, lines: &[Vec<u8>]) {
        let text: Vec<u8> = lines.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect();
        let bytes = compressed(&text, self.manifest.compression);
        self.put(&self.manifest.compressed(name), &bytes);
    }

    /// Writes the manifest.
    pub(super) fn finish(&self) {
        fs::write(self.path().join(MANIFEST), canonical::bytes(&self.manifest).unwrap()).unwrap();
    }
}

/// Bytes as they lie in a file.
pub(super) fn compressed(bytes: &[u8], compression: Compression) -> Vec<u8> {
    match compression {
        Compression::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        Compression::Zstd => zstd::encode_all(bytes, 1).unwrap(),
    }
}
