//! ESF+ indicators, profile, hidden homelessness, data quality.

use super::*;
use ReportKind::{Esf, Homelessness, Profile, Quality};
use loopbrug_domain::trajectory::course::ExitRecorded;
use loopbrug_domain::trajectory::follow_up::FollowedUp;
use loopbrug_domain::trajectory::housing::{HousingObserved, ReferenceAddressRequested};
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::story::{
    closed, housing_found, housing_lost, intake, legal_basis, opened, organisation, participant,
    reopened, story, voided,
};

fn entered(intake: IntakeCompleted) -> Story {
    story().given(day(1), opened()).given(day(2), legal_basis()).given(day(3), intake)
}

fn works(labour: Option<&str>) -> IntakeCompleted {
    IntakeCompleted { labour_status: labour.map(Code::new), unemployed_since: None, ..intake() }
}

#[test]
fn indicators_count_at_entry_and_say_of_whom_they_do_not_know() {
    let ageless = IntakeCompleted { age: None, gender: None, isced: None, ..intake() };
    let given = given(vec![
        participant(),
        entered(works(Some("inactive"))),
        entered(works(None)),
        entered(ageless),
    ]);
    let ask = given.ask(Esf);
    assert_eq!(
        ask.figures("total", ["EECO01", "EECO02", "EECO04", "EECO02.unknown"]),
        [4, 2, 1, 1]
    );
    assert_eq!(ask.figures("total", ["EECO07", "EECO06.unknown", "EECO09.unknown"]), [3, 1, 1]);
    assert_eq!(ask.figures("total", ["EECO13.unknown", "EECO14"]), [4, 4]);
    assert_eq!(ask.figures("gender=woman", ["EECO01"]), [3]);
    assert_eq!(ask.figures("gender=-", ["EECO01"]), [1]);
    assert_eq!(ask.over(4, 366).figures("total", ["EECO01"]), [0], "entered before");
}

#[test]
fn long_unemployed_is_who_was_so_for_more_than_a_year_or_half_a_year_under_25() {
    let since = |age, n: Option<i64>| {
        let unemployed_since = n.map(day);
        entered(IntakeCompleted { age, unemployed_since, ..intake() })
    };
    // Entry is on 3 January 2024; 3 January 2023 is 365 days before, 3 July 184.
    let (year, half) = (3 - 365, 3 - 184);
    let columns = ["EECO02", "EECO03", "EECO03.unknown"];
    let figures = |stories| given(stories).ask(Esf).figures("total", columns);
    let at_25 = |n| since(Some(25), n);
    assert_eq!(figures(vec![at_25(Some(year)), at_25(Some(year - 1)), at_25(None)]), [3, 1, 1]);
    let at_24 = |n| since(Some(24), n);
    assert_eq!(figures(vec![at_24(Some(half)), at_24(Some(half - 1)), at_24(None)]), [3, 1, 1]);
    let at_any = |n| since(None, n);
    assert_eq!(figures(vec![at_any(Some(year - 1)), at_any(Some(half))]), [2, 1, 0]);
    assert_eq!(figures(vec![at_any(Some(half - 1)), at_any(None)]), [2, 0, 2]);
}

#[test]
fn a_record_is_complete_with_gender_labour_status_age_and_education() {
    let given = given(vec![
        entered(intake()),
        entered(works(None)),
        entered(IntakeCompleted { age: None, ..intake() }),
        entered(IntakeCompleted { isced: None, ..intake() }),
        entered(IntakeCompleted { gender: None, disability: None, ..intake() }),
        entered(IntakeCompleted { disability: None, housing: None, ..intake() }),
    ]);
    let columns = ["EECO01", "EECO01.complete"];
    assert_eq!(given.ask(Esf).figures("total", columns), [6, 2]);
    assert_eq!(given.ask(Esf).figures("gender=-", columns), [1, 0]);
}

#[test]
fn newly_in_training_is_nobody_who_was_in_education_at_entry() {
    let exit = || ExitRecorded { in_training: Some(true), ..exit(None) };
    let left =
        |labour| entered(works(labour)).given(day(40), closed("moved")).given(day(50), exit());
    let given = given(vec![left(Some("inactive")), left(Some("in_education")), left(None)]);
    let columns = ["EECR02", "EECR02.of", "EECR02.unknown"];
    assert_eq!(given.ask(Esf).over(69, 69).figures("total", columns), [1, 1, 1]);
}

#[test]
fn rule_16_a_follow_up_outside_its_window_is_not_counted_and_shown_apart() {
    let followed_up = |labour: &str| FollowedUp {
        month: 6,
        reached: true,
        method: Code::new("phone"),
        labour: Some(Code::new(labour)),
        contract: None,
        fte_percent: None,
        improved: None,
        housing: None,
    };
    // Closed on 9 February; six months later is day 222, and the window ends on day 236.
    let left = || entered(works(Some("inactive"))).given(day(40), closed("moved"));
    let given = given(vec![
        left().given(day(207), followed_up("employed_part_time")),
        left().given(day(237), followed_up("employed_part_time")),
        left()
            .given(day(207), followed_up("employed_part_time"))
            .given(day(222), followed_up("unemployed")),
        left().given(day(236), followed_up("employed_part_time")),
    ]);
    let columns = ["EECR05", "EECR05.of", "EECR05.unknown", "EECR05.outside"];
    assert_eq!(given.ask(Esf).over(237, 237).figures("total", columns), [1, 4, 2, 2]);
}

fn exit(employed: Option<bool>) -> ExitRecorded {
    ExitRecorded {
        job_seeking: None,
        in_training: Some(false),
        qualification: Some(true),
        employed,
        housing: None,
        as_of: day(50),
    }
}

#[test]
fn results_count_on_the_day_after_the_window_of_the_exit() {
    let left = |reason| participant().given(day(40), closed(reason));
    let given = given(vec![
        left("moved").given(day(50), exit(Some(true))),
        left("moved").given(day(50), exit(None)),
        left("moved"),
        left("deceased"),
        left("moved").given(day(60), reopened()),
        entered(works(None)).given(day(40), closed("moved")),
    ]);
    // 28 days after day 40 the window has not passed, on day 69 it has.
    let of_work = ["EECR04", "EECR04.of", "EECR04.unknown"];
    assert_eq!(given.ask(Esf).over(1, 68).figures("total", of_work), [0, 0, 0]);
    assert_eq!(given.ask(Esf).on_day(68).figures("total", of_work), [0, 0, 0]);
    let ask = given.ask(Esf).over(69, 69);
    assert_eq!(ask.figures("total", of_work), [1, 3, 3], "and it may be of the one without status");
    assert_eq!(ask.figures("total", ["EECR03", "EECR03.of", "EECR03.unknown"]), [2, 4, 2]);
    assert_eq!(
        ask.figures("total", ["EECR01.of", "EECR01.unknown"]),
        [0, 1],
        "nobody was inactive"
    );
}

#[test]
fn a_profile_tells_who_entered_by_municipality_and_gender() {
    let aged = |age| entered(IntakeCompleted { age, ..works(Some("inactive")) });
    let unknown = IntakeCompleted { foreign_background: None, ..works(Some("inactive")) };
    let given = given(vec![aged(Some(17)), aged(Some(55)), aged(None), entered(unknown)]);
    let groups = ["participants", "under18", "from18_to29", "from30_to54", "from55", "age_unknown"];
    let ask = given.ask(Profile);
    for row in ["total", "municipality=45041", "municipality=45041/gender=woman"] {
        assert_eq!(ask.figures(row, groups), [4, 1, 1, 0, 1, 1], "{row}");
    }
    let inactive = ["inactive", "inactive_foreign_background", "inactive_background_unknown"];
    assert_eq!(ask.figures("total", inactive), [4, 3, 1]);
    assert_eq!(ask.figures("municipality=45041/gender=-", ["participants"]), [0]);
    assert_eq!(ask.on_day(2).figures("total", ["participants"]), [0]);
}

fn observed(ethos: &str) -> HousingObserved {
    HousingObserved { ethos: Code::new(ethos), since: None }
}

#[test]
fn who_lives_hidden_does_so_until_the_next_situation() {
    let given = given(vec![
        participant().given(day(20), observed("7")),
        participant().given(day(20), housing_found(day(20))),
        participant().given(day(20), observed("2")).given(day(30), voided(4)),
    ]);
    let columns = ["hidden", "ethos_5", "ethos_6", "ethos_7"];
    let at = |to, position| {
        let ask = given.ask(Homelessness).over(1, to).known_at(position);
        ask.figures("total", columns)
    };
    assert_eq!((at(2, 99), at(19, 99)), ([0, 0, 0, 0], [3, 0, 3, 0]));
    assert_eq!((at(20, 12), at(20, 99)), ([1, 0, 0, 1], [2, 0, 1, 1]), "the third was voided");
}

#[test]
fn a_home_lost_on_the_day_of_six_months_was_had_for_six_months() {
    let lost = |on: i64| {
        participant().given(day(9), housing_found(day(9))).given(day(on), housing_lost(day(on)))
    };
    // Six months after 9 January is 9 July, day 191.
    let asked = participant().given(day(9), ReferenceAddressRequested {});
    let given = given(vec![lost(190), lost(191), asked]);
    let columns = ["housed", "lost_within_6", "lost_within_12", "address_requested"];
    let ask = given.ask(Homelessness);
    assert_eq!(ask.figures("total", columns), [2, 1, 2, 1]);
    assert_eq!(ask.figures("municipality=45041", columns), [2, 1, 2, 1]);
    assert_eq!(ask.over(191, 366).figures("total", columns), [0, 0, 1, 0]);
}

#[test]
fn what_is_missing_is_told_of_those_who_entered() {
    let all = IntakeCompleted {
        nationality_group: Some(Code::new("eu")),
        disability: Some(false),
        minority: Some(false),
        ..intake()
    };
    let given = given(vec![entered(all), participant()]);
    let columns = ["participants", "incomplete", "missing.nationality", "missing.gender"];
    assert_eq!(given.ask(Quality).figures("total", columns), [2, 1, 1, 0]);
}

#[test]
fn records_count_as_they_were_recorded_and_late_after_fourteen_days() {
    let told_after = |days| {
        let story = participant().given(day(9), housing_found(day(9))).given(day(9), voided(4));
        given_late(0, days, vec![story])
    };
    let owner = format!("organisation={}", organisation(1));
    for (days, late) in [(14, 0), (15, 4)] {
        let given = told_after(days);
        for row in ["total", &owner] {
            assert_eq!(given.ask(Quality).figures(row, ["records", "late"]), [4, late]);
        }
        let delay =
            ["delay.median", "delay.p90"].map(|column| given.ask(Quality).figure("total", column));
        let days = Some(f64::from(u32::try_from(days).unwrap()));
        assert_eq!(delay, [days, days]);
    }
}
