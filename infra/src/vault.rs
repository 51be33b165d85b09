//! The vault: personal texts are sealed with a key for each client and region, and the keys are kept apart from
//! the log.
//!
//! What was sealed and whose key is destroyed is unreadable in every copy of the log, older ones too. So the keys
//! live in a database of their own, wrapped by a key that is in a file and in no database.
//!
//! *Opening* asks the database of the keys each time: a key that was destroyed opens nothing from the next use
//! on, in whatever process. *Sealing* keeps an unwrapped key for `KEPT` at most: what is sealed under a key
//! that was destroyed meanwhile is not readable for anybody, so nothing is lost by that but the text.

mod bound;
mod cipher;
mod client_keys;
mod error;
mod index;
mod inner;
mod key_file;
mod notices;
pub(crate) mod of_log;
mod rotation;
pub mod sealed_file;
mod secrets;
mod status;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio::time::sleep;
use zeroize::Zeroizing;

pub use self::bound::{Bound, event};
pub use self::client_keys::{ClientKey, Destroyed};
pub use self::error::VaultError;
pub(crate) use self::index::names::{Searched, forms};
pub use self::index::{Known, Likeness, WhoIs};
use self::inner::{Inner, KEPT, in_time};
pub use self::status::VaultStatus;

/// Why nobody is asked.
const SILENT: &str = "it did not answer a moment ago";
/// After that they are dropped.
const PAUSE: Duration = Duration::from_millis(100);

/// Seals and opens personal texts. Its clones share all they know.
#[derive(Debug, Clone)]
pub struct Vault(Option<Arc<Inner>>);

impl Vault {
    /// The vault whose keys are in this database, wrapped by the key in this file. Nothing is asked yet.
    #[must_use]
    pub fn new(options: PgConnectOptions, key_file: PathBuf) -> Self {
        Self(Some(Arc::new(Inner::new(options, key_file))))
    }

    /// The same, which has to be the vault of this log: another one is not used.
    #[must_use]
    pub fn of_log(self, log: PgPool) -> Self {
        if let Some(inner) = &self.0 {
            // Nobody else has said so: it is new.
            let _ = inner.log.set(log);
        }
        self
    }

    /// No vault: what is sealed can neither be recorded nor read, and all else goes on.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    fn inner(&self) -> Result<&Inner, VaultError> {
        self.0.as_deref().ok_or(VaultError::None)
    }

    /// Brings its schema up to date and looks at the key file, so that nobody has to wait for that later.
    ///
    /// # Errors
    /// See [`VaultError`]. Where its database does not answer, that is done when it does.
    pub async fn init(&self) -> Result<(), VaultError> {
        self.inner()?.master().await.map(|_| ())
    }

    /// Whether it can be used just now.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn ready(&self) -> Result<(), VaultError> {
        let inner = self.inner()?;
        let answered = in_time(async {
            inner.master().await?;
            sqlx::query("SELECT").execute(&inner.pool).await?;
            Ok(())
        })
        .await;
        inner.hear(answered.is_ok());
        answered
    }

    /// The same as of a moment ago: while its database is away only the first waits to find that out.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn answers(&self) -> Result<(), VaultError> {
        match self.inner()?.heard() {
            Some(true) => Ok(()),
            Some(false) => Err(VaultError::Unavailable(SILENT.into())),
            None => self.ready().await,
        }
    }

    /// The key of a trajectory, for sealing. It is made where there is none.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn key_to_seal(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
    ) -> Result<ClientKey, VaultError> {
        let inner = self.inner()?;
        let of = (region.clone(), trajectory);
        if let Some(kept) = inner.kept.get(&of) {
            return Ok(kept);
        }
        // Whoever seals holds up others who record about the client.
        self.answers().await?;
        let keys = in_time(inner.find_or_make(region, &[trajectory])).await;
        if matches!(keys, Err(VaultError::Unavailable(_))) {
            inner.hear(false);
        }
        let key = keys?.remove(&trajectory).ok_or(VaultError::Destroyed)?;
        inner.kept.insert(of, key.clone());
        // What is too old is dropped when the cache is used the next time, which may be never.
        let kept = inner.kept.clone();
        tokio::spawn(async move {
            sleep(KEPT + PAUSE).await;
            kept.run_pending_tasks();
        });
        Ok(key)
    }

    /// The keys of many trajectories, for sealing all at once. They are made where there are none, and not kept.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn keys_to_seal(
        &self,
        region: &Code,
        trajectories: &[TrajectoryId],
    ) -> Result<HashMap<TrajectoryId, ClientKey>, VaultError> {
        in_time(self.inner()?.find_or_make(region, trajectories)).await
    }

    /// The keys of trajectories, for opening. Those that were destroyed are left out, and those of whom nothing
    /// was ever sealed.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn keys_to_open(
        &self,
        region: &Code,
        trajectories: &[TrajectoryId],
    ) -> Result<HashMap<TrajectoryId, ClientKey>, VaultError> {
        let inner = self.inner()?;
        in_time(async {
            inner.master().await?;
            let rows = client_keys::find(&inner.pool, region, trajectories).await?;
            let mut keys = HashMap::with_capacity(rows.len());
            for row in rows {
                match inner.unwrapped(&row).await {
                    Err(VaultError::Destroyed) => {}
                    key => drop(keys.insert(TrajectoryId(row.trajectory), key?)),
                }
            }
            Ok(keys)
        })
        .await
    }

    /// Seals a text about a client, bound to its place.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn seal(&self, bound: &Bound<'_>, text: &str) -> Result<Vec<u8>, VaultError> {
        self.key_to_seal(bound.region, bound.trajectory).await?.seal(bound, text)
    }

    /// Opens what was sealed in this place.
    ///
    /// # Errors
    /// [`VaultError::Destroyed`] where there is no key any more, [`VaultError::NotSealedHere`] where the bytes
    /// are others.
    pub async fn open(
        &self,
        bound: &Bound<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<String>, VaultError> {
        let keys = self.keys_to_open(bound.region, &[bound.trajectory]).await?;
        keys.get(&bound.trajectory).ok_or(VaultError::Destroyed)?.open(bound, sealed)
    }

    /// Destroys the key of a trajectory, with what tells whether the client is known: what was sealed under it is
    /// unreadable from now on, wherever it is. To do it again changes nothing.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn destroy(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
    ) -> Result<Destroyed, VaultError> {
        let inner = self.inner()?;
        let destroyed = in_time(async {
            inner.master().await?;
            client_keys::destroy(&inner.pool, region, trajectory).await
        })
        .await?;
        inner.kept.invalidate(&(region.clone(), trajectory));
        inner.to_wipe.store(true, Relaxed);
        Ok(destroyed)
    }

    /// Those of whom there is something again, of trajectories whose keys the log says were destroyed.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn came_back(
        &self,
        destroyed: &[(Code, TrajectoryId)],
    ) -> Result<Vec<(Code, TrajectoryId)>, VaultError> {
        let Some(inner) = self.0.as_deref().filter(|_| !destroyed.is_empty()) else {
            return Ok(vec![]);
        };
        in_time(async {
            inner.master().await?;
            Ok(client_keys::came_back(&inner.pool, destroyed).await?)
        })
        .await
    }

    /// Wipes what is left of destroyed keys in the files of the tables, where this process destroyed one, or has not
    /// looked yet. The database's write-ahead log keeps them for longer: only [`rotate`](Self::rotate) makes those
    /// useless.
    ///
    /// # Errors
    /// See [`VaultError`]. Then it is done the next time.
    pub async fn wipe(&self) -> Result<(), VaultError> {
        let Some(inner) = self.0.as_deref().filter(|inner| inner.to_wipe.load(Relaxed)) else {
            return Ok(());
        };
        inner.to_wipe.store(false, Relaxed);
        let wiped = in_time(async {
            inner.master().await?;
            Ok(client_keys::write_anew(&inner.pool).await?)
        });
        let wiped = wiped.await;
        if !matches!(wiped, Ok(true)) {
            inner.to_wipe.store(true, Relaxed);
        }
        wiped.map(|_| ())
    }

    /// What makes two requests the same that hold personal texts: a keyed hash, since a plain one would tell who
    /// guesses the text that the guess was right.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn digest(&self, asked: &[u8]) -> Result<[u8; 32], VaultError> {
        let inner = self.inner()?;
        let master = in_time(inner.master()).await?;
        Ok(master.index.mac(&Zeroizing::new(cipher::place([b"asked".as_slice(), asked]))))
    }

    /// Exchanges the wrapping key, and destroys the old one; gives how many keys were wrapped anew. Killed in the
    /// middle, it goes on the next time.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn rotate(&self) -> Result<u64, VaultError> {
        let inner = self.inner()?;
        inner.master().await?;
        let wrapped = rotation::rotate(&inner.pool, &inner.file).await?;
        inner.read_again().await?;
        Ok(wrapped)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        if let Some(inner) = &self.0 {
            inner.pool.close().await;
        }
    }
}
