//! The rules of the report and its ratification.

use proptest::prelude::*;
use uuid::Uuid;

use super::{StreamEvent, decide, draw_up, ranked, ratify};
use crate::catalogue::Code;
use crate::content_hash::ContentHash;
use crate::ids::{KboNumber, ProposalId, WorkerId};
use crate::matching::MatchingRefusal;
use crate::procedure::{Points, ProcedureRefusal, Refusal};
use crate::proposal::assessment::AssessmentRefusal;
use crate::proposal::jury::JuryConflictDeclared;
use crate::proposal::pitch::PitchInvitationWithheld;
use crate::proposal::story::{
    Story, assessed, deliberation, inadmissible, judged, offered, pitched, submitted,
};
use crate::proposal::submission::ProposalWithdrawn;
use crate::proposal::{Intent, PartnershipProposal, Stage};
use crate::round::amendment::AmendmentRefusal;
use crate::round::ratification::RatificationRefusal;
use crate::round::story::{actor, catalogues, launched, occasion, utc};
use crate::round::{Outcome, Ranked, SelectionRound, TieBreak};
use crate::stream::{Aggregate, Stream};

fn id(n: u128) -> ProposalId {
    ProposalId(Uuid::from_u128(n))
}

fn row(n: u128, total: u32) -> Ranked {
    Ranked {
        proposal: id(n),
        organisation: KboNumber::of_stem(7),
        content: ContentHash::of(&n),
        total: Points(total),
        rank: 0,
        place: 0,
        advice: Outcome::Reserve,
    }
}

fn broken(order: &[u128]) -> TieBreak {
    TieBreak {
        order: order.iter().map(|n| id(*n)).collect(),
        reason: Code::new("jury_vote"),
        decided_by: WorkerId(Uuid::from_u128(1)),
    }
}

fn places(rows: &[Ranked]) -> Vec<(u128, u32, u32)> {
    rows.iter().map(|row| (row.proposal.0.as_u128(), row.rank, row.place)).collect()
}

type Proposals = Vec<(ProposalId, PartnershipProposal)>;

/// One judged, one inadmissible, one not invited, one withdrawn and one that was never submitted.
fn proposals() -> Proposals {
    let withheld = PitchInvitationWithheld { motivation: "te weinig uitgewerkt".into() };
    let stories = [
        judged(),
        submitted().then_take(Intent::DecideAdmissibility(inadmissible())),
        assessed().then_take(Intent::WithholdPitchInvitation(withheld)),
        submitted().then_take(Intent::WithdrawProposal(ProposalWithdrawn {})),
        offered(),
    ];
    let numbered = (1..).zip(stories.iter().map(Story::proposal));
    numbered.map(|(n, proposal)| (id(n), proposal.clone())).collect()
}

fn all(proposals: &Proposals) -> Vec<(ProposalId, &PartnershipProposal)> {
    proposals.iter().map(|(id, proposal)| (*id, proposal)).collect()
}

fn draw(
    round: &SelectionRound,
    proposals: &Proposals,
    local: &str,
) -> Result<Vec<StreamEvent>, Refusal> {
    let occasion = occasion(utc(local), actor(1, 1));
    let all = all(proposals);
    let asked = draw_up(round, &all, &[], &occasion, catalogues())?;
    decide(asked, round, &all, catalogues())
}

fn ratified(
    round: &SelectionRound,
    proposals: &Proposals,
    report: &ContentHash,
    local: &str,
) -> Result<Vec<StreamEvent>, Refusal> {
    let occasion = occasion(utc(local), actor(1, 1));
    let all = all(proposals);
    let asked = ratify(round, &all, report, &occasion, catalogues())?;
    decide(asked, round, &all, catalogues())
}

fn apply(round: &mut SelectionRound, proposals: &mut Proposals, recorded: &[StreamEvent]) {
    for recorded in recorded {
        match recorded {
            StreamEvent::Round(_, event) => round.apply(event.clone()),
            StreamEvent::Proposal(id, event) => {
                proposals.iter_mut().find(|(found, _)| found == id).unwrap().1.apply(event.clone());
            }
        }
    }
}

/// The round with its report, and the report's hash.
fn reported(proposals: &mut Proposals) -> (SelectionRound, ContentHash) {
    let mut round = launched().round();
    let recorded = draw(&round, proposals, "2023-10-13T18:00:00").unwrap();
    apply(&mut round, proposals, &recorded);
    let hash = round.state().report.clone().unwrap().hash;
    (round, hash)
}

#[test]
fn ties_are_shown_as_ties() {
    let rows = vec![row(1, 7000), row(2, 9000), row(3, 7000), row(4, 5000)];
    let found = ranked(rows, &[]).unwrap();
    assert_eq!(places(&found), [(2, 1, 1), (1, 2, 2), (3, 2, 2), (4, 4, 4)]);
}

#[test]
fn a_tie_break_gives_places_and_leaves_the_ranks() {
    let rows = vec![row(1, 7000), row(2, 9000), row(3, 7000), row(4, 5000)];
    let found = ranked(rows, &[broken(&[3, 1])]).unwrap();
    assert_eq!(places(&found), [(2, 1, 1), (3, 2, 2), (1, 2, 3), (4, 4, 4)]);
}

#[test]
fn a_tie_break_names_all_proposals_of_one_tie_each_once() {
    for order in [&[1, 2][..], &[1], &[1, 3, 3], &[1, 1], &[2], &[]] {
        let rows = vec![row(1, 7000), row(2, 9000), row(3, 7000)];
        assert_eq!(
            ranked(rows, &[broken(order)]),
            Err(MatchingRefusal::NotATie.into()),
            "{order:?}"
        );
    }
    let rows = vec![row(1, 7000), row(3, 7000)];
    let twice = [broken(&[1, 3]), broken(&[3, 1])];
    assert_eq!(ranked(rows, &twice), Err(MatchingRefusal::NotATie.into()));
}

proptest! {
    #[test]
    fn a_ranking_does_not_depend_on_the_order_in_which_proposals_come(
        totals in prop::collection::vec(0_u32..6, 1..12),
        seed in any::<prop::sample::Index>(),
    ) {
        let rows: Vec<_> = (1..).zip(&totals).map(|(n, total)| row(n, *total)).collect();
        let mut turned = rows.clone();
        turned.rotate_left(seed.index(rows.len()));
        let found = ranked(rows, &[]).unwrap();
        prop_assert_eq!(&found, &ranked(turned, &[]).unwrap());
        for row in &found {
            let better = found.iter().filter(|other| other.total > row.total).count();
            prop_assert_eq!(row.rank as usize, better + 1);
        }
    }
}

#[test]
fn the_report_is_of_all_proposals_that_were_submitted_and_stand() {
    let mut proposals = proposals();
    let (round, hash) = reported(&mut proposals);
    let report = &round.state().report.as_ref().unwrap().report;
    assert_eq!(report.hash(), hash);
    let outcomes: Vec<_> = report.outcomes().collect();
    let (approved, rejected) = (Outcome::Approved, Outcome::Rejected);
    let expected = [(id(1), approved, Some(1)), (id(2), rejected, None), (id(3), rejected, None)];
    assert_eq!(outcomes, expected);
}

#[test]
fn no_report_before_the_deadline_nor_before_all_are_judged() {
    let round = launched().round();
    let closes_at = utc("2023-09-23T00:00:00");
    let early = draw(&round, &proposals(), "2023-09-22T23:59:59");
    // The day of the event makes no difference: the server's clock does.
    assert_eq!(early, Err(MatchingRefusal::SubmissionStillOpen { closes_at }.into()));
    let (proposal, stage) = (id(1), Stage::Pitched);
    let unjudged = vec![(proposal, pitched().proposal().clone())];
    let found = draw(&round, &unjudged, "2023-10-13T18:00:00");
    assert_eq!(found, Err(MatchingRefusal::ProposalNotJudged { proposal, stage }.into()));
    let found = draw(&round, &vec![], "2023-10-13T18:00:00");
    assert_eq!(found, Err(MatchingRefusal::NothingToReport.into()));
    let found = draw(&SelectionRound::default(), &proposals(), "2023-10-13T18:00:00");
    assert_eq!(found, Err(ProcedureRefusal::RoundNotLaunched.into()));
}

#[test]
fn a_ratification_covers_every_proposal_of_the_report_at_once() {
    let mut proposals = proposals();
    let (mut round, hash) = reported(&mut proposals);
    let recorded = ratified(&round, &proposals, &hash, "2023-10-17T20:00:00").unwrap();
    let names: Vec<_> = recorded
        .iter()
        .map(|recorded| match recorded {
            StreamEvent::Round(_, event) => event.what.event_type().name,
            StreamEvent::Proposal(_, event) => event.what.event_type().name,
        })
        .collect();
    let one = "ProposalRatified";
    assert_eq!(names, ["MatchingReportRatified", "EndDateSet", one, one, one]);
    apply(&mut round, &mut proposals, &recorded);
    let stages: Vec<_> = proposals.iter().filter_map(|(_, proposal)| proposal.stage()).collect();
    let done = Stage::Ratified;
    assert_eq!(stages, [done, done, done, Stage::Withdrawn, Stage::Draft]);
    let state = round.state();
    assert_eq!(state.ratified.as_ref().unwrap().body, "beheerscomité SEVA");

    let again = ratified(&round, &proposals, &hash, "2023-10-18T20:00:00");
    assert_eq!(again, Err(RatificationRefusal::MatchingReportAlreadyRatified.into()));
    let again = draw(&round, &proposals, "2023-10-18T20:00:00");
    assert_eq!(again, Err(RatificationRefusal::MatchingReportAlreadyRatified.into()));
}

#[test]
fn the_decision_is_due_the_day_after_the_ratification_and_the_rebuttal_counts_from_it() {
    for (ratified_at, due, rebuttal, overdue) in [
        ("2023-10-17T20:00:00", "2023-10-19T00:00:00", "2023-11-02T00:00:00", false),
        ("2023-10-22T20:00:00", "2023-10-24T00:00:00", "2023-11-07T00:00:00", false),
        // Later than the catalogue allows: a warning, and the applicants keep their days.
        ("2023-10-25T20:00:00", "2023-10-27T00:00:00", "2023-11-10T00:00:00", true),
    ] {
        let mut proposals = proposals();
        let (mut round, hash) = reported(&mut proposals);
        let recorded = ratified(&round, &proposals, &hash, ratified_at).unwrap();
        let StreamEvent::Round(_, event) = &recorded[1] else {
            panic!("the end date comes second")
        };
        let crate::round::Payload::EndDateSet(end_date) = &event.what else { panic!() };
        assert_eq!(end_date.overdue, overdue, "{ratified_at}");
        apply(&mut round, &mut proposals, &recorded);
        let timeline = round.timeline(round.catalogue(catalogues()).unwrap());
        assert_eq!(timeline.closes_at("end_date"), Some(utc(due)));
        assert_eq!(timeline.closes_at("rebuttal"), Some(utc(rebuttal)));
    }
}

#[test]
fn a_report_whose_hash_differs_is_not_ratified() {
    let mut proposals = proposals();
    let (round, drawn_up) = reported(&mut proposals);
    let given = ContentHash::of(&"another report");
    let found = ratified(&round, &proposals, &given, "2023-10-17T20:00:00");
    assert_eq!(
        found,
        Err(RatificationRefusal::ReportHashDiffers { given, drawn_up: drawn_up.clone() }.into())
    );
    let found = ratified(&launched().round(), &proposals, &drawn_up, "2023-10-17T20:00:00");
    assert_eq!(found, Err(RatificationRefusal::NoMatchingReport.into()));
}

#[test]
fn a_report_with_a_tie_is_ratified_once_the_tie_is_broken_by_somebody_without_an_interest() {
    let mut proposals =
        vec![(id(1), judged().proposal().clone()), (id(2), judged().proposal().clone())];
    let (mut round, hash) = reported(&mut proposals);
    let tied = RatificationRefusal::TieNotBroken { proposals: vec![id(1), id(2)] };
    assert_eq!(ratified(&round, &proposals, &hash, "2023-10-17T20:00:00"), Err(tied.into()));

    let by = |worker, organisation, tie_break: &TieBreak| {
        let occasion = occasion(utc("2023-10-13T19:00:00"), actor(worker, organisation));
        let all = all(&proposals);
        let asked =
            draw_up(&round, &all, std::slice::from_ref(tie_break), &occasion, catalogues())?;
        decide(asked, &round, &all, catalogues())
    };
    let own = MatchingRefusal::TieOfOwnProposal { proposal: id(1) };
    assert_eq!(by(9, 2, &broken(&[2, 1])), Err(own.into()));
    let recorded = by(1, 1, &broken(&[2, 1])).unwrap();
    apply(&mut round, &mut proposals, &recorded);
    let hash = round.state().report.clone().unwrap().hash;
    assert!(ratified(&round, &proposals, &hash, "2023-10-17T20:00:00").is_ok());
}

#[test]
fn who_declared_a_conflict_breaks_no_tie_of_that_proposal() {
    let worker = WorkerId(Uuid::from_u128(31));
    let conflict = JuryConflictDeclared { member: worker };
    let one = pitched()
        .then_take(Intent::DeclareJuryConflict(conflict))
        .then_take(Intent::RecordDeliberation(deliberation(70)));
    let proposals = vec![(id(1), one.proposal().clone()), (id(2), judged().proposal().clone())];
    let tie_break = TieBreak { decided_by: worker, ..broken(&[1, 2]) };
    let occasion = occasion(utc("2023-10-13T19:00:00"), actor(1, 1));
    let found =
        draw_up(&launched().round(), &all(&proposals), &[tie_break], &occasion, catalogues());
    assert_eq!(found, Err(AssessmentRefusal::ConflictDeclared { worker }.into()));
}

#[test]
fn a_report_that_the_proposals_have_left_behind_is_not_ratified() {
    let before = proposals();
    let (round, hash) = reported(&mut before.clone());
    let at = "2023-10-17T20:00:00";
    let mut withdrawn = before.clone();
    withdrawn[0].1 = judged()
        .by(2, 2)
        .then_take(Intent::WithdrawProposal(ProposalWithdrawn {}))
        .proposal()
        .clone();
    assert_eq!(
        ratified(&round, &withdrawn, &hash, at),
        Err(MatchingRefusal::ReportOutOfDate.into())
    );
    let mut forgotten = before.clone();
    forgotten.remove(1);
    assert_eq!(
        ratified(&round, &forgotten, &hash, at),
        Err(MatchingRefusal::ReportOutOfDate.into())
    );
    let mut more = before;
    more.push((id(9), judged().proposal().clone()));
    assert_eq!(ratified(&round, &more, &hash, at), Err(MatchingRefusal::ReportOutOfDate.into()));
}

#[test]
fn a_ratification_does_not_go_before_its_report() {
    let mut proposals = proposals();
    let (round, hash) = reported(&mut proposals);
    let now = utc("2023-10-17T20:00:00");
    let mut occasion = occasion(now, actor(1, 1));
    occasion.occurred_on = "2023-10-12".parse().unwrap();
    let found = ratify(&round, &all(&proposals), &hash, &occasion, catalogues());
    let (ratified_on, drawn_up_on) = (occasion.occurred_on, "2023-10-13".parse().unwrap());
    assert_eq!(
        found,
        Err(RatificationRefusal::RatifiedBeforeReport { ratified_on, drawn_up_on }.into())
    );
}

#[test]
fn when_a_report_has_been_drawn_up_no_proposal_can_come_after_it() {
    let mut proposals = proposals();
    let (round, _) = reported(&mut proposals);
    let intent = crate::round::Intent::AmendTimeline(crate::round::amendment::Amendment {
        item: Code::new("submission_deadline"),
        new: "2023-10-30".parse().unwrap(),
        reason: Code::new("too_few_proposals"),
    });
    let occasion = occasion(utc("2023-10-14T09:00:00"), actor(1, 1));
    let command = crate::round::RoundCommand { occasion, intent };
    let found = crate::round::decide(&round, &command, catalogues());
    assert_eq!(found, Err(AmendmentRefusal::MatchingReportDrawnUp.into()));
}
