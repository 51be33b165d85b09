//! Reading: the log of all regions of a database, for whoever does not append to it.

use chrono::{DateTime, Utc};
use cqrs_es::persist::{PersistedEventRepository, PersistenceError};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, Position, Version};
use loopbrug_domain::stream::Stream;
use sqlx::PgPool;
use uuid::Uuid;

use super::fold::Loaded;
use super::read::{head, position, stored_event};
use super::recent::PossibleRepeat;
use super::snapshots;
use super::streams::Streams;
use crate::database::read;

/// The log of all regions of a database, to be read.
#[derive(Debug, Clone)]
pub struct LogReader {
    pub(super) pool: PgPool,
}

/// A command that was carried out.
#[derive(Debug, Clone)]
pub struct CarriedOut {
    /// SHA-256 of what was asked.
    pub digest: Vec<u8>,
    /// What was answered, as JSON.
    pub answer: serde_json::Value,
    /// The position of its last event.
    pub position: Position,
}

impl LogReader {
    /// The log in this database.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// The database that it is in.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The position of the last event of a region.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn head(&self, region: &Code) -> Result<Position, sqlx::Error> {
        read(async || head(&mut *self.pool.acquire().await?, region).await).await
    }

    /// The last position of a region that was recorded by a moment.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn position_at(
        &self,
        region: &Code,
        moment: DateTime<Utc>,
    ) -> Result<Position, sqlx::Error> {
        let ask = || {
            let found = sqlx::query_scalar("SELECT position_at($1, $2)");
            found.bind(region.as_str()).bind(moment).fetch_one(&self.pool)
        };
        Ok(position(read(ask).await?))
    }

    /// The command with this id, if it was carried out in the region.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn carried_out(
        &self,
        region: &Code,
        command: CommandId,
    ) -> Result<Option<CarriedOut>, sqlx::Error> {
        let ask = || {
            sqlx::query_as(
                "SELECT digest, answer, last_position FROM commands
                 WHERE region = $1 AND command_id = $2",
            )
            .bind(region.as_str())
            .bind(command.0)
            .fetch_optional(&self.pool)
        };
        let found = read(ask).await?;
        Ok(found.map(|(digest, answer, at)| CarriedOut { digest, answer, position: position(at) }))
    }

    /// Where an event of a stream is in the log, and when it was recorded.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn recorded<A: Stream>(
        &self,
        region: &Code,
        aggregate_id: &str,
        event: Version,
    ) -> Result<Option<(PossibleRepeat, DateTime<Utc>)>, sqlx::Error> {
        let ask = || {
            sqlx::query_as(
                "SELECT position, command_id, recorded_at FROM events
                 WHERE aggregate_type = $1 AND aggregate_id = $2 AND sequence = $3 AND region = $4",
            )
            .bind(A::TYPE)
            .bind(aggregate_id)
            .bind(i64::from(event))
            .bind(region.as_str())
            .fetch_optional(&self.pool)
        };
        let found: Option<(_, Option<Uuid>, _)> = read(ask).await?;
        Ok(found.map(|(at, command, recorded_at)| {
            let (position, command) = (position(at), command.map(CommandId));
            (PossibleRepeat { event, position, command }, recorded_at)
        }))
    }

    /// The streams of one kind of aggregate, as cqrs-es reads them.
    #[must_use]
    pub fn streams<A: Stream>(&self) -> Streams {
        Streams::new(self.pool.clone(), A::FOLD)
    }

    /// An aggregate from its stream; an empty one where there is none.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn load<A: Stream>(&self, aggregate_id: &str) -> Result<Loaded<A>, PersistenceError> {
        self.load_through(self.streams::<A>(), aggregate_id).await
    }

    /// The same where it is known in which region the stream is.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn load_in<A: Stream>(
        &self,
        region: &Code,
        aggregate_id: &str,
    ) -> Result<Loaded<A>, PersistenceError> {
        self.load_through(self.streams::<A>().of_region(region), aggregate_id).await
    }

    async fn load_through<A: Stream>(
        &self,
        streams: Streams,
        aggregate_id: &str,
    ) -> Result<Loaded<A>, PersistenceError> {
        let streams = streams.in_text();
        let snapshot = streams.get_snapshot::<A>(aggregate_id).await?;
        // A snapshot that cannot be read is none.
        let begun = snapshot.and_then(|snapshot| Loaded::begin_with(&snapshot).ok());
        let mut loaded = begun.unwrap_or_else(|| Loaded::empty(aggregate_id));
        // The last event that is in the snapshot comes along, for its id.
        let after = loaded.version().saturating_sub(1) as usize;
        let events = streams.get_last_events::<A>(aggregate_id, after).await?;
        loaded.fold(&events)?;
        snapshots::keep_if_long(&self.pool, &loaded, &events);
        Ok(loaded)
    }

    /// An aggregate as it was known at a position and a moment.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn load_as_known<A: Stream>(
        &self,
        aggregate_id: &str,
        at: Position,
        by: DateTime<Utc>,
    ) -> Result<Loaded<A>, PersistenceError> {
        let streams = self.streams::<A>().known_at(at, by).in_text();
        let mut loaded = Loaded::empty(aggregate_id);
        loaded.fold(&streams.get_events::<A>(aggregate_id).await?)?;
        Ok(loaded)
    }

    /// All aggregates of a kind in a region, each from its stream. For kinds of which there are few.
    ///
    /// # Errors
    /// When the database does not answer, or holds what cannot be read.
    pub async fn load_all<A: Stream>(
        &self,
        region: &Code,
    ) -> Result<Vec<Loaded<A>>, PersistenceError> {
        let ask = || {
            sqlx::query(
                "SELECT position, aggregate_id, sequence, event_id, event_type, event_version,
                        payload::text AS payload, recorded_at
                 FROM events
                 WHERE aggregate_type = $1 AND region = $2
                 ORDER BY aggregate_id, sequence",
            )
            .bind(A::TYPE)
            .bind(region.as_str())
            .fetch_all(&self.pool)
        };
        let unreadable = |error| PersistenceError::ConnectionError(Box::new(error));
        let mut all: Vec<Loaded<A>> = Vec::new();
        for row in &read(ask).await.map_err(unreadable)? {
            let event = stored_event(row).map_err(unreadable)?;
            if all.last().is_none_or(|last| last.aggregate_id != event.aggregate_id) {
                all.push(Loaded::empty(&event.aggregate_id));
            }
            if let Some(last) = all.last_mut() {
                last.fold_next(event.text(), event.event_id)?;
            }
        }
        Ok(all)
    }
}
