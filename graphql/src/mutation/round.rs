//! The selection round: launch, dates, matching report, ratification.

use async_graphql::{Context, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code as AnyCode;
use loopbrug_domain::catalogue::list::{RoundItem, TieBreakReason, TimelineReason};
use loopbrug_domain::ids::{ProposalId, RoundId};
use loopbrug_domain::round::amendment::Amendment;
use loopbrug_domain::round::launch::Launch;
use loopbrug_domain::round::{Intent, TieBreak};
use loopbrug_infra::commands::{Commands, RoundIntent};

use super::about::{OnRound, ProcedureRecording};
use super::given::{Id, ReportHash, WorkerOrYou};
use super::input::{read, record_read};
use super::payload::RoundPayload;
use crate::error::UserError;
use crate::input::{Code, Described, input_objects};

input_objects! {
    /// The addendum is published.
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
}

#[derive(Default)]
pub(super) struct LaunchMutations;

#[Object]
impl LaunchMutations {
    /// Launches a round: from here on proposals may come.
    async fn launch_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            LaunchRoundInput,
        >,
    ) -> Result<RoundPayload> {
        let LaunchRoundInput { recording, region, round, catalogue } = input.0;
        let catalogues = ctx.data::<Commands>()?.catalogues();
        let latest = catalogues.latest(&region);
        let read = read(ctx, &recording.head(), |reading| {
            if latest.is_none() {
                reading.fault(UserError::region_not_found(&region));
            }
            let version = catalogue.or(latest.map(|latest| latest.version())).unwrap_or_default();
            let published = catalogues.get(&region, version).or(latest);
            let code =
                || published.map_or_else(|| AnyCode::new(""), |one| one.round().code.clone());
            let round = round.map_or_else(code, AnyCode::new);
            let launch = Launch { region: AnyCode::new(region), round, catalogue: version };
            let id = RoundId::of(&launch.region, &launch.round);
            (id, RoundIntent::Record(Intent::LaunchRound(launch)))
        });
        record_read(ctx, read).await
    }
}

mutations! {
    RoundMutations on OnRound;

    /// Moves a date of the round. Once the matching report is ratified, dates that have passed stay.
    amend_timeline:
    /// A date moves.
    AmendTimelineInput {
        /// Which.
        item: Code<RoundItem>,
        /// Its new last day, in Brussels. A time of day stays as published.
        new: NaiveDate,
        /// Why.
        reason: Code<TimelineReason>,
    } => RoundIntent::Record(Intent::AmendTimeline(Amendment { item, new, reason }));

    /// Draws up the matching report: the ranking of all proposals. Until it is ratified it may be drawn up again.
    draw_up_matching_report:
    /// All proposals are ranked.
    DrawUpMatchingReportInput {
        /// How ties are broken; a report with a tie that is not cannot be ratified.
        #[graphql(default)]
        tie_breaks: Vec<TieBreakInput>,
    } => RoundIntent::DrawUpReport(tie_breaks);

    /// Ratifies the matching report: every proposal in it moves, or none.
    ratify_matching_report:
    /// The matching report is ratified, and with it every proposal in it.
    RatifyMatchingReportInput {
        /// The hash of the report that was ratified. The day that it was is the day it happened.
        report: ReportHash,
    } => RoundIntent::RatifyReport(report);
}

inputs! {
    /// How a tie is broken.
    TieBreakInput -> TieBreak {
        /// All proposals of the tie, the best first.
        order: Vec<Id<ProposalId>>,
        /// Why.
        reason: Code<TieBreakReason>,
        /// Who decided it, for the jury, by worker id. Default: you.
        decided_by: WorkerOrYou,
    } => TieBreak { order, reason, decided_by };
}
