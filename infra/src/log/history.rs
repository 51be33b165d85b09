//! A stream with everything that the log knows of each event: for replaying it.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{CommandId, EventId, Position, TrajectoryId, Version};
use loopbrug_domain::trajectory::{Happening, State, Trajectory, TrajectoryEvent};
use sqlx::Row;
use sqlx::postgres::PgRow;
use sqlx::types::Json;

use super::Log;
use super::append::position;

/// One step of a trajectory's history.
#[derive(Debug, Clone)]
pub struct Step {
    /// The event's place in the stream.
    pub sequence: Version,
    /// Its place in the region's log.
    pub position: Position,
    /// Its id.
    pub event_id: EventId,
    /// When the log learned of it.
    pub recorded_at: DateTime<Utc>,
    /// The command that led to it; absent for rows of other writers.
    pub command: Option<CommandId>,
    /// Who recorded it; absent for rows of other writers.
    pub actor: Option<Actor>,
    /// What was recorded.
    pub event: TrajectoryEvent,
    /// The later steps that put it right.
    pub put_right_by: Vec<Version>,
    /// How things stood after it, as they were believed then.
    pub state: State,
}

impl Step {
    /// The event that it puts right, if it does.
    #[must_use]
    pub fn puts_right(&self) -> Option<Version> {
        match &self.event.what {
            Happening::EventCorrected(correction) => Some(correction.target),
            Happening::EventVoided(voiding) => Some(voiding.target),
            _ => None,
        }
    }

    /// The day it happened, in Brussels, as it was told.
    #[must_use]
    pub fn occurred_on(&self) -> NaiveDate {
        self.event.occurred_on
    }
}

impl Log {
    /// All steps of a trajectory, in the order in which they were recorded.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn history(&self, trajectory: TrajectoryId) -> Result<Vec<Step>, sqlx::Error> {
        let rows = sqlx::query(
            "SELECT sequence, position, event_id, recorded_at, command_id, actor, event_type,
                    event_version, payload::text AS payload
             FROM events
             WHERE aggregate_type = $1 AND aggregate_id = $2
             ORDER BY sequence",
        )
        .bind(<Trajectory as cqrs_es::Aggregate>::TYPE)
        .bind(trajectory.to_string())
        .fetch_all(&self.pool)
        .await?;
        let mut replayed = Trajectory::default();
        let mut steps: Vec<Step> = Vec::with_capacity(rows.len());
        for row in &rows {
            let step = step(row, &mut replayed)?;
            let target = step
                .puts_right()
                .and_then(|target| steps.iter_mut().find(|earlier| earlier.sequence == target));
            if let Some(target) = target {
                target.put_right_by.push(step.sequence);
            }
            steps.push(step);
        }
        Ok(steps)
    }
}

fn step(row: &PgRow, replayed: &mut Trajectory) -> Result<Step, sqlx::Error> {
    let (name, version) = (row.try_get("event_type")?, row.try_get("event_version")?);
    let event = TrajectoryEvent::read(name, version, row.try_get("payload")?)
        .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    replayed.learn(event.clone());
    Ok(Step {
        sequence: replayed.version(),
        position: position(row.try_get("position")?),
        event_id: EventId(row.try_get("event_id")?),
        recorded_at: row.try_get("recorded_at")?,
        command: row.try_get::<Option<_>, _>("command_id")?.map(CommandId),
        actor: row.try_get::<Option<Json<Actor>>, _>("actor")?.map(|actor| actor.0),
        event,
        put_right_by: vec![],
        state: replayed.state().clone(),
    })
}
