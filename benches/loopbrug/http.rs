//! Ours through HTTP and GraphQL: the program itself, serving, and a client on the same cores.
//!
//! The client speaks as little HTTP as will do, because what it costs is taken from the server.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, ensure};
use chrono::TimeDelta;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_infra::clock::Clock;
use loopbrug_infra::ids::new_trace_id;
use loopbrug_sign_in::{LocalKey, LocalToken};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::cases::{Cases, Turn, attempt, caseworker};
use crate::ground::Ground;
use crate::ours::Ours;
use crate::protocol::Worker;

const DATABASE: &str = "served";

const MUTATION: &str = "mutation Attempt($input: RecordContactAttemptInput!) { \
                        recordContactAttempt(input: $input) { position errors { code } } }";

/// The program, serving from a database of its own.
pub(crate) struct Served {
    pub(crate) ours: Ours,
    program: Child,
    address: String,
    token: String,
}

impl Served {
    pub(crate) async fn start(ground: &Ground) -> anyhow::Result<Self> {
        let ours = Ours::log_only(ground, DATABASE).await?;
        let key = Path::new(env!("CARGO_TARGET_TMPDIR")).join("token.key");
        let token = token(&LocalKey::kept_in(&key)?)?;
        let mut program = Command::new(env!("CARGO_BIN_EXE_loopbrug"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("DATABASE_URL", ground.url(DATABASE))
            .env("LOOPBRUG_TOKEN_KEY", &key)
            .env("LOOPBRUG_SEAL_KEY", key.with_file_name("seal.key"))
            // What is measured asks more than anybody may.
            .env("LOOPBRUG_REQUESTS_PER_ACTOR", "0")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let said = program.stderr.take().context("its messages are read")?;
        let mut lines = BufReader::new(said).lines();
        let address = loop {
            let line = lines.next_line().await?.context("the program does not serve")?;
            if let Some((_, address)) = line.split_once("serving on http://") {
                break address.trim().to_owned();
            }
        };
        // Read to the end: a program that nobody reads from stops.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { ours, program, address, token })
    }

    /// So many connections, each with one request under way.
    pub(crate) async fn workers(&self, concurrency: usize) -> anyhow::Result<Vec<Connection>> {
        let mut workers = Vec::with_capacity(concurrency);
        for _ in 0..concurrency {
            let stream = TcpStream::connect(&self.address).await?;
            stream.set_nodelay(true)?;
            workers.push(Connection {
                stream: BufReader::new(stream),
                host: self.address.clone(),
                token: self.token.clone(),
                cases: self.ours.cases.clone(),
                turn: Turn::new(),
            });
        }
        Ok(workers)
    }

    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        self.program.kill().await?;
        self.ours.close().await;
        Ok(())
    }
}

/// The token of whoever records.
fn token(key: &LocalKey) -> anyhow::Result<String> {
    let Actor { worker, organisation, roles } = caseworker();
    let until = Clock::system().now() + TimeDelta::days(1);
    Ok(key.sign(&LocalToken { worker, organisation, roles, until })?)
}

/// A connection that is kept.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    token: String,
    cases: Cases,
    turn: Turn<TrajectoryId>,
}

impl Worker for Connection {
    async fn command(&mut self) -> anyhow::Result<()> {
        let trajectory = self.turn.next(|| self.cases.next())?;
        let attempt = attempt();
        let variables = json!({ "input": {
            "commandId": new_trace_id(),
            "trajectoryId": format!("trajectory:{trajectory}"),
            "mode": attempt.mode,
            "place": attempt.place,
            "outcome": attempt.outcome,
            "minutes": attempt.minutes,
        } });
        let body = json!({ "query": MUTATION, "variables": variables }).to_string();
        let answer = self.post(&body).await?;
        let recorded = answer.contains(r#""errors":[]"#) && !answer.contains(r#""position":null"#);
        ensure!(recorded, "not recorded: {answer}");
        Ok(())
    }
}

impl Connection {
    async fn post(&mut self, body: &str) -> anyhow::Result<String> {
        let (host, token, length) = (&self.host, &self.token, body.len());
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
             authorization: Bearer {token}\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        let (mut line, mut length) = (String::new(), None);
        while line != "\r\n" {
            line.clear();
            ensure!(self.stream.read_line(&mut line).await? > 0, "the server hung up");
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = Some(value.trim().parse()?);
            }
        }
        let mut answer = vec![0; length.context("the answer has a length")?];
        self.stream.read_exact(&mut answer).await?;
        Ok(String::from_utf8(answer)?)
    }
}
