//! What was destroyed stays so: the log has the last word, also where the database of the keys comes back older.

use serde_json::json;

use super::erasure::{granted, rights, who_asked};
use super::shown;
use super::words::{INSZ, MISPELIA};
use crate::harness::{Database, OCMW, REGION, Server, wait_until};

/// Puts the rows of before back, as a backup does.
const PUT_BACK: &str = "
    DELETE FROM client_keys WHERE destroyed_at IS NOT NULL;
    INSERT INTO client_keys SELECT * FROM older ON CONFLICT DO NOTHING;
    INSERT INTO known_clients SELECT * FROM older_known ON CONFLICT DO NOTHING;";

#[tokio::test]
async fn a_key_that_comes_back_opens_nothing_and_is_destroyed_again() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let id = who_asked(&server).await;
    keys.execute("CREATE TABLE older AS SELECT * FROM client_keys").await;
    keys.execute("CREATE TABLE older_known AS SELECT * FROM known_clients").await;
    server.ocmw().record("decideErasure", granted(&id)).await;

    // What is recorded is the moment by the clock of the keys.
    let at = rights(&server, &id).await["keyDestroyedAt"].as_str().unwrap().to_owned();
    let same = format!("SELECT count(*) FROM client_keys WHERE destroyed_at = '{at}'");
    assert_eq!(keys.number(&same).await, Some(1), "{at}");

    keys.execute(PUT_BACK).await;
    let seen = shown(&server, &id).await;
    assert_eq!((&seen["erased"], &seen["identity"]["familyName"]), (&json!(true), &json!(null)));
    let known =
        format!("{{ knownClient(region: \"{REGION}\", insz: \"{INSZ}\") {{ trajectoryId }} }}");
    assert_eq!(server.ask(&known).await["knownClient"], json!([]));

    server.kill_9();
    let server = Server::on_with_keys(server.database.clone(), &keys).await;
    let left = "SELECT (SELECT count(wrapped_key) FROM client_keys) + (SELECT count(*) FROM known_clients)";
    wait_until("it is destroyed again", async || keys.number(left).await == Some(0)).await;
    assert!(server.said().contains("destroyed again"), "{}", server.said());
}

#[tokio::test]
async fn after_an_erasure_the_tables_of_the_keys_hold_nothing_of_the_client() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let (id, other) = (who_asked(&server).await, MISPELIA.is_known_to(&server).await);
    let hex = async |sql: String| keys.text(&sql).await;
    let of = |id: &str| format!("WHERE trajectory = '{}'", id.rsplit(':').next().unwrap());
    let key = async |id: &str| {
        hex(format!("SELECT encode(wrapped_key, 'hex') FROM client_keys {}", of(id))).await
    };
    let hash =
        format!("SELECT encode(hash, 'hex') FROM known_clients {} AND kind = 'insz'", of(&id));
    let (key_of_it, key_of_other, hash) = (key(&id).await, key(&other).await, hex(hash).await);
    let in_file = async |table: &str, hex: &str| {
        keys.execute("CHECKPOINT").await;
        let found = format!(
            "SELECT position('\\x{hex}'::bytea IN pg_read_binary_file(pg_relation_filepath('{table}')))::bigint"
        );
        keys.number(&found).await != Some(0)
    };
    assert!(in_file("client_keys", &key_of_it).await && in_file("known_clients", &hash).await);
    server.partner(OCMW).record("decideErasure", granted(&id)).await;
    let gone = async || {
        !in_file("client_keys", &key_of_it).await && !in_file("known_clients", &hash).await
    };
    wait_until("nothing is left in the files", gone).await;
    assert!(in_file("client_keys", &key_of_other).await);
}
