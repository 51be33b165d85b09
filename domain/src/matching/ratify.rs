//! The ratification: one command that moves the round and every proposal of the report.

use super::Recorded;
use super::draw_up::report_of;
use crate::catalogue::Catalogues;
use crate::content_hash::ContentHash;
use crate::ids::{ProposalId, RoundId};
use crate::procedure::{Circumstance, Occasion, Refusal};
use crate::proposal::ratification::ProposalRatified;
use crate::proposal::{self, PartnershipProposal};
use crate::round::ratification::{EndDateSet, MatchingReportRatified};
use crate::round::{SelectionRound, event};
use crate::stream::Stream;

/// Ratifies the matching report whose hash is `report`. The day of the ratification is the day
/// that it occurred on; the end date follows from it. `proposals` are all those of the round.
///
/// # Errors
/// Whatever stands against the whole: there is no report, it has another hash, the proposals are
/// no longer as it says, or it was ratified before. Nothing is to be recorded then, of no stream.
pub fn ratify(
    round: &SelectionRound,
    proposals: &[(ProposalId, &PartnershipProposal)],
    report: &ContentHash,
    occasion: &Occasion,
    catalogues: &Catalogues,
) -> Result<Vec<Recorded>, Refusal> {
    let launch = round.state().launched()?;
    occasion.within_time(Some(launch.launched_on()))?;
    let catalogue = round.catalogue(catalogues)?;
    let at = Circumstance::new(occasion, catalogue, round.timeline(catalogue));
    let id = RoundId::of(&launch.region, &launch.round);

    let body = catalogue.round().ratifying_body.nl.clone();
    let ratified = MatchingReportRatified { report: report.clone(), body, on: at.on };
    let ratified = event(ratified.into(), round, &at)?;
    let end_date = event(EndDateSet::after(at.on, &at).into(), round, &at)?;
    let drawn_up = round.state().report.as_ref().ok_or(Refusal::NoMatchingReport)?;
    let now = report_of(proposals, drawn_up.report.tie_breaks.clone());
    if !now.is_ok_and(|now| now.hash() == drawn_up.hash) {
        return Err(Refusal::ReportOutOfDate);
    }

    let mut recorded = vec![Recorded::Round(id, ratified), Recorded::Round(id, end_date)];
    for (id, outcome, rank) in drawn_up.report.outcomes() {
        let found = proposals.iter().find(|(found, _)| *found == id);
        let (_, found) = found.ok_or(Refusal::ReportOutOfDate)?;
        let fact = ProposalRatified { report: report.clone(), outcome, rank };
        recorded.push(Recorded::Proposal(id, proposal::event(fact.into(), found, &at)?));
    }
    Ok(recorded)
}
