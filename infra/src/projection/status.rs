//! How projections are: how far behind the log, whether anybody is at work, which streams are quarantined.

use serde::Serialize;
use sqlx::PgExecutor;

/// Further behind than this a projection is lagging: twice what it projects at once, so that it would
/// need several steps, each well under a second, and more than a burst of commands leaves.
pub const LAGGING: u32 = 2 * super::BATCH;

/// With a heartbeat older than this, in seconds, a projection is stalled: six times as long as idle
/// runners wait between two, and longer than the longest step and the pause after a fault.
pub const STALLED: f64 = 30.0;

/// How a projection of a region is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    /// The projection.
    pub projection: String,
    /// The region.
    pub region: String,
    /// Everything up to here is in the rows.
    pub position: i64,
    /// The last event of the log.
    pub head: i64,
    /// How many positions the rows are behind.
    pub lag: i64,
    /// How long ago whoever works on it last said so, in seconds, by the database's clock.
    pub heartbeat_age: f64,
    /// Quarantined streams.
    pub dead_letters: i64,
    /// The rebuild that is under way.
    pub rebuild: Option<RebuildStatus>,
    /// All of it in a word.
    pub status: Health,
}

/// How far a rebuild is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RebuildStatus {
    /// Events that are folded.
    pub events: i64,
    /// Events that there are to fold, as far as was known at its beginning.
    pub of_events: i64,
    /// The same in hundredths.
    pub percent: f64,
    /// When it began, in seconds before now.
    pub age: f64,
    /// How long ago whoever works on it last wrote, in seconds.
    pub heartbeat_age: f64,
}

/// Whether all is well with a projection. The first that applies counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Nobody works on it.
    Stalled,
    /// It is far behind its log.
    Lagging,
    /// Streams are quarantined.
    DeadLetters,
    /// All is well.
    Ok,
}

impl Health {
    /// Its name, in answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stalled => "stalled",
            Self::Lagging => "lagging",
            Self::DeadLetters => "dead_letters",
            Self::Ok => "ok",
        }
    }

    fn of(lag: i64, heartbeat_age: f64, dead_letters: i64) -> Self {
        if heartbeat_age > STALLED {
            Self::Stalled
        } else if lag > i64::from(LAGGING) {
            Self::Lagging
        } else if dead_letters > 0 {
            Self::DeadLetters
        } else {
            Self::Ok
        }
    }
}

impl Status {
    /// What is wrong, in a sentence; none where all is well.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let Self { projection, region, lag, dead_letters, heartbeat_age, .. } = self;
        let said = match self.status {
            Health::Ok => return None,
            Health::Stalled => format!("nobody has worked on it for {heartbeat_age:.0} seconds"),
            Health::Lagging => format!("it is {lag} positions behind its log"),
            Health::DeadLetters => format!("{dead_letters} streams stand still"),
        };
        Some(format!("{projection} of {region}: {said}"))
    }
}

/// Names, position and head, age of the heartbeat, dead letters; of a rebuild its events, those there are,
/// its age and that of its heartbeat. Ages are in seconds.
type Row = (String, String, i64, i64, f64, i64, Option<i64>, Option<i64>, Option<f64>, Option<f64>);

/// All projections of all regions that anybody ever worked on.
///
/// # Errors
/// When the database does not answer.
pub async fn status(database: impl PgExecutor<'_>) -> Result<Vec<Status>, sqlx::Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT p.projection, p.region, p.position,
                greatest(p.position, coalesce(head.position, 0)) AS head,
                extract(epoch FROM clock_timestamp() - p.heartbeat)::float8 AS heartbeat_age,
                (SELECT count(*) FROM dead_letters AS letter
                 WHERE letter.region = p.region AND letter.projection = p.projection
                   AND letter.generation = p.generation) AS dead_letters,
                r.events, r.of_events,
                extract(epoch FROM clock_timestamp() - r.started_at)::float8 AS age,
                extract(epoch FROM clock_timestamp() - r.heartbeat)::float8
                    AS rebuild_heartbeat_age
         FROM projections AS p
         LEFT JOIN log_head AS head USING (region)
         LEFT JOIN rebuilds AS r USING (projection, region)
         ORDER BY p.projection, p.region",
    )
    .fetch_all(database)
    .await?;
    Ok(rows.into_iter().map(Status::of).collect())
}

impl Status {
    fn of(row: Row) -> Self {
        let (projection, region, position, head, heartbeat_age, dead_letters, ..) = row;
        let (.., events, of_events, age, rebuild_heartbeat_age) = row;
        let lag = head - position;
        let heartbeat_age = heartbeat_age.max(0.0);
        let rebuild = events.zip(of_events).map(|(events, of_events)| RebuildStatus {
            events,
            of_events,
            percent: f64::from(per_mille(events, of_events)) / 10.0,
            age: age.unwrap_or_default().max(0.0),
            heartbeat_age: rebuild_heartbeat_age.unwrap_or_default().max(0.0),
        });
        Self {
            status: Health::of(lag, heartbeat_age, dead_letters),
            projection,
            region,
            position,
            head,
            lag,
            heartbeat_age,
            dead_letters,
            rebuild,
        }
    }
}

/// What is projected after the target counts as done.
fn per_mille(done: i64, total: i64) -> i32 {
    let done = (done.max(0) * 1000).checked_div(total).unwrap_or(1000);
    i32::try_from(done).unwrap_or(1000).min(1000)
}

#[cfg(test)]
mod tests {
    use super::{Health, LAGGING, STALLED, per_mille};

    #[test]
    fn the_worst_counts() {
        assert_eq!(Health::of(0, 0.0, 0), Health::Ok);
        assert_eq!(Health::of(i64::from(LAGGING), STALLED, 0), Health::Ok);
        assert_eq!(Health::of(0, 0.0, 1), Health::DeadLetters);
        assert_eq!(Health::of(i64::from(LAGGING) + 1, 0.0, 1), Health::Lagging);
        assert_eq!(Health::of(i64::from(LAGGING) + 1, STALLED + 1.0, 1), Health::Stalled);
    }

    #[test]
    fn a_rebuild_of_nothing_is_done() {
        assert_eq!([per_mille(0, 0), per_mille(1, 3), per_mille(4, 3)], [1000, 333, 1000]);
    }
}
