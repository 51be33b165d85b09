//! The program as a server, and questions to it.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use super::{Asker, COORDINATOR, Database, OCMW, Partner, REGION, loopbrug};

/// How long a start or a stop may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server with a database of its own. It is killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) database: Database,
    pub(crate) address: String,
    pub(crate) http: reqwest::Client,
    /// Mutations that were carried out through it, by name.
    pub(crate) carried_out: Mutex<BTreeSet<String>>,
    process: Process,
}

/// The program at work. It is killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    told: Receiver<String>,
}

impl Server {
    /// A server on an empty database.
    pub(crate) async fn start() -> Self {
        Self::on(Database::create().await).await
    }

    /// A server on this database.
    pub(crate) async fn on(database: Database) -> Self {
        Self::with(database, &[]).await
    }

    /// A server on this database with settings, as environment variables.
    pub(crate) async fn with(database: Database, settings: &[(&str, &str)]) -> Self {
        let (process, address) = serve(&database, settings).await;
        let http = reqwest::Client::new();
        Self { database, address, http, carried_out: Mutex::default(), process }
    }

    /// Another server on the same database, after this one has ended.
    pub(crate) async fn restart(&mut self) {
        self.process.kill_9();
        (self.process, self.address) = serve(&self.database, &[]).await;
        // Connections to the one before are of no use.
        self.http = reqwest::Client::new();
    }

    /// Ends it as a crash would, while others are still busy with it.
    pub(crate) fn kill_9(&self) {
        self.process.signal(Signal::SIGKILL);
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(&mut self) -> ExitStatus {
        self.process.terminate();
        self.process.ended().await
    }

    /// Asks it to stop.
    pub(crate) fn terminate(&self) {
        self.process.terminate();
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        self.process.ended().await
    }

    /// A partner organisation that uses this server.
    pub(crate) fn partner(&self, organisation: &str) -> Partner<'_> {
        Partner::new(self, organisation)
    }

    /// The partner of most tests.
    pub(crate) fn ocmw(&self) -> Partner<'_> {
        self.partner(OCMW)
    }

    /// What a question is answered with; it may not fail.
    pub(crate) async fn ask(&self, query: &str) -> Value {
        let answer = self.answer(query).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].clone()
    }

    /// The code that a question is refused with.
    pub(crate) async fn refuses(&self, query: &str) -> String {
        let answer = self.answer(query).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{query}: {answer}")).to_owned()
    }

    async fn answer(&self, query: &str) -> Value {
        let request = self.http.post(self.url()).json(&json!({ "query": query }));
        request.send().await.unwrap().json().await.unwrap()
    }

    /// What somebody is answered who has these roles in an organisation; it may not fail.
    pub(crate) async fn ask_as(&self, who: Asker, query: &str) -> Value {
        let answer = self.answer_to(who, query).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].clone()
    }

    /// The code that somebody's question is refused with.
    pub(crate) async fn refuses_to(&self, who: Asker, query: &str) -> String {
        let answer = self.answer_to(who, query).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{query}: {answer}")).to_owned()
    }

    async fn answer_to(&self, who: Asker, query: &str) -> Value {
        let request = self.http.post(self.url()).json(&json!({ "query": query }));
        let request = request.header("loopbrug-organisation", who.organisation);
        let request = request.header("loopbrug-roles", who.roles);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// The outcomes report over all time; `more` is further arguments, with a comma before.
    pub(crate) async fn outcomes(&self, more: &str, fields: &str) -> Value {
        let period = r#"{ from: "2000-01-01", to: "2999-12-31" }"#;
        let query = format!(
            "{{ reports(region: \"{REGION}\", period: {period}{more}) {{ outcomes {{ {fields} }} }} }}"
        );
        self.ask_as(COORDINATOR, &query).await["reports"]["outcomes"].clone()
    }

    pub(crate) fn url(&self) -> String {
        format!("{}/graphql", self.address)
    }

    /// All that it has said since it was started.
    pub(crate) fn said(&self) -> String {
        self.process.said()
    }

    /// How much of a processor it has had since it was started.
    pub(crate) fn processor_time(&self) -> Duration {
        self.process.processor_time()
    }
}

async fn serve(database: &Database, settings: &[(&str, &str)]) -> (Process, String) {
    let mut command = loopbrug();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database.url);
    command.envs(settings.iter().copied());
    let mut process = Process::spawn(&mut command);
    let address = process.address("serving on ").await;
    (process, address)
}

impl Process {
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = Arc::<Mutex<Vec<String>>>::default();
        let (tell, told) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let (lines, tell) = (Arc::clone(&lines), tell.clone());
            // Read to the end: a program that nobody reads from stands still.
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    lines.lock().unwrap().push(line.clone());
                    // Whoever waited may have heard enough.
                    let _ = tell.send(line);
                }
            });
        }
        Self { child, lines, told }
    }

    /// The address in the first line that holds `before` it.
    pub(crate) async fn address(&mut self, before: &str) -> String {
        let line = self.line_with(&format!("{before}http://")).await;
        let (_, address) = line.split_once(before).unwrap();
        address.split_whitespace().next().unwrap().to_owned()
    }

    /// The first line from now on that holds `text`.
    async fn line_with(&mut self, text: &str) -> String {
        let waited = Instant::now();
        loop {
            match self.told.try_recv() {
                Ok(line) if line.contains(text) => return line,
                Ok(_) => continue,
                Err(_) if self.child.try_wait().unwrap().is_none() => {}
                // It has ended: what it said last may still be on its way.
                Err(_) => match self.told.recv_timeout(Duration::from_secs(1)) {
                    Ok(line) if line.contains(text) => return line,
                    Ok(_) => continue,
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                        panic!("it ended without saying '{text}': {}", self.said())
                    }
                },
            }
            assert!(waited.elapsed() < PATIENCE, "it did not say '{text}': {}", self.said());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// All that it has said.
    pub(crate) fn said(&self) -> String {
        self.lines.lock().unwrap().join("\n")
    }

    /// Of all its threads, within it and for it in the kernel.
    fn processor_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The name of the program comes first, in brackets, and may hold anything.
        let (_, numbers) = stat.rsplit_once(')').unwrap();
        let numbers: Vec<_> = numbers.split_whitespace().collect();
        let ticks: u64 = [11, 12].map(|n: usize| numbers[n].parse::<u64>().unwrap()).iter().sum();
        // A hundred ticks a second, on every Linux.
        Duration::from_millis(ticks * 10)
    }

    pub(crate) fn kill_9(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    pub(crate) fn terminate(&self) {
        self.signal(Signal::SIGTERM);
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().try_into().unwrap());
        kill(pid, signal).unwrap();
    }

    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let waited = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(waited.elapsed() < PATIENCE, "it does not end: {}", self.said());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill_9();
    }
}
