//! The keys of clients: a second private PostgreSQL, or `VAULT_URL`, and never the database of the log.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use serde_json::{Value, json};

use crate::harness::{
    DataDir, Database, Mutation, Process, Said, http, loopbrug, opening, postgres, run, wait_until,
};

fn program(arguments: &str, data: &Path) -> Command {
    let mut command = loopbrug();
    command.args(arguments.split_whitespace()).arg("--data-dir").arg(data);
    command
}

fn serve(data: &Path) -> Process {
    Process::spawn(&mut program("serve --listen 127.0.0.1:0", data))
}

async fn says(mut command: Command) -> Said {
    tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap()
}

async fn ready(address: &str) -> Option<(u16, String)> {
    let answer = reqwest::get(format!("{address}/health/ready")).await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

async fn opens_a_trajectory(address: &str) -> bool {
    let open = Mutation::new("openTrajectory", opening(json!({})));
    let request = http().post(format!("{address}/graphql")).json(&open.body());
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    answer["data"]["openTrajectory"]["position"].as_u64().is_some()
}

#[tokio::test]
async fn the_keys_have_a_private_postgresql_of_their_own_beside_that_of_the_log() {
    let data = DataDir::new();
    let mut server = serve(&data.path());
    let address = server.address("serving on ").await;
    let key_file = data.of_keys().join("master.key");
    let mode = std::fs::metadata(&key_file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(!data.path().join("master.key").exists());
    assert_ne!(data.postmaster(), data.postmaster_of_keys());
    assert_eq!(ready(&address).await, Some((200, "ready\n".to_owned())));

    // Beside the program that serves from it.
    let before = std::fs::read_to_string(&key_file).unwrap();
    let said = says(program("vault status", &data.path())).await;
    assert!(said.stdout.contains("keys of clients      0"), "{said:?}");
    let said = says(program("vault rotate", &data.path())).await;
    assert!(said.stdout.contains("the old one is destroyed"), "{said:?}");
    assert_ne!(std::fs::read_to_string(&key_file).unwrap(), before);
    assert_eq!(ready(&address).await, Some((200, "ready\n".to_owned())));

    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
    for folder in [data.path(), data.of_keys()] {
        assert!(!folder.join("postgres/postmaster.pid").exists(), "it has stopped: {folder:?}");
    }
    // Without the program, too.
    let said = says(program("vault status", &data.path())).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let keys = std::fs::read_to_string(&key_file).unwrap();
    let secret = keys.lines().last().unwrap().rsplit(' ').next().unwrap().to_owned();
    assert!(!server.said().contains(&secret) && !said.stderr.contains(&secret));
}

#[tokio::test]
async fn without_the_keys_all_else_goes_on_and_readiness_says_so() {
    let data = DataDir::new();
    let mut server = serve(&data.path());
    let address = server.address("serving on ").await;
    let killed = data.postmaster_of_keys().unwrap();
    let paused = postgres(&data.of_keys());
    for process in &paused {
        kill(*process, Signal::SIGSTOP).unwrap();
    }
    let (code, said) = ready(&address).await.unwrap();
    assert_eq!(code, 200, "{said}");
    assert!(said.starts_with("ready, but for what is sealed:\n"), "{said}");
    assert!(opens_a_trajectory(&address).await);

    kill(killed, Signal::SIGKILL).unwrap();
    for process in paused.into_iter().filter(|process| *process != killed) {
        // One that has ended meanwhile needs no wake-up.
        let _ = kill(process, Signal::SIGCONT);
    }
    let again = async || ready(&address).await == Some((200, "ready\n".to_owned()));
    wait_until("the keys are back", again).await;
    assert_ne!(data.postmaster_of_keys(), Some(killed));
    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
}

/// What is answered to a mutation, and after how long.
async fn answered(address: &str, name: &'static str, input: Value) -> (Value, Duration) {
    let (began, body) = (Instant::now(), Mutation::new(name, input).body());
    let request = http().post(format!("{address}/graphql")).json(&body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    (answer["data"][name].clone(), began.elapsed())
}

#[tokio::test]
async fn without_the_keys_what_needs_none_does_not_wait_behind_what_does() {
    let data = DataDir::new();
    let mut server = serve(&data.path());
    let address = server.address("serving on ").await;
    let (opened, _) = answered(&address, "openTrajectory", opening(json!({}))).await;
    let on = |more: Value| {
        let mut input = json!({ "trajectoryId": opened["trajectory"]["id"] });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    let paused = postgres(&data.of_keys());
    for process in &paused {
        kill(*process, Signal::SIGSTOP).unwrap();
    }
    // What was found out before does not hold any more.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    let notes = (0..5).map(|_| answered(&address, "addNote", on(json!({ "note": "Iets" }))));
    let attempt = on(json!({ "mode": "phone", "outcome": "reached" }));
    let attempt = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        answered(&address, "recordContactAttempt", attempt).await
    };
    let (notes, (attempt, took)) =
        futures::future::join(futures::future::join_all(notes), attempt).await;
    for process in paused {
        kill(process, Signal::SIGCONT).unwrap();
    }
    assert_eq!(attempt["errors"], json!([]), "{attempt}");
    for (note, waited) in notes {
        assert_eq!(note["errors"][0]["code"], "VAULT_UNAVAILABLE", "{note}");
        assert!(took < waited && waited < Duration::from_secs(6), "{took:?}, {waited:?}");
    }
    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
}

#[tokio::test]
async fn when_the_keys_do_not_start_again_the_log_says_so_and_whoever_asks_whether_it_lives_is_told()
 {
    let data = DataDir::new();
    let mut server = serve(&data.path());
    let address = server.address("serving on ").await;
    // Nothing starts without it.
    let control = data.of_keys().join("postgres/global/pg_control");
    std::fs::rename(&control, control.with_extension("away")).unwrap();
    kill(data.postmaster_of_keys().unwrap(), Signal::SIGKILL).unwrap();
    let lives = async || {
        let answer = reqwest::get(format!("{address}/health/live")).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    wait_until("it lives, but", async || {
        let (code, said) = lives().await;
        code == 200 && said.starts_with("live, but without the keys of personal texts:")
    })
    .await;
    assert!(opens_a_trajectory(&address).await);
    // It is tried for half a minute.
    let given_up = || server.said().contains("there are no keys of clients any more");
    for _ in 0..300 {
        if given_up() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("{}", server.said());
}

#[tokio::test]
async fn a_database_of_the_log_is_not_taken_for_that_of_the_keys() {
    let (log, keys) = (Database::create().await, Database::create().await);
    let folder = DataDir::new();
    let key_file = folder.path().with_file_name("master.key");
    let serve = |vault_url: Option<&str>, key_file: Option<&Path>| {
        let mut command = program("serve --listen 127.0.0.1:0", &folder.path());
        command.env("DATABASE_URL", &log.url);
        if let Some(url) = vault_url {
            command.env("VAULT_URL", url);
        }
        if let Some(key_file) = key_file {
            command.env("LOOPBRUG_VAULT_KEY_FILE", key_file);
        }
        command
    };
    // The same place under another name.
    let alias = log.url.replacen("host=/", "host=//", 1);
    assert_ne!(alias, log.url);
    let refusals = [
        (Some(log.url.as_str()), Some(&*key_file), "names the database of the log"),
        (Some(alias.as_str()), Some(&*key_file), "names the database of the log"),
        (Some(keys.url.as_str()), None, "LOOPBRUG_VAULT_KEY_FILE"),
        (Some("keys"), Some(&*key_file), "VAULT_URL cannot be read"),
    ];
    for (url, key_file, why) in refusals {
        let said = says(serve(url, key_file)).await;
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.stderr.contains(why), "{said:?}");
    }
    let mut server = Process::spawn(&mut serve(Some(&keys.url), Some(&key_file)));
    let address = server.address("serving on ").await;
    assert_eq!(ready(&address).await, Some((200, "ready\n".to_owned())));
    assert!(key_file.exists());
    assert_eq!(keys.number("SELECT count(*) FROM secrets").await, Some(2));

    let mut without = Process::spawn(&mut serve(None, None));
    let address = without.address("serving on ").await;
    assert!(without.said().contains("there is no vault"), "{}", without.said());
    assert!(opens_a_trajectory(&address).await);
}

#[tokio::test]
async fn with_the_keys_of_another_log_or_with_new_ones_it_does_not_start() {
    let (log, other) = (Database::create().await, Database::create().await);
    let (keys, new) = (Database::create().await, Database::create().await);
    let folder = tempfile::tempdir().unwrap();
    let command = |log: &Database, keys: &Database, file: &str| {
        let mut command = loopbrug();
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &log.url);
        command.env("VAULT_URL", &keys.url);
        command.env("LOOPBRUG_VAULT_KEY_FILE", folder.path().join(file));
        command
    };
    for (log, keys, file) in [(&log, &keys, "a"), (&other, &new, "b"), (&log, &keys, "a")] {
        let mut server = Process::spawn(&mut command(log, keys, file));
        server.address("serving on ").await;
        server.terminate();
        assert_eq!(server.ended().await.code(), Some(0));
    }
    let empty = Database::create().await;
    for (keys, file) in [(&new, "b"), (&empty, "c")] {
        let said = says(command(&log, keys, file)).await;
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.stderr.contains("are not those of this log"), "{said:?}");
    }
    assert!(!folder.path().join("c").exists(), "nothing was begun");
}
