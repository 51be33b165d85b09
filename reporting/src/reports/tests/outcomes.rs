use super::*;
use ReportKind::Outcomes;
use loopbrug_domain::trajectory::consent::LegalBasisRecorded;
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::story::{
    closed, corrected, housing_found, housing_lost, intake, job_started, legal_basis, opened,
    participant, persona, reopened, story, voided,
};

fn of_gender(gender: &str) -> Filter {
    Filter { gender: Some(Code::new(gender)), ..Filter::default() }
}

#[test]
fn a_participant_with_two_personas_stands_in_two_rows_and_once_in_the_totals() {
    let given = given(vec![
        participant()
            .given(day(4), persona("nora"))
            .given(day(4), challenge("RU1"))
            .given(day(4), persona("mo"))
            .given(day(9), housing_found(day(9))),
    ]);
    let ask = given.ask(Outcomes);
    assert_eq!(ask.figures("challenge=RU1/persona=nora", ["housed"]), [1]);
    assert_eq!(ask.figures("challenge=RU1/persona=mo", ["housed"]), [1]);
    assert_eq!(ask.figures("challenge=RU1/persona=jeremy", ["housed"]), [0]);
    assert_eq!(ask.figures("challenge=RU1", ["participants"]), [1]);
    assert_eq!(ask.figures("total", ["participants"]), [1]);
}

#[test]
fn who_has_no_persona_has_a_row_of_their_own() {
    let given = given(vec![participant().given(day(4), challenge("RU2")), participant()]);
    let ask = given.ask(Outcomes);
    assert_eq!(ask.figures("challenge=RU2/persona=-", ["participants"]), [1]);
    assert_eq!(ask.figures("challenge=-", ["participants"]), [1]);
    assert_eq!(ask.figures("total", ["participants"]), [2]);
}

fn is_empty(ask: &Ask<'_>) -> bool {
    let table = ask.table();
    (0..table.columns.len()).all(|column| table.figure(0, column) == Some(0.0))
}

#[test]
fn who_never_entered_is_not_counted() {
    let given = given(vec![story().given(day(1), opened())]);
    assert!(is_empty(&given.ask(Outcomes)));
}

#[test]
fn what_happened_is_read_in_the_period_and_what_lasts_at_its_end() {
    let given = given(vec![
        participant()
            .given(day(9), housing_found(day(9)))
            .given(day(9), job_started(1, day(9)))
            .given(day(30), housing_lost(day(30))),
    ]);
    let ask = |from, to| given.ask(Outcomes).over(from, to);
    let during = ask(5, 20);
    assert_eq!(during.figures("total", ["housed", "still_housed"]), [1, 1]);
    assert_eq!(during.figures("total", ["participants"]), [0], "entered before the period");
    let work_and_home = ["housed", "still_housed", "started_work", "in_work"];
    assert_eq!(ask(31, 60).figures("total", work_and_home), [0, 0, 0, 1]);
    assert!(is_empty(&ask(1, 2)), "had not entered yet");
    let last_day = ask(5, 29).figures("total", ["still_housed"]);
    assert_eq!((last_day, ask(5, 30).figures("total", ["still_housed"])), ([1], [0]));
}

#[test]
fn a_report_can_be_had_as_it_was_known() {
    let given = given(vec![participant().given(day(9), housing_found(day(9)))]);
    let known = |position| given.ask(Outcomes).known_at(position).figures("total", ["housed"]);
    assert_eq!((known(3), known(4)), ([0], [1]));
}

#[test]
fn closures_are_told_by_reason() {
    let given = given(vec![participant().given(day(9), closed("work")), participant()]);
    let table = given.ask(Outcomes).table();
    let reasons = table.columns.iter().enumerate().filter_map(|(n, column)| {
        let reason = column.code.strip_prefix("closed.")?;
        table.figure(0, n).filter(|figure| *figure > 0.0).map(|figure| (reason, whole(figure)))
    });
    assert_eq!(reasons.collect::<Vec<_>>(), [("work", 1)]);
}

#[test]
fn who_came_back_is_not_closed_and_whoever_left_again_is_so_on_that_day() {
    let back = participant().given(day(9), closed("work")).given(day(20), reopened());
    let again = participant()
        .given(day(9), closed("work"))
        .given(day(20), reopened())
        .given(day(40), closed("moved"));
    let given = given(vec![back, again]);
    let ask = given.ask(Outcomes);
    assert_eq!(ask.figures("total", ["closed", "closed.work", "closed.moved"]), [1, 0, 1]);
    assert_eq!(ask.over(1, 39).figures("total", ["closed"]), [0]);
}

#[test]
fn a_filter_tells_how_many_it_could_not_judge() {
    let nameless = story()
        .given(day(1), opened())
        .given(day(2), LegalBasisRecorded { ..legal_basis() })
        .given(day(3), IntakeCompleted { gender: None, ..intake() });
    let given = given(vec![participant(), nameless]);
    let women = given.ask(Outcomes).about(of_gender("woman"));
    assert_eq!((women.figures("total", ["participants"]), women.table().unknown()), ([1], 1));
    let men = given.ask(Outcomes).about(of_gender("man"));
    assert_eq!((men.figures("total", ["participants"]), men.table().unknown()), ([0], 1));
}

#[test]
fn a_period_does_not_end_before_it_begins() {
    assert!(Period::try_new(day(2), day(1)).is_err());
}

#[test]
fn what_was_corrected_counts_on_its_new_day_and_what_was_voided_not_at_all() {
    let given = given(vec![
        participant()
            .given(day(9), housing_found(day(9)))
            .given(day(50), corrected(4, day(40), housing_found(day(40)))),
        participant().given(day(9), housing_found(day(9))).given(day(50), voided(4)),
    ]);
    let housed = |from, to, position| {
        let ask = given.ask(Outcomes).over(from, to).known_at(position);
        ask.figures("total", ["housed", "still_housed"])
    };
    assert_eq!((housed(1, 39, 4), housed(1, 39, 5)), ([1, 1], [0, 0]));
    assert_eq!((housed(40, 60, 9), housed(40, 60, 10)), ([1, 2], [1, 1]));
}

#[test]
fn the_people_behind_a_figure_are_those_who_are_counted() {
    let housed = || participant().given(day(9), housing_found(day(9)));
    let given = given(vec![housed(), participant(), housed().given(day(4), challenge("RU1"))]);
    let ask = given.ask(Outcomes);
    assert_eq!(ask.members("total", "housed"), [client(0), client(2)].into());
    assert_eq!(ask.members("challenge=RU1", "housed"), [client(2)].into());
    assert_eq!(ask.members("total", "closed"), [].into());
}

#[test]
fn in_common_codes_there_are_no_personas_and_regions_join_into_one() {
    let region = |many: usize| given((0..many).map(|_| participant()).collect());
    let (one, other) = (region(2), region(3));
    let tables = [&one, &other].map(|given| given.ask(Outcomes).in_common_codes().table());
    assert_eq!(tables[0].rows.len(), 1);
    let joined = Table::joined(tables).unwrap();
    let column = joined.column("participants").unwrap();
    assert_eq!(joined.figure(0, column), Some(5.0));
    assert!(Table::joined([]).is_none());
}
