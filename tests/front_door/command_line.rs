//! The command line, beside serving.

use std::path::Path;

use serde_json::json;

use crate::harness::{Database, REGION, Server, loopbrug, run, wait_until};

fn published() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("reference/regions")
        .join(REGION)
        .join("2023-08-11.toml")
}

#[test]
fn the_published_catalogue_has_no_faults() {
    let said = run(loopbrug().args(["catalogue", "check"]).arg(published()));
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("no faults"), "{said:?}");
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
        let said = run(loopbrug().args(["catalogue", "check"]).arg(&file));
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
    let said = run(loopbrug().args(["catalogue", "check", "/nowhere.toml"]));
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
