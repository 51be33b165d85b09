//! Everything that the grid gives, of 240 clients, put together.

use chrono::{NaiveDate, NaiveTime};
use loopbrug_domain::catalogue::Catalogues;
use loopbrug_domain::time::{days_after, moment_in_brussels};
use loopbrug_reporting::disclosure::grid::{self, When};
use loopbrug_reporting::reports::ReportKind;

use crate::bounds::Bounds;
use crate::derived;
use crate::events;
use crate::figures::{Asked, Figures, REPORTS, Slot, at_the_end, kept};
use crate::grid::{Condition, Known, Span, end_of_month};
use crate::grids::{Grid, Had, PUBLISHED, TAKEN, WHOLE};
use crate::late;
use crate::own;
use crate::pairs::{self, Pairs};
use crate::pinned::Pinned;
use crate::population::Population;
use crate::programs;
use crate::reader::Reader;

const SEED: u64 = 1;
const CLIENTS: u64 = 240;

/// What is pinned by somebody who asks these reports of these periods with so many filters.
fn pinned(
    (grid, reader): (&Grid, Reader),
    reports: &[ReportKind],
    slots: Vec<Slot>,
    filters: usize,
) -> Pinned {
    let people = Population::invent(CLIENTS, SEED);
    let image = people.image(SEED);
    let asked = Asked { image: &image, catalogue: &people.catalogue };
    let filters = Condition::filters(asked.catalogue, filters);
    let figures = Figures::ask(&asked, grid, reports, slots, &filters);
    let mut pinned = Pinned::default();
    for measure in figures.measures.keys() {
        let mut bounds = Bounds::of(&figures, measure, grid, reader);
        bounds.settle();
        pinned.add(&bounds.pinned());
    }
    pinned
}

#[test]
fn of_everything_on_the_grid_at_most_one_small_cell_in_a_thousand_is_pinned() {
    let (by, most_filters) = ((&TAKEN, Reader::Both), TAKEN.most_filters());
    let Pinned { cells, differences } = pinned(by, &REPORTS, at_the_end(), most_filters);
    assert!(cells.all > 5_000, "{cells:?}: nothing is attacked");
    assert!(cells.exactly * 1_000 <= cells.all, "{cells:?}");
    assert!(cells.roughly * 100 <= cells.all * 8, "{cells:?}");
    assert!(differences.exactly * 1_000 <= differences.all, "{differences:?}");
}

#[test]
fn what_is_published_and_what_is_known_later_pins_no_more_than_one_in_a_thousand_either() {
    for reader in [Reader::Both, Reader::Public] {
        let reports = [ReportKind::Outcomes, ReportKind::Homelessness];
        let Pinned { cells, differences } =
            pinned((&PUBLISHED, reader), &reports, kept(&PUBLISHED), 0);
        assert!(cells.all > 5_000, "{reader:?}, {cells:?}: nothing is attacked");
        assert!(cells.exactly * 1_000 <= cells.all, "{reader:?}, {cells:?}");
        assert!(differences.exactly * 1_000 <= differences.all, "{reader:?}, {differences:?}");
    }
}

#[test]
fn what_one_person_was_recorded_late_with_is_found_less_than_once_in_three() {
    let people = Population::slow(CLIENTS, SEED);
    let image = people.image(SEED);
    let asked = Asked { image: &image, catalogue: &people.catalogue };
    let found = late::find(&asked, &PUBLISHED);
    assert!(found.events > 50, "{found:?}: nothing is looked for");
    assert!(found.certain > 0 && found.certain * 3 <= found.events, "{found:?}");
}

#[test]
fn a_wider_grid_gives_more_of_them_away() {
    let share = |grid| {
        let by = (&grid, Reader::Analyst);
        let Pinned { cells, .. } = pinned(by, &[ReportKind::Homelessness], at_the_end(), 1);
        cells.roughly * 1_000 / cells.all
    };
    let [whole, taken] = [WHOLE, TAKEN].map(share);
    assert!(whole > taken * 5 / 4, "{whole} of a thousand, and {taken} on the grid");
}

#[test]
fn an_event_of_one_person_in_a_municipality_is_found_less_than_once_in_three() {
    let people = Population::invent(CLIENTS, SEED);
    let image = people.image(SEED);
    let asked = Asked { image: &image, catalogue: &people.catalogue };
    let filters = Condition::filters(asked.catalogue, TAKEN.most_filters());
    let reports = [ReportKind::Outcomes, ReportKind::Homelessness, ReportKind::Profile];
    let figures = Figures::ask(&asked, &TAKEN, &reports, events::moments(), &filters);
    for quarters in [false, true] {
        let happened = events::happened(&asked, &figures, quarters);
        for stocks in [false, true] {
            let found = events::find(&figures, &happened, &TAKEN, quarters, stocks);
            assert!(found.events > 10, "{found:?}: nothing is looked for");
            assert!(found.certain * 3 <= found.events, "{found:?}");
            assert!(quarters || found.certain == 0, "{found:?}: months have no municipalities");
        }
    }
}

#[test]
fn no_event_of_a_month_follows_from_quarters_and_years() {
    let people = Population::invent(CLIENTS, SEED);
    let image = people.image(SEED);
    let asked = Asked { image: &image, catalogue: &people.catalogue };
    let reports = [ReportKind::Outcomes, ReportKind::Homelessness];
    let figures = Figures::ask(&asked, &WHOLE, &reports, at_the_end(), &[vec![]]);
    let found = |grid: &Grid| {
        let of = |measure: &String| {
            let mut bounds = Bounds::of(&figures, measure, grid, Reader::Analyst);
            bounds.settle();
            bounds.events(measure)
        };
        let all = figures.measures.keys().map(of);
        all.fold((0, 0), |(all, found), (more, more_found)| (all + more, found + more_found))
    };
    let [(events, taken), (_, whole)] = [&TAKEN, &WHOLE].map(found);
    assert!(events > 10 && whole > 0, "{whole} of {events}: nothing is found where all is shown");
    assert_eq!(taken, 0, "of {events}");
}

#[test]
fn own_figures_taken_off_leave_figures_like_any_other() {
    let people = Population::invent(CLIENTS, SEED);
    let reports = [ReportKind::Outcomes, ReportKind::Homelessness];
    let [alone, together] = own::pinned(&people, SEED, &TAKEN, &reports);
    assert!(alone.cells.all > 1_000, "{alone:?}: nothing is attacked");
    for Pinned { cells, .. } in [alone, together] {
        assert!(cells.exactly * 1_000 <= cells.all, "{cells:?}");
        assert!(cells.roughly * 100 <= cells.all * 10, "{cells:?}");
    }
}

#[test]
fn figures_that_differ_by_one_person_are_mostly_shown_as_one() {
    let people = Population::invent(CLIENTS, SEED);
    let reports = [ReportKind::Outcomes, ReportKind::Homelessness, ReportKind::Profile];
    let mut all = [Pairs::default(); 2];
    for secret in 0..4 {
        let image = people.image(secret);
        let asked = Asked { image: &image, catalogue: &people.catalogue };
        let found = [
            pairs::within(&asked, &TAKEN, &reports, 0, Reader::Both),
            pairs::editions(&asked, &PUBLISHED, &reports),
        ];
        for (all, found) in all.iter_mut().zip(found) {
            all.all += found.all;
            all.differ += found.differ;
        }
    }
    for pairs in all {
        assert!(pairs.all >= 100 && pairs.differ > 0, "{pairs:?}: nothing is attacked");
        // Stated are 1 in k for large groups, and 0.32 for the smallest.
        assert!(pairs.differ * 100 <= pairs.all * 32, "{pairs:?}");
    }
}

#[test]
fn integer_programs_that_reason_about_keys_find_no_more_than_propagation() {
    let people = Population::invent(60, SEED);
    let image = people.image(SEED);
    let asked = Asked { image: &image, catalogue: &people.catalogue };
    let reports = [ReportKind::Outcomes, ReportKind::Homelessness];
    let found = programs::compare(&asked, &TAKEN, &reports, 0, 9);
    let [propagation, programs, with_keys] = found;
    assert!(propagation.all > 50, "{found:?}: nothing is attacked");
    assert_eq!(programs.exactly + with_keys.exactly, 0, "{found:?}");
    assert!(with_keys.roughly * 100 <= with_keys.all * 10, "{found:?}");
}

#[test]
fn the_grid_that_is_attacked_is_the_one_that_is_asked_on() {
    let catalogues = Catalogues::embedded();
    let kinds = Condition::all(catalogues.latest("vlaamse-ardennen").unwrap());
    let moment_after =
        |day: NaiveDate| moment_in_brussels(days_after(day, 1).and_time(NaiveTime::MIN));
    let now = moment_after(end_of_month(18));
    for span in Span::all() {
        for as_of in 0..18 {
            for filters in 0..3 {
                let conditions: Vec<_> =
                    kinds.iter().take(filters).map(|kind| kind[0].clone()).collect();
                let filter = Condition::filter(&conditions);
                let (known, day) = (Known::EndOf(as_of), end_of_month(as_of));
                let period = span.question(known, &filter).period;
                let when = When::Moment(moment_after(day));
                let found = grid::Asked { period, when, filter: &filter }.on_the_grid(now);
                let named = format!("{span:?} as of {day} with {filters} filters");
                assert_eq!(found.is_ok(), TAKEN.asks((span, known), filters), "{named}");
                if let Ok(found) = found {
                    let had = Had { filters, of_all: false };
                    assert_eq!(found.by_row, TAKEN.shows((span, known), had), "{named}");
                }
            }
        }
    }
}

#[test]
fn whether_a_row_is_there_says_nothing() {
    let people = Population::invent(CLIENTS, SEED);
    let (questions, others) = derived::rows(&people, &TAKEN, 0);
    assert!(questions > 100);
    assert_eq!(others, 0, "of {questions}: rows that there are not of nobody");
}
