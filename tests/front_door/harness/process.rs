//! The program at work, as a process: what it says, and how it ends.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// How long a start or a stop may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program at work. It is killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    told: Receiver<String>,
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
            // Read to the end: a program that nobody reads from stops.
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
    pub(crate) fn processor_time(&self) -> Duration {
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

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).unwrap();
    }

    /// Its process number.
    pub(crate) fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().try_into().unwrap())
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
