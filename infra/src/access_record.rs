//! The access record: who looked at whose data, what for and when, and what was refused.
//!
//! A log of its own for each region, whose positions are dense and become visible in order, as those of the log of
//! events do. It is only added to, and removed from its beginning when its years are over. What cannot be recorded is not answered: whoever reads calls
//! [`AccessRecord::note`] between the policy's decision and the answer, and waits for the commit. All who wait at the
//! same time share one.

mod recorder;
mod retention;
mod rows;

use std::sync::Arc;
use std::time::Duration;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::policy::Denial;
use loopbrug_domain::word_enum;
use sqlx::PgPool;
use tokio::sync::oneshot;
use tokio::time::timeout;

use self::recorder::{Recorder, Waiting};
pub use self::rows::{AccessFilter, Noted};
pub(crate) use self::rows::{filtered, page};
use crate::queues::Queues;

/// How many reads of a region may wait to be recorded: more than connections can ask at once.
const ROOM: usize = 8_192;
/// Whoever waits longer is refused: less than whoever asked over HTTP waits.
const RECORDED_WITHIN: Duration = Duration::from_secs(8);
/// Where it is recorded what was asked about ids that lead to no region.
const NO_REGION: &str = "-";

word_enum! {
    /// What somebody looked at.
    pub enum What {
        /// One trajectory.
        Trajectory,
        /// The history of one.
        History,
        /// A page of the list of trajectories, or how many there are.
        Trajectories,
        /// A page of the work list.
        WorkList,
        /// Who is behind a figure.
        Lineage,
        /// What is kept sealed about a client.
        Sealed,
        /// Clients who were found by name.
        Clients,
        /// Whether somebody is known already.
        KnownClient,
        /// Everything about a client, to be handed over.
        Export,
        /// The access record itself.
        AccessRecord,
        /// A proposal, a round, a ranking or a report on the procedure: recorded where it is refused.
        Procedure,
        /// The directory: recorded where it is refused.
        Directory,
        /// A command: recorded where the policy refuses it.
        Command,
    }
}

/// What somebody was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked for.
    Answered,
    /// That nothing is there.
    Nothing,
    /// That it is not for who asks.
    Refused(Denial),
}

impl Outcome {
    /// The name that is stored, which never changes.
    fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Nothing => "nothing",
            Self::Refused(denial) => denial.code(),
        }
    }
}

/// That somebody looks, or wanted to.
#[derive(Debug, Clone, Copy)]
pub struct Access<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// Of which region; none where an id leads to none.
    pub region: Option<&'a Code>,
    /// At what.
    pub what: What,
    /// Whose: all whom the answer names.
    pub trajectories: &'a [TrajectoryId],
    /// What for, as the actor says; none: what the roles are there for.
    pub purpose: Option<&'a Code<AccessPurpose>>,
    /// What the answer is.
    pub outcome: Outcome,
}

impl<'a> Access<'a> {
    /// Somebody is answered, about nobody in particular and of no region, without a word what for.
    #[must_use]
    pub fn by(actor: &'a Actor, what: What) -> Self {
        Self {
            actor,
            region: None,
            what,
            trajectories: &[],
            purpose: None,
            outcome: Outcome::Answered,
        }
    }
}

/// It could not be recorded that somebody looks, so nothing is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it cannot be recorded that you look at this, so it is not shown; ask again in a moment, and if that does not \
     help, whoever looks after this server"
)]
pub struct AccessNotRecorded;

impl AccessNotRecorded {
    /// A name that never changes, for programs.
    pub const CODE: &str = "ACCESS_NOT_RECORDED";
}

/// Records who looks. Its clones record through the same queues.
#[derive(Debug, Clone)]
pub struct AccessRecord {
    pool: PgPool,
    catalogues: Arc<Catalogues>,
    queues: Arc<Queues<Waiting>>,
}

impl AccessRecord {
    /// The record in this database.
    #[must_use]
    pub fn new(pool: PgPool, catalogues: Arc<Catalogues>) -> Self {
        Self { pool, catalogues, queues: Arc::new(Queues::with_room(ROOM)) }
    }

    /// Records that somebody looks, or was refused; returns after the commit that holds it.
    ///
    /// # Errors
    /// Where that cannot be recorded: then nothing may be answered.
    pub async fn note(&self, access: Access<'_>) -> Result<(), AccessNotRecorded> {
        // Whoever asks may name any: only regions that there are have a record of their own.
        let region =
            access.region.filter(|region| self.catalogues.latest(region.as_str()).is_some());
        let region = region.cloned().unwrap_or_else(|| Code::new(NO_REGION));
        let (noted, answer) = oneshot::channel();
        let work = |queue| Recorder::new(region.clone(), queue, &self.pool).run();
        let waiting = Waiting::new(&access, self.catalogues.lists(), noted);
        self.queues.enqueue(&region, waiting, work).map_err(|_| AccessNotRecorded)?;
        // A recorder that ends without an answer could not write it.
        match timeout(RECORDED_WITHIN, answer).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(AccessNotRecorded),
        }
    }

    /// Passes on what the policy decided; a refusal is recorded first.
    ///
    /// # Errors
    /// The refusal, or that it cannot be recorded.
    pub async fn decided<E>(&self, access: Access<'_>, decided: Result<(), Denial>) -> Result<(), E>
    where
        E: From<Denial> + From<AccessNotRecorded>,
    {
        let Err(denial) = decided else { return Ok(()) };
        self.note(Access { outcome: Outcome::Refused(denial), ..access }).await?;
        Err(denial.into())
    }

    /// Takes nothing more, and waits until all that was taken is written.
    pub async fn close(&self) {
        self.queues.close().await;
    }
}
