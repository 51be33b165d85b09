//! The report on the selection procedure, about the round that [`replay`](crate::replay) tells.

use std::collections::BTreeMap;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, Position};
use loopbrug_domain::matching::StreamEvent;
use loopbrug_domain::procedure::Points;
use loopbrug_domain::proposal::{PartnershipProposal, Stage};
use loopbrug_domain::round::{Outcome, SelectionRound, SideExit};
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_reporting::facts::Versions;
use loopbrug_reporting::facts::procedure::{ProcedureImage, ProposalFacts, RoundFacts};
use loopbrug_reporting::reports::selection_procedure::{
    RebuttalCounts, SelectionProcedure, TimelineRow, Warnings, selection_procedure,
};

use crate::partnership::{Partnership, catalogues, proposal_of, utc};
use crate::replay;

/// The position of the last event: every event has the next.
fn position(partnership: &Partnership) -> Position {
    Position(u32::try_from(partnership.log.len()).unwrap())
}

/// All versions, as a projection keeps them.
fn image(partnership: &Partnership) -> ProcedureImage {
    let (mut round, mut versions) = (SelectionRound::default(), Versions::default());
    let mut proposals: BTreeMap<_, (PartnershipProposal, Versions<_>)> = BTreeMap::new();
    for (recorded, n) in partnership.log.iter().zip(1..) {
        match recorded.clone() {
            StreamEvent::Round(_, event) => {
                round.apply(event);
                versions.push(RoundFacts::of(round.state()).unwrap(), Position(n));
            }
            StreamEvent::Proposal(id, event) => {
                let (proposal, versions) = proposals.entry(id).or_default();
                proposal.apply(event);
                versions.push(ProposalFacts::of(proposal.state()).unwrap(), Position(n));
            }
        }
    }
    let mut image = ProcedureImage::default();
    image.put_round(round.id().unwrap(), versions);
    for (id, (_, versions)) in proposals {
        image.put_proposal(id, versions);
    }
    image.reached(position(partnership));
    image
}

fn asked(partnership: &Partnership, as_of: Position) -> Option<SelectionProcedure> {
    let round = Code::new("2023");
    selection_procedure(&image(partnership), Some(&round), as_of, |round| {
        let launch = &round.launch;
        catalogues().get(launch.region.as_str(), launch.catalogue).map(AsRef::as_ref)
    })
}

fn report(partnership: &Partnership) -> SelectionProcedure {
    asked(partnership, position(partnership)).unwrap()
}

/// How many times it happened, the first and the last day, and whether it was overdue.
fn happened(report: &SelectionProcedure, item: &str) -> (u32, String, String, bool) {
    let row = row(report, item);
    let day = |day: Option<chrono::NaiveDate>| day.map_or(String::new(), |day| day.to_string());
    (row.times, day(row.first), day(row.last), row.overdue)
}

fn row<'a>(report: &'a SelectionProcedure, item: &str) -> &'a TimelineRow {
    report.timeline.iter().find(|row| row.item == *item).unwrap()
}

fn on(times: u32, first: &str, last: &str) -> (u32, String, String, bool) {
    (times, first.to_owned(), last.to_owned(), false)
}

fn whole_round() -> Partnership {
    let mut round = Partnership::default();
    replay::launch_and_submission(&mut round);
    replay::assessment(&mut round);
    replay::pitches_and_jury(&mut round);
    replay::report_and_ratification(&mut round);
    replay::decisions(&mut round);
    replay::rebuttals(&mut round);
    round
}

#[test]
fn each_deadline_stands_beside_what_happened() {
    let report = report(&whole_round());
    let items: Vec<_> = report.timeline.iter().map(|row| row.item.as_str()).collect();
    let catalogue = catalogues().latest("vlaamse-ardennen").unwrap();
    let published = catalogue.round().items.iter().map(|item| item.entry.code.as_str());
    assert_eq!(items, published.collect::<Vec<_>>());

    assert_eq!(happened(&report, "launch"), on(1, "2023-08-11", "2023-08-11"));
    // Of the five that were received one was taken back.
    assert_eq!(happened(&report, "submission_deadline"), on(4, "2023-09-22", "2023-09-22"));
    // Three assessors of two proposals and two of the third; one of them a second too late.
    let (times, first, last, overdue) = happened(&report, "assessment");
    assert_eq!((times, first.as_str(), last.as_str()), (8, "2023-09-27", "2023-10-07"));
    assert!(overdue);
    // Two pitches; one pitch and three deliberations.
    assert_eq!(happened(&report, "pitch_day_1"), on(2, "2023-10-11", "2023-10-11"));
    assert_eq!(happened(&report, "pitch_day_2"), on(4, "2023-10-13", "2023-10-13"));
    assert_eq!(happened(&report, "ratification"), on(1, "2023-10-22", "2023-10-22"));
    assert_eq!(happened(&report, "end_date"), on(4, "2023-10-23", "2023-10-23"));
    let (times, first, last, overdue) = happened(&report, "rebuttal");
    assert_eq!((times, first.as_str(), last.as_str()), (2, "2023-11-06", "2023-11-07"));
    assert!(overdue, "one came late");
    let current = row(&report, "rebuttal").current.unwrap();
    assert_eq!(current.to_string(), "2023-11-06");
}

#[test]
fn proposals_are_counted_by_where_they_are_and_what_was_decided() {
    let report = report(&whole_round());
    assert_eq!(report.proposals, 6);
    let stages = [(Stage::Draft, 1), (Stage::Withdrawn, 1), (Stage::Final, 4)];
    assert_eq!(report.by_stage, stages);
    let (approved, reserve, rejected) = (Outcome::Approved, Outcome::Reserve, Outcome::Rejected);
    // The answer to a rebuttal made a reserve of one that was rejected.
    let outcomes = [(Some(approved), 1), (Some(reserve), 2), (Some(rejected), 1), (None, 2)];
    assert_eq!(report.by_outcome, outcomes);
    assert_eq!(report.conflicts, 1);
    assert_eq!(report.warnings, Warnings { assessments: 1, ..Warnings::default() });
    let rebuttals = RebuttalCounts { in_time: 1, late: 1, answered: 1, unanswered: 0 };
    assert_eq!(report.rebuttals, rebuttals);
}

#[test]
fn ties_are_shown_as_ties_with_how_they_were_broken() {
    let report = report(&whole_round());
    let rows: Vec<_> = report
        .ranking
        .iter()
        .map(|row| (row.proposal, row.rank, row.place, row.tied, row.total))
        .collect();
    let expected = [
        (proposal_of(2), 1, 1, true, Points(7500)),
        (proposal_of(3), 1, 2, true, Points(7500)),
        (proposal_of(4), 3, 3, false, Points(6000)),
    ];
    assert_eq!(rows, expected);
    assert_eq!(report.tie_breaks[0].reason, Code::new("jury_vote"));
    let last = &report.ranking[2];
    assert_eq!((last.advice, last.outcome), (Outcome::Rejected, Some(Outcome::Reserve)));
    let unranked = &report.unranked[0];
    assert_eq!(unranked.organisation, KboNumber::of_stem(5));
    assert_eq!(unranked.exit, SideExit::Inadmissible);
}

#[test]
fn a_date_that_was_moved_is_told_as_published_and_as_it_stands() {
    let mut round = Partnership::launched();
    let early = utc("2023-09-01T09:00:00");
    round.amend(early, "pitch_day_1", "2023-10-12".parse().unwrap()).unwrap();
    round.amend(early, "end_date", "2023-10-30".parse().unwrap()).unwrap();
    let report = report(&round);
    let dates = |item| {
        let row = row(&report, item);
        (row.planned.unwrap().to_string(), row.current.unwrap().to_string())
    };
    assert_eq!(dates("pitch_day_1"), ("2023-10-11".to_owned(), "2023-10-12".to_owned()));
    assert_eq!(dates("end_date"), ("2023-10-23".to_owned(), "2023-10-30".to_owned()));
    // What is counted from it moves with it.
    assert_eq!(dates("rebuttal"), ("2023-11-06".to_owned(), "2023-11-13".to_owned()));
    assert_eq!(row(&report, "rebuttal").amendments, []);
    assert_eq!(row(&report, "pitch_day_1").amendments[0].reason, Code::new("other"));
}

#[test]
fn the_report_can_be_had_as_it_was_known_at_any_position() {
    let mut round = Partnership::default();
    let mut then = Vec::new();
    for part in [
        replay::launch_and_submission,
        replay::assessment,
        replay::pitches_and_jury,
        replay::report_and_ratification,
        replay::decisions,
        replay::rebuttals,
    ] {
        part(&mut round);
        then.push((position(&round), report(&round)));
    }
    for (position, known) in then {
        assert_eq!(asked(&round, position), Some(known), "as of {position}");
    }
    assert_eq!(asked(&round, Position::START), None, "nothing was launched");
}
