//! Proofs, tiles, notes and forms as other people's code sees them: Python's `aics-tlog` and `rfc8785`. `make tools`
//! installs them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

use loopbrug_infra::seal::checkpoint::{Checkpoint, Followed};
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::key::SealKey;
use loopbrug_infra::seal::leaf::LogRow;
use loopbrug_infra::seal::note::{Note, Signs, VerifierKey};
use loopbrug_infra::seal::proof;
use loopbrug_infra::seal::tile::{TILE, Tile, Tiles};
use loopbrug_infra::seal::tree::Frontier;
use loopbrug_infra::seal::{Seal, Which};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Sealing;
use crate::story::region;
use crate::witness::Witness;

/// Sizes from 1 to 300, and those around powers of two.
fn sizes() -> Vec<u64> {
    let around = [512_u64, 1_024, 2_048, 65_536].into_iter().flat_map(|of| [of - 1, of, of + 1]);
    (1..=300).chain(around).collect()
}

/// Asks the script; gives the note that it cosigned, and the key of that.
fn verified(asked: &Value) -> (Note, VerifierKey) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let python = root.join("target/tools/bin/python");
    assert!(python.exists(), "{} is not there: run `make tools`", python.display());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("asked.json");
    std::fs::write(&file, asked.to_string()).unwrap();
    let script = root.join("infra/tests/log/seal/foreign.py");
    let said = Command::new(python).arg(script).arg(file).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said: Value = serde_json::from_slice(&said.stdout).unwrap();
    (
        said["note"].as_str().unwrap().parse().unwrap(),
        said["key"].as_str().unwrap().parse().unwrap(),
    )
}

/// Events of all kinds: what nobody should write is among them.
fn row(n: i64) -> LogRow {
    let payload = match n % 7 {
        0 => format!(
            r#"{{"z":{n},"a":[null,true,-0.5,1e-7,12345678.9],"é€😀":"\u0000\"\\/\u2028"}}"#
        ),
        1 => format!(r#"{{"a":{n},"a":1}}"#),
        2 => "\"no object\"".to_owned(),
        3 => "no JSON \u{7}".to_owned(),
        _ => format!(r#"{{ "tenure" : "room", "number": {n} }}"#),
    };
    LogRow {
        region: "vlaamse-ardennen".to_owned(),
        position: n,
        aggregate_type: "trajectory".to_owned(),
        aggregate_id: format!("stream {}", n % 10),
        sequence: n / 10 + 1,
        event_type: "HousingFound".to_owned(),
        event_version: "1".to_owned(),
        payload,
        metadata: if n % 5 == 0 { r#"{"region":"x"}"# } else { "{}" }.to_owned(),
        timestamp: "2024-01-05T12:00:00.5Z".to_owned(),
        event_id: Uuid::from_u128(n.unsigned_abs().into()),
        occurred_on: "2024-01-05".to_owned(),
        recorded_at: if n % 3 == 0 { "infinityZ" } else { "2024-01-05T12:00:00.5Z" }.to_owned(),
        command_id: (n % 2 == 0).then(|| Uuid::from_u128(1)),
        actor: (n % 4 > 0).then(|| r#"{"worker":"w","roles":["auditor"]}"#.to_owned()),
    }
}

struct Grown {
    leaves: Vec<Vec<u8>>,
    tiles: Tiles,
    paths: BTreeMap<String, String>,
}

impl Grown {
    fn to(size: u64) -> Self {
        let leaves: Vec<_> =
            (1..=size).map(|n| row(n.try_into().unwrap()).leaf().unwrap()).collect();
        let (mut frontier, mut tiles) = (Frontier::default(), vec![]);
        for leaf in &leaves {
            frontier.push(Hash::of_leaf(leaf), &mut tiles);
        }
        tiles.extend(frontier.tiles());
        let paths = tiles.iter().map(|tile| (tile.id.path(tile.hashes.len()), hex(&tile.bytes())));
        Self { leaves, paths: paths.collect(), tiles: tiles.into_iter().collect() }
    }

    fn hashes(&self, subtrees: Vec<Range<u64>>) -> Vec<String> {
        subtrees.into_iter().map(|subtree| hex(&self.tiles.hash(subtree).unwrap().0)).collect()
    }

    fn root(&self, size: u64) -> Hash {
        self.tiles.hash(0..size).unwrap()
    }

    fn proofs(&self, size: u64) -> Value {
        let some = [0, size / 3, size / 2, size - 1];
        let inclusion = |index| {
            let hashes = self.hashes(proof::inclusion(index, size).unwrap());
            json!({ "index": index, "hashes": hashes })
        };
        let consistency = |from| {
            let hashes = self.hashes(proof::consistency(from, size).unwrap());
            json!({ "from": from, "hashes": hashes })
        };
        json!({
            "size": size,
            "root": hex(&self.root(size).0),
            "inclusion": some.map(inclusion),
            "consistency": some.map(|of| consistency(of + 1)),
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[test]
fn roots_proofs_tiles_forms_and_signatures_are_what_foreign_code_says() {
    let size = *sizes().iter().max().unwrap();
    let grown = Grown::to(size);
    let (key, witness) = (SealKey::draw().unwrap(), Witness::of_seed(1));
    let notes = [None, Some("loopbrug/vlaamse-ardennen/1")].map(|follows| {
        let (origin, root) = ("loopbrug/vlaamse-ardennen/2".to_owned(), grown.root(size));
        let follows = follows.map(|of| Followed { origin: of.to_owned(), size: 9, root });
        let text = Checkpoint { origin: origin.clone(), size, root, follows }.to_string();
        let mut note = key.sign(&origin, text).unwrap();
        let line = witness.cosigns("witness/1", 1_700_000_000, &note.text);
        note.signatures.push(line.parse().unwrap());
        let key = key.verifier(&origin).unwrap().to_string();
        json!({ "note": note.to_string(), "key": key, "witness": witness.key("witness/1") })
    });
    let leaves: Vec<_> = grown.leaves.iter().map(|leaf| str::from_utf8(leaf).unwrap()).collect();
    let trees: Vec<_> = sizes().into_iter().map(|size| grown.proofs(size)).collect();
    let asked = json!({ "leaves": leaves, "trees": trees, "tiles": grown.paths, "notes": notes });
    let (cosigned, witness) = verified(&asked);
    assert_eq!(witness.signs(), Signs::Cosignature);
    assert_eq!(cosigned.signature(&witness).unwrap().witnessed_at(), Some(1_767_000_000));
}

#[tokio::test]
async fn a_log_of_the_database_is_proved_to_foreign_code() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(30).await;
    // What a plain writer of postgres-es may put there.
    for (payload, moment) in [("{\"a\":1,\"a\":2}", "infinity"), ("[1.50, 1E3]", "now")] {
        let statement = format!(
            "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
                 \"timestamp\")
             VALUES ('other', gen_random_uuid()::text, 1, 'Odd', 'x', '{payload}',
                     '{{\"region\":\"{}\"}}', '{moment}')",
            region()
        );
        sqlx::query(&statement).execute(sealing.pool()).await.unwrap();
    }
    let head = sealing.grow(60).await;
    let seal = sealing.seal();
    assert!(seal.check(|_, _| ()).await.unwrap().faults.is_empty());
    let (mut leaves, mut inclusion) = (vec![], vec![]);
    for position in 1..=head.size {
        let proof = seal.prove(position, &head).await.unwrap();
        leaves.push(String::from_utf8(proof.leaf).unwrap());
        let hashes: Vec<_> = proof.hashes.iter().map(|hash| hex(&hash.0)).collect();
        inclusion.push(json!({ "index": proof.index, "hashes": hashes }));
    }
    let first = seal.head(Which::Number(1)).await.unwrap();
    let grew = seal.consistency(first.size, head.size).await.unwrap();
    let hashes: Vec<_> = grew.hashes.iter().map(|hash| hex(&hash.0)).collect();
    let tree = json!({
        "size": head.size, "root": hex(&head.root.0), "inclusion": inclusion,
        "consistency": [{ "from": first.size, "hashes": hashes }],
    });
    let asked = json!({
        "leaves": leaves, "trees": [tree], "tiles": tiles(&seal, head.size).await, "notes": [{
            "note": seal.checkpoint(&head).await.unwrap(),
            "key": key(&seal).await, "witness": null,
        }],
    });
    let (cosigned, witness) = verified(&asked);
    assert_eq!(seal.cosign(&cosigned.to_string(), &[witness]).await.unwrap(), 1);
}

async fn key(seal: &Seal) -> String {
    let tree = seal.trees().await.unwrap().remove(0);
    seal.keys(&tree).await.unwrap()[0].verifier.to_string()
}

/// The tiles of a tree of a size, each by the path at which it is served.
async fn tiles(seal: &Seal, size: u64) -> BTreeMap<String, String> {
    let ids = Tiles::needed(&[0..size / TILE as u64 * TILE as u64, 0..size]);
    let tree = seal.tree_of(None).await.unwrap();
    let mut tiles = BTreeMap::new();
    for id in ids.into_iter().chain(Tiles::needed(&(0..size).map(|n| n..n + 1).collect::<Vec<_>>()))
    {
        let width = id.width(size);
        let bytes = seal.tile(&tree, id, width).await.unwrap().unwrap();
        assert_eq!(Tile::read(&bytes).unwrap().len(), width);
        tiles.insert(id.path(width), hex(&bytes));
    }
    tiles
}
