mod settled;

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::catalogue::list::ProblemArea;
use loopbrug_domain::ids::{TrainingId, TrajectoryId};
use loopbrug_domain::trajectory::barriers::{
    BarrierIdentified, BarrierReassessed, BarrierRecurred, BarrierResolved,
};
use loopbrug_domain::trajectory::course::ExitRecorded;
use loopbrug_domain::trajectory::follow_up::FollowedUp;
use loopbrug_domain::trajectory::housing::{HousingCancelled, HousingObserved};
use loopbrug_domain::trajectory::interventions::{InterventionCompleted, SessionRecorded};
use loopbrug_domain::trajectory::learning::{QualificationGained, TrainingEnded, TrainingStarted};
use loopbrug_domain::trajectory::merge::MergedInto;
use loopbrug_domain::trajectory::story::{
    Story, attempt, barrier, bridge_figure, closed, day, housing_found, housing_lost, intervention,
    intervention_planned, intervention_started, job_cancelled, job_ended, job_started, participant,
    reopened, voided,
};

type Row = (NaiveDate, i8, Option<u16>);

fn rows(story: &Story, measure: Measure) -> Vec<Row> {
    let catalogues = Catalogues::embedded();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let measures = measures(measure.theme(), &story.trajectory(), catalogue);
    let of = measures.into_iter().filter(|dated| dated.measure == measure);
    of.map(|dated| (dated.day, dated.sign, dated.length)).collect()
}

fn days(story: &Story, measure: Measure) -> Vec<(NaiveDate, i8)> {
    rows(story, measure).into_iter().map(|(day, sign, _)| (day, sign)).collect()
}

fn housing() -> Code<ProblemArea> {
    Code::new("housing")
}

#[test]
fn a_participant_counts_from_the_day_of_entry_and_was_reached_by_then() {
    assert_eq!(days(&participant(), Measure::Participant), [(day(3), 1)]);
    assert_eq!(rows(&participant(), Measure::Reached), [(day(3), 1, Some(0))]);
    let earlier = participant()
        .given(day(1), attempt("phone", "not_reached"))
        .given(day(2), attempt("phone", "reached"));
    assert_eq!(rows(&earlier, Measure::Reached), [(day(2), 1, Some(2))]);
}

#[test]
fn whoever_comes_back_entered_once() {
    let back = participant().given(day(120), closed("completed")).given(day(121), reopened());
    assert_eq!(days(&back, Measure::Participant), [(day(3), 1)]);
}

#[test]
fn whoever_was_merged_into_another_counts_there_alone() {
    let other = TrajectoryId(Uuid::from_u128(9));
    let merged = participant().given(day(9), MergedInto { other, take_over: false });
    let catalogues = Catalogues::embedded();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    for theme in Theme::ALL {
        assert_eq!(measures(*theme, &merged.trajectory(), catalogue), []);
    }
}

#[test]
fn a_training_that_ended_as_qualified_counts_as_a_qualification_once() {
    let training = TrainingId(Uuid::from_u128(1));
    let started = TrainingStarted { training, kind: Code::new("vocational") };
    let ended = |result: &str, level: Option<&str>| TrainingEnded {
        training,
        result: Code::new(result),
        level: level.map(Code::new),
    };
    let trained = |ended| participant().given(day(9), started.clone()).given(day(90), ended);
    let gained = |n: i64| (day(n), 1);
    let count = |story: &Story| days(story, Measure::Qualified);
    assert_eq!(count(&trained(ended("qualified", None))), [gained(90)]);
    assert_eq!(count(&trained(ended("completed", None))), []);
    let recorded = QualificationGained { level: Code::new("3") };
    let twice = trained(ended("qualified", Some("3"))).given(day(120), recorded);
    assert_eq!(count(&twice), [gained(90)]);
}

#[test]
fn an_attended_session_is_contact() {
    let session =
        |attended| SessionRecorded { intervention: intervention(1), minutes: 60, attended };
    let story = |attended| {
        participant()
            .given(day(5), intervention_planned(1))
            .given(day(6), intervention_started(1))
            .given(day(10), session(attended))
    };
    assert_eq!(days(&story(true), Measure::NoContact), [(day(25), 1)]);
    assert_eq!(days(&story(false), Measure::NoContact), [(day(18), 1)]);
}

#[test]
fn only_the_first_bridge_figure_counts() {
    let story = participant()
        .given(day(4), bridge_figure(7))
        .given(day(9), closed("moved"))
        .given(day(10), reopened())
        .given(day(11), bridge_figure(8));
    assert_eq!(days(&story, Measure::BridgeAssigned), [(day(4), 1)]);
    assert_eq!(days(&story, Measure::Closed), []);
    let spans = [(day(4), 1), (day(9), -1), (day(11), 1)];
    assert_eq!(days(&story, Measure::BridgeFigure), spans);
}

#[test]
fn nobody_waits_for_contact_who_was_reached_two_weeks_ago_or_has_left() {
    let story = participant()
        .given(day(10), attempt("phone", "reached"))
        .given(day(30), attempt("phone", "not_reached"))
        .given(day(40), closed("moved"));
    // Within fourteen days of day 3 there was contact; after day 10 there was none.
    assert_eq!(days(&story, Measure::NoContact), [(day(25), 1), (day(40), -1)]);
}

fn reassessed(severity: u32, suspected: bool) -> BarrierReassessed {
    let (details, resolved_details) = (vec![], vec![]);
    BarrierReassessed { area: housing(), severity, suspected, details, resolved_details }
}

fn recurred(severity: u32) -> BarrierRecurred {
    BarrierRecurred { area: housing(), severity, details: vec![] }
}

#[test]
fn a_barrier_holds_back_until_it_is_resolved_and_again_when_it_recurs() {
    let story = participant()
        .given(day(4), barrier("housing", 4))
        .given(day(9), reassessed(3, false))
        .given(day(20), BarrierResolved { area: housing() })
        .given(day(50), recurred(5));
    let open = [(day(4), 1), (day(20), -1), (day(50), 1)];
    assert_eq!(days(&story, Measure::OpenBarrier), open);
    let severe = [(day(4), 1), (day(9), -1), (day(50), 1)];
    assert_eq!(days(&story, Measure::SevereBarrier), severe);
    let changes = [(day(9), -1), (day(20), -4), (day(50), 1)];
    assert_eq!(days(&story, Measure::BarrierChange), changes);
}

#[test]
fn each_detail_of_a_barrier_holds_back_while_it_is_part_of_it() {
    let (dear, small, sofa) =
        (Code::new("too_dear"), Code::new("too_small"), Code::new("sofa_surfing"));
    let identified = BarrierIdentified { detail: Some(dear.clone()), ..barrier("housing", 3) };
    let as_well = BarrierReassessed { details: vec![small.clone()], ..reassessed(3, false) };
    let no_longer = BarrierReassessed { resolved_details: vec![dear], ..reassessed(3, false) };
    let this_time = BarrierRecurred { details: vec![small, sofa], ..recurred(3) };
    let story = participant()
        .given(day(4), identified)
        .given(day(9), as_well)
        .given(day(15), no_longer)
        .given(day(20), BarrierResolved { area: housing() })
        .given(day(50), this_time);
    let expected =
        [(day(4), 1), (day(9), 1), (day(15), -1), (day(20), -1), (day(50), 1), (day(50), 1)];
    assert_eq!(days(&story, Measure::BarrierDetail), expected);
}

#[test]
fn what_is_recorded_late_or_voided_counts_as_it_happened() {
    let story = participant()
        .given(day(4), barrier("housing", 4))
        .given(day(30), BarrierResolved { area: housing() })
        .given(day(50), recurred(2))
        .given(day(9), reassessed(3, true));
    assert_eq!(days(&story, Measure::SevereBarrier), [(day(4), 1), (day(9), -1)]);
    // The seventh event, which was recorded last, is voided; and so is the recurrence, the sixth.
    let story = story.given(day(60), voided(7)).given(day(60), voided(6));
    let spans = [(day(4), 1), (day(30), -1)];
    assert_eq!(days(&story, Measure::SevereBarrier), spans);
    assert_eq!(days(&story, Measure::OpenBarrier), spans);
}

#[test]
fn an_intervention_runs_from_its_start_to_its_end_and_says_how_long_it_waited() {
    let completed =
        InterventionCompleted { intervention: intervention(1), result: Code::new("achieved") };
    let story = participant()
        .given(day(5), intervention_planned(1))
        .given(day(5), intervention_planned(2))
        .given(day(19), intervention_started(1))
        .given(day(40), completed);
    assert_eq!(rows(&story, Measure::InterventionStarted), [(day(19), 1, Some(14))]);
    assert_eq!(days(&story, Measure::InterventionRunning), [(day(19), 1), (day(40), -1)]);
}

#[test]
fn closing_ends_the_guidance_and_what_runs_until_it_is_reopened() {
    let story = participant()
        .given(day(5), intervention_planned(1))
        .given(day(6), intervention_started(1))
        .given(day(9), closed("moved"))
        .given(day(30), reopened());
    assert_eq!(days(&story, Measure::Guided), [(day(3), 1), (day(9), -1), (day(30), 1)]);
    assert_eq!(days(&story, Measure::InterventionRunning), [(day(6), 1), (day(9), -1)]);
}
