//! How a server starts and stops.

use std::io::Write;
use std::net::TcpStream;

use serde_json::json;

use crate::crashes::{log_holds, record_at_once, trajectories};
use crate::harness::{Database, Server, http, loopbrug, run, wait_until};

#[tokio::test]
async fn an_address_that_others_can_reach_is_refused_and_nothing_is_started() {
    let database = Database::create().await;
    for address in ["0.0.0.0:0", "[::]:0"] {
        let mut serve = loopbrug();
        serve.args(["serve", "--listen", address]).env("DATABASE_URL", &database.url);
        let said = run(&mut serve);
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.stderr.contains("refusing to listen on"), "{said:?}");
        assert!(said.stderr.contains("no sign-in is configured"), "{said:?}");
    }
    assert!(!database.has_tables().await, "not even the schema was made");

    // Nor a private PostgreSQL.
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut serve = loopbrug();
    serve.args(["serve", "--listen", "0.0.0.0:0", "--data-dir"]).arg(&data);
    assert_eq!(run(&mut serve).code, Some(1));
    assert!(!data.exists());
}

#[tokio::test]
async fn a_server_that_is_asked_to_stop_loses_nothing_that_it_acknowledged() {
    let mut server = Server::start().await;
    let ids = trajectories(&server).await;
    let stopping = async {
        let enough = server.database.head().await + 60;
        wait_until("much is recorded", async || server.database.head().await > enough).await;
        server.terminate();
    };
    let (sent, ()) = tokio::join!(record_at_once(&server, &ids), stopping);
    let status = server.ended().await;
    assert_eq!(status.code(), Some(0));
    let acknowledged = sent.iter().filter(|sent| sent.answer.is_some()).count();
    assert!(acknowledged > 20, "only {acknowledged} mutations");
    let log = server.database.log().await;
    log_holds(&log, &sent);
    // What was not acknowledged was never taken up either.
    assert_eq!(log.len(), ids.len() * 4 + acknowledged);
}

#[tokio::test]
async fn a_server_stops_though_somebody_keeps_a_connection_open() {
    let mut server = Server::start().await;
    server.ocmw().opens(json!({})).await;
    let to = server.address.strip_prefix("http://").unwrap();
    let silent = TcpStream::connect(to).unwrap();
    let mut stalled = TcpStream::connect(to).unwrap();
    stalled.write_all(b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{").unwrap();
    // The server has taken up both: it answers whoever connected later.
    server.http = http();
    server.ask("{ __typename }").await;
    assert_eq!(server.stop().await.code(), Some(0));
    drop((silent, stalled));
}

#[tokio::test]
async fn two_servers_on_one_database_show_each_other_s_work() {
    let one = Server::start().await;
    let other = Server::on(one.database.clone()).await;
    for n in 1..=10 {
        let (writer, reader) = if n % 2 == 0 { (&one, &other) } else { (&other, &one) };
        let head = writer.ocmw().opens(json!({})).await.position();
        assert_eq!(head, n);
        let report = reader.outcomes(&format!(", atLeast: {head}"), "position").await;
        assert_eq!(report["position"], json!(head));
    }
}

#[tokio::test]
async fn servers_that_start_at_once_on_an_empty_database_all_serve() {
    let database = Database::create().await;
    let starting = (0..4).map(|_| Server::on(database.clone()));
    for server in futures::future::join_all(starting).await {
        server.ask("{ __typename }").await;
    }
}
