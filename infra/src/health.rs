//! Whether all is well, answered at once and by a connection of its own.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use tokio::sync::{Mutex, watch};
use tokio::time::timeout;

use crate::cluster::ClusterState;
use crate::connections::connect_alone;
use crate::projection::{Health as ProjectionHealth, LAGGING, Status, status};
use crate::vault::{Vault, VaultError};
use crate::views::{Images, Views};

/// A question is answered within it, whatever the database does.
const ANSWERED_WITHIN: Duration = Duration::from_millis(800);
/// Whoever holds the head of a log for longer than this, in seconds, keeps others from recording.
const HEAD_HELD: f64 = 3.0;
/// So many positions views may be behind, unless a setting says otherwise.
pub const BEHIND: u32 = LAGGING;

/// Answers whether all is well.
#[derive(Debug, Clone)]
pub struct Health {
    inner: Arc<Inner>,
    keys: Option<watch::Receiver<ClusterState>>,
}

#[derive(Debug)]
struct Inner {
    options: Arc<PgConnectOptions>,
    /// Kept for this alone. One that did not answer in time is given up.
    connection: Mutex<Option<PgConnection>>,
    images: Arc<Images>,
    regions: Vec<String>,
    /// So many positions views may be behind.
    behind: u32,
    cluster: Option<watch::Receiver<ClusterState>>,
    vault: Vault,
}

/// The database did not say how things are, or not in time.
#[derive(Debug, thiserror::Error)]
#[error("the database does not answer within a second")]
pub struct Silent;

impl Health {
    /// How a process is that has these views, which may be behind by so many positions, and this private
    /// PostgreSQL.
    #[must_use]
    pub fn new(
        pool: &PgPool,
        views: &Views,
        behind: u32,
        cluster: Option<watch::Receiver<ClusterState>>,
    ) -> Self {
        let inner = Inner {
            options: pool.connect_options(),
            connection: Mutex::default(),
            images: Arc::clone(views.all_images()),
            regions: views.catalogues().regions().map(ToString::to_string).collect(),
            behind,
            cluster,
            vault: views.vault().clone(),
        };
        Self { inner: Arc::new(inner), keys: None }
    }

    /// The same where the keys of clients are in a private PostgreSQL of their own.
    #[must_use]
    pub fn with_keys(self, keys: Option<watch::Receiver<ClusterState>>) -> Self {
        Self { keys, ..self }
    }

    /// What is the matter with the private PostgreSQL, in words; none where nothing is. The process lives
    /// all the same: it puts it right by itself, or ends.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.inner.cluster.as_ref().and_then(|state| state.borrow().problem())
    }

    /// The same of that of the keys: all goes on without it but what is sealed.
    #[must_use]
    pub fn problem_of_keys(&self) -> Option<String> {
        let problem = self.keys.as_ref().and_then(|state| state.borrow().problem())?;
        Some(format!("without the keys of personal texts: {problem}"))
    }

    /// Why the process cannot do its work just now, in words; nothing where it can.
    pub async fn reasons(&self) -> Vec<String> {
        if let Some(problem) = self.problem() {
            return vec![problem];
        }
        match self.ask(true).await {
            Ok((projections, mut reasons)) => {
                let ours = |one: &&Status| self.inner.regions.contains(&one.region);
                for one in projections.iter().filter(ours) {
                    reasons.extend(self.inner.not_ready(one));
                }
                reasons
            }
            Err(silent) => vec![silent.to_string()],
        }
    }

    /// What the process cannot do although it is ready, in words: without the keys of clients all goes on but
    /// what is sealed.
    pub async fn impairment(&self) -> Option<String> {
        let ready = timeout(ANSWERED_WITHIN, self.inner.vault.ready()).await;
        match ready {
            // A server without a vault is meant to be one.
            Ok(Ok(()) | Err(VaultError::None)) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("the keys of personal texts do not answer within a second".to_owned()),
        }
    }

    /// How the projections are that the views come of.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn projections(&self) -> Result<Vec<Status>, Silent> {
        Ok(self.ask(false).await?.0)
    }

    /// How the projections are and, where that is asked, whose head cannot be taken.
    async fn ask(&self, heads: bool) -> Result<(Vec<Status>, Vec<String>), Silent> {
        let Inner { options, connection, regions, .. } = &*self.inner;
        let ask_by = async |mut connection: PgConnection| {
            let projections = status(&mut connection).await?;
            let held = if heads { held(&mut connection, regions).await? } else { vec![] };
            Ok::<_, sqlx::Error>((connection, projections, held))
        };
        let answer = async {
            let mut kept = connection.lock().await;
            // Taken out, so that one which does not answer is not there for the next who asks.
            let by_kept = match kept.take() {
                Some(connection) => ask_by(connection).await.ok(),
                None => None,
            };
            // One that was lost since says nothing of how the database is now.
            let (connection, projections, held) = match by_kept {
                Some(found) => found,
                None => ask_by(connect_alone(options).await?).await?,
            };
            *kept = Some(connection);
            Ok::<_, sqlx::Error>((projections, held))
        };
        match timeout(ANSWERED_WITHIN, answer).await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => {
                tracing::warn!(%error, "whether all is well is not known");
                Err(Silent)
            }
            Err(_) => {
                tracing::warn!("whether all is well is not known: the database is silent");
                Err(Silent)
            }
        }
    }
}

/// The heads of logs that somebody has held for long. Read from what is known of locks, so that it takes no
/// lock itself.
async fn held(
    connection: &mut PgConnection,
    regions: &[String],
) -> Result<Vec<String>, sqlx::Error> {
    let held: Vec<(String, f64)> = sqlx::query_as(
        "SELECT head.region, extract(epoch FROM clock_timestamp() - holder.xact_start)::float8
         FROM log_head AS head
         JOIN pg_locks AS held ON held.locktype = 'transactionid' AND held.granted
              AND held.mode = 'ExclusiveLock' AND held.transactionid = head.xmax
         JOIN pg_stat_activity AS holder ON holder.pid = held.pid
         WHERE head.region = ANY($1)
           AND holder.xact_start < clock_timestamp() - make_interval(secs => $2)
         ORDER BY head.region",
    )
    .bind(regions)
    .bind(HEAD_HELD)
    .fetch_all(connection)
    .await?;
    let reasons = held.into_iter().map(|(region, seconds)| {
        format!(
            "nothing can be recorded in {region}: somebody has held the head of its log for \
             {seconds:.0} seconds"
        )
    });
    Ok(reasons.collect())
}

impl Inner {
    /// Why the views of a projection cannot be relied on.
    fn not_ready(&self, one: &Status) -> Option<String> {
        if one.status == ProjectionHealth::Stalled {
            return one.reason();
        }
        let behind = i64::from(self.behind);
        let Status { projection, region, lag, .. } = one;
        if *lag > behind {
            return Some(format!(
                "{projection} of {region}: the views are {lag} positions behind the log, and may be {behind}"
            ));
        }
        let images = self.images.positions().into_iter();
        let lag = images
            .filter(|(of, in_region, _)| of.name() == projection && in_region.as_str() == region)
            .map(|(_, _, position)| one.head - i64::from(position.0))
            .max()?;
        (lag > behind).then(|| {
            format!(
                "{projection} of {region}: the image of this process is {lag} positions behind the log, \
                 and may be {behind}"
            )
        })
    }
}
