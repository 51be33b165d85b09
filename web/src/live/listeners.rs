//! Those who listen: so many in a process, so few of one session, and none whose session has ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use loopbrug_domain::ids::Position;
use loopbrug_infra::sessions::SessionName;
use loopbrug_infra::views::Moves;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;
use tower_sessions::Session;

use crate::session;
use crate::trouble::Trouble;

/// A session has so many at most. A browser has six connections to a server, and pages need some too.
const OF_A_SESSION: usize = 3;
/// After this a browser asks anew, and is let in anew: it may have signed out at another process.
const LISTENS: Duration = Duration::from_mins(5);

/// Those who listen to a process. Clones share them.
#[derive(Debug, Clone)]
pub struct Listeners {
    places: Arc<Semaphore>,
    sessions: Arc<Mutex<Sessions>>,
    stop: watch::Receiver<bool>,
}

/// The sessions that listen. What each holds ends with the session.
type Sessions = HashMap<SessionName, watch::Sender<()>>;

/// One who listens. The place is given back when it is dropped.
pub(super) struct Listener {
    ended: watch::Receiver<()>,
    stop: watch::Receiver<bool>,
    until: Instant,
    _place: OwnedSemaphorePermit,
}

impl Listeners {
    /// At most so many, until `stop` says so.
    #[must_use]
    pub fn new(most: usize, stop: watch::Receiver<bool>) -> Self {
        Self { places: Arc::new(Semaphore::new(most)), sessions: Arc::default(), stop }
    }

    /// Lets somebody listen.
    pub(super) fn admit(&self, session: &Session) -> Result<Listener, Trouble> {
        let name = session::name(session).ok_or_else(Trouble::sign_in_first)?;
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Trouble::too_much("as many listen as may"))?;
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, of| of.receiver_count() > 0);
        let session = sessions.entry(name).or_default();
        if session.receiver_count() >= OF_A_SESSION {
            return Err(Trouble::too_much("as many listen in this session as may"));
        }
        let (ended, stop) = (session.subscribe(), self.stop.clone());
        Ok(Listener { ended, stop, until: Instant::now() + LISTENS, _place: place })
    }

    /// Ends those of a session: somebody signs out, or is somebody else from now on.
    pub(crate) fn end(&self, session: &Session) {
        if let Some(name) = session::name(session) {
            self.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
        }
    }
}

impl Listener {
    /// The next position. None when it is over: the session, the process, or the time.
    pub(super) async fn hears(&mut self, moves: &mut Moves) -> Option<Position> {
        tokio::select! {
            biased;
            _ = self.ended.changed() => None,
            _ = self.stop.wait_for(|stop| *stop) => None,
            () = tokio::time::sleep_until(self.until) => None,
            position = moves.next() => position,
        }
    }
}
