//! The seal over HTTP, by GraphQL and on the command line.

mod command_line;
mod integrity;
#[path = "../../infra/tests/log/witness.rs"]
mod witness;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use loopbrug_infra::seal::checkpoint::Checkpoint;
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::note::{Note, VerifierKey};
use loopbrug_infra::seal::proof::{includes, is_consistent};
use loopbrug_infra::seal::tile::{Tile, Tiles};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Asker, Database, OCMW, REGION, Said, Server, loopbrug, run, wait_until};

use self::witness::Witness;

/// What the witness calls itself.
const WITNESS: &str = "witness.example/1";

const AUDITOR: Asker = Asker { organisation: OCMW, roles: "auditor" };

/// A server that takes cosignatures of one witness, and some clients in its log.
struct Audited {
    server: Server,
    witness: Witness,
    settings: Vec<(&'static str, String)>,
    folder: TempDir,
}

impl Audited {
    async fn begin() -> Self {
        let (folder, witness) = (tempfile::tempdir().unwrap(), Witness::of_seed(1));
        let known = witness.key(WITNESS);
        let key: PathBuf = folder.path().join("seal.key");
        let settings =
            vec![("LOOPBRUG_SEAL_KEY", key.display().to_string()), ("LOOPBRUG_WITNESSES", known)];
        let given: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let server = Server::with_settings(Database::create().await, &given).await;
        for _ in 0..3 {
            server.ocmw().takes_in(json!({}), json!({})).await;
        }
        let audited = Self { server, witness, settings, folder };
        audited.is_covered().await;
        audited
    }

    /// All that is recorded is covered by a head within seconds.
    async fn is_covered(&self) {
        let head = u64::from(self.server.database.head().await);
        let covered = async || self.issued().await.is_some_and(|(_, of)| of.size >= head);
        wait_until("a head covers the log", covered).await;
    }

    async fn get(&self, path: &str) -> reqwest::Response {
        let address = format!("{}/seal/{path}", self.server.address);
        self.server.http.get(address).send().await.unwrap()
    }

    /// The last checkpoint, as everybody gets it.
    async fn issued(&self) -> Option<(Note, Checkpoint)> {
        let answer = self.get(&format!("{REGION}/checkpoint")).await;
        if answer.status() != StatusCode::OK {
            return None;
        }
        assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
        let note: Note = answer.text().await.unwrap().parse().unwrap();
        let checkpoint = note.text.parse().unwrap();
        Some((note, checkpoint))
    }

    async fn hand_in(&self, note: String) -> (StatusCode, String) {
        let address = format!("{}/seal/{REGION}/cosignatures", self.server.address);
        let answer = self.server.http.post(address).body(note).send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    }

    async fn ask(&self, fields: &str) -> Value {
        let query = format!("{{ seal(region: \"{REGION}\") {{ {fields} }} }}");
        self.server.ask_as(AUDITOR, &query).await["seal"].clone()
    }

    async fn says(&self, arguments: &str, input: Option<&str>) -> Said {
        let mut command = loopbrug();
        command.arg("audit").args(arguments.split_whitespace());
        command.env("DATABASE_URL", &self.server.database.url);
        command.envs(self.settings.iter().map(|(name, value)| (*name, value.as_str())));
        if let Some(input) = input {
            let file = self.folder.path().join("input");
            std::fs::write(&file, input).unwrap();
            command.stdin(Stdio::from(std::fs::File::open(file).unwrap()));
        }
        tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap()
    }
}

fn hashes(of: &Value) -> Vec<Hash> {
    let hashes = of.as_array().unwrap().iter();
    hashes.map(|hash| hash.as_str().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn everybody_gets_the_last_checkpoint_and_the_tiles_that_make_its_root_and_nothing_else() {
    let audited = Audited::begin().await;
    let (_, checkpoint) = audited.issued().await.unwrap();
    let leaves: Vec<_> = (0..checkpoint.size).map(|index| index..index + 1).collect();
    let id = Tiles::needed(&leaves)[0];
    let path = id.path(id.width(checkpoint.size));
    let answer = audited.get(&format!("{REGION}/{path}")).await;
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    let hashes = Tile::read(&answer.bytes().await.unwrap()).unwrap();
    let tiles: Tiles = [Tile { id, hashes }].into_iter().collect();
    assert_eq!(tiles.hash(0..checkpoint.size), Some(checkpoint.root));
    let wider = id.path(id.width(checkpoint.size) + 1);
    for (nothing, code) in [
        (format!("{REGION}/{wider}"), "NO_SUCH_TILE"),
        (format!("{REGION}/tile/0/001"), "NO_SUCH_TILE"),
        (format!("{REGION}/tile/0/1"), "NO_SUCH_TILE"),
        (format!("{REGION}/tile/entries/000.p/9"), "NO_SUCH_TILE"),
        ("zandstreek/checkpoint".to_owned(), "REGION_NOT_FOUND"),
        (format!("zandstreek/{path}"), "REGION_NOT_FOUND"),
    ] {
        let answer = audited.get(&nothing).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{nothing}");
        let said: Value = answer.json().await.unwrap();
        assert_eq!(said["errors"][0]["extensions"]["code"], code, "{nothing}");
    }
}

#[tokio::test]
async fn a_cosignature_that_is_handed_in_travels_with_its_checkpoint_if_the_witness_is_known() {
    let audited = Audited::begin().await;
    let (note, _) = audited.issued().await.unwrap();
    let line = audited.witness.cosigns(WITNESS, 1_700_000_000, &note.text);
    let strange = Witness::of_seed(2).cosigns(WITNESS, 1_700_000_000, &note.text);
    let known: VerifierKey = audited.witness.key(WITNESS).parse().unwrap();
    for (given, status, code) in [
        (format!("{note}{strange}\n"), StatusCode::FORBIDDEN, "NO_WITNESS"),
        (note.to_string(), StatusCode::FORBIDDEN, "NO_WITNESS"),
        ("no note".to_owned(), StatusCode::BAD_REQUEST, "NOT_A_CHECKPOINT"),
        (
            format!("{note}{line}\n").replacen(REGION, "meetjesland", 1),
            StatusCode::BAD_REQUEST,
            "NOT_A_CHECKPOINT",
        ),
    ] {
        let (answered, said) = audited.hand_in(given.clone()).await;
        assert!(answered == status && said.contains(code), "{given}: {answered} {said}");
    }
    assert_eq!(audited.hand_in(format!("{note}{line}\n")).await.0, StatusCode::OK);
    let (cosigned, _) = audited.issued().await.unwrap();
    assert!(cosigned.signature(&known).is_some());
    let found = audited.ask("lastHead { witnesses checkpoint }").await;
    assert_eq!(found["lastHead"]["witnesses"], json!([known.to_string()]));
    assert_eq!(found["lastHead"]["checkpoint"], cosigned.to_string());
    // The same on the command line.
    audited.server.ocmw().opens(json!({})).await;
    audited.is_covered().await;
    let (note, _) = audited.issued().await.unwrap();
    let line = audited.witness.cosigns(WITNESS, 1_700_000_001, &note.text);
    let of = format!("--region {REGION}");
    let said = audited.says(&format!("cosign {of}"), Some(&note.to_string())).await;
    assert!(said.code == Some(1) && said.stderr.contains("no witness"), "{said:?}");
    let said = audited.says(&format!("cosign {of}"), Some(&format!("{note}{line}\n"))).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(audited.issued().await.unwrap().0.signature(&known).is_some());
}

#[tokio::test]
async fn the_auditor_gets_heads_and_proofs_that_hold_and_a_caseworker_gets_none() {
    let audited = Audited::begin().await;
    let first = audited.issued().await.unwrap().1;
    audited.server.ocmw().takes_in(json!({}), json!({})).await;
    audited.is_covered().await;
    let (note, last) = audited.issued().await.unwrap();
    let found = audited
        .ask("origin follows unsealed keys { verifierKey afterSize endorsement } lastHead { size root checkpoint }
              heads(first: 50) { edges { cursor node { number size root signedAt recordedAt } } pageInfo { hasNextPage } }")
        .await;
    assert_eq!((&found["origin"], &found["follows"]), (&json!(last.origin), &Value::Null));
    assert_eq!((&found["unsealed"], &found["lastHead"]["size"]), (&json!(0), &json!(last.size)));
    let key: VerifierKey = found["keys"][0]["verifierKey"].as_str().unwrap().parse().unwrap();
    assert!(note.signature(&key).is_some());
    assert_eq!(found["lastHead"]["checkpoint"], note.to_string());
    let heads = found["heads"]["edges"].as_array().unwrap();
    assert_eq!(heads[0]["node"]["root"], json!(last.root.to_string()));
    assert!(heads.iter().any(|head| head["node"]["size"] == json!(first.size)));

    let of_first = format!("covering: {}", first.size);
    let found = audited
        .ask(&format!(
            "inclusion(position: 2, head: {{ {of_first} }}) {{ index leafHash hashes head {{ size root }} }}
             consistency(from: {}, to: {}) {{ fromRoot toRoot hashes }}",
            first.size, last.size
        ))
        .await;
    let proof = &found["inclusion"];
    assert_eq!(proof["head"]["root"], json!(first.root.to_string()));
    let leaf: Hash = proof["leafHash"].as_str().unwrap().parse().unwrap();
    assert!(includes(first.root, first.size, 1, leaf, &hashes(&proof["hashes"])));
    let proof = hashes(&found["consistency"]["hashes"]);
    assert!(is_consistent((first.size, first.root), (last.size, last.root), &proof));

    let seal = |fields: &str| format!("{{ seal(region: \"{REGION}\") {{ {fields} }} }}");
    for (fields, code) in [
        ("inclusion(position: 0) { index }".to_owned(), "NOT_COVERED"),
        ("inclusion(position: 2, head: { number: 99 }) { index }".to_owned(), "NO_SUCH_HEAD"),
        (
            format!("consistency(from: {}, to: {}) {{ hashes }}", last.size, first.size),
            "TREE_ONLY_GROWS",
        ),
        (format!("consistency(from: 1, to: {}) {{ hashes }}", last.size), "NO_SUCH_HEAD"),
        ("heads(after: \"x\") { edges { cursor } }".to_owned(), "MALFORMED_ID"),
    ] {
        assert_eq!(audited.server.refuses_to(AUDITOR, &seal(&fields)).await, code, "{fields}");
    }
    for roles in ["caseworker", "coordinator", "analyst", "monitor", "auditor@meetjesland"] {
        let who = Asker { organisation: OCMW, roles };
        assert_eq!(audited.server.refuses_to(who, &seal("origin")).await, "SEAL_NOT_VISIBLE");
    }
}

/// The example of docs/AUDIT.md, word for word.
#[tokio::test]
async fn a_proof_is_verified_without_us_as_the_documentation_says() {
    let audited = Audited::begin().await;
    let of = format!("--region {REGION}");
    let page = include_str!("../../docs/AUDIT.md");
    let (_, from) = page.split_once("```python\n").unwrap();
    let (script, _) = from.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let keys = audited.says(&format!("keys {of}"), None).await.stdout;
    std::fs::write(folder.path().join("key.txt"), keys.lines().next().unwrap()).unwrap();
    let verified = async |proof: &str| {
        std::fs::write(folder.path().join("event.tlog-proof"), proof).unwrap();
        let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/bin/python");
        assert!(python.exists(), "run `make tools`");
        let mut python = Command::new(python);
        python.args(["-c", script]).current_dir(folder.path());
        tokio::task::spawn_blocking(move || run(&mut python)).await.unwrap()
    };
    let proof = audited.says(&format!("prove 2 {of}"), None).await.stdout;
    let said = verified(&proof).await;
    assert!(said.code == Some(0) && said.stdout.contains("\"position\":2"), "{said:?}");
    let other = audited.says(&format!("prove 3 {of}"), None).await.stdout;
    let said = verified(&other.replace("index 2", "index 1")).await;
    assert!(said.code == Some(1) && said.stderr.contains("AssertionError"), "{said:?}");
}
