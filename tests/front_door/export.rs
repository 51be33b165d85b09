//! `loopbrug export`.

use std::path::Path;
use std::process::Command;

use loopbrug_infra::export::manifest::Manifest;
use serde_json::json;
use tempfile::TempDir;

use crate::harness::{Database, REGION, Said, Server, loopbrug, run};

/// The program, on this database, with files in this folder.
fn exporting(database: &Database, folder: &TempDir, arguments: &str) -> Command {
    let mut command = loopbrug();
    command.env("DATABASE_URL", &database.url).current_dir(folder.path());
    command.env("LOOPBRUG_SEAL_KEY", folder.path().join("seal.key"));
    command.arg("export").args(arguments.split(' '));
    command
}

async fn exports(database: &Database, folder: &TempDir, arguments: &str) -> Said {
    let mut command = exporting(database, folder, arguments);
    tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap()
}

fn manifest(folder: &Path) -> Manifest {
    serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

#[tokio::test]
async fn a_region_or_a_stream_is_exported_beside_a_server_that_seals_and_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("seal.key").display().to_string();
    let settings = [("LOOPBRUG_SEAL_KEY", key.as_str())];
    let mut server = Server::with_settings(Database::create().await, &settings).await;
    let ocmw = server.ocmw();
    ocmw.takes_in(json!({}), json!({})).await;
    let stream = ocmw.takes_in(json!({}), json!({})).await;
    let head = u64::from(server.database.head().await);
    let said = exports(&server.database, &folder, &format!("all --region {REGION}")).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let expected = format!(
        "{REGION}: {head} events up to position {head} are in all; 0 events are newer and not in it\n"
    );
    assert_eq!(said.stdout, expected);
    let whole = manifest(&folder.path().join("all"));
    assert_eq!((whole.events, whole.through), (head, head));

    let said = exports(&server.database, &folder, &format!("all --region {REGION}")).await;
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains("all has an export already: name another folder"), "{said:?}");

    // Nobody seals any more, so the program does it by itself.
    ocmw.opens(json!({})).await;
    assert!(server.stop().await.success());
    let wanted = format!("one --stream {stream} --from 2 --compression gzip");
    let said = exports(&server.database, &folder, &wanted).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let one = manifest(&folder.path().join("one"));
    let of = |id: &str| id.strip_prefix("trajectory:").unwrap_or(id).to_owned();
    assert_eq!((one.stream, one.after), (Some(of(&stream)), 1));
    assert!(one.through > head && one.events >= 3, "{} events up to {}", one.events, one.through);
    assert!(one.files.contains_key("events.ndjson.gz"));
}

#[tokio::test]
async fn what_cannot_be_exported_is_refused_in_words_and_leaves_no_folder() {
    let (database, folder) = (Database::create().await, tempfile::tempdir().unwrap());
    let nobody = uuid::Uuid::nil();
    for (arguments, code, words) in [
        ("out".to_owned(), 2, "--region"),
        (format!("out --region {REGION} --stream {nobody}"), 2, "cannot be used with"),
        (format!("out --region {REGION} --from 0"), 2, "--from"),
        (format!("out --region {REGION} --compression lzma"), 2, "zstd, gzip"),
        ("out --region zandstreek".to_owned(), 1, "there is no region 'zandstreek'"),
        ("out --stream somebody".to_owned(), 1, "'somebody' is no id of a trajectory"),
        (format!("out --stream round:{nobody}"), 1, "nothing was recorded about"),
        (format!("out --region {REGION}"), 1, "nothing is recorded in"),
    ] {
        let said = exports(&database, &folder, &arguments).await;
        assert_eq!(said.code, Some(code), "{arguments}: {said:?}");
        assert!(said.stderr.contains(words), "{arguments}: {said:?}");
        assert!(!folder.path().join("out").exists(), "{arguments}");
    }
}
