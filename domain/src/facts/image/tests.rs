use std::sync::LazyLock;

use super::*;
use crate::catalogue::Catalogues;
use crate::facts::{Account, Measure, Recorded};
use crate::trajectory::story::{Story, attempt, day, housing_found, participant, persona, voided};

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

#[test]
fn a_trajectory_that_changes_takes_the_place_of_what_it_was() {
    let mut image = Image::default();
    for changes in 1..2000_i64 {
        let story = (0..changes % 7)
            .fold(participant(), |story, n| story.given(day(9 + n), housing_found(day(9 + n))));
        image.put(id(), &history(story)).unwrap();
    }
    assert_eq!(image.len(), 1);
    let seen = image.scan(Position(6)).next().unwrap();
    let housed = seen.theme(Theme::Outcomes).filter(|row| row.measure == Measure::Housed);
    assert_eq!(housed.count(), 3, "1999 is 4 more than a multiple of 7; the last was position 7");
    let rows = image.themes[Theme::Outcomes as usize].len();
    assert!(rows < 8192, "rows left behind are packed away");
}

#[test]
fn a_trajectory_is_not_known_before_its_first_position() {
    let mut image = Image::default();
    image.put(id(), &history(participant().given(day(3), persona("nora")))).unwrap();
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
        for believed in changed.filter(|believed| believed.changed_at() > Position(4)) {
            image.tell(id(), believed).unwrap();
        }
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
