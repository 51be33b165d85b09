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
fn being_housed_begins_with_the_home_and_ends_with_its_loss() {
    let story =
        participant().given(day(9), housing_found(day(8))).given(day(30), housing_lost(day(29)));
    assert_eq!(days(&story, Measure::Housed), [(day(8), 1)]);
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
fn what_is_planned_counts_from_its_first_day_and_what_was_cancelled_never() {
    let signed = || {
        participant()
            .given(day(9), housing_found(day(20)))
            .given(day(9), job_started(1, day(30)))
            .given(day(12), HousingObserved { ethos: Code::new("6"), since: None })
    };
    assert_eq!(days(&signed(), Measure::Housed), [(day(20), 1)]);
    assert_eq!(days(&signed(), Measure::InHousing), [(day(20), 1)]);
    assert_eq!(days(&signed(), Measure::StartedWork), [(day(30), 1)]);
    assert_eq!(days(&signed(), Measure::InWork), [(day(30), 1)]);
    assert_eq!(days(&signed(), Measure::WorkDay91), [(day(121), 1)]);
    // At the intake, on day 12, and from the first day of the home on.
    assert_eq!(
        days(&signed(), Measure::Lives),
        [(day(3), 1), (day(12), -1), (day(12), 1), (day(20), -1), (day(20), 1)]
    );
    let fell_through = signed()
        .given(day(13), HousingCancelled { reason: Code::new("money") })
        .given(day(13), job_cancelled(1));
    let counted = [
        Measure::Housed,
        Measure::InHousing,
        Measure::HousingDay91,
        Measure::StartedWork,
        Measure::InWork,
        Measure::WorkDay91,
        Measure::WorkLost,
    ];
    for measure in counted {
        assert_eq!(days(&fell_through, measure), [], "{measure}");
    }
    let lives = [(day(3), 1), (day(12), -1), (day(12), 1)];
    assert_eq!(days(&fell_through, Measure::Lives), lives);
    let on_their_first_days = signed()
        .given(day(20), HousingCancelled { reason: Code::new("money") })
        .given(day(30), job_cancelled(1));
    for measure in counted {
        assert_eq!(days(&on_their_first_days, measure), [], "{measure}");
    }
    assert_eq!(days(&on_their_first_days, Measure::Lives), lives);
}

#[test]
fn what_is_recorded_later_counts_from_its_first_day_too() {
    let story =
        participant().given(day(40), housing_found(day(9))).given(day(40), job_started(1, day(10)));
    for (measure, first) in [
        (Measure::Housed, 9),
        (Measure::InHousing, 9),
        (Measure::StartedWork, 10),
        (Measure::InWork, 10),
    ] {
        assert_eq!(days(&story, measure), [(day(first), 1)], "{measure}");
    }
}

#[test]
fn the_home_that_is_lost_is_the_one_that_has_begun() {
    let story = participant()
        .given(day(9), housing_found(day(30)))
        .given(day(10), housing_found(day(10)))
        .given(day(20), housing_lost(day(20)));
    let lost = [(day(10), 1), (day(20), -1), (day(30), 1)];
    assert_eq!(days(&story, Measure::InHousing), lost);
    assert_eq!(days(&story, Measure::HousingLost), [(day(20), 1)]);
}

#[test]
fn a_job_will_have_lasted_unless_it_ends_before() {
    let story = participant()
        .given(day(9), job_started(1, day(9)))
        .given(day(90), attempt("phone", "reached"));
    assert_eq!(rows(&story, Measure::WorkDay91), [(day(100), 1, Some(1))]);
    let ended = story.given(day(100), job_ended(1, day(100)));
    assert_eq!(rows(&ended, Measure::WorkDay91), [(day(100), 1, Some(0))]);
    assert_eq!(rows(&ended, Measure::WorkDay182), [(day(191), 1, Some(0))]);
}

#[test]
fn it_is_not_known_what_lasts_when_nothing_was_heard_for_56_days() {
    let job = || participant().given(day(9), job_started(1, day(9)));
    let lasts = |story: &Story| rows(story, Measure::WorkDay91)[0].2;
    assert_eq!(lasts(&job()), Some(2));
    let tried = job().given(day(99), attempt("phone", "not_reached"));
    assert_eq!(lasts(&tried), Some(2), "nobody was reached");
    assert_eq!(lasts(&job().given(day(43), attempt("phone", "reached"))), Some(2));
    assert_eq!(lasts(&job().given(day(44), attempt("phone", "reached"))), Some(1));
    assert_eq!(lasts(&job().given(day(300), attempt("phone", "reached"))), Some(1));
}

fn seen(ethos: &str) -> HousingObserved {
    HousingObserved { ethos: Code::new(ethos), since: None }
}

fn left_on(as_of: i64, employed: bool, ethos: &str) -> ExitRecorded {
    ExitRecorded {
        job_seeking: None,
        in_training: None,
        qualification: None,
        employed: Some(employed),
        housing: Some(Code::new(ethos)),
        as_of: day(as_of),
    }
}

#[test]
fn a_home_is_had_no_more_when_somebody_sees_otherwise() {
    let housed = || participant().given(day(9), housing_found(day(8)));
    assert_eq!(days(&housed().given(day(20), seen("0")), Measure::InHousing), [(day(8), 1)]);
    let ended = [(day(8), 1), (day(20), -1)];
    assert_eq!(days(&housed().given(day(20), seen("6")), Measure::InHousing), ended);
    let on_leaving =
        housed().given(day(20), closed("moved")).given(day(40), left_on(20, true, "6"));
    assert_eq!(days(&on_leaving, Measure::InHousing), ended);
    assert_eq!(rows(&on_leaving, Measure::HousingDay91), [(day(99), 1, Some(0))]);
    assert_eq!(days(&on_leaving, Measure::HousingLost), [], "nobody recorded a loss");
    let before = participant().given(day(7), seen("6")).given(day(9), housing_found(day(8)));
    assert_eq!(days(&before, Measure::InHousing), [(day(8), 1)]);
}

#[test]
fn a_job_is_had_no_more_when_an_exit_or_a_follow_up_finds_no_work() {
    let left =
        || participant().given(day(9), job_started(1, day(9))).given(day(20), closed("work"));
    let at_work = left().given(day(40), left_on(20, true, "0"));
    assert_eq!(days(&at_work, Measure::InWork), [(day(9), 1)]);
    let without = left().given(day(40), left_on(21, false, "0"));
    assert_eq!(days(&without, Measure::InWork), [(day(9), 1), (day(21), -1)]);
    let again = without.given(day(41), job_started(2, day(41)));
    assert_eq!(days(&again, Measure::InWork), [(day(9), 1), (day(21), -1), (day(41), 1)]);
    let found = FollowedUp {
        month: 3,
        reached: true,
        method: Code::new("phone"),
        labour: Some(Code::new("inactive")),
        contract: None,
        fte_percent: None,
        improved: None,
        housing: None,
    };
    let followed = left().given(day(111), found);
    assert_eq!(days(&followed, Measure::InWork), [(day(9), 1), (day(111), -1)]);
}

#[test]
fn where_somebody_lives_on_leaving_is_seen_on_that_day() {
    let story = participant()
        .given(day(20), closed("moved"))
        .given(day(30), seen("2"))
        .given(day(40), left_on(25, true, "0"));
    let lives = [(day(3), 1), (day(25), -1), (day(25), 1), (day(30), -1), (day(30), 1)];
    let mut found = days(&story, Measure::Lives);
    found.sort_by_key(|(day, sign)| (*day, *sign));
    assert_eq!(found, lives);
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
