//! What is not imported: it is said why, with the first line, and nothing of it is there.

use std::io::Write as _;
use std::path::Path;

use loopbrug_infra::export::Extent;
use loopbrug_infra::export::manifest::Manifest;
use loopbrug_infra::import::ImportError;
use loopbrug_infra::seal::canonical;
use loopbrug_infra::views::StreamId;
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::{exported, imports};
use crate::export::{lines, whole};
use crate::story::{commands, open, region, trajectory};

const EVENTS: &str = "events.ndjson.zst";

/// Puts other lines in the place of the events of an export; its manifest knows of it.
fn with_lines(folder: &Path, lines: &[String]) {
    let mut text = lines.join("\n");
    text.push('\n');
    let mut encoder = zstd::Encoder::new(vec![], 3).unwrap();
    encoder.write_all(text.as_bytes()).unwrap();
    let bytes = encoder.finish().unwrap();
    let path = folder.join("manifest.json");
    let mut manifest: Manifest = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let said = manifest.files.get_mut(EVENTS).unwrap();
    said.bytes = bytes.len() as u64;
    said.sha256 = format!("{:x}", Sha256::digest(&bytes));
    std::fs::write(folder.join(EVENTS), bytes).unwrap();
    std::fs::write(path, canonical::bytes(&manifest).unwrap()).unwrap();
}

async fn is_empty(pool: &PgPool) -> bool {
    let some = "SELECT EXISTS (SELECT FROM events) OR EXISTS (SELECT FROM imports) OR EXISTS (SELECT FROM seal_trees)
                    OR EXISTS (SELECT FROM log_head)";
    let some: bool = sqlx::query_scalar(some).fetch_one(pool).await.unwrap();
    !some
}

#[tokio::test]
async fn an_export_with_a_fault_is_refused_with_its_line_and_nothing_of_it_is_imported() {
    let (sealing, target) = exported(60).await;
    let folder = sealing.place("out");
    let whole = lines(&folder, EVENTS);
    let changed = |at: usize, from: &str, to: &str| {
        let mut lines = whole.clone();
        assert!(lines[at].contains(from), "{}", lines[at]);
        lines[at] = lines[at].replace(from, to);
        lines
    };
    let mut doubled = whole.clone();
    doubled.insert(31, whole[30].clone());
    let mut swapped = whole.clone();
    swapped.swap(40, 41);
    for (lines, line) in [
        (
            changed(
                16,
                "\"datacontenttype\":\"application/json\"",
                "\"datacontenttype\":\"application/xml\"",
            ),
            17,
        ),
        (doubled, 32),
        (swapped, 41),
        (whole[..50].to_vec(), 51),
        (vec![whole[0].clone(), "{}".to_owned()], 2),
    ] {
        with_lines(&folder, &lines);
        let refused = imports(&target, &folder, None).await.unwrap_err();
        assert!(refused.to_string().contains(&format!("line {line}")), "{line}: {refused}");
        assert!(is_empty(&target).await, "{refused}");
    }
    with_lines(&folder, &whole);
    imports(&target, &folder, None).await.unwrap();
}

#[tokio::test]
async fn only_a_whole_region_is_imported_and_only_where_there_is_nothing_of_it() {
    let (mut sealing, target) = exported(9).await;
    let pool = &target;
    let stream = StreamId::Trajectory(trajectory(1));
    sealing.exports(&Extent { stream: Some(stream), ..whole() }, "stream").await.unwrap();
    sealing.exports(&Extent { after: 2, ..whole() }, "rest").await.unwrap();
    for part in ["stream", "rest"] {
        let refused = imports(pool, &sealing.place(part), None).await.unwrap_err();
        assert_eq!(refused.code(), Some("EXPORT_OF_A_PART"), "{refused}");
    }
    assert!(is_empty(pool).await);
    let source = sealing.place("out");
    imports(pool, &source, None).await.unwrap();
    let again = imports(pool, &source, None).await.unwrap_err();
    assert!(matches!(again, ImportError::ImportedBefore), "{again}");
    sealing.grow(1).await;
    sealing.exports(&whole(), "newer").await.unwrap();
    let newer = imports(pool, &sealing.place("newer"), None).await.unwrap_err();
    assert_eq!(newer.code(), Some("REGION_NOT_EMPTY"), "{newer}");

    // Nor where something was recorded here.
    let recorded = sealing.database.another().await;
    open(&commands(&recorded), 1).await;
    let refused = imports(&recorded, &source, None).await.unwrap_err();
    assert_eq!(refused.code(), Some("REGION_NOT_EMPTY"), "{refused}");
    let importing: bool = sqlx::query_scalar("SELECT importing FROM log_head WHERE region = $1")
        .bind(region().as_str())
        .fetch_one(&recorded)
        .await
        .unwrap();
    assert!(!importing);
    open(&commands(&recorded), 2).await;
}
