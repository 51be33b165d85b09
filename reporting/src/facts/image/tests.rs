use std::sync::LazyLock;

use super::*;
use crate::facts::{FactsHistory, Measure, Recorded, TrajectoryFold, Versioned};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::trajectory::story::{
    Story, attempt, day, housing_found, participant, persona, voided,
};

static CATALOGUES: LazyLock<Catalogues> = LazyLock::new(Catalogues::embedded);

fn id() -> TrajectoryId {
    TrajectoryId(uuid::Uuid::from_u128(1))
}

/// The facts of a story, recorded from position 1 on.
fn history(story: Story) -> FactsHistory {
    let mut folded = TrajectoryFold::default();
    for (event, position) in story.into_events().into_iter().zip(1..) {
        let recorded = Recorded { at: Position(position), on: event.occurred_on };
        folded.apply(event, recorded, &CATALOGUES);
    }
    folded.facts().clone()
}

fn whole(history: &FactsHistory) -> StoredFacts {
    StoredFacts::of(history).unwrap()
}

fn stored<'a>(measures: impl IntoIterator<Item = &'a Versioned<Dated>>) -> StoredMeasures {
    StoredMeasures::of(measures).unwrap()
}

#[test]
fn a_trajectory_that_changes_takes_the_place_of_what_it_was() {
    let mut image = Image::default();
    for changes in 1..2000_i64 {
        let story = (0..changes % 7)
            .fold(participant(), |story, n| story.given(day(9 + n), housing_found(day(9 + n))));
        image.put(id(), &whole(&history(story))).unwrap();
    }
    assert_eq!(image.len(), 1);
    let seen = image.scan(0..1, Position(6)).next().unwrap();
    let housed = seen.theme(Theme::Outcomes).filter(|row| row.measure == Measure::Housed);
    assert_eq!(housed.count(), 3, "1999 is 4 more than a multiple of 7; the last was position 7");
    let rows = image.measures.rows_of(Theme::Outcomes);
    assert!(rows < 8192, "what is unused is compacted away");
}

#[test]
fn a_trajectory_is_not_known_before_its_first_position() {
    let mut image = Image::default();
    let story = participant().given(day(3), persona("nora"));
    image.put(id(), &whole(&history(story))).unwrap();
    assert_eq!(image.scan(0..1, Position(0)).count(), 0);
    assert_eq!(image.scan(0..1, Position(1)).count(), 1);
}

#[test]
fn the_measure_of_an_event_is_known_until_the_event_is_voided() {
    let story = || participant().given(day(4), attempt("phone", "not_reached"));
    let mut image = Image::default();
    let known = history(story());
    image.put(id(), &whole(&known)).unwrap();
    image.add(id(), &stored(known.event_measures())).unwrap();
    image.reached(Position(4));
    let attempts = |image: &Image, as_of: u32| {
        let seen = image.scan(0..1, Position(as_of)).next().unwrap();
        seen.theme(Theme::Reach).filter(|row| row.measure == Measure::Attempt).count()
    };
    assert_eq!((attempts(&image, 3), attempts(&image, 4)), (0, 1));

    let voided_since = history(story().given(day(5), voided(4)));
    let changed = voided_since.event_measures().into_iter();
    let changed = changed.filter(|one| one.changed_at() > Position(4));
    image.add(id(), &stored(changed)).unwrap();
    image.reached(Position(5));
    assert_eq!((attempts(&image, 4), attempts(&image, 5)), (1, 0));
    let seen = image.scan(0..1, Position(5)).next().unwrap();
    assert_eq!(
        seen.theme(Theme::Records).count(),
        4,
        "it was recorded all the same; the voiding is no record"
    );
}

#[test]
fn rows_are_in_order_in_whatever_order_they_come() {
    let story = participant().given(day(4), attempt("phone", "not_reached"));
    let history = history(story);
    let mut in_order = Image::default();
    in_order.put(id(), &whole(&history)).unwrap();
    in_order.add(id(), &stored(history.event_measures())).unwrap();
    let mut events_first = Image::default();
    let latest_first = history.event_measures().into_iter().rev();
    events_first.add(id(), &stored(latest_first)).unwrap();
    events_first.put(id(), &whole(&history)).unwrap();
    events_first.compact();
    for theme in Theme::ALL {
        assert_eq!(events_first.measures.rows_of(*theme), in_order.measures.rows_of(*theme));
        for as_of in (1..=4).map(Position) {
            let rows = |image: &Image| {
                let seen = image.seen(id(), as_of).unwrap();
                let rows = seen.theme(*theme).map(|row| (row.since, image.dated(&row)));
                let mut rows: Vec<_> = rows.collect();
                rows.sort_unstable();
                rows
            };
            assert_eq!(rows(&events_first), rows(&in_order), "{theme:?} as of {as_of:?}");
        }
    }
}

#[test]
fn measures_of_events_are_in_order_of_day_whenever_they_came() {
    let mut image = Image::default();
    image.put(id(), &whole(&history(participant()))).unwrap();
    let records = (1..=70_000_u32).map(|n| Versioned {
        since: Position(10 + n),
        until: Position::NEVER,
        what: Dated {
            measure: Measure::Recorded,
            day: day(if n % 50 == 0 { 1 + i64::from(n * 7 % 300) } else { 300 }),
            sign: 1,
            code: Some(Code::new(if n % 2 == 0 { "one" } else { "other" })),
            length: Some(u16::try_from(n / 2).unwrap()),
        },
    });
    for record in records.clone() {
        image.add(id(), &stored([&record])).unwrap();
    }
    image.reached(Position(100_000));
    let read = |as_of, from, end| {
        let seen = image.seen(id(), Position(as_of)).unwrap();
        let rows = seen.theme_during(Theme::Records, Day::of(day(from)), Day::of(day(end)));
        let mut read: Vec<_> = rows.map(|row| (row.since, image.dated(&row))).collect();
        read.sort_unstable();
        read
    };
    for (as_of, from, end) in [(100_000, 1, 400), (100_000, 20, 51), (69_990, 1, 400), (500, 9, 60)]
    {
        let days = day(from)..=day(end);
        let expected = records
            .clone()
            .filter(|one| one.since <= Position(as_of) && days.contains(&one.what.day));
        let expected: Vec<_> = expected.map(|one| (one.since, one.what)).collect();
        assert_eq!(read(as_of, from, end), expected);
    }
}
