use super::*;
use crate::catalogue::Catalogues;
use crate::facts::{Facts, FactsHistory};
use crate::ids::{Position, TrajectoryId};
use crate::reports::Filter;
use crate::stream::Stream;
use crate::trajectory::Trajectory;
use crate::trajectory::profile::{ChallengeLinked, LinkedBy};
use crate::trajectory::story::{
    Story, closed, day, housing_found, housing_lost, job_started, opened, participant, persona,
    story,
};

fn challenge(code: &str) -> ChallengeLinked {
    ChallengeLinked { challenge: Code::new(code), by: LinkedBy::Persona }
}

/// An image of these stories, the positions running on from one to the next.
fn image(stories: Vec<Story>) -> Image {
    let mut image = Image::default();
    let mut position = Position::START;
    for (n, story) in stories.into_iter().enumerate() {
        let mut trajectory = Trajectory::default();
        let mut history = FactsHistory::default();
        for event in story.into_events() {
            position = Position(position.0 + 1);
            trajectory.learn(event);
            history.learn(Facts::of(trajectory.state()).unwrap(), position);
        }
        image.put(TrajectoryId(uuid::Uuid::from_u128(n as u128)), &history).unwrap();
    }
    image.reached(position);
    image
}

fn ask(image: &Image, from: i64, to: i64, as_of: Position, filter: Filter) -> Outcomes {
    let catalogues = Catalogues::embedded();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let period = Period::try_new(day(from), day(to)).unwrap();
    outcomes(image, catalogue, &Question { period, as_of, filter })
}

fn year(image: &Image) -> Outcomes {
    ask(image, 1, 366, image.position(), Filter::default())
}

fn row<'a>(table: &'a Outcomes, challenge: Option<&str>, persona: Option<&str>) -> &'a Counts {
    let same = |a: &Option<Code>, b: Option<&str>| a.as_ref().map(Code::as_str) == b;
    let found = table
        .rows
        .iter()
        .find(|row| same(&row.challenge, challenge) && same(&row.persona, persona));
    &found.unwrap().counts
}

#[test]
fn a_participant_with_two_personas_stands_in_two_rows_and_once_in_the_totals() {
    let image = image(vec![
        participant()
            .given(day(4), persona("nora"))
            .given(day(4), challenge("RU1"))
            .given(day(4), persona("mo"))
            .given(day(9), housing_found(day(9))),
    ]);
    let table = year(&image);
    assert_eq!(row(&table, Some("RU1"), Some("nora")).of(Measure::Housed), 1);
    assert_eq!(row(&table, Some("RU1"), Some("mo")).of(Measure::Housed), 1);
    assert_eq!(row(&table, Some("RU1"), Some("jeremy")).of(Measure::Housed), 0);
    assert_eq!(table.challenges[0].counts.of(Measure::Participant), 1);
    assert_eq!(table.total.of(Measure::Participant), 1);
}

#[test]
fn who_has_no_persona_has_a_row_of_their_own() {
    let image = image(vec![participant().given(day(4), challenge("RU2")), participant()]);
    let table = year(&image);
    assert_eq!(row(&table, Some("RU2"), None).of(Measure::Participant), 1);
    assert_eq!(row(&table, None, None).of(Measure::Participant), 1);
    assert_eq!(table.total.of(Measure::Participant), 2);
}

#[test]
fn who_never_entered_is_not_counted() {
    let image = image(vec![story().given(day(1), opened())]);
    assert_eq!(year(&image).total, Counts::default());
}

#[test]
fn what_happened_is_read_in_the_period_and_what_lasts_at_its_end() {
    let image = image(vec![
        participant()
            .given(day(9), housing_found(day(9)))
            .given(day(9), job_started(1, day(9)))
            .given(day(30), housing_lost(day(30))),
    ]);
    let counts = |from, to| ask(&image, from, to, image.position(), Filter::default()).total;
    let during = counts(5, 20);
    assert_eq!((during.of(Measure::Housed), during.of(Measure::InHousing)), (1, 1));
    assert_eq!(during.of(Measure::Participant), 0, "entered before the period");
    let after = counts(31, 60);
    assert_eq!((after.of(Measure::Housed), after.of(Measure::InHousing)), (0, 0));
    assert_eq!((after.of(Measure::StartedWork), after.of(Measure::InWork)), (0, 1));
    assert_eq!(counts(1, 2), Counts::default(), "had not entered yet");
}

#[test]
fn a_report_can_be_had_as_it_was_known() {
    let image = image(vec![participant().given(day(9), housing_found(day(9)))]);
    let known = |position| {
        ask(&image, 1, 366, Position(position), Filter::default()).total.of(Measure::Housed)
    };
    assert_eq!((known(3), known(4)), (0, 1));
}

#[test]
fn closures_are_told_by_reason() {
    let image = image(vec![participant().given(day(9), closed("work")), participant()]);
    let reasons = year(&image).total.closed_by_reason().clone();
    assert_eq!(reasons, BTreeMap::from([(Code::new("work"), 1)]));
}

#[test]
fn a_filter_tells_how_many_it_could_not_judge() {
    use crate::trajectory::consent::LegalBasisRecorded;
    use crate::trajectory::intake::IntakeCompleted;
    use crate::trajectory::story::{intake, legal_basis};
    let nameless = story()
        .given(day(1), opened())
        .given(day(2), LegalBasisRecorded { ..legal_basis() })
        .given(day(3), IntakeCompleted { gender: None, ..intake() });
    let image = image(vec![participant(), nameless]);
    let women = Filter { gender: Some(Code::new("woman")), ..Filter::default() };
    let table = ask(&image, 1, 366, image.position(), women);
    assert_eq!((table.total.of(Measure::Participant), table.unknown), (1, 1));
    let men = Filter { gender: Some(Code::new("man")), ..Filter::default() };
    let table = ask(&image, 1, 366, image.position(), men);
    assert_eq!((table.total.of(Measure::Participant), table.unknown), (0, 1));
}

#[test]
fn a_period_does_not_end_before_it_begins() {
    assert!(Period::try_new(day(2), day(1)).is_err());
}
