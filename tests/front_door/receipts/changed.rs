//! Receipts and exports that were changed: each is found out, with what differs.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use loopbrug_infra::receipt::{SignedReceipt, key_name};
use loopbrug_infra::seal::hash::Hash;
use loopbrug_infra::seal::key::SealKey;
use loopbrug_infra::seal::tile::Tile;

use super::{ANALYST, Partnership, is_equal, is_refused, reproduce};
use crate::harness::{COORDINATOR, REGION};

/// The lines of the events of an export.
fn lines(export: &Path) -> Vec<String> {
    let mut text = String::new();
    let file = std::fs::File::open(export.join("events.ndjson.gz")).unwrap();
    MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn write(export: &Path, lines: &[String]) {
    let file = std::fs::File::create(export.join("events.ndjson.gz")).unwrap();
    let mut file = GzEncoder::new(file, Compression::fast());
    for line in lines {
        writeln!(file, "{line}").unwrap();
    }
    file.finish().unwrap();
}

/// The tiles of the lowest level of an export, each with the index of its first leaf.
fn tiles(export: &Path) -> Vec<(usize, PathBuf)> {
    let entries = std::fs::read_dir(export.join("tile/0")).unwrap();
    let paths = entries.flat_map(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            std::fs::read_dir(path).unwrap().map(|part| part.unwrap().path()).collect()
        } else {
            vec![path]
        }
    });
    let paths = paths.map(|path| {
        let name = path.strip_prefix(export.join("tile/0")).unwrap().display().to_string();
        (name[..3].parse::<usize>().unwrap() * 256, path)
    });
    paths.collect()
}

/// Makes the lowest tiles of an export anew, so that they fit its events.
fn make_tree_anew(export: &Path) {
    let lines = lines(export);
    for (first, path) in tiles(export) {
        let wide = Tile::read(&std::fs::read(&path).unwrap()).unwrap().len();
        let hashes = lines[first..first + wide].iter();
        let hashes = hashes.map(|line| Hash::of_leaf(line.as_bytes()).0);
        std::fs::write(path, hashes.collect::<Vec<_>>().concat()).unwrap();
    }
}

#[tokio::test]
async fn an_event_that_was_changed_in_the_export_is_named_and_so_is_the_cell_that_it_changes() {
    let partnership = Partnership::simulated().await;
    let receipt = partnership.receipt(COORDINATOR, "esf").await;
    let receipt = partnership.keep("receipt", &receipt);
    let export = partnership.export(REGION).await;
    is_equal(&reproduce(&receipt, &[&export], &[]).await);
    let mut changed = lines(&export);
    let enters = |line: &&String| line.contains(r#""type":"IntakeCompleted""#);
    let at = changed.iter().position(|line| enters(&line) && line.contains(r#""gender":"woman""#));
    let at = at.unwrap();
    changed[at] = changed[at].replace(r#""gender":"woman""#, r#""gender":"man""#);
    write(&export, &changed);
    let said = reproduce(&receipt, &[&export], &[]).await;
    is_refused(&said, "OTHER_LOG", 60);
    let named = format!("the event at position {} is not the one that was sealed", at + 1);
    assert!(said.stdout.contains(&named), "{said:?}");
    let cell = "FIGURE_DIFFERS: row 'gender=woman', column 'EECO01': the receipt says ";
    assert!(said.stdout.contains(cell) && said.stdout.ends_with("not equal\n"), "{said:?}");

    // Whoever makes the tree anew hides the position, and neither the root nor the cell.
    make_tree_anew(&export);
    let said = reproduce(&receipt, &[&export], &[]).await;
    is_refused(&said, "OTHER_LOG", 60);
    assert!(said.stdout.contains("was made anew to fit them"), "{said:?}");
    assert!(said.stdout.contains(cell), "{said:?}");

    changed.swap(3, 4);
    write(&export, &changed);
    is_refused(&reproduce(&receipt, &[&export], &[]).await, "LINE_NOT_READ", 80);
    write(&export, &changed[..at]);
    is_refused(&reproduce(&receipt, &[&export], &[]).await, "LINE_NOT_READ", 80);
}

/// The same receipt with another text, signed by a key under the name of the one that signed it.
fn signed_anew(receipt: &str, text: impl Fn(&str) -> String) -> (String, String) {
    let read: SignedReceipt = receipt.parse().unwrap();
    let (checkpoint, _) = read.receipt.regions[0].signed_checkpoint().unwrap();
    let key = SealKey::draw().unwrap();
    let verifier = key.verifier(&checkpoint.origin).unwrap().to_string();
    let (signed, _) = receipt.rsplit_once("\n\n").unwrap();
    let note = key.sign(&key_name(&checkpoint.origin), text(&format!("{signed}\n"))).unwrap();
    (note.to_string(), verifier)
}

#[tokio::test]
async fn a_receipt_that_was_edited_or_that_another_key_signed_is_refused() {
    let partnership = Partnership::simulated().await;
    let receipt = partnership.receipt(COORDINATOR, "esf").await;
    let export = partnership.export(REGION).await;
    let said = async |text: &str, more: &[&str]| {
        let path = partnership.keep("receipt", text);
        reproduce(&path, &[&export], more).await
    };
    is_equal(&said(&receipt, &[]).await);
    let figure = receipt.split_once(r#""figures":["#).unwrap().1;
    let figure = figure.split_once(',').unwrap().0;
    let cell =
        |text: &str| text.replacen(&format!("\"figures\":[{figure},"), "\"figures\":[7654,", 1);
    let question =
        |text: &str| text.replacen("\"from\":\"2024-01-01\"", "\"from\":\"2024-02-01\"", 1);
    for edited in [cell(&receipt), question(&receipt)] {
        assert_ne!(edited, receipt);
        is_refused(&said(&edited, &[]).await, "RECEIPT_NOT_SIGNED", 73);
    }
    let (other, other_key) = signed_anew(&receipt, str::to_owned);
    is_refused(&said(&other, &[]).await, "RECEIPT_NOT_SIGNED", 73);
    // Nor is one believed whose key is trusted and whose checkpoint is not signed by it.
    is_refused(&said(&other, &["--key", &other_key]).await, "RECEIPT_CHECKPOINT_NOT_SIGNED", 74);
    // Neither is a checkpoint a receipt, nor a receipt a checkpoint.
    let read: SignedReceipt = receipt.parse().unwrap();
    is_refused(&said(&read.receipt.regions[0].checkpoint, &[]).await, "NOT_A_RECEIPT", 70);
    let (_, note) = read.receipt.regions[0].signed_checkpoint().unwrap();
    let as_note: loopbrug_infra::seal::note::Note = receipt.parse().unwrap();
    assert!(as_note.text.parse::<loopbrug_infra::seal::checkpoint::Checkpoint>().is_err());
    assert_ne!(as_note.signatures[0].name, note.signatures[0].name);
    assert_ne!(as_note.signatures[0].key_id, note.signatures[0].key_id);
    for text in ["", "receipt", &receipt[..receipt.len() - 10], &receipt.replace("/1\n", "/2\n")] {
        is_refused(&said(text, &[]).await, "NOT_A_RECEIPT", 70);
    }
}

#[tokio::test]
async fn a_rounded_figure_that_is_too_far_off_is_named_though_the_key_that_signed_it_is_trusted() {
    let partnership = Partnership::simulated().await;
    let receipt = partnership.receipt(ANALYST, "esf").await;
    let export = partnership.export(REGION).await;
    let read: SignedReceipt = receipt.parse().unwrap();
    let spread = read.receipt.table.precision().spread;
    assert!(spread > 0 && read.receipt.exact.is_some());
    let key_file = loopbrug_infra::seal::key::SealKeyFile::at(seal_key());
    let key = key_file.keys().unwrap().pop().unwrap();
    let (checkpoint, _) = read.receipt.regions[0].signed_checkpoint().unwrap();
    let (signed, _) = receipt.rsplit_once("\n\n").unwrap();
    let first = signed.split_once(r#""figures":["#).unwrap().1.split_once(',').unwrap().0;
    let far = signed.replacen(&format!("\"figures\":[{first},"), "\"figures\":[995,", 1);
    let note = key.sign(&key_name(&checkpoint.origin), format!("{far}\n")).unwrap();
    let path = partnership.keep("receipt", &note.to_string());
    let said = reproduce(&path, &[&export], &[]).await;
    is_refused(&said, "FIGURE_TOO_FAR", 63);
    assert!(said.stdout.contains(&format!("rounding moves it by {spread} at most")), "{said:?}");
    // Nor is anything near enough because the receipt says so.
    let vague = far.replacen(&format!("\"spread\":{spread},"), "\"spread\":1000,", 1);
    assert_ne!(vague, far);
    let note = key.sign(&key_name(&checkpoint.origin), format!("{vague}\n")).unwrap();
    let path = partnership.keep("receipt", &note.to_string());
    let said = reproduce(&path, &[&export], &[]).await;
    is_refused(&said, "OTHER_PRECISION", 66);
    assert!(said.stdout.contains("FIGURE_TOO_FAR"), "{said:?}");
}

/// The key by which the program of the tests signs.
fn seal_key() -> PathBuf {
    let command = crate::harness::loopbrug();
    let mut set = command.get_envs().filter(|(name, _)| *name == "LOOPBRUG_SEAL_KEY");
    PathBuf::from(set.next().unwrap().1.unwrap())
}
