//! Sessions in the database, sealed.

use async_trait::async_trait;
use loopbrug_infra::sessions::Sessions;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use super::keys::Keys;
use super::{Lives, SIGNED_IN};

/// The store of sessions. What they hold is sealed before it gets there.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    sessions: Sessions,
    lives: Lives,
}

impl Store {
    pub(crate) fn new(sessions: Sessions, lives: Lives) -> Self {
        Self { sessions, lives }
    }
}

fn sealed(record: &Record) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(record).map_err(|error| Error::Encode(error.to_string()))?;
    Keys::of(record.id).seal(&plain).map_err(|error| Error::Encode(error.to_string()))
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err calls")]
fn unanswered(error: impl ToString) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let signed_in = record.data.contains_key(SIGNED_IN);
        let life = if signed_in { self.lives.of_signed_in() } else { Lives::of_attempt() };
        loop {
            let (name, sealed) = (Keys::of(record.id).name(), sealed(record)?);
            if self.sessions.begin(&name, &sealed, life).await.map_err(unanswered)? {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let name = Keys::of(record.id).name();
        self.sessions.change(&name, &sealed(record)?).await.map_err(unanswered)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let (keys, idle) = (Keys::of(*id), self.lives.of_signed_in().idle);
        let found = self.sessions.find(&keys.name(), idle).await.map_err(unanswered)?;
        let Some(sealed) = found else { return Ok(None) };
        let opened = keys.open(&sealed).map_err(|error| Error::Decode(error.to_string()))?;
        serde_json::from_slice(&opened).map(Some).map_err(|error| Error::Decode(error.to_string()))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.sessions.end(&Keys::of(*id).name()).await.map_err(unanswered)
    }
}
