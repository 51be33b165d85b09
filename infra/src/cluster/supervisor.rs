//! Looking after the server: one that ends by itself is started again, until that is hopeless.
//!
//! It ends by itself when somebody kills it, and when it cannot write its log because the disk is full. What
//! was acknowledged is on the disk, and the start after it recovers.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::PgConnectOptions;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use super::lock::DataDirLock;
use super::server::Server;
use super::state::ClusterState;
use super::{Cluster, ClusterError, Place, left_behind};

/// How long to wait before a start is tried, and again after each that fails, twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);
/// A server that ran for this long has recovered: what happens to it then is another trouble.
const WELL_AGAIN: Duration = Duration::from_mins(1);
/// What PostgreSQL writes when there is no room to write.
const DISK_FULL: &str = "No space left on device";

/// How long starts are tried before that is given up.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Whatever prevents them.
    pub usual: Duration,
    /// While the disk is full, which somebody can put right meanwhile; and while it starts each time and
    /// ends again soon after.
    pub disk_full: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { usual: Duration::from_secs(30), disk_full: Duration::from_mins(10) }
    }
}

/// A private PostgreSQL that is looked after. [Stop](Self::stop) it at the end.
#[derive(Debug)]
pub struct Supervised {
    options: PgConnectOptions,
    forced_stop: ForcedStop,
    state: watch::Receiver<ClusterState>,
    /// Says how long a stop may take.
    stop: oneshot::Sender<Duration>,
    task: JoinHandle<Result<(), ClusterError>>,
}

/// Ends the server at once, from any thread and without a runtime: for a program that has no time left.
#[derive(Debug, Clone)]
pub struct ForcedStop {
    /// The server's process number; 0 while none runs.
    server: Arc<AtomicI32>,
    database: PathBuf,
}

impl ForcedStop {
    /// Ends the server at once, also where somebody paused it. What was accepted is on disk.
    pub fn now(&self) {
        let server = self.server.load(Ordering::SeqCst);
        if server > 0 {
            // It may have ended in the meantime, which is what is wanted.
            let _ = kill(Pid::from_raw(server), Signal::SIGQUIT);
            let _ = kill(Pid::from_raw(server), Signal::SIGCONT);
            left_behind::go_on(&self.database);
        }
    }
}

impl Cluster {
    /// Has the server looked after from now on: when it ends by itself it is started again, for as long as
    /// `patience` says.
    #[must_use]
    pub fn supervise(self, patience: Patience) -> Supervised {
        let options = self.connect_options();
        let Self { server, place, _lock: lock } = self;
        let forced_stop = ForcedStop { server: Arc::default(), database: place.database.clone() };
        let (sender, state) = watch::channel(ClusterState::Running);
        let (stop, asked_to_stop) = oneshot::channel();
        let supervisor = Supervisor {
            place,
            patience,
            state: sender,
            running: Arc::clone(&forced_stop.server),
            _lock: lock,
        };
        supervisor.note(Some(&server));
        let task = tokio::spawn(supervisor.run(server, asked_to_stop));
        Supervised { options, forced_stop, state, stop, task }
    }
}

impl Supervised {
    /// How to connect to the database `loopbrug` over the socket.
    #[must_use]
    pub fn connect_options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    /// How the server is, now and from now on.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<ClusterState> {
        self.state.clone()
    }

    /// What ends the server when there is no time for anything else.
    #[must_use]
    pub fn forced_stop(&self) -> ForcedStop {
        self.forced_stop.clone()
    }

    /// Ends the server, in order if that is possible in most of the time, and by force if it is not.
    ///
    /// # Errors
    /// When the server was given up before, or the operating system does not let us end it.
    pub async fn stop(self, within: Duration) -> Result<(), ClusterError> {
        // A supervisor that has ended already says why when it is joined.
        let _ = self.stop.send(within);
        match self.task.await {
            Ok(stopped) => stopped,
            Err(died) => Err(ClusterError::Io {
                deed: "look after",
                path: self.forced_stop.database,
                source: std::io::Error::other(died),
            }),
        }
    }
}

/// What the tries to start the server again came to.
enum Again {
    Started(Server),
    Stopped,
    GivenUp(ClusterError),
}

/// Since when a server does not run well.
struct Trouble {
    why: String,
    since: Instant,
    tries: u32,
}

struct Supervisor {
    place: Place,
    patience: Patience,
    state: watch::Sender<ClusterState>,
    running: Arc<AtomicI32>,
    _lock: DataDirLock,
}

impl Supervisor {
    async fn run(
        self,
        mut server: Server,
        mut stop: oneshot::Receiver<Duration>,
    ) -> Result<(), ClusterError> {
        let mut trouble: Option<Trouble> = None;
        let mut began = Instant::now();
        loop {
            let why = tokio::select! {
                why = server.ended() => why,
                within = &mut stop => {
                    let stopped = match within {
                        Ok(within) => server.stop_in(within.mul_f64(0.7), within.mul_f64(0.2)).await,
                        Err(_) => server.stop().await,
                    };
                    self.note(None);
                    return stopped;
                }
            };
            self.note(None);
            tracing::error!(%why, "the private PostgreSQL has ended; starting it again");
            let former = trouble.take().filter(|_| began.elapsed() < WELL_AGAIN);
            let current = trouble.insert(former.unwrap_or_else(|| Trouble {
                why: why.clone(),
                since: Instant::now(),
                tries: 0,
            }));
            if current.since.elapsed() >= self.patience.disk_full {
                // It starts, and ends again soon after, for too long by now.
                return Err(self.give_up(current, why));
            }
            self.state.send_replace(ClusterState::Restarting { why, tries: 0 });
            match self.start_again(current, &mut stop).await {
                Again::Started(started) => server = started,
                Again::Stopped => return Ok(()),
                Again::GivenUp(error) => return Err(error),
            }
            began = Instant::now();
            self.note(Some(&server));
            tracing::info!(pid = server.pid, "the private PostgreSQL runs again");
            self.state.send_replace(ClusterState::Running);
        }
    }

    async fn start_again(
        &self,
        trouble: &mut Trouble,
        stop: &mut oneshot::Receiver<Duration>,
    ) -> Again {
        loop {
            let doubled = FIRST_PAUSE * 2_u32.saturating_pow(trouble.tries.min(10));
            let start = async {
                tokio::time::sleep(doubled.min(LONGEST_PAUSE)).await;
                self.place.start_server().await
            };
            let started = tokio::select! {
                started = start => started,
                // A server that was starting is dropped, and signalled to stop by that.
                _ = &mut *stop => return Again::Stopped,
            };
            trouble.tries += 1;
            let error = match started {
                Ok((server, _)) => return Again::Started(server),
                Err(error) => error,
            };
            let last = in_a_line(&error);
            tracing::error!(error = %last, tries = trouble.tries, "the private PostgreSQL does not start");
            let patience = if last.contains(DISK_FULL) {
                self.patience.disk_full
            } else {
                self.patience.usual
            };
            if trouble.since.elapsed() >= patience {
                return Again::GivenUp(self.give_up(trouble, last));
            }
            let restarting = ClusterState::Restarting { why: last, tries: trouble.tries };
            self.state.send_replace(restarting);
        }
    }

    /// Says that it is hopeless.
    fn give_up(&self, trouble: &Trouble, last: String) -> ClusterError {
        let Trouble { why, since, tries } = trouble;
        let (why, seconds) = (why.clone(), since.elapsed().as_secs());
        let error = ClusterError::ServerKeepsEnding { why, tries: *tries, seconds, last };
        self.state.send_replace(ClusterState::GivenUp { why: error.to_string() });
        error
    }

    /// Notes which server runs, for whoever has to end it at once.
    fn note(&self, server: Option<&Server>) {
        let pid = server.map_or(0, |server| i32::try_from(server.pid).unwrap_or(0));
        self.running.store(pid, Ordering::SeqCst);
    }
}

/// What a start came to, in a line: of the lines that the server wrote the last that says why.
fn in_a_line(error: &ClusterError) -> String {
    match error {
        ClusterError::ServerDidNotStart { reason, lines, log } => {
            let said = lines.lines().rev().find(|line| {
                ["PANIC:", "FATAL:", "ERROR:"].iter().any(|level| line.contains(level))
            });
            let said = said.or(lines.lines().last()).unwrap_or("nothing");
            format!("PostgreSQL did not start: {reason}, and wrote to {}: {said}.", log.display())
        }
        error => error.to_string(),
    }
}
