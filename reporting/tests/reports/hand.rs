//! Subtle rules with figures that were worked out by hand.

mod merged;
mod story;
mod vocabulary;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_domain::trajectory::course::{Closed, ExitRecorded, Reopened};
use loopbrug_domain::trajectory::housing::HousingLost;
use loopbrug_domain::trajectory::work::EmploymentEnded;
use loopbrug_domain::trajectory::{Intent, Payload};

use crate::history::organisation;
use crate::naive::{Filter, Offer};
use story::{Story, home, job_id};

#[test]
fn a_corrected_event_counts_on_its_new_day_and_a_voided_one_not_at_all() {
    let mut story = Story::of_participant(0);
    let job = story.on("2024-02-10", story::job(1, "2024-02-10"));
    let other = story.on("2024-02-11", story::job(2, "2024-02-11"));
    let before = story.head();
    let corrected = Payload::from(story::job(1, "2024-03-05"));
    story.correct("2024-03-06", job, "2024-03-05", corrected);
    story.void("2024-03-06", other);

    let figures = |from, to| story.ask("outcomes", from, to);
    assert_eq!(figures("2024-02-01", "2024-02-29").get("total", "started_work"), Some(0.0));
    assert_eq!(figures("2024-03-01", "2024-03-31").get("total", "started_work"), Some(1.0));
    let as_it_was_known = story.ask_as_of("outcomes", "2024-02-01", "2024-02-29", before);
    assert_eq!(as_it_was_known.get("total", "started_work"), Some(1.0));
    // Each was recorded on one day, whatever became of it.
    assert_eq!(story.ask("quality", "2024-02-01", "2024-02-29").get("total", "records"), Some(2.0));
}

#[test]
fn a_home_is_had_until_the_next_and_was_not_lost_by_moving() {
    let mut story = Story::of_participant(0);
    story.on("2024-02-10", home("2024-02-01"));
    story.on("2024-04-10", home("2024-04-01"));
    story.on("2024-06-10", lost_home("2024-06-01"));
    let housed = |to| story.ask("outcomes", "2024-01-01", to).get("total", "still_housed");
    assert_eq!(housed("2024-01-31"), Some(0.0));
    assert_eq!(housed("2024-02-01"), Some(1.0));
    assert_eq!(housed("2024-05-31"), Some(1.0));
    assert_eq!(housed("2024-06-01"), Some(0.0));

    // The 91st day after 1 February is 2 May, after 1 April it is 1 July.
    let lasting = story.ask("lasting", "2024-05-02", "2024-05-02");
    assert_eq!(lasting.get("kind=housing", "due_91"), Some(1.0));
    assert_eq!(lasting.get("kind=housing", "lasting_91"), Some(1.0));
    let lasting = story.ask("lasting", "2024-05-01", "2024-07-01");
    assert_eq!(lasting.get("kind=housing", "due_91"), Some(1.0), "a person is due once");
    let lasting = story.ask("lasting", "2024-07-01", "2024-07-01");
    assert_eq!(lasting.get("kind=housing", "lasting_91"), Some(0.0));
    assert_eq!(lasting.get("kind=housing", "share_91"), Some(0.0));
    assert_eq!(lasting.get("kind=work", "share_91"), None, "nobody was due");

    let lost = story.ask("homelessness", "2024-06-01", "2024-06-30");
    assert_eq!(lost.get("total", "lost_within_6"), Some(1.0));
    assert_eq!(lost.get("total", "hidden"), Some(0.0), "where the client lives now is not known");
}

fn lost_home(on: &str) -> Intent {
    Intent::RecordHousingLost(HousingLost {
        on: on.parse().unwrap(),
        reason: Code::new("eviction"),
    })
}

#[test]
fn a_job_is_lasting_unless_it_ended_up_to_and_including_the_91st_day() {
    for (ended_on, lasting) in [("2024-05-02", 0.0), ("2024-05-03", 1.0)] {
        let mut story = Story::of_participant(0);
        story.on("2024-02-01", story::job(1, "2024-02-01"));
        story.on(
            "2024-06-01",
            Intent::EndEmployment(EmploymentEnded {
                employment: job_id(1),
                reason: Code::new("resigned"),
                on: ended_on.parse().unwrap(),
            }),
        );
        let figures = story.ask("lasting", "2024-05-01", "2024-05-31");
        assert_eq!(figures.get("kind=work", "due_91"), Some(1.0));
        assert_eq!(figures.get("kind=work", "lasting_91"), Some(lasting), "{ended_on}");
        assert_eq!(figures.get("kind=work", "lost"), Some(1.0));
        assert_eq!(figures.get("kind=work/reason=resigned", "lost"), Some(1.0));
        let outcomes = story.ask("outcomes", "2024-05-01", ended_on);
        assert_eq!(outcomes.get("total", "in_work"), Some(0.0), "on that day no more");
    }
}

#[test]
fn a_result_is_counted_on_the_day_after_the_exit_window() {
    let mut story = Story::of_participant(0);
    story.on("2024-03-01", close("goals_met"));
    // 28 days after 1 March is the 29th.
    let counted = |story: &Story, day| {
        let figures = story.ask_on("esf", day, day, day);
        let part = |part| figures.get("total", &format!("EECR03{part}")).unwrap();
        (part(""), part(".of"), part(".unknown"))
    };
    assert_eq!(counted(&story, "2024-03-29"), (0.0, 0.0, 0.0));
    assert_eq!(counted(&story, "2024-03-30"), (0.0, 1.0, 1.0));
    assert_eq!(counted(&story, "2024-03-31"), (0.0, 0.0, 0.0));
    let overdue =
        |story: &Story, day| story.ask_on("caseload", day, day, day).get("total", "exit_overdue");
    assert_eq!(
        (overdue(&story, "2024-03-29"), overdue(&story, "2024-03-30")),
        (Some(0.0), Some(1.0))
    );
    story.on(
        "2024-05-01",
        Intent::RecordExit(ExitRecorded {
            job_seeking: None,
            in_training: None,
            qualification: Some(true),
            employed: None,
            housing: None,
            as_of: "2024-03-20".parse().unwrap(),
        }),
    );
    assert_eq!(
        counted(&story, "2024-03-30"),
        (1.0, 1.0, 0.0),
        "when it was recorded does not matter"
    );
    assert_eq!(overdue(&story, "2024-05-01"), Some(0.0));

    story.on("2024-06-01", Intent::ReopenTrajectory(Reopened { reason: Code::new("relapse") }));
    assert_eq!(counted(&story, "2024-03-30"), (0.0, 0.0, 0.0), "the closing is in force no more");
}

fn close(reason: &str) -> Intent {
    Intent::CloseTrajectory(Closed { reason: Code::new(reason), rationale: None })
}

#[test]
fn a_follow_up_is_due_from_its_window_until_the_day_that_it_is_recorded() {
    let mut story = Story::of_participant(0);
    story.on("2024-03-01", close("goals_met"));
    // Three months later is 1 June, give or take 14 days.
    let due = |story: &Story, day| {
        let figures = story.ask_on("caseload", "2024-01-01", "2025-12-31", day);
        let figure = |column| figures.get("total", column).unwrap();
        (figure("follow_ups_due"), figure("follow_ups_overdue"))
    };
    assert_eq!(due(&story, "2024-05-17"), (0.0, 0.0));
    assert_eq!(due(&story, "2024-05-18"), (1.0, 0.0));
    assert_eq!(due(&story, "2024-06-15"), (1.0, 0.0));
    assert_eq!(due(&story, "2024-06-16"), (1.0, 1.0));
    story.on("2024-06-20", story::unreachable(3));
    assert_eq!(due(&story, "2024-06-19"), (1.0, 1.0));
    assert_eq!(due(&story, "2024-06-20"), (0.0, 0.0));
}

#[test]
fn whoever_is_of_unknown_gender_is_unknown_where_they_would_have_added_to_a_figure() {
    let mut story = Story::of_participant(0);
    story.meet(1);
    let asked = |filter: Filter| {
        let figures = story.ask_about("outcomes", "2024-01-01", "2024-12-31", filter);
        (figures.get("total", "participants"), figures.unknown)
    };
    // Client 0 is a woman of unknown age; client 1 took no part, so adds to no outcome.
    let woman = || Some(Code::new("woman"));
    assert_eq!(asked(Filter { gender: woman(), ..Filter::default() }), (Some(1.0), 0));
    let man = Some(Code::new("man"));
    assert_eq!(asked(Filter { gender: man.clone(), ..Filter::default() }), (Some(0.0), 0));
    let young = Some("under18");
    let filter = Filter { gender: woman(), age_group: young, ..Filter::default() };
    assert_eq!(asked(filter), (Some(0.0), 1));
    assert_eq!(
        asked(Filter { gender: man, age_group: young, ..Filter::default() }),
        (Some(0.0), 0)
    );
}

#[test]
fn only_the_last_look_of_a_day_at_a_barrier_counts_against_the_first_ever() {
    let mut story = Story::of_participant(0);
    story.on("2024-02-01", story::barrier(3));
    let change = |story: &Story, from, to| {
        let figures = story.ask("change", from, to);
        let people = |column| figures.get("area=housing", column).unwrap();
        let change = figures.get("area=housing", "change.median");
        (people("better"), people("same"), people("worse"), change)
    };
    assert_eq!(change(&story, "2024-02-01", "2024-02-28"), (0.0, 0.0, 0.0, None));
    story.on("2024-02-01", story::reassessed(5));
    assert_eq!(change(&story, "2024-02-01", "2024-02-28"), (0.0, 0.0, 1.0, Some(2.0)));
    story.on("2024-03-01", story::reassessed(1));
    story.on("2024-03-01", story::reassessed(3));
    assert_eq!(change(&story, "2024-03-01", "2024-03-31"), (0.0, 1.0, 0.0, Some(0.0)));
    story.on("2024-03-02", story::resolved());
    assert_eq!(change(&story, "2024-02-01", "2024-03-31"), (1.0, 0.0, 0.0, Some(-3.0)));
    story.on("2024-03-03", story::recurred(2));
    assert_eq!(change(&story, "2024-02-01", "2024-03-31"), (1.0, 0.0, 0.0, Some(-1.0)));
    assert_eq!(change(&story, "2024-03-02", "2024-03-02"), (1.0, 0.0, 0.0, Some(-3.0)));
}

#[test]
fn places_are_taken_by_everybody_whoever_is_asked_about() {
    let mut story = Story::of_participant(0);
    story.on("2024-02-01", story::barrier(4));
    story.participant(1, "2024-02-02");
    for intent in story::runs("housing_guidance") {
        story.of(1, "2024-02-03", intent);
    }
    story.beside.offers = vec![Offer {
        challenge: Code::new("RU2"),
        service: Code::new("housing_guidance"),
        capacity: 2,
        budget: 500,
        approved_on: "2024-02-01".parse().unwrap(),
    }];
    let woman = Filter { gender: Some(Code::new("woman")), ..Filter::default() };
    let figures = story.ask_about("needs", "2024-01-01", "2024-03-01", woman.clone());
    let figure = |row, column| figures.get(row, column);
    assert_eq!(figure("area=housing", "free"), Some(1.0));
    assert_eq!(figure("area=housing", "in_need"), Some(1.0));
    assert_eq!(figure("area=housing", "severe"), Some(1.0));
    assert_eq!(figure("area=housing", "uncovered"), Some(0.0));
    assert_eq!(figure("area=housing/challenge=-", "without_help"), Some(1.0));
    let service = "area=housing/service=housing_guidance";
    assert_eq!(figure(service, "running"), Some(0.0), "those who run are of nobody asked about");
    assert_eq!(figure(service, "capacity"), Some(2.0));
    assert_eq!(figures.unknown, 1, "client 1 is of unknown gender");

    story.beside.offers.clear();
    let figures = story.ask_about("needs", "2024-01-01", "2024-03-01", woman);
    assert_eq!(figures.get("area=housing", "uncovered"), Some(1.0));
}

#[test]
fn a_referral_is_open_for_long_from_the_day_after_the_limit_until_it_is_over() {
    let mut story = Story::of_participant(0);
    story.on("2024-02-01", story::refer(2));
    let open =
        |story: &Story, day| story.ask_on("referrals", day, day, day).get("total", "open_long");
    assert_eq!(open(&story, "2024-03-02"), Some(0.0), "the thirtieth day");
    assert_eq!(open(&story, "2024-03-03"), Some(1.0));
    story.by(organisation(2), "2024-03-10", story::accept());
    assert_eq!(open(&story, "2024-03-10"), Some(1.0), "whoever is accepted has yet to arrive");
    story.on("2024-03-20", close("moved"));
    assert_eq!((open(&story, "2024-03-19"), open(&story, "2024-03-20")), (Some(1.0), Some(0.0)));
}

#[test]
fn what_is_dated_after_the_day_of_as_of_has_not_come_about() {
    let story = Story::of_participant(0);
    let early = story.ask_as_of("outcomes", "2024-01-01", "2024-12-31", Position(3));
    assert_eq!(early.get("total", "participants"), Some(1.0));
    let figures = story.ask_on("lasting", "2023-01-01", "2023-12-31", "2023-06-01");
    assert_eq!(figures.get("kind=work", "lost"), Some(0.0));
    let none = story.ask_as_of("outcomes", "2024-01-01", "2024-12-31", Position(2));
    assert_eq!(none.get("total", "participants"), Some(0.0));
}

#[test]
fn nobody_is_guided_before_the_entry_day_whatever_was_closed_and_reopened_before() {
    let mut story = Story::of_participant(0);
    story.meet(1);
    story.of(1, "2024-02-01", close("moved"));
    story.of(1, "2024-03-01", Intent::ReopenTrajectory(Reopened { reason: Code::new("returned") }));
    story.takes_part(1, "2024-04-01", None);
    let guided = |day| story.ask("caseload", "2024-01-01", day).get("total", "guided");
    assert_eq!(guided("2024-03-15"), Some(1.0), "client 0 alone");
    assert_eq!(guided("2024-04-01"), Some(2.0));
}

#[test]
fn whoever_is_reopened_later_had_left_until_then() {
    let mut story = Story::of_participant(0);
    story.on("2024-03-01", close("moved"));
    story.on("2024-07-01", Intent::ReopenTrajectory(Reopened { reason: Code::new("returned") }));
    let figure = |day, column| story.ask("caseload", "2024-01-01", day).get("total", column);
    for column in ["exit_overdue", "follow_ups_due", "follow_ups_overdue"] {
        assert_eq!(figure("2024-06-30", column), Some(1.0), "{column}");
        assert_eq!(figure("2024-07-01", column), Some(0.0), "{column}");
    }
    assert_eq!(figure("2024-06-30", "guided"), Some(0.0));
}

#[test]
fn the_day_of_the_intake_is_a_contact_and_an_earlier_entry_day_is_none() {
    let mut story = Story::of_participant(0);
    story.meet(1);
    story.enters(1, "2024-02-10", "2024-03-01", None);
    let waiting = |day| story.ask("caseload", "2024-01-01", day).get("total", "no_contact");
    // Client 0 entered on 10 January, when both were met.
    assert_eq!(waiting("2024-01-24"), Some(0.0));
    assert_eq!(waiting("2024-01-25"), Some(2.0));
    assert_eq!(waiting("2024-02-10"), Some(2.0));
    assert_eq!(waiting("2024-02-29"), Some(2.0));
    assert_eq!(waiting("2024-03-01"), Some(1.0));
}
