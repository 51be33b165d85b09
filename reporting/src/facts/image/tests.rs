use std::sync::LazyLock;

use super::*;
use crate::facts::{Account, Believed, Measure, Recorded};
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
    let mut account = Account::default();
    for (event, position) in story.into_events().into_iter().zip(1..) {
        let recorded = Recorded { at: Position(position), on: event.occurred_on };
        account.learn(event, recorded, &CATALOGUES);
    }
    account.facts().clone()
}

fn told<'a>(measures: impl IntoIterator<Item = &'a Believed<Dated>>) -> ListedFacts {
    let mut facts = ListedFacts::default();
    measures.into_iter().for_each(|one| facts.add(one));
    facts
}

#[test]
fn a_trajectory_that_changes_takes_the_place_of_what_it_was() {
    let mut image = Image::default();
    for changes in 1..2000_i64 {
        let story = (0..changes % 7)
            .fold(participant(), |story, n| story.given(day(9 + n), housing_found(day(9 + n))));
        image.put(id(), &ListedFacts::of(&history(story))).unwrap();
    }
    assert_eq!(image.len(), 1);
    let seen = image.scan(Position(6)).next().unwrap();
    let housed = seen.theme(Theme::Outcomes).filter(|row| row.measure == Measure::Housed);
    assert_eq!(housed.count(), 3, "1999 is 4 more than a multiple of 7; the last was position 7");
    let rows = image.measures.rows_of(Theme::Outcomes);
    assert!(rows < 8192, "rows left behind are packed away");
}

#[test]
fn a_trajectory_is_not_known_before_its_first_position() {
    let mut image = Image::default();
    let story = participant().given(day(3), persona("nora"));
    image.put(id(), &ListedFacts::of(&history(story))).unwrap();
    assert_eq!(image.scan(Position(0)).count(), 0);
    assert_eq!(image.scan(Position(1)).count(), 1);
}

#[test]
fn what_an_event_told_is_believed_until_it_is_taken_back() {
    let story = || participant().given(day(4), attempt("phone", "not_reached"));
    let mut image = Image::default();
    image.put_whole(id(), &history(story())).unwrap();
    image.reached(Position(4));
    let attempts = |image: &Image, as_of: u32| {
        let seen = image.scan(Position(as_of)).next().unwrap();
        seen.theme(Theme::Reach).filter(|row| row.measure == Measure::Attempt).count()
    };
    assert_eq!((attempts(&image, 3), attempts(&image, 4)), (0, 1));

    let taken_back = history(story().given(day(5), voided(4)));
    for theme in [Theme::Reach, Theme::Records] {
        let changed = taken_back.of_theme(theme).iter();
        let changed = changed.filter(|believed| believed.changed_at() > Position(4));
        image.tell(id(), &told(changed)).unwrap();
    }
    image.reached(Position(5));
    assert_eq!((attempts(&image, 4), attempts(&image, 5)), (1, 0));
    let seen = image.scan(Position(5)).next().unwrap();
    assert_eq!(
        seen.theme(Theme::Records).count(),
        4,
        "it was recorded all the same; the voiding is no record"
    );
}

#[test]
fn rows_stand_in_whatever_order_they_come() {
    let story = participant().given(day(4), attempt("phone", "not_reached"));
    let history = history(story);
    let mut in_order = Image::default();
    in_order.put_whole(id(), &history).unwrap();
    let mut told_first = Image::default();
    for theme in [Theme::Records, Theme::Reach] {
        told_first.tell(id(), &told(history.of_theme(theme).iter().rev())).unwrap();
    }
    told_first.put(id(), &ListedFacts::of(&history)).unwrap();
    told_first.settle();
    for theme in Theme::ALL {
        assert_eq!(told_first.measures.rows_of(*theme), in_order.measures.rows_of(*theme));
        for as_of in (1..=4).map(Position) {
            let rows = |image: &Image| {
                let seen = image.seen(id(), as_of).unwrap();
                let rows = seen.theme(*theme).map(|row| (row.since, image.dated(&row)));
                let mut rows: Vec<_> = rows.collect();
                rows.sort_unstable();
                rows
            };
            assert_eq!(rows(&told_first), rows(&in_order), "{theme:?} as of {as_of:?}");
        }
    }
}

#[test]
fn what_is_told_stands_in_order_of_day_whatever_it_is_and_whenever_it_came() {
    let mut image = Image::default();
    image.put(id(), &ListedFacts::of(&history(participant()))).unwrap();
    // More kinds of records than there are numbers for.
    let records = (1..=70_000_u32).map(|n| Believed {
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
    for believed in records.clone() {
        image.tell(id(), &told([&believed])).unwrap();
    }
    image.reached(Position(100_000));
    let read = |as_of, from, end| {
        let seen = image.seen(id(), Position(as_of)).unwrap();
        let rows = seen.theme_during(Theme::Records, Day::of(day(from)), Day::of(day(end)));
        let mut told: Vec<_> = rows.map(|row| (row.since, image.dated(&row))).collect();
        told.sort_unstable();
        told
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
