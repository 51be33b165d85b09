use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::catalogue::list::ProblemArea;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::barriers::{BarrierReassessed, BarrierRecurred, BarrierResolved};
use loopbrug_domain::trajectory::interventions::InterventionCompleted;
use loopbrug_domain::trajectory::merge::MergedInto;
use loopbrug_domain::trajectory::story::{
    Story, attempt, barrier, bridge_figure, closed, day, housing_found, housing_lost, intervention,
    intervention_planned, intervention_started, job_ended, job_started, participant, reopened,
    voided,
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
fn being_housed_begins_with_the_home_and_ends_with_its_loss() {
    let story =
        participant().given(day(9), housing_found(day(8))).given(day(30), housing_lost(day(29)));
    assert_eq!(days(&story, Measure::Housed), [(day(9), 1)]);
    assert_eq!(days(&story, Measure::InHousing), [(day(8), 1), (day(29), -1)]);
}

#[test]
fn a_move_to_the_next_home_does_not_add_up_to_two() {
    let story =
        participant().given(day(9), housing_found(day(9))).given(day(20), housing_found(day(20)));
    let sum: i8 = days(&story, Measure::InHousing).iter().map(|(_, sign)| sign).sum();
    assert_eq!(sum, 1);
    assert_eq!(days(&story, Measure::Housed).len(), 2);
}

#[test]
fn each_job_adds_to_being_in_work_until_it_ends() {
    let story = participant()
        .given(day(9), job_started(1, day(9)))
        .given(day(10), job_started(2, day(10)))
        .given(day(20), job_ended(1, day(20)));
    assert_eq!(days(&story, Measure::InWork), [(day(9), 1), (day(10), 1), (day(20), -1)]);
}

#[test]
fn a_job_will_have_lasted_unless_it_ends_before() {
    let story = participant().given(day(9), job_started(1, day(9)));
    assert_eq!(rows(&story, Measure::WorkDay91), [(day(100), 1, Some(1))]);
    let ended = story.given(day(100), job_ended(1, day(100)));
    assert_eq!(rows(&ended, Measure::WorkDay91), [(day(100), 1, Some(0))]);
    assert_eq!(rows(&ended, Measure::WorkDay182), [(day(191), 1, Some(0))]);
}

#[test]
fn a_home_that_is_lost_was_had_for_whole_months() {
    for (lost_on, months) in [(39, 0), (40, 1), (190, 5), (191, 6)] {
        let story = participant()
            .given(day(9), housing_found(day(9)))
            .given(day(lost_on), housing_lost(day(lost_on)));
        // From 9 January on: 8 February is not yet a month, 9 July is day 191.
        let lost = rows(&story, Measure::HousingLost);
        assert_eq!(lost, [(day(lost_on), 1, Some(months))], "lost on day {lost_on}");
    }
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

#[test]
fn a_barrier_holds_back_until_it_is_resolved_and_again_when_it_recurs() {
    let story = participant()
        .given(day(4), barrier("housing", 4))
        .given(day(9), BarrierReassessed { area: housing(), severity: 3, suspected: false })
        .given(day(20), BarrierResolved { area: housing() })
        .given(day(50), BarrierRecurred { area: housing(), severity: 5 });
    let open = [(day(4), 1), (day(20), -1), (day(50), 1)];
    assert_eq!(days(&story, Measure::OpenBarrier), open);
    let severe = [(day(4), 1), (day(9), -1), (day(50), 1)];
    assert_eq!(days(&story, Measure::SevereBarrier), severe);
    let changes = [(day(9), -1), (day(20), -4), (day(50), 1)];
    assert_eq!(days(&story, Measure::BarrierChange), changes);
}

#[test]
fn what_is_recorded_late_or_voided_counts_as_it_happened() {
    let story = participant()
        .given(day(4), barrier("housing", 4))
        .given(day(30), BarrierResolved { area: housing() })
        .given(day(50), BarrierRecurred { area: housing(), severity: 2 })
        .given(day(9), BarrierReassessed { area: housing(), severity: 3, suspected: true });
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
