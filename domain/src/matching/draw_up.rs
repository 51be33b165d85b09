//! The matching report, from all proposals of the round.

use chrono::NaiveDate;

use super::{StreamCommand, ranked};
use crate::catalogue::{Catalogue, Catalogues};
use crate::field::{FieldFaults, Fields};
use crate::ids::{ProposalId, RoundId};
use crate::matching::MatchingRefusal;
use crate::procedure::{Circumstance, Occasion, Refusal};
use crate::proposal::{PartnershipProposal, Stage};
use crate::round::report::MatchingReportDrawnUp;
use crate::round::{
    Intent, MatchingReport, Ranked, RoundCommand, SelectionRound, SideExit, TieBreak, Unranked,
};
use crate::stream::Stream;

/// The command that draws up the matching report. `proposals` are all those of the round; drafts and what was
/// withdrawn stay out of it. It may be drawn up again until it is ratified.
///
/// # Errors
/// The deadline has not passed, a proposal has yet to be judged, a tie-break is of no tie, or the
/// report was ratified.
pub fn draw_up(
    round: &SelectionRound,
    proposals: &[(ProposalId, &PartnershipProposal)],
    tie_breaks: &[TieBreak],
    occasion: &Occasion,
    catalogues: &Catalogues,
) -> Result<Vec<StreamCommand>, Refusal> {
    let catalogue = round.catalogue(catalogues);
    check_tie_breaks(tie_breaks, occasion.occurred_on, catalogue.as_ref().ok().copied())?;
    let (launch, catalogue) = (round.state().launched()?, catalogue?);
    let at = Circumstance::new(occasion, catalogue, round.timeline(catalogue));
    occasion.within_time(Some(launch.launched_on()))?;
    round.state().open_to_report(&at)?;
    without_interest(proposals, tie_breaks, occasion)?;
    let report = report_of(proposals, tie_breaks.to_vec())?;
    let hash = report.hash();
    let intent = Intent::DrawUpReport(MatchingReportDrawnUp { report, hash });
    let command = RoundCommand { occasion: occasion.clone(), intent };
    Ok(vec![StreamCommand::Round(RoundId::of(&launch.region, &launch.round), command)])
}

/// Nobody breaks a tie who declared a conflict of interest with one of its proposals, or whose organisation
/// has handed one of them in.
fn without_interest(
    proposals: &[(ProposalId, &PartnershipProposal)],
    tie_breaks: &[TieBreak],
    occasion: &Occasion,
) -> Result<(), Refusal> {
    for tie_break in tie_breaks {
        for &(id, proposal) in proposals.iter().filter(|(id, _)| tie_break.order.contains(id)) {
            let state = proposal.state();
            state.without_conflict(tie_break.decided_by)?;
            let of = state.draft.as_ref().map(|draft| draft.organisation);
            Refusal::when(of == Some(occasion.actor.organisation), || {
                MatchingRefusal::TieOfOwnProposal { proposal: id }
            })?;
        }
    }
    Ok(())
}

/// All that is wrong with the fields of tie-breaks given on a day.
///
/// # Errors
/// Where anything is.
pub fn check_tie_breaks(
    tie_breaks: &[TieBreak],
    on: NaiveDate,
    catalogue: Option<&Catalogue>,
) -> Result<(), FieldFaults> {
    let mut fields = Fields::of_day(on, catalogue);
    for tie_break in tie_breaks {
        fields.code(&tie_break.reason, "tieBreaks");
    }
    fields.finish()
}

/// What a report of these proposals says.
pub(super) fn report_of(
    proposals: &[(ProposalId, &PartnershipProposal)],
    tie_breaks: Vec<TieBreak>,
) -> Result<MatchingReport, Refusal> {
    let (mut ranking, mut unranked) = (Vec::new(), Vec::new());
    for &(id, proposal) in proposals {
        let known = proposal.state();
        let (Some(draft), Some(submission), Some(stage)) =
            (&known.draft, &known.submission, known.stage())
        else {
            continue;
        };
        let (organisation, content) = (draft.organisation, submission.content.clone());
        let exit = match (stage, &known.jury) {
            (Stage::Judged, Some(jury)) => {
                let (total, advice) = (jury.total, jury.deliberation.advice);
                let (rank, place) = (0, 0);
                let row =
                    Ranked { proposal: id, organisation, content, total, rank, place, advice };
                ranking.push(row);
                continue;
            }
            (Stage::Inadmissible, _) => SideExit::Inadmissible,
            (Stage::NotInvited, _) => SideExit::NotInvited,
            _ => return Err(MatchingRefusal::ProposalNotJudged { proposal: id, stage }.into()),
        };
        unranked.push(Unranked { proposal: id, organisation, content, exit });
    }
    Refusal::when(ranking.is_empty() && unranked.is_empty(), || MatchingRefusal::NothingToReport)?;
    unranked.sort_by_key(|row| row.proposal);
    let ranking = ranked(ranking, &tie_breaks)?;
    Ok(MatchingReport { ranking, unranked, tie_breaks })
}
