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
mod key_file;
mod notices;
mod rotation;
mod secrets;
mod status;

use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use moka::sync::Cache;
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio::sync::RwLock;
use tokio::time::{sleep, timeout};
use zeroize::Zeroizing;

pub use self::bound::{Bound, event};
pub use self::client_keys::{ClientKey, Destroyed};
pub use self::error::{KeyFileError, VaultError};
pub(crate) use self::index::names::{Searched, forms};
pub use self::index::{Known, Likeness, WhoIs};
use self::key_file::{KeyFile, MasterKeys};
pub use self::status::VaultStatus;
use crate::database::{VAULT_MIGRATIONS, migrate_by, pool_later};

/// So many connections to the database of the keys a process has at most: nearly all that is asked is one row. One of
/// them hears of keys that are destroyed.
const CONNECTIONS: u32 = 5;
/// What takes longer is out of reach.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);
/// So many unwrapped keys are kept for sealing at most, and each so long.
const MOST_KEPT: u64 = 10_000;
const KEPT: Duration = Duration::from_secs(10);
/// After that they are dropped.
const PAUSE: Duration = Duration::from_millis(100);

/// Seals and opens personal texts. Its clones share all they know.
#[derive(Debug, Clone)]
pub struct Vault(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    pool: PgPool,
    file: KeyFile,
    /// None until the database answered for the first time.
    master: RwLock<Option<Arc<MasterKeys>>>,
    kept: Cache<(Code, TrajectoryId), ClientKey>,
}

impl Vault {
    /// The vault whose keys are in this database, wrapped by the key in this file. Nothing is asked yet.
    #[must_use]
    pub fn new(options: PgConnectOptions, key_file: PathBuf) -> Self {
        Self(Some(Arc::new(Inner {
            pool: pool_later(options, CONNECTIONS),
            file: KeyFile::at(key_file),
            master: RwLock::default(),
            kept: Cache::builder().max_capacity(MOST_KEPT).time_to_live(KEPT).build(),
        })))
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
        in_time(async {
            inner.master().await?;
            sqlx::query("SELECT").execute(&inner.pool).await?;
            Ok(())
        })
        .await
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
        let key = in_time(inner.find_or_make(region, trajectory)).await?;
        inner.kept.insert(of, key.clone());
        // What is too old is dropped when the cache is used the next time, which may be never.
        let kept = inner.kept.clone();
        tokio::spawn(async move {
            sleep(KEPT + PAUSE).await;
            kept.run_pending_tasks();
        });
        Ok(key)
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
        Ok(destroyed)
    }

    /// What makes two requests the same that hold personal texts: a keyed hash, since a plain one would tell who
    /// guesses the text that the guess was right.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub async fn digest(&self, asked: &[u8]) -> Result<[u8; 32], VaultError> {
        let inner = self.inner()?;
        let master = in_time(inner.master()).await?;
        Ok(master.index.mac(&cipher::place([b"asked".as_slice(), asked])))
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

impl Inner {
    /// The keys of the file; the first time the database is brought up to date before.
    async fn master(&self) -> Result<Arc<MasterKeys>, VaultError> {
        if let Some(master) = &*self.master.read().await {
            return Ok(Arc::clone(master));
        }
        let mut kept = self.master.write().await;
        if let Some(master) = &*kept {
            return Ok(Arc::clone(master));
        }
        migrate_by(&VAULT_MIGRATIONS, &self.pool).await?;
        let master = Arc::new(secrets::matching(&self.pool, &self.file).await?);
        Ok(Arc::clone(kept.insert(master)))
    }

    /// The same after another process may have exchanged them.
    async fn read_again(&self) -> Result<Arc<MasterKeys>, VaultError> {
        let mut kept = self.master.write().await;
        let master = Arc::new(secrets::matching(&self.pool, &self.file).await?);
        Ok(Arc::clone(kept.insert(master)))
    }

    async fn unwrapped(&self, row: &client_keys::Row) -> Result<ClientKey, VaultError> {
        if let Some(key) = row.unwrap(&*self.master().await?)? {
            return Ok(key);
        }
        let wrapped_elsewhere = || {
            let why = "a key is wrapped by one that it does not hold: put the file of today there";
            self.file.refused(why.to_owned())
        };
        row.unwrap(&*self.read_again().await?)?.ok_or_else(wrapped_elsewhere)
    }

    async fn find_or_make(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
    ) -> Result<ClientKey, VaultError> {
        let mut master = self.master().await?;
        // Twice made in vain means that the wrapping key was exchanged twice.
        for _ in 0..3 {
            if let [row] = &*client_keys::find(&self.pool, region, &[trajectory]).await? {
                return self.unwrapped(row).await;
            }
            client_keys::make(&self.pool, region, trajectory, &master).await?;
            if let [row] = &*client_keys::find(&self.pool, region, &[trajectory]).await? {
                return self.unwrapped(row).await;
            }
            master = self.read_again().await?;
        }
        Err(VaultError::Unavailable("the keys are being exchanged".into()))
    }
}

/// What comes of it, if it comes in time.
async fn in_time<T>(answer: impl Future<Output = Result<T, VaultError>>) -> Result<T, VaultError> {
    let answer = timeout(ANSWERED_WITHIN, answer).await;
    answer.unwrap_or_else(|elapsed| Err(VaultError::Unavailable(elapsed.into())))
}
