//! The one clock. Nothing else asks what time it is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use crate::database::in_time;

/// How often the database is asked for the time anew.
const ASKED_EVERY: Duration = Duration::from_secs(10);
/// A database that takes longer to say what time it is does not say it.
const SAID_WITHIN: Duration = Duration::from_secs(2);
/// A machine whose clock is further off than this is said to be wrong.
const TOLERATED: TimeDelta = TimeDelta::seconds(5);

/// The time: that of the database, that of this machine, or one that was set.
///
/// Everybody who records into a log goes by the clock of its database, however their own are set: the
/// days and deadlines that a command is held to, and the moment at which it is recorded. One machine
/// whose clock is ahead would otherwise spoil every question as of a moment for as long as it was.
#[derive(Debug, Clone, Default)]
pub struct Clock(Source);

#[derive(Debug, Clone, Default)]
enum Source {
    /// This machine, where there is no database.
    #[default]
    Machine,
    Database(Arc<Mutex<Anchor>>),
    Set(Arc<Mutex<DateTime<Utc>>>),
}

/// What the database said, and when. What went by since is measured by a clock that nobody sets.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    said: DateTime<Utc>,
    at: Instant,
}

impl Anchor {
    async fn of(pool: &PgPool) -> Result<Self, sqlx::Error> {
        let asked = Instant::now();
        let ask = sqlx::query_scalar("SELECT clock_timestamp()").fetch_one(pool);
        let said = in_time(SAID_WITHIN, ask).await?;
        // It was said somewhere in between.
        Ok(Self { said, at: asked + asked.elapsed() / 2 })
    }

    fn now(self) -> DateTime<Utc> {
        self.said + self.at.elapsed()
    }
}

impl Clock {
    /// The machine's clock, for what no log is asked about.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// The clock of a database. [`follow`](Self::follow) keeps it right.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(pool: &PgPool) -> Result<Self, sqlx::Error> {
        let clock = Self(Source::Database(Arc::new(Mutex::new(Anchor::of(pool).await?))));
        clock.compare_with_the_machine();
        Ok(clock)
    }

    /// A clock that shows `moment` until it is set anew: for replaying a history as if it
    /// were that day.
    #[must_use]
    pub fn set_to(moment: DateTime<Utc>) -> Self {
        Self(Source::Set(Arc::new(Mutex::new(moment))))
    }

    /// Moves a clock that was set, and all its clones. Others are not moved.
    pub fn set(&self, moment: DateTime<Utc>) {
        if let Source::Set(set) = &self.0 {
            *set.lock().unwrap_or_else(PoisonError::into_inner) = moment;
        }
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::Machine => machine(),
            Source::Database(anchor) => {
                let anchor = *anchor.lock().unwrap_or_else(PoisonError::into_inner);
                anchor.now()
            }
            Source::Set(set) => *set.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// The moment to which the clock was set; none where time goes by itself, and the database says
    /// when something is recorded.
    #[must_use]
    pub fn set_moment(&self) -> Option<DateTime<Utc>> {
        match &self.0 {
            Source::Set(_) => Some(self.now()),
            Source::Machine | Source::Database(_) => None,
        }
    }

    /// By how much this machine's clock is ahead of the database's; negative where it is behind.
    #[must_use]
    pub fn machine_is_ahead_by(&self) -> TimeDelta {
        match &self.0 {
            Source::Database(_) => machine() - self.now(),
            Source::Machine | Source::Set(_) => TimeDelta::zero(),
        }
    }

    /// Asks the database again and again, also after another took its place, until it is dropped.
    pub async fn follow(&self, pool: &PgPool) {
        let Source::Database(anchor) = &self.0 else { return };
        loop {
            tokio::time::sleep(ASKED_EVERY).await;
            match Anchor::of(pool).await {
                Ok(new) => *anchor.lock().unwrap_or_else(PoisonError::into_inner) = new,
                Err(error) => {
                    tracing::warn!(%error, "the database does not say what time it is; going on");
                    continue;
                }
            }
            self.compare_with_the_machine();
        }
    }

    fn compare_with_the_machine(&self) {
        let ahead = self.machine_is_ahead_by();
        if ahead.abs() > TOLERATED {
            tracing::warn!(
                seconds_ahead = ahead.num_seconds(),
                "this machine's clock is not that of the database; the database's is used"
            );
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
fn machine() -> DateTime<Utc> {
    Utc::now()
}
