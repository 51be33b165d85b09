//! Being asked to stop, and the promise that it does.
//!
//! The promise is kept by a thread of its own: what is asked of the program may take every thread of its
//! runtime, and then nothing there hears a signal or sees a deadline pass.

use std::process::exit;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use loopbrug_infra::cluster::ForcedStop;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// A stop ends within this time, whatever happens.
pub(crate) const STOP_WITHIN: Duration = Duration::from_secs(20);
/// Before that the private PostgreSQL has ended, one way or the other; and whoever watches over the stop
/// loses patience.
const CLUSTER_ENDS_WITHIN: Duration = Duration::from_secs(19);
const LAST_RESORT: Duration = Duration::from_millis(19_500);

/// Until when each part of a stop may take, in seconds since it was asked for. What goes well takes
/// none of it, and leaves the time to PostgreSQL.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadlines {
    asked: Instant,
}

impl Deadlines {
    pub(crate) fn from_now() -> Self {
        Self { asked: Instant::now() }
    }

    /// What was asked before is answered.
    pub(crate) fn answered(self) -> Instant {
        self.asked + Duration::from_secs(8)
    }

    /// What waits to be recorded is written.
    pub(crate) fn written(self) -> Instant {
        self.asked + Duration::from_secs(11)
    }

    /// Projections have ended their batch, and connections are closed.
    pub(crate) fn at_rest(self) -> Instant {
        self.asked + Duration::from_secs(13)
    }

    /// How long the private PostgreSQL may still take.
    pub(crate) fn left_for_cluster(self) -> Duration {
        let until = self.asked + CLUSTER_ENDS_WITHIN;
        until.saturating_duration_since(Instant::now())
    }
}

/// Hears signals, from its beginning on.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    asked: watch::Receiver<bool>,
    forced_stops: Arc<Mutex<Vec<ForcedStop>>>,
}

impl Stop {
    /// Listens to SIGTERM and Ctrl-C from now on. The first asks for a stop in order; the second, or
    /// the end of the time for the first, ends the process at once.
    pub(crate) fn on_signals() -> anyhow::Result<Self> {
        let (ask, asked) = watch::channel(false);
        let stop = Self { asked, forced_stops: Arc::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let forced_stops = Arc::clone(&stop.forced_stops);
        let watch = move || {
            let why = runtime.block_on(watch_over(&ask));
            tracing::error!("{why}");
            let forced_stops = forced_stops.lock().unwrap_or_else(PoisonError::into_inner);
            forced_stops.iter().for_each(ForcedStop::now);
            exit(1);
        };
        std::thread::Builder::new().name("stop".to_owned()).spawn(watch)?;
        Ok(stop)
    }

    /// Has this private PostgreSQL ended too when the process is ended at once.
    pub(crate) fn stop_by_force_with(&self, forced_stop: ForcedStop) {
        self.forced_stops.lock().unwrap_or_else(PoisonError::into_inner).push(forced_stop);
    }

    /// Says whether the process is asked to stop.
    pub(crate) fn receiver(&self) -> watch::Receiver<bool> {
        self.asked.clone()
    }

    /// Completes when the process is asked to stop.
    pub(crate) async fn asked(&self) {
        // Whoever asks lives as long as the process.
        let _ = self.asked.clone().wait_for(|asked| *asked).await;
    }
}

/// Waits until there is a reason to end at once.
async fn watch_over(ask: &watch::Sender<bool>) -> String {
    let (Ok(mut terminated), Ok(mut interrupted)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be heard: only SIGKILL ends this process");
        return std::future::pending().await;
    };
    let mut heard = async || {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    };
    heard().await;
    tracing::info!("stopping, within {} seconds; asked once more, at once", STOP_WITHIN.as_secs());
    ask.send_replace(true);
    tokio::select! {
        () = heard() => "ended at once, as asked".to_owned(),
        () = tokio::time::sleep(LAST_RESORT) => {
            format!("ended by force: the stop was not done within {} seconds", STOP_WITHIN.as_secs())
        }
    }
}
