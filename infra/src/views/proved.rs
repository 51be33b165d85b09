//! Single events of a region for who accounts for it: where they are, and that they are sealed.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{Position, Version};
use uuid::Uuid;

use super::{HistoryRequest, Page, SeenStep, StepParts, Steps, StreamId, ViewError, Views};
use crate::database::read;
use crate::log::{Span, Step};
use crate::seal::{Proved, Which};

/// An event that is held against a head, with as much of it as somebody may see.
#[derive(Debug)]
pub struct ProvedStep {
    /// What came of it. The event itself is in the proof only where all of it is for who asks.
    pub proved: Proved,
    /// The event as a step of the history; none where that is not for who asks, or there is none.
    pub step: Option<Step<SeenStep>>,
}

impl Views {
    /// Holds the event at a position against a head: for the region's steward and its auditor. That they see the event
    /// is recorded, as with every history.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn proved(
        &self,
        actor: &Actor,
        region: &Code,
        position: Position,
        which: Which,
    ) -> Result<ProvedStep, ViewError> {
        let mut proved = self.seal(actor, region)?.proved(position.0.into(), which).await?;
        let step = self.step_at(actor, region, position).await?;
        // The hash of an event says nothing of it; the event says all, also what is for others.
        if step.as_ref().is_none_or(|step| step.seen.payload.is_none()) {
            proved.proof = None;
        }
        Ok(ProvedStep { proved, step })
    }

    /// The step of a region's history at a position; none where there is none, or it is not for `actor`.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn step_at(
        &self,
        actor: &Actor,
        region: &Code,
        position: Position,
    ) -> Result<Option<Step<SeenStep>>, ViewError> {
        let request = HistoryRequest {
            span: Span { from: Some(position), to: Some(position), ..Span::default() },
            parts: StepParts { words: Steps::All, ..StepParts::default() },
            ..HistoryRequest::default()
        };
        let page = Page::first(1, None);
        let (mut found, _) = self.history_of_region(actor, region, &request, &page).await?;
        Ok(found.items.pop())
    }

    /// What goes by an id in a region's log, of whatever kind: for the region's steward and its auditor.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn stream_of(
        &self,
        actor: &Actor,
        region: &Code,
        id: Uuid,
    ) -> Result<Option<StreamId>, ViewError> {
        self.may_see_records(actor, region).await?;
        let (kinds, text) = (StreamId::all(id), id.to_string());
        let ask = || {
            sqlx::query_scalar::<_, String>(
                "SELECT aggregate_type FROM events
                 WHERE aggregate_type = ANY($1) AND aggregate_id = $2 AND region = $3 LIMIT 1",
            )
            .bind(kinds.map(|kind| kind.in_log().0))
            .bind(&text)
            .bind(region.as_str())
            .fetch_optional(&self.pool)
        };
        let found = read(ask).await?;
        Ok(kinds.into_iter().find(|kind| found.as_deref() == Some(kind.in_log().0)))
    }

    /// Where an event is, by its id, in its stream: for the region's steward and its auditor.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn event_of(
        &self,
        actor: &Actor,
        region: &Code,
        event: Uuid,
    ) -> Result<Option<Position>, ViewError> {
        let found = self.seal(actor, region)?.position_of(event).await?;
        Ok(found.and_then(|position| Version::try_from(position).ok()).map(Position))
    }
}
