//! Referrals, caseload, change.

use super::*;
use ReportKind::{Caseload, Change, Referrals};
use loopbrug_domain::ids::ReferralId;
use loopbrug_domain::trajectory::barriers::{BarrierReassessed, BarrierResolved};
use loopbrug_domain::trajectory::direction::GoalRated;
use loopbrug_domain::trajectory::milestones::RelapseRecorded;
use loopbrug_domain::trajectory::referrals::{
    ReferralAccepted, ReferralDeclined, ReferralFirstAttended, ReferralSent,
};
use loopbrug_domain::trajectory::story::{
    attempt, barrier, bridge_ended, bridge_figure, closed, goal, goal_set, organisation,
    participant,
};

fn referral() -> ReferralId {
    ReferralId(Uuid::from_u128(1))
}

fn sent_on(n: i64) -> Story {
    let sent = ReferralSent {
        referral: referral(),
        to: organisation(2),
        service: Code::new("housing_guidance"),
        urgency: Code::new("normal"),
        areas: vec![],
    };
    participant().given(day(n), sent)
}

fn accepted() -> ReferralAccepted {
    ReferralAccepted { referral: referral() }
}

fn declined() -> ReferralDeclined {
    ReferralDeclined { referral: referral(), reason: Code::new("no_capacity") }
}

#[test]
fn referrals_of_the_period_are_followed_to_the_end() {
    let attended = ReferralFirstAttended { referral: referral() };
    let given = given(vec![
        sent_on(10).given(day(12), accepted()).given(day(20), attended),
        sent_on(10).given(day(15), declined()),
        sent_on(9),
    ]);
    let ask = given.ask(Referrals).over(10, 366);
    let columns = ["sent", "answered", "accepted", "attended", "declined", "declined_by_client"];
    for row in ["total", "service=housing_guidance"] {
        assert_eq!(ask.figures(row, columns), [2, 2, 1, 1, 1, 0], "{row}");
    }
    // After two days and after five.
    assert_eq!(ask.figure("total", "days_to_answer.median"), Some(3.5));
    assert_eq!(ask.figure("total", "days_to_attended.p90"), Some(10.0));
    assert_eq!(ask.figures("decline_reason=no_capacity", ["declined"]), [1]);
    assert_eq!(ask.figure("decline_reason=no_capacity", "sent"), None);
    assert_eq!(ask.over(10, 14).figures("total", ["answered", "declined"]), [1, 0]);
}

#[test]
fn a_referral_is_open_for_long_from_its_31st_day_until_it_is_over() {
    let given = given(vec![sent_on(10), sent_on(10).given(day(50), declined())]);
    let open = |to| given.ask(Referrals).over(to, to).figures("total", ["sent", "open_long"]);
    assert_eq!([40, 41, 49, 50].map(open), [[0, 0], [0, 2], [0, 2], [0, 1]]);
    let known = given.ask(Referrals).known_at(4).over(60, 60);
    assert_eq!(known.figures("total", ["open_long"]), [1], "the second was not recorded yet");
}

#[test]
fn a_bridge_figure_has_clients_from_assignment_to_next_end_or_closing() {
    let given = given(vec![
        participant().given(day(5), bridge_figure(7)),
        participant().given(day(5), bridge_figure(7)).given(day(20), bridge_ended()),
        participant().given(day(5), bridge_figure(7)).given(day(30), closed("moved")),
    ]);
    let worker = format!("worker={}", Uuid::from_u128(7));
    let owner = format!("organisation={}", organisation(1));
    let found = |to| {
        let ask = given.ask(Caseload).over(1, to);
        let [guided, without] = ask.figures(&owner, ["guided", "no_bridge_figure"]);
        (guided, without, ask.figures(&worker, ["guided"])[0])
    };
    assert_eq!([19, 20, 30].map(found), [(3, 0, 3), (3, 1, 2), (2, 1, 1)]);
    assert_eq!(given.ask(Caseload).figure(&worker, "no_bridge_figure"), None);
}

#[test]
fn contact_is_waited_for_after_fourteen_days_and_exits_after_their_window() {
    let given = given(vec![
        participant().given(day(10), attempt("phone", "reached")).given(day(40), closed("moved")),
    ]);
    let at = |to| given.ask(Caseload).over(1, to).figures("total", ["no_contact", "exit_overdue"]);
    // Contact on day 10, 28 days for the exit from day 40 on.
    assert_eq!([24, 25, 39, 40, 68, 69].map(at), [[0, 0], [1, 0], [1, 0], [0, 0], [0, 0], [0, 1]]);
}

fn seen(severity: u32) -> BarrierReassessed {
    BarrierReassessed {
        area: Code::new("housing"),
        severity,
        suspected: false,
        details: vec![],
        resolved_details: vec![],
    }
}

#[test]
fn a_barrier_is_compared_with_its_first_look_by_the_last_of_the_period() {
    let first = || participant().given(day(4), barrier("housing", 3));
    let given = given(vec![
        first()
            .given(day(10), seen(5))
            .given(day(20), BarrierResolved { area: Code::new("housing") }),
        first().given(day(10), seen(1)).given(day(10), seen(4)),
        first().given(day(10), seen(3)),
        first(),
    ]);
    let turns = ["better", "same", "worse"];
    let ask = given.ask(Change);
    assert_eq!(ask.figures("area=housing", turns), [1, 1, 1]);
    // Three less, nothing, one more.
    assert_eq!(ask.figures("total", ["change.median"]), [0]);
    let early = ask.clone().over(1, 19);
    assert_eq!(
        (early.figures("total", turns), early.figures("total", ["change.median"])),
        ([0, 1, 2], [1])
    );
    assert_eq!(ask.over(1, 9).figure("total", "change.median"), None, "a first look is no change");
}

#[test]
fn goals_go_up_and_who_falls_back_counts_once() {
    let rated = |rating| GoalRated { goal: goal(1), rating };
    let relapse = || RelapseRecorded { area: Code::new("housing") };
    let given = given(vec![
        participant()
            .given(day(4), goal_set(1, "work"))
            .given(day(5), rated(2))
            .given(day(9), rated(4))
            .given(day(10), relapse())
            .given(day(11), relapse()),
    ]);
    let ask = given.ask(Change);
    assert_eq!(ask.figures("domain=work", ["better", "worse", "change.median"]), [1, 0, 2]);
    assert_eq!(ask.figures("total", ["better", "relapsed"]), [0, 1], "the total is of barriers");
    assert_eq!(ask.figure("domain=work", "relapsed"), None);
}
