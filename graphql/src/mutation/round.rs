//! The selection round: launch, dates, matching report, ratification.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{RoundId, WorkerId};
use loopbrug_domain::round::amendment::Amendment;
use loopbrug_domain::round::launch::Launch;
use loopbrug_domain::round::{Intent, TieBreak};
use loopbrug_infra::commands::{Commands, RoundIntent};

use super::input::{ProcedureRecording, execute};
use super::payload::RoundPayload;
use super::reading::Reading;
use crate::error::UserError;

/// The addendum is published.
#[derive(Debug, InputObject)]
struct LaunchRoundInput {
    #[graphql(flatten)]
    recording: ProcedureRecording,
    /// The region, by its code.
    region: String,
    /// The round, by its code. Default: the catalogue's.
    round: Option<String>,
    /// The version of the region's catalogue that publishes it. Default: the latest.
    catalogue: Option<NaiveDate>,
}

/// A date moves.
#[derive(Debug, InputObject)]
struct AmendTimelineInput {
    #[graphql(flatten)]
    recording: ProcedureRecording,
    /// The round.
    round_id: ID,
    /// Which (list `round_item`).
    item: String,
    /// Its new last day, in Brussels. A time of day stays as published.
    new: NaiveDate,
    /// Why (list `timeline_reason`).
    reason: String,
}

/// All proposals are ranked.
#[derive(Debug, InputObject)]
struct DrawUpMatchingReportInput {
    #[graphql(flatten)]
    recording: ProcedureRecording,
    /// The round.
    round_id: ID,
    /// How ties are broken; a tie that is not stays one.
    #[graphql(default)]
    tie_breaks: Vec<TieBreakInput>,
}

/// The matching report is ratified, and with it every proposal in it.
#[derive(Debug, InputObject)]
struct RatifyMatchingReportInput {
    #[graphql(flatten)]
    recording: ProcedureRecording,
    /// The round.
    round_id: ID,
    /// The hash of the report that was ratified. The day that it was is the day it happened.
    report: String,
}

/// How a tie is broken.
#[derive(Debug, InputObject)]
struct TieBreakInput {
    /// All proposals of the tie, the best first.
    order: Vec<ID>,
    /// Why (list `tie_break_reason`).
    reason: String,
    /// Who decided it, for the jury, by worker id. Default: you.
    decided_by: Option<ID>,
}

impl TieBreakInput {
    fn read(self, you: WorkerId, read: &mut Reading) -> TieBreak {
        TieBreak {
            order: self.order.iter().map(|id| read.proposal(id, "tieBreaks")).collect(),
            reason: Code::new(self.reason),
            decided_by: self.decided_by.map_or(you, |worker| read.id(&worker, "tieBreaks")),
        }
    }
}

#[derive(Default)]
pub(super) struct RoundMutations;

#[Object]
impl RoundMutations {
    /// Launches a round: from here on proposals may come.
    async fn launch_round(
        &self,
        ctx: &Context<'_>,
        input: LaunchRoundInput,
    ) -> Result<RoundPayload> {
        let LaunchRoundInput { recording, region, round, catalogue } = input;
        let catalogues = ctx.data::<Commands>()?.catalogues();
        let latest = catalogues.latest(&region);
        execute(ctx, recording, |read| {
            if latest.is_none() {
                read.fault(UserError::region_not_found(&region));
            }
            let version = catalogue.or(latest.map(|latest| latest.version())).unwrap_or_default();
            let published = catalogues.get(&region, version).or(latest);
            let code = || published.map_or_else(|| Code::new(""), |one| one.round().code.clone());
            let round = round.map_or_else(code, Code::new);
            let launch = Launch { region: Code::new(region), round, catalogue: version };
            let id = RoundId::of(&launch.region, &launch.round);
            (id, RoundIntent::Record(Intent::LaunchRound(launch)))
        })
        .await
    }

    /// Moves a date of the round.
    async fn amend_timeline(
        &self,
        ctx: &Context<'_>,
        input: AmendTimelineInput,
    ) -> Result<RoundPayload> {
        execute(ctx, input.recording, |read| {
            let (item, reason) = (Code::new(input.item), Code::new(input.reason));
            let amendment = Amendment { item, new: input.new, reason };
            let intent = Intent::AmendTimeline(amendment);
            (read.round(&input.round_id), RoundIntent::Record(intent))
        })
        .await
    }

    /// Draws up the matching report: the ranking of all proposals. Until it is ratified it may be drawn up again.
    async fn draw_up_matching_report(
        &self,
        ctx: &Context<'_>,
        input: DrawUpMatchingReportInput,
    ) -> Result<RoundPayload> {
        let decided_by = ctx.data::<Actor>()?.worker;
        execute(ctx, input.recording, |read| {
            let round = read.round(&input.round_id);
            let ties = input.tie_breaks.into_iter().map(|tie| tie.read(decided_by, read));
            (round, RoundIntent::DrawUpReport(ties.collect()))
        })
        .await
    }

    /// Ratifies the matching report: every proposal in it moves, or none.
    async fn ratify_matching_report(
        &self,
        ctx: &Context<'_>,
        input: RatifyMatchingReportInput,
    ) -> Result<RoundPayload> {
        execute(ctx, input.recording, |read| {
            let round = read.round(&input.round_id);
            (round, RoundIntent::RatifyReport(read.report(&input.report)))
        })
        .await
    }
}
