//! What is left of a client who was erased: sealed bytes, wherever one looks.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use super::erasure::{STEWARD, granted, who_asked};
use super::shown;
use super::words::{BESSIA, MISPELIA};
use crate::harness::{
    COORDINATOR, DataDir, Process, REGION, Search, Server, about, core_of, everything_of, loopbrug,
    wait_until,
};

/// A word that is left in clear on purpose, so that it is seen that the search would find one.
const PLANTED: &str = "Bosaardbeizaadje";

/// The program on private databases of its own, with a word in its environment.
async fn serving(data: &DataDir) -> Server {
    let mut command = loopbrug();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data.path());
    let process = Process::spawn(command.env("PLANTED", PLANTED));
    // Its databases are at work when it serves.
    let mut server = Server::with(crate::harness::Database { url: String::new() }, process).await;
    server.database = data.database();
    server
}

/// So much happens to the client that whoever reads it leaves a snapshot.
async fn has_a_long_story(server: &Server, id: &str) {
    let attempt = json!({ "recordContactAttempt": { "mode": "phone", "outcome": "reached" } });
    for _ in 0..10 {
        let together = json!({ "records": vec![attempt.clone(); 50] });
        server.ocmw().record("recordTogether", about(id, "2024-01-08", together)).await;
    }
    shown(server, id).await;
    let snapshots = "SELECT count(*) FROM snapshots";
    let kept = async || server.database.number(snapshots).await == Some(1);
    wait_until("a snapshot is kept", kept).await;
}

/// All that can be asked about a client, and more; nobody asks it with words of the client.
async fn is_asked_about(server: &Server, id: &str) -> Vec<Value> {
    let everything = everything_of(server, "Trajectory").await;
    let period = r#"{ from: "2024-01-01", to: "2024-12-31" }"#;
    let mut answers = vec![];
    for query in [
        format!("{{ trajectory(id: \"{id}\") {{ {everything} }} }}"),
        format!(
            "{{ history(id: \"{id}\", first: 100) {{ edges {{ node {{ type payload }} }} }} }}"
        ),
        format!("{{ trajectories(region: \"{REGION}\") {{ edges {{ node {{ id }} }} }} }}"),
        format!(
            "{{ workList(region: \"{REGION}\") {{ edges {{ node {{ kind trajectoryId }} }} }} }}"
        ),
        format!(
            "{{ reports(region: \"{REGION}\", period: {period}) {{ funnel {{ rows {{ key }} }} }} }}"
        ),
    ] {
        answers.push(server.ask_as(COORDINATOR, &query).await);
    }
    let export = format!("{{ exportClient(trajectoryId: \"{id}\") {{ json text }} }}");
    answers.push(server.ask_as(STEWARD, &export).await);
    answers.push(shown(server, id).await);
    answers
}

/// An event that no program can read stops the projection of the stream.
async fn becomes_a_dead_letter(server: &Server, id: &str) {
    let stream = id.trim_start_matches("trajectory:");
    let cut = format!(
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
         SELECT aggregate_type, aggregate_id,
                (SELECT max(sequence) + 1 FROM events WHERE aggregate_id = '{stream}'), event_type, '1',
                jsonb_build_object('nobody', 'knows', 'as', payload), '{{}}'
         FROM events WHERE aggregate_id = '{stream}' AND event_type = 'NoteAdded' LIMIT 1"
    );
    server.database.execute(&cut).await;
    let letters = "SELECT count(*) FROM dead_letters";
    let put = async || server.database.number(letters).await == Some(1);
    wait_until("there is a dead letter", put).await;
}

/// The folders and files, one step below, in which something was found.
fn places(found: &[String]) -> BTreeSet<&str> {
    found.iter().map(|line| line.split([':', '/']).next().unwrap()).collect()
}

#[tokio::test]
async fn of_who_was_erased_nothing_is_left_in_clear_in_any_copy_file_log_or_memory() {
    let data = DataDir::new();
    let all = data.path().parent().unwrap().to_owned();
    let copies = all.join("copies");
    std::fs::create_dir(&copies).unwrap();
    std::fs::set_permissions(&copies, PermissionsExt::from_mode(0o700)).unwrap();
    let keep = |name: &str, text: &str| std::fs::write(copies.join(name), text).unwrap();

    let mut before = serving(&data).await;
    let gone = who_asked(&before).await;
    let stays = MISPELIA.has_left(&before).await;
    has_a_long_story(&before, &gone).await;
    assert_eq!(shown(&before, &gone).await["identity"]["givenName"], BESSIA.given_name);
    let of_gone = format!("trajectory = '{}'", gone.trim_start_matches("trajectory:"));
    let known = format!("SELECT count(*) FROM known_clients WHERE {of_gone}");
    assert_eq!(data.database_of_keys().number(&known).await, Some(2), "by INSZ and by name");
    before.database.back_up(&copies.join("log-of-before.sql")).await;
    before.ocmw().record("decideErasure", granted(&gone)).await;
    assert_eq!(data.database_of_keys().number(&known).await, Some(0));
    assert_eq!(before.stop().await.code(), Some(0));
    keep("said-before", &before.said());

    // A process that begins after the erasure, and has been asked everything.
    let mut after = serving(&data).await;
    let keys = data.database_of_keys();
    let answers = is_asked_about(&after, &gone).await;
    assert_eq!(answers.last().unwrap()["erased"], true);
    keep("answers-about-gone", &json!(answers).to_string());
    let answers = is_asked_about(&after, &stays).await;
    assert_eq!(answers.last().unwrap()["identity"]["givenName"], MISPELIA.given_name);
    assert_eq!(
        answers.last().unwrap()["notes"]["edges"][0]["node"]["text"],
        "wilgenroosjespraat\nen meer"
    );
    keep("answers-about-stays", &json!(answers).to_string());
    core_of(after.pid(), &copies.join("core"));

    becomes_a_dead_letter(&after, &gone).await;
    for (database, name) in [(&after.database, "log.sql"), (&keys, "keys.sql")] {
        database.execute(&format!("CREATE TABLE planted AS SELECT '{PLANTED}' AS word")).await;
        for statement in ["VACUUM FULL", "CHECKPOINT"] {
            database.execute(statement).await;
        }
        database.back_up(&copies.join(name)).await;
    }
    assert_eq!(after.stop().await.code(), Some(0));
    keep("said-after", &after.said());

    let search = |of: Vec<&'static str>, within: &Path| Search::for_words(of).found_in(within);
    assert_eq!(search(BESSIA.all().collect(), &all), [""; 0]);
    // Nor is anything of anybody else, but where it was shown.
    let found = search(MISPELIA.all().collect(), &all);
    assert_eq!(places(&found), BTreeSet::from(["copies"]), "{found:?}");
    let found = search(MISPELIA.all().collect(), &copies);
    assert!(places(&found).contains("answers-about-stays"), "{found:?}");
    let shown = BTreeSet::from(["answers-about-stays", "core"]);
    assert!(places(&found).is_subset(&shown), "{found:?}");
    // And what is in clear is found in each of these.
    let found = [search(vec![PLANTED], &all), search(vec![PLANTED], &copies)].concat();
    let planted = ["data", "data-vault", "copies", "core", "log.sql", "keys.sql"];
    assert!(places(&found).is_superset(&BTreeSet::from(planted)), "{found:?}");
}
