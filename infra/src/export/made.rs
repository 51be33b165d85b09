//! Exports of invented events for the tests, written file by file, so that each can be made wrong in its own way.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use loopbrug_domain::catalogue::Code;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use uuid::Uuid;

use super::heads::ExportedHead;
use super::manifest::{
    Compression, ExportedFile, ExportedKey, ExportedTree, FORMAT, MANIFEST, Manifest,
};
use super::{CATALOGUES, CHECKPOINT, EVENTS, HEADS};
use crate::seal::hash::Hash;
use crate::seal::key::SealKey;
use crate::seal::leaf::LogRow;
use crate::seal::tile::TileId;
use crate::seal::tree::Frontier;
use crate::seal::{SealedTree, canonical};

/// What an export is made of.
pub(super) struct Made {
    pub(super) folder: TempDir,
    pub(super) key: SealKey,
    /// The tree whose heads are signed.
    pub(super) tree: SealedTree,
    pub(super) rows: Vec<LogRow>,
    /// The sizes of its heads; the last one is that of the export.
    pub(super) sizes: Vec<u64>,
    pub(super) heads: Vec<ExportedHead>,
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

/// An export of so many events, as it should be, with heads of these sizes before the last one.
pub(super) fn made(events: u64, heads: &[u64], compression: Compression) -> Made {
    let (folder, key) = (tempfile::tempdir().unwrap(), SealKey::draw().unwrap());
    let region = Code::new("vlaamse-ardennen");
    let tree =
        SealedTree { region, tree: 1, id: Uuid::from_u128(7), follows: None, began_at: None };
    let verifier = key.verifier(&tree.origin()).unwrap().to_string();
    let key_of_tree = ExportedKey { key: 1, verifier, after_size: 0, endorsement: None };
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
    let (rows, sizes) = ((1..=events).map(row).collect(), [heads, &[events]].concat());
    let mut made = Made { folder, key, tree, rows, sizes, heads: vec![], manifest };
    made.write();
    made
}

impl Made {
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The lines of all events.
    pub(super) fn lines(&self) -> Vec<Vec<u8>> {
        self.rows.iter().map(|row| row.leaf().unwrap()).collect()
    }

    /// Seals the events, and writes everything as it should be. The heads that there are stay the first ones.
    pub(super) fn write(&mut self) {
        let (mut frontier, mut tiles) = (Frontier::default(), vec![]);
        for (row, line) in self.rows.clone().iter().zip(self.lines()) {
            frontier.push(Hash::of_leaf(&line), &mut tiles);
            if self.sizes.contains(&frontier.size()) {
                self.sign(frontier.size(), frontier.root(), row);
            }
        }
        tiles.extend(frontier.tiles());
        for tile in tiles {
            self.put_tile(tile.id, &tile.bytes());
        }
        let head = self.heads.last().unwrap().checkpoint();
        self.put(CHECKPOINT, head.as_bytes());
        self.put_events(|lines| lines);
        self.put_heads(|_| ());
        fs::create_dir_all(self.path().join(CATALOGUES)).unwrap();
        self.put(&format!("{CATALOGUES}/2024.toml"), b"[catalogue]\n");
        self.finish();
    }

    fn sign(&mut self, size: u64, root: Hash, last: &LogRow) {
        let checkpoint = self.tree.checkpoint(size, root);
        let note = self.key.sign(&checkpoint.origin, checkpoint.to_string()).unwrap();
        let of_tree = self.heads.iter().filter(|head| head.tree == self.tree.tree);
        let (number, keys) = (of_tree.count() + 1, &self.manifest.trees.last().unwrap().keys);
        self.heads.push(ExportedHead {
            tree: self.tree.tree,
            number: i64::try_from(number).unwrap(),
            size,
            root,
            eventid: last.event_id,
            recordedat: last.recorded_at.clone(),
            signedat: "2024-01-05T12:00:02Z".to_owned(),
            key: keys.iter().rfind(|key| key.after_size < size).unwrap().key,
            note: note.to_string(),
            cosignatures: vec![],
        });
    }

    /// Leaves out all events but those that are kept, as an export of a part does.
    pub(super) fn leave_out(&mut self, after: u64, stream: Option<&str>) {
        let of_part = |row: &&LogRow| {
            row.position.unsigned_abs() > after
                && stream.is_none_or(|stream| row.aggregate_id == stream)
        };
        let lines: Vec<_> =
            self.rows.iter().filter(of_part).map(|row| row.leaf().unwrap()).collect();
        self.manifest.events = lines.len() as u64;
        self.manifest.after = after;
        self.manifest.stream = stream.map(ToOwned::to_owned);
        self.put_lines(EVENTS, &lines);
        self.finish();
    }

    /// Writes the events otherwise.
    pub(super) fn put_events(&mut self, change: impl FnOnce(Vec<Vec<u8>>) -> Vec<Vec<u8>>) {
        self.put_lines(EVENTS, &change(self.lines()));
        self.finish();
    }

    /// Writes the heads otherwise.
    pub(super) fn put_heads(&mut self, change: impl FnOnce(&mut Vec<ExportedHead>)) {
        let mut heads = self.heads.clone();
        change(&mut heads);
        let lines: Vec<_> = heads.iter().map(|head| canonical::bytes(head).unwrap()).collect();
        self.put_lines(HEADS, &lines);
        self.finish();
    }

    /// Writes a tile.
    pub(super) fn put_tile(&self, id: TileId, bytes: &[u8]) {
        let path = self.path().join(id.path(id.width(self.manifest.through)));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
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
