//! A system that moved to another database, by an export and its companion: it answers as the one before.

use std::fs;
use std::path::PathBuf;

use loopbrug_infra::seal::checkpoint::Checkpoint;
use loopbrug_infra::seal::note::Note;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::erasure::{STEWARD, granted, who_asked};
use super::shown;
use super::words::{BESSIA, MISPELIA};
use crate::harness::{
    Asker, Database, FIGURES, Mutation, OCMW, Payload, Process, REGION, Said, Server, about,
    loopbrug, run, wait_until,
};

const ANALYST: Asker = Asker { organisation: OCMW, roles: "analyst" };

/// A system: the database of its log, that of its keys, and the folder with its key files.
struct System {
    log: Database,
    keys: Database,
    folder: TempDir,
}

impl System {
    async fn with_keys(keys: Database) -> Self {
        Self { log: Database::create().await, keys, folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn settings(&self) -> [(&'static str, String); 4] {
        [
            ("DATABASE_URL", self.log.url.clone()),
            ("VAULT_URL", self.keys.url.clone()),
            ("LOOPBRUG_VAULT_KEY_FILE", self.file("master.key").display().to_string()),
            ("LOOPBRUG_SEAL_KEY", self.file("seal.key").display().to_string()),
        ]
    }

    async fn serves(&self) -> Server {
        let mut command = loopbrug();
        command.args(["serve", "--listen", "127.0.0.1:0"]).envs(self.settings());
        Server::with(self.log.clone(), Process::spawn(&mut command)).await
    }

    async fn says(&self, arguments: &[&str]) -> Said {
        let mut command = loopbrug();
        command.args(arguments).envs(self.settings());
        tokio::task::spawn_blocking(move || run(&mut command)).await.unwrap()
    }

    /// The same, which has to succeed; gives what it printed.
    async fn does(&self, arguments: &[&str]) -> String {
        let said = self.says(arguments).await;
        assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
        said.stdout
    }
}

fn publication(fields: &str) -> String {
    format!(
        "{{ publication(region: \"{REGION}\", report: OUTCOMES, quarter: {{ year: 2024, quarter: 1 }}) {{
            edition {{ number position day madeAt }} {fields} }} }}"
    )
}

/// Figures that are rounded, now and as they were published, and what is known of two clients.
async fn answers(server: &Server, clients: [&str; 2]) -> Value {
    let at_the_head = async || server.database.views_are_at_the_head().await;
    wait_until("the views are at the head", at_the_head).await;
    let year = "{ from: \"2024-01-01\", to: \"2024-12-31\" }";
    let report = format!(
        "{{ reports(region: \"{REGION}\", period: {year}) {{ outcomes {{ position {FIGURES} }} }} }}"
    );
    let mut answers = vec![
        server.ask_as(ANALYST, &report).await,
        server.ask_as(ANALYST, &publication(FIGURES)).await,
    ];
    for client in clients {
        answers.push(shown(server, client).await);
        let rights = format!(
            "{{ trajectory(id: \"{client}\") {{ phase version rights {{ keyDestroyedAt }} }} }}"
        );
        answers.push(server.ask(&rights).await);
    }
    json!(answers)
}

async fn checkpoint(server: &Server) -> Option<Checkpoint> {
    let address = format!("{}/seal/{REGION}/checkpoint", server.address);
    let note = server.http.get(address).send().await.ok()?.text().await.ok()?;
    note.parse::<Note>().ok()?.text.parse().ok()
}

#[tokio::test]
async fn a_system_that_moved_answers_as_the_one_before_and_goes_on_in_its_tree() {
    let old = System::with_keys(Database::create().await).await;
    old.does(&["simulate", "--clients", "60"]).await;
    let mut server = old.serves().await;
    let stays = MISPELIA.is_known_to(&server).await;
    let gone = who_asked(&server).await;
    // The keys are dumped too early: the one that is destroyed afterwards is in it.
    let dump = old.file("keys.sql");
    old.keys.back_up(&dump).await;
    server.ocmw().record("decideErasure", granted(&gone)).await;
    let made = "SELECT count(*) FROM publications WHERE year = 2024 AND quarter = 1";
    let published = async || old.log.number(made).await > Some(0);
    wait_until("the first quarter is published", published).await;
    // What was sent last, in clear and sealed: it will be sent once more.
    let call = json!({ "mode": "phone", "outcome": "not_reached", "minutes": 5 });
    let sent = [
        Mutation::new("recordContactAttempt", about(&stays, "2024-01-10", call)),
        Mutation::new("addNote", about(&stays, "2024-01-10", json!({ "note": "Ze belt terug" }))),
    ];
    let mut first = vec![];
    for mutation in &sent {
        first.push(server.ocmw().send(mutation).await.unwrap());
    }
    let before = answers(&server, [&stays, &gone]).await;
    assert_eq!((&before[2]["erased"], &before[4]["erased"]), (&json!(false), &json!(true)));
    let kept = checkpoint(&server).await.unwrap();
    assert!(server.stop().await.success());

    let (out, companion) = (old.file("out"), old.file("companion"));
    let (out, companion) = (out.to_str().unwrap(), companion.to_str().unwrap());
    old.does(&["export", out, "--region", REGION, "--companion", companion]).await;
    let new = System::with_keys(Database::restored(&dump).await).await;
    let without_key = new.says(&["import", out, "--companion", companion]).await;
    assert_eq!(without_key.code, Some(1), "{without_key:?}");
    assert!(without_key.stderr.contains("it is not there"), "{without_key:?}");
    fs::copy(old.file("master.key"), new.file("master.key")).unwrap();
    let said = new.does(&["import", out, "--companion", companion]).await;
    assert!(said.contains("rotate-key --lost"), "{said}");
    assert!(!new.file("seal.key").exists(), "no other key is made");
    for table in [
        "seal_heads",
        "seal_tiles",
        "commands",
        "publications",
        "access_record",
        "directory_workers",
    ] {
        assert_eq!(new.log.rows_of(table).await, old.log.rows_of(table).await, "{table}");
    }
    let said = new.says(&["import", out, "--companion", companion]).await;
    assert!(said.code == Some(1) && said.stderr.contains("imported before"), "{said:?}");

    fs::copy(old.file("seal.key"), new.file("seal.key")).unwrap();
    let server = new.serves().await;
    assert_eq!(answers(&server, [&stays, &gone]).await, before);
    let ocmw = server.ocmw();
    for (mutation, first) in sent.iter().zip(first) {
        let again = ocmw.send(mutation).await.unwrap();
        let said = |of: &Payload| (of.version(), of.position());
        assert_eq!(said(&again), said(&first), "{mutation:?}");
    }
    assert_eq!(new.log.head().await, old.log.head().await, "nothing was recorded once more");
    let other = json!({ "note": "Iets anders", "commandId": sent[1].command() });
    let other = about(&stays, "2024-01-10", other);
    ocmw.is_refused("addNote", other, "COMMAND_ID_REUSED", Some("commandId")).await;
    // Who was erased stays so: the key that came back is destroyed again.
    let destroyed = "SELECT count(*) FROM client_keys WHERE destroyed_at IS NOT NULL";
    wait_until("it is destroyed", async || new.keys.number(destroyed).await == Some(1)).await;
    let export = format!("{{ exportClient(trajectoryId: \"{gone}\") {{ json text }} }}");
    let export = server.ask_as(STEWARD, &export).await.to_string();
    assert!(BESSIA.all().all(|word| !export.contains(word)), "{export}");

    ocmw.record("addNote", about(&stays, "2024-01-11", json!({ "note": "Ze is er" }))).await;
    let head = u64::from(new.log.head().await);
    let covered = async || checkpoint(&server).await.is_some_and(|of| of.size >= head);
    wait_until("a head covers what was recorded here", covered).await;
    let last = checkpoint(&server).await.unwrap();
    assert_eq!((last.origin, last.follows), (kept.origin, None));
    new.does(&["audit", "check", "--region", REGION]).await;
    new.does(&["projections", "verify", "--region", REGION]).await;
}

#[tokio::test]
async fn a_program_does_not_serve_what_is_half_imported_and_says_what_to_do() {
    let system = System::with_keys(Database::create().await).await;
    // Whoever verifies what is no export ends with the same number.
    let nothing = system.folder.path().to_str().unwrap();
    let said = system.says(&["import", nothing]).await;
    assert!(said.code == Some(10) && said.stderr.contains("NO_MANIFEST"), "{said:?}");
    system
        .log
        .execute("INSERT INTO imports (region, manifest) VALUES ('vlaamse-ardennen', sha256('a'))")
        .await;
    for command in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["projections", "status"],
        &["demo", "--listen", "127.0.0.1:0"],
    ] {
        let said = system.says(command).await;
        assert_eq!(said.code, Some(1), "{command:?}: {said:?}");
        assert!(said.stderr.contains("run `loopbrug import` again"), "{command:?}: {said:?}");
    }
}
