//! Exports: what is in them, that they are the same for the same log, and where they may lie.

mod begun;
mod ends;
mod foreign;
mod killed;
mod tampered;
mod verified;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use loopbrug_infra::export::heads::ExportedHead;
use loopbrug_infra::export::manifest::{Compression, Manifest};
use loopbrug_infra::export::{ExportError, Exported, Extent, export};
use loopbrug_infra::seal::canonical;
use loopbrug_infra::seal::checkpoint::Checkpoint;
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::key::SealKeyFile;
use loopbrug_infra::seal::note::{Note, VerifierKey};
use loopbrug_infra::seal::proof::{includes, inclusion};
use loopbrug_infra::seal::tile::{Tile, TileId, Tiles};
use loopbrug_infra::seal::tree::Frontier;
use loopbrug_infra::seal::{Which, rotate_key};
use loopbrug_infra::views::StreamId;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::seal::{Sealing, key_file};
use crate::story::{catalogues, contact, day, region, request, trajectory};
use crate::witness::Witness;

/// All of the region.
pub(crate) fn whole() -> Extent {
    let (stream, after, compression) = (None, 0, Compression::Zstd);
    Extent { region: region(), stream, after, compression }
}

impl Sealing {
    /// Exports what is recorded, into a folder of that name.
    pub(crate) async fn exports(
        &mut self,
        extent: &Extent,
        name: &str,
    ) -> Result<Exported, ExportError> {
        let head = self.sealer.cover(&region(), |_, _| ()).await?;
        export(self.pool(), extent, &head, &self.place(name), |_, _| ()).await
    }

    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// All files below a folder, by their paths.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(
                self::files(&path).into_iter().map(|(rest, of)| (format!("{name}/{rest}"), of)),
            );
        } else {
            files.insert(name, std::fs::read(path).unwrap());
        }
    }
    files
}

/// The lines of a compressed file, without their ends.
pub(crate) fn lines(folder: &Path, name: &str) -> Vec<String> {
    let bytes = std::fs::read(folder.join(name)).unwrap();
    let mut text = String::new();
    if Path::new(name).extension().is_some_and(|ending| ending == "gz") {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        zstd::Decoder::new(&bytes[..]).unwrap().read_to_string(&mut text).unwrap();
    }
    let text = text.strip_suffix('\n').expect("the last line ends, too");
    text.split('\n').map(ToOwned::to_owned).collect()
}

fn checkpoint(folder: &Path) -> (Note, Checkpoint) {
    let text = std::fs::read_to_string(folder.join("checkpoint")).unwrap();
    let note: Note = text.parse().unwrap();
    let checkpoint = note.text.parse().unwrap();
    (note, checkpoint)
}

fn tiles(folder: &Path, size: u64) -> Tiles {
    let tile = |id: TileId| {
        let bytes = std::fs::read(folder.join(id.path(id.width(size)))).unwrap();
        Tile { id, hashes: Tile::read(&bytes).unwrap() }
    };
    TileId::all(size).map(tile).collect()
}

/// The root of the tree of which all lines are the leaves.
fn root_of(folder: &Path, name: &str) -> Hash {
    let mut frontier = Frontier::default();
    for line in lines(folder, name) {
        frontier.push(Hash::of_leaf(line.as_bytes()), &mut vec![]);
    }
    frontier.root()
}

/// Each line is proved to be in the head by the tiles that lie there.
fn lines_are_proved(folder: &Path, name: &str) {
    let (_, head) = checkpoint(folder);
    let tiles = tiles(folder, head.size);
    for line in lines(folder, name) {
        let event: Value = serde_json::from_str(&line).unwrap();
        let index = event["position"].as_u64().unwrap() - 1;
        let beside = inclusion(index, head.size).unwrap();
        let hashes: Vec<_> = beside.into_iter().map(|of| tiles.hash(of).unwrap()).collect();
        let leaf = Hash::of_leaf(line.as_bytes());
        assert!(includes(head.root, head.size, index, leaf, &hashes), "{index}");
    }
}

#[tokio::test]
async fn an_export_has_every_event_as_it_was_sealed_with_all_heads_keys_and_catalogues() {
    let mut sealing = Sealing::begin().await;
    for clients in [1, 100, 7] {
        sealing.grow(clients).await;
    }
    let file = SealKeyFile::at(key_file(&sealing.folder));
    rotate_key(sealing.pool(), &[region()], &file, false).await.unwrap();
    let head = sealing.grow(1).await;
    let witness = Witness::of_seed(1);
    let text = head.note.parse::<Note>().unwrap().text;
    let line = witness.cosigns("witness.example/1", 1_700_000_000, &text);
    let known: VerifierKey = witness.key("witness.example/1").parse().unwrap();
    sealing.seal().cosign(&format!("{}{line}\n", head.note), &[known]).await.unwrap();
    // Sealed by the export itself.
    sealing.record(2).await;
    let exported = sealing.exports(&whole(), "out").await.unwrap();
    let folder = sealing.place("out");
    assert_eq!((exported.newer, exported.missing), (0, None));
    let manifest: Manifest =
        serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest, exported.manifest);
    assert_eq!((manifest.events, manifest.through, manifest.after), (333, 333, 0));
    assert_eq!(
        std::fs::read(folder.join("manifest.json")).unwrap(),
        canonical::bytes(&manifest).unwrap()
    );

    for (line, position) in lines(&folder, "events.ndjson.zst").iter().zip(1..).step_by(50) {
        let head = sealing.seal().head(Which::Last).await.unwrap();
        let leaf = sealing.seal().prove(position, &head).await.unwrap().leaf;
        assert_eq!(line.as_bytes(), leaf, "{position}");
    }
    let (note, head) = checkpoint(&folder);
    assert_eq!((head.size, root_of(&folder, "events.ndjson.zst")), (333, head.root));
    assert_eq!(tiles(&folder, 333).hash(0..333), Some(head.root));
    let [tree] = manifest.trees.as_slice() else { panic!("{:?}", manifest.trees) };
    let [old, new] = tree.keys.as_slice() else { panic!("{:?}", tree.keys) };
    assert_eq!((old.after_size, new.after_size, &tree.follows), (0, 324, &None));
    assert!(new.endorsement.is_some());
    let key: VerifierKey = new.verifier.parse().unwrap();
    assert!(note.signature(&key).is_some());

    let heads = lines(&folder, "heads.ndjson.zst");
    let read: Vec<ExportedHead> =
        heads.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let sizes: Vec<_> =
        read.iter().map(|head| (head.tree, head.number, head.size, head.key)).collect();
    assert_eq!(
        sizes,
        [(1, 1, 3, 1), (1, 2, 303, 1), (1, 3, 324, 1), (1, 4, 327, 2), (1, 5, 333, 2)]
    );
    for (line, head) in heads.iter().zip(&read) {
        assert_eq!(line.as_bytes(), canonical::bytes(head).unwrap());
        assert_eq!(head.cosignatures.len(), usize::from(head.number == 4));
    }
    assert_eq!(read[4].checkpoint(), note.to_string());
    assert_eq!(read[3].cosignatures[0].signature, *line);

    let catalogue = catalogues();
    let version = catalogue.latest(region().as_str()).unwrap();
    let name = format!("catalogues/{}.toml", version.version());
    let files = files(&folder);
    assert_eq!(format!("{:x}", Sha256::digest(&files[&name])), version.hash());
    let mut named: Vec<_> = files.keys().filter(|name| !name.starts_with("tile/")).collect();
    named.retain(|name| *name != "manifest.json");
    assert_eq!(named, manifest.files.keys().collect::<Vec<_>>());
    for (name, of) in &manifest.files {
        assert_eq!(of.bytes, files[name].len() as u64, "{name}");
        assert_eq!(of.sha256, format!("{:x}", Sha256::digest(&files[name])), "{name}");
    }
}

#[tokio::test]
async fn the_same_log_exports_to_the_same_bytes_and_compression_changes_nothing_but_itself() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(90).await;
    for (compression, events) in
        [(Compression::Zstd, "events.ndjson.zst"), (Compression::Gzip, "events.ndjson.gz")]
    {
        let extent = Extent { compression, ..whole() };
        for name in ["one", "other"] {
            let name = format!("{name} {events}");
            sealing.exports(&extent, &name).await.unwrap();
            lines_are_proved(&sealing.place(&name), events);
        }
        let [one, other] = ["one", "other"].map(|name| sealing.place(&format!("{name} {events}")));
        assert_eq!(files(&one), files(&other));
    }
    let [zstd, gzip] = [("zst", "events.ndjson.zst"), ("gz", "events.ndjson.gz")]
        .map(|(ending, name)| lines(&sealing.place(&format!("one events.ndjson.{ending}")), name));
    assert!(zstd == gzip);
}

#[tokio::test]
async fn a_stream_is_exported_with_its_own_events_alone_and_the_tree_of_all_proves_each() {
    let mut sealing = Sealing::begin().await;
    sealing.record(60).await;
    for _ in 0..5 {
        sealing.commands.execute(request(7, day(5), contact(5))).await.unwrap();
    }
    sealing.grow(10).await;
    let stream = StreamId::Trajectory(trajectory(7));
    let pool = sealing.pool().clone();
    let extent = Extent::of_stream(&pool, stream, 0, Compression::Zstd).await.unwrap();
    assert_eq!(extent.region, region());
    let exported = sealing.exports(&extent, "all").await.unwrap();
    let folder = sealing.place("all");
    let name = "events.ndjson.zst";
    lines_are_proved(&folder, name);
    let positions = |folder: &Path| -> Vec<u64> {
        let position = |line: &String| {
            let event: Value = serde_json::from_str(line).unwrap();
            assert_eq!(event["subject"], trajectory(7).to_string());
            event["position"].as_u64().unwrap()
        };
        lines(folder, name).iter().map(position).collect()
    };
    let found = positions(&folder);
    assert_eq!(found, [19, 20, 21, 181, 182, 183, 184, 185]);
    let manifest = exported.manifest;
    assert_eq!((manifest.events, manifest.through), (8, 215));
    assert_eq!(manifest.stream, Some(trajectory(7).to_string()));

    let later = Extent { after: 182, ..extent };
    sealing.exports(&later, "later").await.unwrap();
    assert_eq!(positions(&sealing.place("later")), [183, 184, 185]);

    let nobody = StreamId::Trajectory(trajectory(77_777));
    let refused = Extent::of_stream(&pool, nobody, 0, Compression::Zstd).await.unwrap_err();
    assert_eq!(refused.code(), Some("NO_SUCH_STREAM"));
}

#[tokio::test]
async fn an_export_from_a_position_has_the_events_from_there_on_and_the_whole_tree() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(100).await;
    let from = |position: u64| Extent { after: position - 1, ..whole() };
    let exported = sealing.exports(&from(258), "out").await.unwrap();
    let folder = sealing.place("out");
    lines_are_proved(&folder, "events.ndjson.zst");
    let found = lines(&folder, "events.ndjson.zst");
    assert_eq!((found.len(), exported.manifest.events, exported.manifest.after), (43, 43, 257));
    assert!(found[0].contains("\"position\":258,"));
    for beyond in [301, 4_000_000_000] {
        let refused = sealing.exports(&from(beyond), "none").await.unwrap_err();
        assert_eq!(refused.code(), Some("NOTHING_FROM_THERE"));
    }
    assert!(!sealing.place("none").exists());
}

#[tokio::test]
async fn progress_is_told_up_to_the_end_however_many_pages_there_are() {
    let mut sealing = Sealing::begin().await;
    sealing.record(1).await;
    for _ in 0..5 {
        sealing
            .tamper(
                "INSERT INTO events SELECT aggregate_type, aggregate_id, n, event_type, event_version, payload,
                     metadata, \"timestamp\", region, n, gen_random_uuid(), occurred_on, recorded_at, command_id, actor
                 FROM events, (SELECT max(position) AS last FROM events) AS log,
                      generate_series(log.last + 1, log.last + 1500) AS n
                 WHERE position = 1",
            )
            .await;
    }
    sealing.tamper("UPDATE log_head SET position = (SELECT max(position) FROM events)").await;
    let head = sealing.sealer.cover(&region(), |_, _| ()).await.unwrap();
    let reported = std::sync::Mutex::new(vec![]);
    let report = |done, of| reported.lock().unwrap().push((done, of));
    let place = sealing.place("out");
    let exported = export(sealing.pool(), &whole(), &head, &place, report).await.unwrap();
    assert_eq!((exported.manifest.events, exported.missing), (7_503, None));
    let reported = reported.into_inner().unwrap();
    assert!(reported.is_sorted() && reported.len() > 2, "{reported:?}");
    assert_eq!(reported.last(), Some(&(7_503, 7_503)));
    assert_eq!(root_of(&place, "events.ndjson.zst"), checkpoint(&place).1.root);
}

#[tokio::test]
async fn of_a_log_that_was_changed_everything_that_there_is_is_exported_and_the_first_gap_is_named()
{
    let mut sealing = Sealing::begin().await;
    sealing.grow(3).await;
    sealing.tamper("DELETE FROM events WHERE position IN (4, 7)").await;
    let exported = sealing.exports(&whole(), "out").await.unwrap();
    assert_eq!((exported.missing, exported.manifest.events), (Some(4), 7));
    assert_eq!(exported.manifest.through, 9);
    assert_eq!(lines(&sealing.place("out"), "events.ndjson.zst").len(), 7);
}
