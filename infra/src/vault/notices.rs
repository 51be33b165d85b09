//! Notices of keys that were destroyed, by whatever process: what is kept of a client in memory is dropped then.

use std::time::Duration;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::TrajectoryId;
use sqlx::Executor;
use sqlx::postgres::PgListener;
use tokio::time::timeout;

use super::{Vault, VaultError, in_time};

/// The channel of the notices. The payload is the region and the trajectory.
pub(super) const DESTROYED: &str = "loopbrug_key_destroyed";

/// On a connection without a notice for so long a statement finds out whether it is still there.
const QUIET: Duration = Duration::from_secs(5);

/// Hears of every key that is destroyed from now on.
#[derive(Debug)]
pub(crate) struct Notices {
    vault: Vault,
    listener: PgListener,
}

impl Vault {
    /// Begins to listen, on a connection of its own.
    ///
    /// # Errors
    /// See [`VaultError`].
    pub(crate) async fn notices(&self) -> Result<Notices, VaultError> {
        let inner = self.inner()?;
        let listener = in_time(async {
            inner.master().await?;
            let mut listener = PgListener::connect_with(&inner.pool).await?;
            listener.listen(DESTROYED).await?;
            Ok(listener)
        });
        Ok(Notices { vault: self.clone(), listener: listener.await? })
    }
}

impl Notices {
    /// Whose key was destroyed next; none where nothing was heard for a while.
    ///
    /// # Errors
    /// When the connection was lost: then notices may have been missed.
    pub(crate) async fn next(&mut self) -> Result<Option<(Code, TrajectoryId)>, VaultError> {
        let lost = || VaultError::Unavailable("the connection for notices was lost".into());
        let Ok(heard) = timeout(QUIET, self.listener.try_recv()).await else {
            in_time(async { Ok(self.listener.execute("SELECT").await?) }).await?;
            return Ok(None);
        };
        let heard = heard?.ok_or_else(lost)?;
        let Some((region, id)) = heard.payload().split_once(' ') else { return Ok(None) };
        let Ok(trajectory) = id.parse() else { return Ok(None) };
        let of = (Code::new(region), trajectory);
        self.vault.inner()?.kept.invalidate(&of);
        Ok(Some(of))
    }
}
