//! Homes and jobs: from when until when they are had.

use super::*;

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
