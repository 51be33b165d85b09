//! The command line, beside serving.

use std::path::Path;

use serde_json::json;

use crate::harness::{
    CatalogueFile, Database, REGION, Said, Server, committed, loopbrug, newer, run, wait_until,
};

fn published() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("reference/regions")
        .join(REGION)
        .join("2023-08-11.toml")
}

/// Checks a file where no database was begun yet.
fn checked(file: &Path, more: &[&str]) -> Said {
    let nowhere = tempfile::tempdir().unwrap();
    let mut check = loopbrug();
    check.args(["catalogue", "check"]).arg(file).args(more);
    run(check.env("LOOPBRUG_DATA_DIR", nowhere.path().join("none")))
}

#[test]
fn the_published_catalogue_has_no_faults() {
    let said = checked(&published(), &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("no faults"), "{said:?}");
}

#[test]
fn a_file_lies_anywhere_where_its_region_is_named_and_is_held_to_the_version_before() {
    let text = std::fs::read_to_string(published()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nieuw.toml");
    let newer = text.replace("version = 2023-08-11", "version = 2024-09-01");
    std::fs::write(&file, &newer).unwrap();
    let said = checked(&file, &["--region", REGION]);
    assert!(said.code == Some(0) && said.stdout.ends_with(": no faults\n"), "{said:?}");
    for (bad, region, fault) in [
        (newer.clone(), "zandstreek", "[misplaced_file]"),
        (newer.replace("\"cindy\"", "\"cyndi\""), REGION, "[deleted_code]"),
        (text.replace("\"Ronse\"", "\"Renaix\""), REGION, "[not_newer]"),
    ] {
        std::fs::write(&file, bad).unwrap();
        let said = checked(&file, &["--region", region]);
        assert!(said.code == Some(1) && said.stdout.contains(fault), "{fault}: {said:?}");
    }
}

#[test]
fn a_file_that_is_no_text_or_no_reference_file_is_said_to_be_what_it_seems() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("2024-09-01.toml");
    let text = std::fs::read_to_string(published()).unwrap();
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin_1 = [b"# caf".as_slice(), &[0xE9], text.as_bytes()].concat();
    let returns = text.replace('\n', "\r").into_bytes();
    for (bytes, place, said_of_it) in [
        (utf_16, ":1:1:", "UTF-16"),
        (latin_1, ":1:6:", "Latin-1"),
        (returns, ":1:", "old Macintosh"),
        (vec![b'#'; 10_000_001], ":1:1:", "10 MB"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let said = checked(&file, &["--region", REGION]);
        assert_eq!((said.code, said.stdout.lines().count()), (Some(1), 1), "{said:?}");
        assert!(said.stdout.contains(place) && said.stdout.contains(said_of_it), "{said:?}");
    }
}

#[tokio::test]
async fn a_file_without_a_fault_is_one_that_is_published_in_the_same_database() {
    let database = Database::create().await;
    let check = |file: &CatalogueFile| {
        let mut check = loopbrug();
        check.args(["catalogue", "check"]).arg(file.path()).env("DATABASE_URL", &database.url);
        run(&mut check)
    };
    let (first, second) = (newer("2024-02-01"), newer("2024-03-01"));
    // A database that is not up to date is left so.
    assert!(check(&first).stdout.ends_with(": no faults\n"));
    first.is_published(&database).await;
    assert!(check(&first).stdout.ends_with(": no faults\n"), "it was published before");
    assert!(check(&second).stdout.ends_with(": no faults\n"));
    // `zoe` is only in the version that was published in this database.
    let without = CatalogueFile::new(REGION, "2024-03-01", &committed());
    let (checked, published) = (check(&without), without.publish(&database).await);
    assert_eq!((checked.code, &checked.stdout), (Some(1), &published.stdout));
    assert!(checked.stdout.contains("[deleted_code]"), "{checked:?}");
    second.is_published(&database).await;
}

#[test]
fn the_faults_of_a_catalogue_are_named_by_line_and_column() {
    let text = std::fs::read_to_string(published()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.toml");
    let line_of = |text: &str, of: &str| 1 + text.lines().position(|line| line == of).unwrap();
    let unknown = r#"personas = ["albena", "nora", "jeremy", "chadia", "nobody"]"#;
    let bad =
        text.replacen(r#"personas = ["albena", "nora", "jeremy", "chadia", "mo"]"#, unknown, 1);
    for (bad, line) in [
        (bad.clone(), line_of(&bad, unknown)),
        (text.replacen("code = \"45060\"", "code = \"45059\"", 1), 0),
        (format!("{text}\nx = ["), text.lines().count() + 2),
        (String::new(), 0),
    ] {
        std::fs::write(&file, bad).unwrap();
        let said = checked(&file, &[]);
        assert_eq!(said.code, Some(1), "{said:?}");
        let place = format!("{}:", file.display());
        let faults: Vec<_> =
            said.stdout.lines().filter_map(|fault| fault.strip_prefix(&place)).collect();
        assert!(!faults.is_empty(), "{said:?}");
        for fault in &faults {
            let mut parts = fault.splitn(3, ':');
            let mut number = || parts.next().unwrap().parse::<usize>().unwrap();
            assert!(number() >= 1 && number() >= 1, "{fault}");
        }
        if line > 0 {
            assert!(
                faults.iter().any(|fault| fault.starts_with(&format!("{line}:"))),
                "{faults:?}"
            );
        }
    }
    let said = checked(Path::new("/nowhere.toml"), &[]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stderr.contains("/nowhere.toml cannot be read"), "{said:?}");
}

#[tokio::test]
async fn the_published_catalogues_are_listed() {
    let url = Database::create().await.url;
    let said = run(loopbrug().args(["catalogue", "list"]).env("DATABASE_URL", &url));
    assert_eq!(said.code, Some(0), "{said:?}");
    let line = format!("{REGION} 2023-08-11 ");
    assert!(said.stdout.lines().any(|found| found.starts_with(&line)), "{said:?}");
}

#[tokio::test]
async fn the_status_of_projections_tells_how_far_they_are() {
    let server = Server::start().await;
    let head = server.ocmw().opens(json!({})).await.position();
    let database = &server.database;
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    let said = run(loopbrug().args(["projections", "status"]).env("DATABASE_URL", &database.url));
    assert_eq!(said.code, Some(0), "{said:?}");
    let lines: Vec<&str> = said.stdout.lines().filter(|line| line.contains(REGION)).collect();
    let head = head.to_string();
    for (line, projection) in lines.iter().zip(["procedure", "trajectories"]) {
        let columns: Vec<_> = line.split_whitespace().collect();
        assert_eq!(columns[..5], [projection, REGION, &head, &head, "0"], "{said:?}");
    }
    assert_eq!(lines.len(), 2, "{said:?}");
}

#[tokio::test]
async fn whoever_stops_reading_ends_a_command_without_a_word() {
    let database = Database::create().await;
    let mut migrate = loopbrug();
    migrate.arg("migrate").env("DATABASE_URL", &database.url);
    assert_eq!(tokio::task::spawn_blocking(move || run(&mut migrate)).await.unwrap().code, Some(0));
    let published = published();
    let check = ["catalogue", "check", published.to_str().unwrap()];
    let mut said = Vec::new();
    for arguments in [
        &["schema", "graphql"][..],
        &["schema", "events"],
        &["catalogue", "list"],
        &check,
        &["projections", "status"],
        &["projections", "verify"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = loopbrug();
        command.args(arguments).env("DATABASE_URL", &database.url).stdout(writer);
        command.stderr(std::process::Stdio::piped());
        let ended = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        said.push((
            arguments.join(" "),
            ended.status.code(),
            String::from_utf8(ended.stderr).unwrap(),
        ));
    }
    // As the shell says it of a program that is ended by the signal of a closed pipe.
    for (arguments, code, said) in said {
        assert_eq!(code, Some(141), "{arguments}: {said}");
        assert!(!said.contains("panicked") && !said.contains("ERROR"), "{arguments}: {said}");
    }
}
