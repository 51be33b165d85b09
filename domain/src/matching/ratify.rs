//! The ratification: one command that moves the round and every proposal of the report.

use super::StreamCommand;
use super::draw_up::report_of;
use crate::catalogue::Catalogues;
use crate::content_hash::ContentHash;
use crate::ids::{ProposalId, RoundId};
use crate::matching::MatchingRefusal;
use crate::procedure::{Occasion, Refusal};
use crate::proposal::ratification::ProposalRatified;
use crate::proposal::{self, PartnershipProposal, ProposalCommand};
use crate::round::ratification::{Ratification, RatificationRefusal};
use crate::round::{self, RoundCommand, SelectionRound};
use crate::stream::Stream;

/// The commands that ratify the matching report whose hash is `report`. The day of the ratification is the
/// day that it occurred on; the end date follows from it. `proposals` are all those of the round.
///
/// # Errors
/// There is no report, it has another hash, the proposals are no longer as it says, or it was ratified
/// before. Nothing is to be recorded then, in any stream.
pub fn ratify(
    round: &SelectionRound,
    proposals: &[(ProposalId, &PartnershipProposal)],
    report: &ContentHash,
    occasion: &Occasion,
    catalogues: &Catalogues,
) -> Result<Vec<StreamCommand>, Refusal> {
    let intent = round::Intent::RatifyReport(Ratification { report: report.clone() });
    let command = RoundCommand { occasion: occasion.clone(), intent };
    // The rules of the round come before what the proposals say.
    round::decide(round, &command, catalogues)?;
    let launch = round.state().launched()?;
    let drawn_up = round.state().report.as_ref().ok_or(RatificationRefusal::NoMatchingReport)?;
    let now = report_of(proposals, drawn_up.report.tie_breaks.clone());
    Refusal::unless(now.is_ok_and(|now| now.hash() == drawn_up.hash), || {
        MatchingRefusal::ReportOutOfDate
    })?;

    let mut commands =
        vec![StreamCommand::Round(RoundId::of(&launch.region, &launch.round), command)];
    for (id, outcome, rank) in drawn_up.report.outcomes() {
        let ratified = ProposalRatified { report: report.clone(), outcome, rank };
        let intent = proposal::Intent::RatifyProposal(ratified);
        let command = ProposalCommand { occasion: occasion.clone(), intent };
        commands.push(StreamCommand::Proposal(id, command));
    }
    Ok(commands)
}
