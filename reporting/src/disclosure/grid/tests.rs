//! What is on the grid, and what a refusal names.

use super::*;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::KboNumber;

fn period(from: &str, to: &str) -> Period {
    Period::try_new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Half past ten on 20 May 2024 in Brussels.
fn now() -> DateTime<Utc> {
    at("2024-05-20T08:30:00Z")
}

const END_OF_YEAR: &str = "2023-12-31T23:00:00Z";
const END_OF_FEBRUARY: &str = "2024-02-29T23:00:00Z";
const END_OF_MARCH: &str = "2024-03-31T22:00:00Z";
const END_OF_APRIL: &str = "2024-04-30T22:00:00Z";

fn filters(many: usize) -> Filter {
    Filter {
        gender: (many > 0).then(|| Code::new("woman")),
        persona: (many > 1).then(|| Code::new("nora")),
        ..Filter::default()
    }
}

fn ask(period: Period, when: When, filter: &Filter) -> Result<OnTheGrid, OffTheGrid> {
    Asked { period, when, filter }.on_the_grid(now())
}

fn moment(period: Period, when: When, many: usize) -> Option<DateTime<Utc>> {
    ask(period, when, &filters(many)).ok().map(|found| found.moment)
}

#[test]
fn calendar_periods_that_are_over_are_on_the_grid() {
    for (from, to, as_of, by_row) in [
        ("2024-02-01", "2024-02-29", END_OF_MARCH, false),
        ("2024-04-01", "2024-04-30", END_OF_APRIL, false),
        ("2024-01-01", "2024-03-31", END_OF_MARCH, true),
        ("2023-01-01", "2023-12-31", END_OF_MARCH, true),
        ("1900-01-01", "2023-12-31", END_OF_MARCH, false),
    ] {
        let found = ask(period(from, to), When::Last, &Filter::default()).unwrap();
        assert_eq!((found.moment, found.by_row), (at(as_of), by_row), "{from} to {to}");
    }
    for (from, to) in [
        // Not over yet.
        ("2024-05-01", "2024-05-31"),
        ("2024-04-01", "2024-06-30"),
        ("2024-01-01", "2024-12-31"),
        ("1900-01-01", "2024-12-31"),
        // No period of the calendar.
        ("1900-01-01", "2024-03-31"),
        ("2024-02-01", "2024-02-28"),
        ("2024-02-02", "2024-02-29"),
        ("2023-10-01", "2024-03-31"),
        ("2022-07-01", "2023-06-30"),
        ("2022-01-01", "2023-12-31"),
        ("2024-02-10", "2024-02-10"),
    ] {
        assert_eq!(moment(period(from, to), When::Last, 0), None, "{from} to {to}");
    }
}

#[test]
fn a_year_may_have_one_filter_and_no_other_period_any() {
    let [month, quarter] = ["2024-01-31", "2024-03-31"].map(|to| period("2024-01-01", to));
    let [year, ever] = ["2023-01-01", "1900-01-01"].map(|from| period(from, "2023-12-31"));
    let most =
        |period| (0..3).take_while(|many| moment(period, When::Last, *many).is_some()).last();
    assert_eq!([month, quarter, year, ever].map(most), [Some(0), Some(0), Some(1), Some(0)]);
    let organisation = Some(KboNumber::of_stem(1));
    let of_one = Filter { organisation, ..Filter::default() };
    assert!(ask(year, When::Last, &of_one).is_err());
}

#[test]
fn a_period_can_be_asked_as_of_its_end_and_of_the_end_of_later_quarters() {
    let [month, year] = [period("2024-02-01", "2024-02-29"), period("2023-01-01", "2023-12-31")];
    let at_moment = |period, text: &str| moment(period, When::Moment(at(text)), 0).is_some();
    for text in [END_OF_FEBRUARY, END_OF_MARCH] {
        assert!(at_moment(month, text), "{text}");
    }
    // Before its end, a month's end, beside a quarter's end, now, later.
    for text in [
        END_OF_YEAR,
        END_OF_APRIL,
        "2024-03-31T22:00:00.001Z",
        "2024-03-31T21:59:59.999Z",
        "2024-05-20T08:30:00Z",
        "2024-06-30T22:00:00Z",
    ] {
        assert!(!at_moment(month, text), "{text}");
    }
    assert!([END_OF_YEAR, END_OF_MARCH].into_iter().all(|text| at_moment(year, text)));
    assert!(!at_moment(year, END_OF_FEBRUARY));
    assert_eq!(moment(month, When::Position, 0), None);
}

#[test]
fn a_refusal_names_the_nearest_questions_first() {
    let named = |from, to, when, many| {
        let refused = ask(period(from, to), when, &filters(many)).unwrap_err();
        let nearest = refused.nearest.into_iter().map(|near| (near.period, near.moment));
        nearest.collect::<Vec<_>>()
    };
    let quarter = (period("2024-01-01", "2024-03-31"), at(END_OF_MARCH));
    let march = (period("2024-03-01", "2024-03-31"), at(END_OF_MARCH));
    assert_eq!(named("2024-01-10", "2024-03-30", When::Last, 0), [quarter, march]);
    assert_eq!(named("2024-01-01", "2024-03-31", When::Position, 0)[0], quarter);
    let april = When::Moment(at(END_OF_APRIL));
    assert_eq!(named("2024-01-01", "2024-03-31", april, 0)[0], quarter);
    let february = When::Moment(at("2024-02-28T12:00:00Z"));
    let in_february = named("2024-02-01", "2024-02-29", february, 0)[0];
    assert_eq!(in_february, (period("2024-02-01", "2024-02-29"), at(END_OF_FEBRUARY)));
    let years = named("2024-01-01", "2024-03-31", When::Last, 2);
    assert_eq!(years, [(period("2023-01-01", "2023-12-31"), at(END_OF_MARCH))]);
}

#[test]
fn every_question_that_a_refusal_names_is_on_the_grid() {
    let moments = ["2024-02-10T12:00:00Z", "1901-01-01T00:00:00Z", "2100-01-01T00:00:00Z"];
    let whens = moments.map(|text| When::Moment(at(text)));
    for (from, to) in [
        ("2024-02-10", "2024-02-10"),
        ("2023-11-03", "2024-01-20"),
        ("1950-01-01", "2024-05-20"),
        ("2024-05-01", "2024-05-31"),
        ("2199-12-02", "2199-12-31"),
        ("1900-01-01", "1900-01-02"),
    ] {
        for when in [When::Last, When::Position].into_iter().chain(whens) {
            for many in 0..3 {
                let refused = ask(period(from, to), when, &filters(many)).unwrap_err();
                assert!(!refused.nearest.is_empty());
                for near in refused.nearest {
                    let many = many.min(near.most_filters);
                    let again = ask(near.period, When::Moment(near.moment), &filters(many));
                    assert_eq!(again, Ok(near));
                }
            }
        }
    }
}
