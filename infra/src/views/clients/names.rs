//! Names in memory, for finding clients: so many at most, for so long at most, and none of a client whose key was
//! destroyed.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{TrajectoryId, Version};
use moka::sync::Cache;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::sleep;
use zeroize::Zeroizing;

use crate::vault::{Vault, VaultError, forms};

/// So many names are kept at most, and each so long.
const MOST_KEPT: u64 = 20_000;
const KEPT: Duration = Duration::from_mins(10);
/// So many are opened at the same time, by all who search: the rest of the connections is for other readers.
const OPENED_AT_ONCE: usize = 4;
/// How long to wait before listening again on a connection that was lost.
const PAUSE: Duration = Duration::from_secs(1);

/// The forms of a name that a search finds, erased from memory when nobody has them any more.
#[derive(Clone)]
pub(super) struct Forms(Arc<[Zeroizing<String>]>);

impl Forms {
    pub(super) fn of(name: Option<&Zeroizing<String>>) -> Self {
        Self(name.map(|name| forms(name)).unwrap_or_default().into())
    }
}

impl Deref for Forms {
    type Target = [Zeroizing<String>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// The names that this process has at hand. Clones share them.
#[derive(Clone)]
pub(in crate::views) struct Names(Arc<Inner>);

struct Inner {
    /// With the version of the trajectory that each is of.
    kept: Cache<(Code, TrajectoryId), (Version, Forms)>,
    /// Whether it is heard which keys are destroyed. If not, nothing is kept.
    listens: AtomicBool,
    /// How often something was dropped because of that.
    heard: AtomicU64,
    turns: Semaphore,
}

impl Default for Names {
    fn default() -> Self {
        let kept = Cache::builder().max_capacity(MOST_KEPT).time_to_live(KEPT).build();
        let (listens, heard) = (AtomicBool::default(), AtomicU64::default());
        Self(Arc::new(Inner { kept, listens, heard, turns: Semaphore::new(OPENED_AT_ONCE) }))
    }
}

/// Says how many there are, and never which.
impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Names").field(&self.0.kept.iter().count()).finish()
    }
}

impl Names {
    /// The forms of the name of a client, if they are of this version of the trajectory or of a later one.
    pub(super) fn at_hand(
        &self,
        region: &Code,
        id: TrajectoryId,
        version: Version,
    ) -> Option<Forms> {
        let (of, forms) = self.0.kept.get(&(region.clone(), id))?;
        (of >= version).then_some(forms)
    }

    /// Waits until a name may be opened.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.0.turns.acquire().await.ok()
    }

    /// To be asked before a name is opened, and said when it is kept.
    pub(super) fn heard(&self) -> u64 {
        self.0.heard.load(Ordering::SeqCst)
    }

    /// Keeps what was opened, unless a key was destroyed meanwhile: it may have been this one.
    pub(super) fn keep(
        &self,
        region: &Code,
        id: TrajectoryId,
        version: Version,
        forms: &Forms,
        heard: u64,
    ) {
        let Inner { kept, listens, .. } = &*self.0;
        if !listens.load(Ordering::SeqCst) {
            return;
        }
        let of = (region.clone(), id);
        kept.insert(of.clone(), (version, forms.clone()));
        // Looked at after it is there: whoever drops it says so before.
        if self.heard() != heard {
            kept.invalidate(&of);
        }
    }

    /// Drops the name of each client whose key is destroyed, for ever.
    pub(super) async fn follow(&self, vault: &Vault) {
        loop {
            if let Err(error) = self.listen(vault).await {
                tracing::debug!(code = error.code(), "no names are kept: not listening");
            }
            // What happened meanwhile is not known.
            self.0.listens.store(false, Ordering::SeqCst);
            self.0.heard.fetch_add(1, Ordering::SeqCst);
            self.0.kept.invalidate_all();
            self.0.kept.run_pending_tasks();
            sleep(PAUSE).await;
        }
    }

    async fn listen(&self, vault: &Vault) -> Result<(), VaultError> {
        let mut notices = vault.notices().await?;
        self.0.listens.store(true, Ordering::SeqCst);
        loop {
            if let Some(erased) = notices.next().await? {
                self.0.heard.fetch_add(1, Ordering::SeqCst);
                self.0.kept.invalidate(&erased);
            }
            // What is too old is dropped when the cache is used the next time, which may be never.
            self.0.kept.run_pending_tasks();
        }
    }
}
