//! A selection round: its dates as they are now, its report, its ratification.

use async_graphql::{Context, Error, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::RoundItem;
use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::ids::RoundId;
use loopbrug_domain::procedure::Timeline;
use loopbrug_domain::procedure::timeline::END_DATE;
use loopbrug_domain::round::amendment::TimelineAmended;
use loopbrug_domain::round::ratification::MatchingReportRatified;
use loopbrug_infra::views::{Detail, SeenRound, Views};

use super::shows::{Shows, shows};
use super::{Coded, Language};
use crate::error::unanswered;
use crate::id;

/// A selection round of a region.
pub(crate) struct Round(pub(crate) Detail<SeenRound>);

/// Loads a round; none before its launch.
pub(crate) async fn load_round(ctx: &Context<'_>, id: RoundId) -> Result<Option<Round>, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    Ok(views.round(actor, id).await.map_err(unanswered(ctx))?.map(Round))
}

/// A selection round (*kandidatuurronde*) of a region.
#[Object]
impl Round {
    /// Relay id.
    pub(crate) async fn id(&self) -> ID {
        id::of_round(RoundId::of(&self.0.seen.launched.region, &self.0.seen.launched.round))
    }

    /// How many events were recorded: give it as `expectedVersion`.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// The region, by its code.
    async fn region(&self) -> &str {
        self.0.seen.launched.region.as_str()
    }

    /// Its code.
    async fn code(&self) -> &str {
        self.0.seen.launched.round.as_str()
    }

    /// Its name.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        lang.of(&self.0.catalogue.round().label)
    }

    /// The version of the region's catalogue that holds for it.
    async fn catalogue(&self) -> NaiveDate {
        self.0.seen.launched.catalogue
    }

    /// When it was launched, by the server's clock (UTC).
    async fn launched_at(&self) -> DateTime<Utc> {
        self.0.seen.launched.launched_at
    }

    /// Its dates as they are now.
    async fn timeline(&self) -> Vec<TimelineItem<'_>> {
        let items = self.0.catalogue.round().items.iter();
        items.map(|item| TimelineItem { item, timeline: self.timeline_now() }).collect()
    }

    /// The dates that were moved, in order.
    async fn amendments(&self) -> Vec<Amendment> {
        Shows::of(&self.0.seen.amendments, &self.0.catalogue)
    }

    /// The hash of the matching report that was drawn up last. See `ranking`.
    async fn report(&self) -> Option<&str> {
        self.0.seen.report.as_ref().map(ContentHash::as_str)
    }

    /// The ratification of the report.
    async fn ratification(&self) -> Option<Ratification> {
        Shows::of(&self.0.seen.ratified, &self.0.catalogue)
    }

    /// The day by which decisions are communicated, once the ratification has set it.
    async fn end_date(&self) -> Option<NaiveDate> {
        self.0.seen.ratified.as_ref().and_then(|_| self.timeline_now().day(END_DATE))
    }
}

impl Round {
    fn timeline_now(&self) -> Timeline<'_> {
        Timeline::new(self.0.catalogue.round(), &self.0.seen.fixed)
    }
}

struct TimelineItem<'a> {
    item: &'a RoundItem,
    timeline: Timeline<'a>,
}

/// A date of a round as it is now. Days are days in Brussels.
#[Object]
impl TimelineItem<'_> {
    /// Its code.
    async fn code(&self) -> &str {
        self.item.entry.code.as_str()
    }

    /// What it is.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        lang.of(&self.item.entry.label)
    }

    /// Its last day; for what an event will set, the last it may fall on.
    async fn day(&self) -> Option<NaiveDate> {
        self.timeline.day(self.item.entry.code.as_str())
    }

    /// Its first moment (UTC).
    async fn opens_at(&self) -> Option<DateTime<Utc>> {
        self.timeline.opens_at(self.item.entry.code.as_str())
    }

    /// The first moment after it (UTC): 23:59 lasts for the whole minute.
    async fn closes_at(&self) -> Option<DateTime<Utc>> {
        self.timeline.closes_at(self.item.entry.code.as_str())
    }

    /// Whether the source calls it subject to change.
    async fn subject_to_change(&self) -> bool {
        self.item.subject_to_change
    }
}

shows! {
    /// A date that was moved.
    Amendment of TimelineAmended as amended {
        /// Which.
        item: Coded,
        /// The last day that it had, in Brussels.
        old: Option<NaiveDate>,
        /// The last day that it has.
        new: NaiveDate,
        /// Why.
        reason: Coded,
    }

    /// The ratification of a matching report.
    Ratification of MatchingReportRatified as ratified {
        /// The hash of the report.
        report: String,
        /// The body that ratified it.
        body: String,
        /// The day that it did, in Brussels.
        on: NaiveDate,
    }
}
