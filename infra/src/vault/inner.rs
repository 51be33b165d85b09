//! What a vault has at hand: its database, its key file, and what was found out about both.

use std::collections::HashMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use moka::sync::Cache;
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio::sync::RwLock;
use tokio::time::timeout;

use super::VaultError;
use super::client_keys::{self, ClientKey};
use super::key_file::{KeyFile, MasterKeys};
use super::{of_log, secrets};
use crate::database::{VAULT_MIGRATIONS, migrate_by, pool_later};

/// So many connections to the database of the keys a process has at most: nearly all that is asked is one row. One of
/// them hears of keys that are destroyed.
const CONNECTIONS: u32 = 5;
/// What takes longer is out of reach.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);
/// For so long what was found out about whether it answers holds: who asks in between neither waits nor looks.
const HEARD: Duration = Duration::from_secs(2);
/// So many unwrapped keys are kept for sealing at most, and each so long.
const MOST_KEPT: u64 = 10_000;
pub(super) const KEPT: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) pool: PgPool,
    pub(super) file: KeyFile,
    /// None until the database answered for the first time.
    pub(super) master: RwLock<Option<Arc<MasterKeys>>>,
    pub(super) kept: Cache<(Code, TrajectoryId), ClientKey>,
    /// When its database answered last, or did not.
    pub(super) heard: Mutex<Option<(Instant, bool)>>,
    /// Whether something of destroyed keys may be left in the files of the tables.
    pub(super) to_wipe: AtomicBool,
    /// The database of the log whose keys they are.
    pub(super) log: OnceLock<PgPool>,
}

impl Inner {
    pub(super) fn new(options: PgConnectOptions, key_file: PathBuf) -> Self {
        Self {
            pool: pool_later(options, CONNECTIONS),
            file: KeyFile::at(key_file),
            master: RwLock::default(),
            to_wipe: AtomicBool::new(true),
            kept: Cache::builder().max_capacity(MOST_KEPT).time_to_live(KEPT).build(),
            heard: Mutex::default(),
            log: OnceLock::new(),
        }
    }

    /// Whether the database of the keys answered a moment ago; none where nobody asked.
    pub(super) fn heard(&self) -> Option<bool> {
        let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.filter(|(at, _)| at.elapsed() < HEARD).map(|(_, answered)| answered)
    }

    pub(super) fn hear(&self, answered: bool) {
        let heard = Some((Instant::now(), answered));
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = heard;
    }

    /// The keys of the file; the first time the database is brought up to date before.
    pub(super) async fn master(&self) -> Result<Arc<MasterKeys>, VaultError> {
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
            of_log::bind(log, &of_log::mark(&master)).await?;
        }
        Ok(Arc::clone(kept.insert(master)))
    }

    /// The same after another process may have exchanged them.
    pub(super) async fn read_again(&self) -> Result<Arc<MasterKeys>, VaultError> {
        let mut kept = self.master.write().await;
        let master = Arc::new(secrets::matching(&self.pool, &self.file).await?);
        Ok(Arc::clone(kept.insert(master)))
    }

    pub(super) async fn unwrapped(&self, row: &client_keys::Row) -> Result<ClientKey, VaultError> {
        if let Some(key) = row.unwrap(&*self.master().await?)? {
            return Ok(key);
        }
        let wrapped_elsewhere = || {
            let why = "a key is wrapped by one that it does not hold: put the file of today there";
            self.file.refused(why.to_owned())
        };
        row.unwrap(&*self.read_again().await?)?.ok_or_else(wrapped_elsewhere)
    }

    pub(super) async fn find_or_make(
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
pub(super) async fn in_time<T>(
    answer: impl Future<Output = Result<T, VaultError>>,
) -> Result<T, VaultError> {
    let answer = timeout(ANSWERED_WITHIN, answer).await;
    answer.unwrap_or_else(|elapsed| Err(VaultError::Unavailable(elapsed.into())))
}
