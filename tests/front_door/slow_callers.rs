//! Callers that send nothing, or as slowly as can be, take nothing away from others for long; and whoever
//! looks after the program is answered in any case.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::harness::{Database, Process, REGION, Server, loopbrug, token_key, usually, wait_until};

fn host(address: &str) -> &str {
    address.strip_prefix("http://").unwrap()
}

/// Sends a piece every second, for ever, after what comes first; gives how long that was put up with.
async fn trickle(address: &str, first: &str, piece: &str) -> Duration {
    let mut stream = TcpStream::connect(host(address)).await.unwrap();
    let began = Instant::now();
    stream.write_all(first.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.split();
    let ends = async {
        let mut said = Vec::new();
        // An answer, or just the end.
        let _ = read.read_to_end(&mut said).await;
    };
    let sends = async {
        while write.write_all(piece.as_bytes()).await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = ends => {}
        () = sends => {}
        () = tokio::time::sleep(Duration::from_secs(40)) => {}
    }
    began.elapsed()
}

#[tokio::test]
async fn headers_and_bodies_that_trickle_in_are_cut_off() {
    let server = Server::start().await;
    let at = &server.address;
    let post = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    let body = format!("{post}Content-Length: 100000\r\n\r\n{{");
    let (silent, headers, body) = tokio::join!(
        trickle(at, "", ""),
        trickle(at, post, "X-More: and more\r\n"),
        trickle(at, &body, " "),
    );
    for (what, took) in [("silence", silent), ("headers", headers), ("a body", body)] {
        assert!(took < Duration::from_secs(20), "{what} was put up with for {took:?}");
    }
}

#[tokio::test]
async fn health_is_answered_when_all_other_connections_are_taken() {
    let database = Database::create().await;
    let mut serve = Command::new("sh");
    serve
        .args(["-c", "ulimit -n 200; exec \"$0\" serve --listen 127.0.0.1:0"])
        .arg(loopbrug().get_program())
        .env("DATABASE_URL", &database.url)
        .env("LOOPBRUG_TOKEN_KEY", token_key());
    let mut server = Process::spawn(&mut serve);
    let address = server.address("serving on ").await;
    // More than may be open: all that are for anything, and those that are kept for health.
    let mut idle = Vec::new();
    for _ in 0..190 {
        idle.push(TcpStream::connect(host(&address)).await.unwrap());
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let began = Instant::now();
    let http = reqwest::Client::new();
    let live = http.get(format!("{address}/health/live")).send().await.unwrap();
    assert_eq!(live.status().as_u16(), 200);
    let ready = http.get(format!("{address}/health/ready")).send().await.unwrap();
    assert_eq!(ready.status().as_u16(), 200, "{}", ready.text().await.unwrap());
    assert!(began.elapsed() < Duration::from_secs(12), "{:?}", began.elapsed());
    let other = http.get(format!("{address}/graphql?query={{__typename}}")).send().await.unwrap();
    assert_eq!(other.status().as_u16(), 503);
    assert!(other.text().await.unwrap().contains("TOO_MANY_CONNECTIONS"));
    // Those that were idle are cut off after a while, and all is as before.
    let well = async || {
        let asked = http.get(format!("{address}/graphql?query={{__typename}}")).send().await;
        asked.is_ok_and(|answer| answer.status().as_u16() == 200)
    };
    wait_until("others are answered again", well).await;
    assert!(!server.said().contains("Too many open files"), "{}", server.said());
    drop(idle);
}

async fn ready(server: &Server) -> (u16, String, Duration) {
    let began = Instant::now();
    let url = format!("{}/health/ready", server.address);
    let answer = server.http.get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap(), began.elapsed())
}

#[tokio::test]
async fn a_connection_that_was_lost_since_says_nothing_of_how_all_is_now() {
    let server = Server::start().await;
    assert_eq!(ready(&server).await.0, 200);
    let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    server.database.execute(end).await;
    let (code, said, _) = ready(&server).await;
    assert_eq!(code, 200, "{said}");
}

#[tokio::test]
async fn a_head_that_cannot_be_taken_turns_readiness_red_and_names_the_region() {
    let server = Server::start().await;
    server.ocmw().opens(json!({})).await;
    let database = &server.database;
    assert_eq!(ready(&server).await.0, 200);
    let mut held = database.hold("SELECT FROM log_head FOR UPDATE").await;
    let mut times = Vec::new();
    let red = async || {
        let (code, said, took) = ready(&server).await;
        times.push(took);
        code == 503 && said.contains(&format!("nothing can be recorded in {REGION}"))
    };
    wait_until("it is said that the head cannot be taken", red).await;
    assert!(usually(times) < Duration::from_secs(1));
    held.end().await;
    wait_until("it is ready again", async || ready(&server).await.0 == 200).await;
}

#[tokio::test]
async fn projections_that_nobody_can_work_on_turn_readiness_red() {
    let server = Server::start().await;
    server.ocmw().opens(json!({})).await;
    let database = &server.database;
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    let mut held = database
        .hold(
            "UPDATE projections SET heartbeat = now() - interval '1 minute';
               COMMIT; BEGIN; SELECT FROM projections FOR UPDATE",
        )
        .await;
    let (code, said, _) = ready(&server).await;
    assert_eq!(code, 503, "{said}");
    assert!(
        said.contains(&format!("trajectories of {REGION}: nobody has worked on it for")),
        "{said}"
    );
    held.end().await;
    wait_until("it is ready again", async || ready(&server).await.0 == 200).await;
}

#[tokio::test]
async fn views_that_are_further_behind_than_the_setting_says_turn_readiness_red() {
    let database = Database::create().await;
    let mut serve = loopbrug();
    serve
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("LOOPBRUG_READY_LAG", "2")
        .env("DATABASE_URL", &database.url);
    let server = Server::with(database, Process::spawn(&mut serve)).await;
    server.ocmw().opens(json!({})).await;
    let database = &server.database;
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    let mut held = database.hold("SELECT FROM projections FOR UPDATE").await;
    for _ in 0..3 {
        server.ocmw().opens(json!({})).await;
    }
    let (code, said, _) = ready(&server).await;
    assert_eq!(code, 503, "{said}");
    assert!(said.contains("the views are 3 positions behind the log, and may be 2"), "{said}");
    held.end().await;
    wait_until("it is ready again", async || ready(&server).await.0 == 200).await;
}
