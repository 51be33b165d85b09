//! What the private PostgreSQL refuses, and that it then touches nothing.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use loopbrug_infra::cluster::{Cluster, ClusterError, ClusterSettings};
use nix::unistd::Uid;

use super::crashes::run_program_on;
use super::{empty_folder, is_alive, set_mode, start};

async fn refusal(settings: &ClusterSettings) -> ClusterError {
    Cluster::start(settings).await.expect_err("a refusal")
}

/// Every path below a folder with its content, mode and time of change.
fn contents(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, u32, i64)> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let about = path.symlink_metadata().expect("an entry");
        let bytes = if about.is_dir() {
            found.extend(contents(&path));
            Vec::new()
        } else {
            std::fs::read(&path).expect("a file")
        };
        found.insert(path, (bytes, about.mode(), about.ctime()));
    }
    found
}

#[tokio::test]
async fn a_second_start_is_refused_and_names_the_first_program() {
    let (_parent, settings) = empty_folder();
    let (mut program, server) = run_program_on(&settings);
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "DATA_DIR_IN_USE");
    let sentence = format!("is already in use by process {}.", program.id());
    assert!(refused.to_string().ends_with(&sentence), "{refused}");
    assert!(is_alive(server), "the refused start leaves the first program's server alone");
    program.kill().expect("a kill");
    program.wait().expect("an end");

    let cluster = start(&settings).await;
    let refused = refusal(&settings).await;
    assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn a_database_of_another_major_version_is_refused_untouched() {
    let (parent, settings) = empty_folder();
    let database = settings.data_dir.join("postgres");
    std::fs::create_dir_all(&database).expect("a folder");
    std::fs::write(database.join("PG_VERSION"), "9.6\n").expect("a file");
    let before = contents(parent.path());
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "DATA_DIR_OTHER_MAJOR");
    assert!(
        refused.to_string().contains("was made by PostgreSQL 9.6, but only PostgreSQL 1"),
        "{refused}"
    );
    assert_eq!(contents(parent.path()), before);
}

#[tokio::test]
async fn a_folder_with_something_else_in_it_is_refused_untouched() {
    let (parent, settings) = empty_folder();
    let database = settings.data_dir.join("postgres");
    std::fs::create_dir_all(&database).expect("a folder");
    std::fs::write(database.join("holiday.jpg"), "beach").expect("a file");
    let before = contents(parent.path());
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "DATA_DIR_FOREIGN");
    assert_eq!(contents(parent.path()), before);
}

#[tokio::test]
async fn a_folder_the_server_cannot_reach_is_refused_with_the_folder_at_fault() {
    let (parent, settings) = empty_folder();
    set_mode(parent.path(), if Uid::effective().is_root() { 0o700 } else { 0o600 });
    let refused = refusal(&settings).await;
    set_mode(parent.path(), 0o755);
    assert_eq!(refused.code(), "DATA_DIR_UNREACHABLE");
    assert!(refused.to_string().contains(&parent.path().display().to_string()), "{refused}");
}

#[tokio::test]
async fn missing_server_programs_are_named_with_the_way_to_get_them() {
    let (parent, mut settings) = empty_folder();
    settings.pg_bin = Some(parent.path().to_owned());
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "BINARIES_MISSING");
    let sentence = refused.to_string();
    assert!(sentence.contains(&parent.path().display().to_string()), "{sentence}");
    assert!(sentence.contains("apt-get install postgresql"), "{sentence}");
    assert!(!settings.data_dir.exists(), "nothing is made");
}

#[tokio::test]
async fn a_server_that_does_not_start_shows_the_last_lines_of_its_log() {
    let (_parent, settings) = empty_folder();
    start(&settings).await.stop().await.expect("a stop");
    let configuration = settings.data_dir.join("postgres/postgresql.conf");
    std::fs::write(configuration, "no_such_setting = on\n").expect("a file");
    let refused = refusal(&settings).await;
    assert_eq!(refused.code(), "SERVER_DID_NOT_START");
    assert!(refused.to_string().contains("no_such_setting"), "{refused}");
}
