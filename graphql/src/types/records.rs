//! What was corrected, voided and erased in a region, as its auditor and its steward see it.

use async_graphql::{Context, Error, ID, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, Position, WorkerId};
use loopbrug_infra::views::{
    Account, CorrectionRecord, Decided, ErasureRecord, EventRecord, KeyGone, OrganisationCount,
    RecordedWithin, Views,
};

use super::Coded;
use super::names::Name;
use super::page::{Listed, no_cursor};
use super::shows::shows;
use crate::error::unanswered;

shows! {
    /// An event: who recorded it, and when. What it says is in the history of the trajectory.
    #[graphql(name = "EventRecord")]
    EventRecordView of EventRecord as record {
        /// Its place in the region's log.
        position: u32 = record.position.0,
        /// Its place in the trajectory, 1 for the first.
        event: u32,
        /// What kind of event it is.
        #[graphql(name = "type")]
        event_type: String,
        /// The day it happened, in Brussels, as it was given.
        occurred_on: NaiveDate,
        /// When the log learned of it (UTC).
        recorded_at: DateTime<Utc>,
        /// The organisation that recorded it, by KBO number.
        organisation: String,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = record.organisation,
        /// The person who recorded it, by worker id.
        worker: Option<ID>,
        /// The name of that person.
        worker_name: Option<Name<WorkerId>> = record.worker,
    }

    /// Something was corrected or voided.
    #[graphql(name = "CorrectionRecord")]
    CorrectionRecordView of CorrectionRecord as row {
        /// In which trajectory, by Relay id.
        trajectory: ID,
        /// The event that corrects or voids.
        correction: EventRecordView,
        /// The event that is put right. Null: it is not in the log any more.
        target: Option<EventRecordView>,
        /// How many days after that was recorded.
        days_after: Option<u32>,
        /// Why.
        reason: Option<Coded>,
        /// Whether the client's bridge figure did it.
        by_bridge_figure: bool,
        /// The correction or voiding of the same trajectory that it follows from: what was recorded together is put right
        /// together.
        follows_from: Option<u32>,
    }

    /// An erasure, from the request to the end of the key, as it is now.
    #[graphql(name = "ErasureRecord")]
    ErasureRecordView of ErasureRecord as row {
        /// Of which trajectory, by Relay id: nothing in the program leads from it to a person any more.
        trajectory: ID,
        /// Who asked for it, and when. Null: nobody did; the data had been kept for long enough, or the other end of a merge
        /// was erased.
        request: Option<EventRecordView> = row.request.as_ref().map(|(record, _)| record.clone()),
        /// On what ground it was asked for.
        requested_ground: Option<Coded> = row.request.as_ref().map(|(_, ground)| ground.clone()),
        /// What was decided; null where nothing is yet.
        decision: Option<ErasureDecisionRecord>,
        /// That it was carried out, as the log says; null where it does not.
        destroyed: Option<KeyDestroyedRecord>,
        /// Whether the key database has nothing of the client any more, where erasure was granted. Null where it was not, or
        /// where the key database does not answer. False where a backup of it was put back, until the key is destroyed
        /// again.
        keys_gone: Option<bool>,
    }

    /// What was decided on an erasure.
    ErasureDecisionRecord of Decided as decided {
        /// Who decided, and when.
        record: EventRecordView,
        /// Whether the data are erased.
        granted: bool,
        /// On what ground.
        ground: Coded,
    }

    /// A client's key was destroyed, and with it all that was sealed.
    KeyDestroyedRecord of KeyGone as gone {
        /// When the log learned of it. The program records it by itself.
        record: EventRecordView,
        /// The moment (UTC) from which on there was none.
        at: DateTime<Utc>,
        /// Whether there was one before: where nothing was ever sealed, there was none.
        had_key: bool,
    }
}

impl Listed for CorrectionRecordView {
    const LIST: &'static str = "CorrectionRecord";

    type Row = CorrectionRecord;

    fn cursor(row: &CorrectionRecord) -> String {
        row.correction.position.0.to_string()
    }
}

impl Listed for ErasureRecordView {
    const LIST: &'static str = "ErasureRecord";

    type Row = ErasureRecord;

    fn cursor(row: &ErasureRecord) -> String {
        row.position.0.to_string()
    }
}

/// Reads the cursor of such a record.
pub(crate) fn record_place(cursor: &str, _: &'static str) -> Result<Position, Error> {
    cursor.parse().map(Position).map_err(|_| no_cursor(cursor))
}

/// What is said of the whole of a list of records.
pub(crate) struct RecordsTotal {
    pub(crate) region: Code,
    pub(crate) account: Account,
    pub(crate) within: RecordedWithin,
}

/// What it costs to look at all that was recorded in some time.
pub(crate) const COUNTING: usize = 100;

/// What is said of the whole of a list of records.
#[Object]
impl RecordsTotal {
    /// How many items the whole list has, whatever the page.
    #[graphql(complexity = "COUNTING")]
    async fn total_count(&self, ctx: &Context<'_>) -> Result<u32, Error> {
        Ok(self.counted(ctx).await?.iter().map(|one| one.count).sum())
    }

    /// How many there are in the whole list by the event that they begin with, and the organisation that recorded it.
    #[graphql(complexity = "COUNTING + child_complexity")]
    async fn counts(&self, ctx: &Context<'_>) -> Result<Vec<OrganisationCountView>, Error> {
        let counted = self.counted(ctx).await?.into_iter();
        Ok(counted.map(|one| OrganisationCountView::of(&self.region, one)).collect())
    }
}

impl RecordsTotal {
    async fn counted(&self, ctx: &Context<'_>) -> Result<Vec<OrganisationCount>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let counted =
            views.count_by_organisation(actor, &self.region, self.account, self.within).await;
        counted.map_err(unanswered(ctx))
    }
}

/// How many events of a kind an organisation recorded.
#[derive(SimpleObject)]
#[graphql(name = "OrganisationCount")]
pub(crate) struct OrganisationCountView {
    /// What kind of event it is.
    #[graphql(name = "type")]
    event_type: String,
    /// The organisation, by KBO number.
    organisation: String,
    /// The name of that organisation.
    organisation_name: Name<KboNumber>,
    /// How many.
    count: u32,
}

impl OrganisationCountView {
    fn of(region: &Code, one: OrganisationCount) -> Self {
        let OrganisationCount { event_type, organisation, count } = one;
        let organisation_name = Name::of(region, organisation);
        Self { event_type, organisation: organisation.to_string(), organisation_name, count }
    }
}
