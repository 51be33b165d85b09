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
mod of_log;
mod rotation;
mod secrets;
mod status;

use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

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
pub use self::error::VaultError;
pub(crate) use self::index::names::{Searched, forms};
pub use self::index::{Known, Likeness, WhoIs};
use self::key_file::{KeyFile, MasterKeys};
pub use self::status::VaultStatus;
use crate::database::{VAULT_MIGRATIONS, migrate_by, pool_later};

/// Why nobody is asked.
const SILENT: &str = "it did not answer a moment ago";
/// So many connections to the database of the keys a process has at most: nearly all that is asked is one row. One of
/// them hears of keys that are destroyed.
const CONNECTIONS: u32 = 5;
/// What takes longer is out of reach.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);
/// For so long what was found out about that holds: who asks in between neither waits nor looks.
const HEARD: Duration = Duration::from_secs(2);
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
    /// When its database answered last, or did not.
    heard: Mutex<Option<(Instant, bool)>>,
    /// Whether something of destroyed keys may be left in the files of the tables.
    to_wipe: AtomicBool,
    /// The database of the log whose keys they are.
    log: OnceLock<PgPool>,
}

impl Vault {
    /// The vault whose keys are in this database, wrapped by the key in this file. Nothing is asked yet.
    #[must_use]
    pub fn new(options: PgConnectOptions, key_file: PathBuf) -> Self {
        Self(Some(Arc::new(Inner {
            pool: pool_later(options, CONNECTIONS),
            file: KeyFile::at(key_file),
            master: RwLock::default(),
            to_wipe: AtomicBool::new(true),
            kept: Cache::builder().max_capacity(MOST_KEPT).time_to_live(KEPT).build(),
            heard: Mutex::default(),
            log: OnceLock::new(),
        })))
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
        wiped.await.inspect_err(|_| inner.to_wipe.store(true, Relaxed))
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

impl Inner {
    /// Whether the database of the keys answered a moment ago; none where nobody asked.
    fn heard(&self) -> Option<bool> {
        let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.filter(|(at, _)| at.elapsed() < HEARD).map(|(_, answered)| answered)
    }

    fn hear(&self, answered: bool) {
        let heard = Some((Instant::now(), answered));
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = heard;
    }

    /// The keys of the file; the first time the database is brought up to date before.
    async fn master(&self) -> Result<Arc<MasterKeys>, VaultError> {
        if let Some(master) = &*self.master.read().await {
            return Ok(Arc::clone(master));
        }
        let mut kept = self.master.write().await;
        if let Some(master) = &*kept {
            return Ok(Arc::clone(master));
        }
        if secrets::is_of_the_log(&self.pool).await? {
            return Err(VaultError::OfTheLog);
        }
        migrate_by(&VAULT_MIGRATIONS, &self.pool).await?;
        if let Some(log) = self.log.get()
            && of_log::kept(log).await?.is_some()
            && !secrets::has_begun(&self.pool).await?
        {
            return Err(VaultError::OfAnotherLog);
        }
        let master = Arc::new(secrets::matching(&self.pool, &self.file).await?);
        if let Some(log) = self.log.get() {
            of_log::bind(log, &master).await?;
        }
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
        trajectories: &[TrajectoryId],
    ) -> Result<HashMap<TrajectoryId, ClientKey>, VaultError> {
        let mut master = self.master().await?;
        let mut keys = HashMap::with_capacity(trajectories.len());
        let mut missing = trajectories.to_vec();
        for made in 0..=3 {
            for row in client_keys::find(&self.pool, region, &missing).await? {
                keys.insert(TrajectoryId(row.trajectory), self.unwrapped(&row).await?);
            }
            missing.retain(|trajectory| !keys.contains_key(trajectory));
            if missing.is_empty() {
                return Ok(keys);
            }
            match made {
                0 => {}
                // Made in vain three times means that the wrapping key was exchanged as often.
                3 => break,
                _ => master = self.read_again().await?,
            }
            client_keys::make(&self.pool, region, &missing, &master).await?;
        }
        Err(VaultError::Unavailable("the keys are being exchanged".into()))
    }
}

/// What comes of it, if it comes in time.
async fn in_time<T>(answer: impl Future<Output = Result<T, VaultError>>) -> Result<T, VaultError> {
    let answer = timeout(ANSWERED_WITHIN, answer).await;
    answer.unwrap_or_else(|elapsed| Err(VaultError::Unavailable(elapsed.into())))
}
