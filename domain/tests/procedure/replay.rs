//! The round of the addendum, day by day, from 11-08-2023 to 06-11-2023 and a minute more.
//!
//! Organisations 2 and 3 tie, 4 comes behind them, 5 is not admitted, 6 comes too late and 7 takes
//! its proposal back. Workers 11, 12 and 13 assess; 13 has a conflict with organisation 4.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::policy::sight;
use loopbrug_domain::proposal::decision::ProposalFinalised;
use loopbrug_domain::proposal::drafting::ProposalRevised;
use loopbrug_domain::proposal::rebuttal::RebuttalAnswered;
use loopbrug_domain::proposal::submission::ProposalWithdrawn;
use loopbrug_domain::proposal::{Intent, Stage};
use loopbrug_domain::round::{Outcome, TieBreak};
use loopbrug_domain::stream::Stream;

use crate::partnership::{
    OWN, PITCH, Partnership, SUBMIT, admit, assess, assign, communicate, invite, judge, offer,
    proposal_of, rebut, scope, utc, worker,
};
use loopbrug_domain::matching::MatchingRefusal;
use loopbrug_domain::procedure::ProcedureRefusal;
use loopbrug_domain::proposal::assessment::AssessmentRefusal;
use loopbrug_domain::proposal::decision::DecisionRefusal;
use loopbrug_domain::proposal::drafting::DraftRefusal;
use loopbrug_domain::proposal::rebuttal::RebuttalRefusal;
use loopbrug_domain::proposal::submission::SubmissionRefusal;
use loopbrug_domain::round::ratification::RatificationRefusal;

#[test]
fn the_round_of_the_addendum_from_its_launch_to_its_last_rebuttal() {
    let mut round = Partnership::default();
    launch_and_submission(&mut round);
    assessment(&mut round);
    pitches_and_jury(&mut round);
    report_and_ratification(&mut round);
    decisions(&mut round);
    rebuttals(&mut round);
}

pub(crate) fn launch_and_submission(round: &mut Partnership) {
    let draft = || Intent::DraftProposal(scope());
    assert_eq!(
        round.applies("2023-08-10T16:00:00", 2, draft()),
        Err(ProcedureRefusal::RoundNotLaunched.into())
    );
    round.launch("2023-08-11T09:00:00").unwrap();
    for of in 2..=7 {
        round.applies("2023-08-21T10:00:00", of, draft()).unwrap();
        round.applies("2023-08-22T10:00:00", of, offer(1)).unwrap();
    }
    let second = round.applies("2023-08-23T10:00:00", 2, draft());
    assert_eq!(second, Err(DraftRefusal::ProposalAlreadyDrafted.into()));

    round.applies("2023-09-15T10:00:00", 2, SUBMIT).unwrap();
    let revise = Intent::ReviseProposal(ProposalRevised { scope: scope() });
    assert_eq!(
        round.applies("2023-09-16T10:00:00", 2, revise),
        Err(DraftRefusal::ProposalFrozen.into())
    );
    let withdraw = || Intent::WithdrawProposal(ProposalWithdrawn {});
    round.applies("2023-09-18T10:00:00", 2, withdraw()).unwrap();
    round.applies("2023-09-18T11:00:00", 2, offer(2)).unwrap();

    // Friday 22 September, the last evening.
    round.applies("2023-09-22T20:00:00", 2, SUBMIT).unwrap();
    round.applies("2023-09-22T23:30:00", 3, SUBMIT).unwrap();
    round.applies("2023-09-22T23:58:59", 4, SUBMIT).unwrap();
    round.applies("2023-09-22T23:59:00", 5, SUBMIT).unwrap();
    round.applies("2023-09-22T23:59:59", 7, SUBMIT).unwrap();
    let closed_at = utc("2023-09-23T00:00:00");
    let late = round.applies("2023-09-23T00:00:00", 6, SUBMIT);
    assert_eq!(late, Err(SubmissionRefusal::SubmissionDeadlinePassed { closed_at }.into()));
    round.applies("2023-09-23T10:00:00", 7, withdraw()).unwrap();
    let shorter = round.amend(utc("2023-09-23T10:00:00"), "submission_deadline", day("2023-09-21"));
    assert_eq!(shorter.unwrap_err().code(), "PASSED_DEADLINE_SHORTENED");
}

pub(crate) fn assessment(round: &mut Partnership) {
    for of in 2..=4 {
        round.works("2023-09-25T09:00:00", 1, of, admit(true)).unwrap();
        for assessor in 11..=13 {
            let conflict = (assessor, of) == (13, 4);
            round.works("2023-09-25T10:00:00", 1, of, assign(assessor, conflict)).unwrap();
        }
    }
    round.works("2023-09-25T09:00:00", 1, 5, admit(false)).unwrap();

    for of in 2..=4 {
        assert_eq!(round.works("2023-09-27T09:00:00", 11, of, assess(80)), Ok(Stage::Admissible));
        let twice = round.works("2023-09-27T10:00:00", 11, of, assess(90));
        assert_eq!(twice, Err(AssessmentRefusal::AlreadyScored { assessor: worker(11) }.into()));
        assert_eq!(visible(round, 12, of), 0);
        round.works("2023-10-06T23:59:00", 12, of, assess(70)).unwrap();
    }
    let barred = round.works("2023-10-06T23:59:00", 13, 4, assess(70));
    assert_eq!(barred, Err(AssessmentRefusal::ConflictDeclared { worker: worker(13) }.into()));
    assert_eq!(round.stage(4), Stage::Assessed);
    assert_eq!(round.works("2023-10-06T23:59:59", 13, 2, assess(60)), Ok(Stage::Assessed));
    // After the window: kept, with a warning.
    assert_eq!(round.works("2023-10-07T00:00:00", 13, 3, assess(60)), Ok(Stage::Assessed));
    assert_eq!((visible(round, 12, 2), visible(round, 12, 3), visible(round, 12, 4)), (3, 3, 2));
    let warned = |of: u32| {
        let assessors = round.proposals[&of].state().assessors.clone();
        let written = assessors.iter().filter_map(|assessor| assessor.assessment.as_ref());
        written.filter(|assessment| assessment.outside_window).count()
    };
    assert_eq!((warned(2), warned(3)), (0, 1));
}

/// How many assessments of a proposal an assessor sees.
fn visible(round: &Partnership, assessor: u128, of: u32) -> usize {
    let actor = Partnership::occasion(utc("2023-10-07T09:00:00"), assessor, OWN).actor;
    let state = round.proposals[&of].state();
    let draft = state.draft.as_ref().unwrap();
    let sight = sight(&actor, &draft.region, draft.organisation);
    state.seen(sight, actor.worker).map_or(0, |seen| seen.assessments.len())
}

pub(crate) fn pitches_and_jury(round: &mut Partnership) {
    for (of, slot) in
        [(2, "2023-10-11T09:00:00"), (3, "2023-10-11T10:00:00"), (4, "2023-10-13T09:00:00")]
    {
        round.works("2023-10-09T09:00:00", 1, of, invite(slot)).unwrap();
        round.works(slot, 1, of, PITCH).unwrap();
    }
    let unready = round.draw_up("2023-10-13T11:00:00", &[]);
    let (proposal, stage) = (proposal_of(2), Stage::Pitched);
    assert_eq!(unready, Err(MatchingRefusal::ProposalNotJudged { proposal, stage }.into()));
    for (of, score, advice) in
        [(2, 75, Outcome::Approved), (3, 75, Outcome::Reserve), (4, 60, Outcome::Rejected)]
    {
        assert_eq!(
            round.works("2023-10-13T15:00:00", 1, of, judge(score, advice)),
            Ok(Stage::Judged)
        );
        let jury = round.proposals[&of].state().jury.clone().unwrap();
        assert!(!jury.outside_window);
    }
}

pub(crate) fn report_and_ratification(round: &mut Partnership) {
    let tie_break = TieBreak {
        order: vec![proposal_of(2), proposal_of(3)],
        reason: Code::new("jury_vote"),
        decided_by: worker(1),
    };
    round.draw_up("2023-10-13T17:00:00", &[tie_break]).unwrap();
    let report = round.round.state().report.clone().unwrap().report;
    let ranking = report.ranking.iter().map(|row| (row.proposal, row.rank, row.place));
    let expected = [(proposal_of(2), 1, 1), (proposal_of(3), 1, 2), (proposal_of(4), 3, 3)];
    assert_eq!(ranking.collect::<Vec<_>>(), expected);
    assert_eq!(report.unranked.len(), 1);

    let early = round.works("2023-10-20T09:00:00", 1, 2, communicate(Outcome::Approved));
    assert_eq!(early, Err(DecisionRefusal::NotYetRatified.into()));
    round.ratify("2023-10-22T20:00:00").unwrap();
    for of in 2..=5 {
        assert_eq!(round.stage(of), Stage::Ratified);
    }
    assert_eq!((round.stage(6), round.stage(7)), (Stage::Draft, Stage::Withdrawn));
    assert_eq!(
        round.ratify("2023-10-22T21:00:00"),
        Err(RatificationRefusal::MatchingReportAlreadyRatified.into())
    );
}

pub(crate) fn decisions(round: &mut Partnership) {
    let other = round.works("2023-10-23T09:00:00", 1, 4, communicate(Outcome::Approved));
    assert_eq!(other, Err(DecisionRefusal::DecisionDiffersFromReport.into()));
    for (of, outcome) in [
        (2, Outcome::Approved),
        (3, Outcome::Reserve),
        (4, Outcome::Rejected),
        (5, Outcome::Rejected),
    ] {
        let reached = round.works("2023-10-23T10:00:00", 1, of, communicate(outcome));
        assert_eq!(reached, Ok(Stage::Communicated));
        let state = round.proposals[&of].state();
        assert_eq!(state.outcome(), Some(outcome));
        assert!(!state.decision.as_ref().unwrap().overdue);
    }
}

/// The clocks went back on 29 October; the days are those of the calendar.
pub(crate) fn rebuttals(round: &mut Partnership) {
    assert_eq!(round.applies("2023-11-06T23:59:00", 4, rebut()), Ok(Stage::Rebutted));
    let finalise = || Intent::FinaliseProposal(ProposalFinalised {});
    let closes_at = utc("2023-11-07T00:00:00");
    let early = round.works("2023-11-06T23:59:30", 1, 2, finalise());
    assert_eq!(early, Err(RebuttalRefusal::RebuttalStillOpen { closes_at }.into()));
    assert_eq!(round.applies("2023-11-07T00:00:00", 5, rebut()), Ok(Stage::Communicated));
    let late = |of: u32| round.proposals[&of].state().rebuttals[0].fact.late;
    assert_eq!((late(4), late(5)), (false, true));

    let (outcome, motivation) = (Outcome::Reserve, "na herlezing".to_owned());
    let answer = Intent::AnswerRebuttal(RebuttalAnswered { outcome, motivation });
    let waiting = round.works("2023-11-08T09:00:00", 1, 4, finalise());
    assert_eq!(waiting, Err(RebuttalRefusal::RebuttalNotAnswered.into()));
    assert_eq!(round.works("2023-11-09T09:00:00", 1, 4, answer), Ok(Stage::Answered));
    for of in 2..=5 {
        assert_eq!(round.works("2023-11-10T09:00:00", 1, of, finalise()), Ok(Stage::Final));
    }
    assert_eq!(round.proposals[&4].state().outcome(), Some(Outcome::Reserve));
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}
