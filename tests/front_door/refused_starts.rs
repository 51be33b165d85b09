//! A start that is refused says in one sentence what is wrong, by its name, and the way out.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::harness::{Database, Process, REGION, Said, loopbrug, run};

/// What the program says with these settings and arguments; it is refused, and soon.
fn refused(settings: &[(&str, &str)], arguments: &[&str]) -> Said {
    let mut command = loopbrug();
    command.args(arguments).envs(settings.iter().copied());
    let began = Instant::now();
    let said = run(&mut command);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}: {said:?}", began.elapsed());
    assert!(said.code.is_some_and(|code| code != 0), "{said:?}");
    said
}

/// The last line says all of this, and the first of it once only.
fn says(said: &Said, words: &[&str]) {
    let last = said.stderr.trim().lines().last().unwrap_or_default();
    for word in words {
        assert!(last.contains(word), "'{word}' is missing: {last}");
    }
    assert_eq!(last.matches(words[0]).count(), 1, "{last}");
}

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

#[test]
fn an_empty_database_url_is_a_mistake_and_not_the_private_postgresql() {
    let said = refused(&[("DATABASE_URL", "")], &SERVE);
    says(&said, &["DATABASE_URL is empty", "postgres://", "unset it"]);
}

#[test]
fn a_database_that_is_not_there_is_named_without_its_password() {
    let url = "postgres://somebody:secret@127.0.0.1:1/cases";
    let said = refused(&[("DATABASE_URL", url)], &SERVE);
    // That it was refused, and not that nobody answered in time.
    says(&said, &["'cases' at 127.0.0.1:1", "somebody", "onnection refused", "DATABASE_URL"]);
    assert!(!said.stderr.contains("secret"), "{said:?}");
    let said = refused(&[("DATABASE_URL", "nonsense")], &["migrate"]);
    says(&said, &["DATABASE_URL cannot be read", "postgres://"]);
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_told_as_such() {
    let database = Database::create().await;
    let url = database.url.clone();
    let migrate = move || {
        let mut migrate = loopbrug();
        run(migrate.arg("migrate").env("DATABASE_URL", &url))
    };
    let said = tokio::task::spawn_blocking(migrate.clone()).await.unwrap();
    assert_eq!(said.code, Some(0), "{said:?}");
    let newer =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (9999, 'of tomorrow', true, '', 0)";
    database.execute(newer).await;
    let said = tokio::task::spawn_blocking(migrate).await.unwrap();
    assert_eq!(said.code, Some(1), "{said:?}");
    says(&said, &["migration 9999", "newer version", "start that newer version"]);
}

#[tokio::test]
async fn a_database_from_before_the_first_release_is_refused_and_left_as_it_is() {
    let database = Database::create().await;
    for statement in [
        "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL,
             installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL,
             checksum bytea NOT NULL, execution_time bigint NOT NULL)",
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT version, 'of before', true, 'otherwise', 0 FROM generate_series(1, 12) AS version",
    ] {
        database.execute(statement).await;
    }
    let url = database.url.clone();
    for command in [&["migrate"][..], &SERVE] {
        let url = url.clone();
        let refuse = move || refused(&[("DATABASE_URL", &url)], command);
        let said = tokio::task::spawn_blocking(refuse).await.unwrap();
        says(&said, &["before its first release", "start anew", "--data-dir", "DATABASE_URL"]);
    }
    database.execute("CREATE TABLE events (nothing text)").await;
}

#[test]
fn a_port_that_another_program_has_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refused(&[("LOOPBRUG_LISTEN", &address)], &["serve"]);
    says(&said, &[&address, "another program", "--listen", "LOOPBRUG_LISTEN"]);
}

#[test]
fn an_address_to_listen_on_may_be_a_name_but_only_on_this_machine() {
    for (listen, words) in [
        ("0.0.0.0:0", ["refusing to listen on 0.0.0.0:0", "loopback"]),
        ("no.such.host.invalid:80", ["LOOPBRUG_LISTEN", "localhost:8080"]),
        ("8080", ["LOOPBRUG_LISTEN", "127.0.0.1:8080"]),
    ] {
        let said = refused(&[("LOOPBRUG_LISTEN", listen)], &["serve"]);
        says(&said, &words);
    }
}

#[tokio::test]
async fn localhost_is_listened_on() {
    let database = Database::create().await;
    let mut serve = loopbrug();
    serve.arg("serve").env("LOOPBRUG_LISTEN", "localhost:0").env("DATABASE_URL", &database.url);
    let mut server = Process::spawn(&mut serve);
    let address = server.address("serving on ").await;
    let live = reqwest::get(format!("{address}/health/live")).await.unwrap();
    assert_eq!(live.status().as_u16(), 200);
    server.terminate();
    assert_eq!(server.ended().await.code(), Some(0));
}

#[tokio::test]
async fn an_unknown_region_is_refused_with_those_that_there_are() {
    let url = Database::create().await.url;
    for command in [["simulate", "--region"], ["projections", "rebuild"]] {
        let url = url.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let mut program = loopbrug();
            program.args(command).env("DATABASE_URL", &url);
            if command[0] == "projections" {
                program.arg("--region");
            }
            run(program.arg("nowhere"))
        });
        let said = asked.await.unwrap();
        assert_eq!(said.code, Some(1), "{said:?}");
        says(&said, &["there is no region 'nowhere'", REGION]);
    }
}

#[test]
fn numbers_and_ids_that_are_none_are_refused_before_anything_is_started() {
    let said = refused(&[("LOOPBRUG_DATABASE_CONNECTIONS", "4")], &SERVE);
    assert!(said.stderr.contains("6..=1000"), "{said:?}");
    let said = refused(&[], &["replay", "nobody"]);
    says(&said, &["'nobody' is no id of a trajectory", "trajectory:"]);
}

#[test]
fn a_filter_of_the_log_that_cannot_be_read_is_named() {
    let said = refused(&[("LOOPBRUG_LOG", "loud=very=much")], &SERVE);
    says(&said, &["LOOPBRUG_LOG", "loud=very=much", "info"]);
}

#[test]
fn a_data_folder_that_is_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "no folder").unwrap();
    let data = file.join("data");
    let said = refused(&[("LOOPBRUG_DATA_DIR", data.to_str().unwrap())], &SERVE);
    says(&said, &[data.to_str().unwrap(), "LOOPBRUG_DATA_DIR", "[DATA_DIR_FOREIGN]"]);
}
