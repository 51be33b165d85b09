//! The questions that somebody may ask: periods, moments as of which they are known, filters.

use chrono::{Days, Months, NaiveDate};
use loopbrug_domain::catalogue::list::{Challenge, Gender, Municipality, Persona};
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::time::FIRST_DAY;
use loopbrug_reporting::facts::AgeGroup;
use loopbrug_reporting::reports::{AsOf, Codes, Filter, Period, Question};
use strum::VariantArray;

use crate::population::position;

/// A period of the grid, of the year that is attacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Span {
    /// 0 to 11.
    Month(u32),
    /// 0 to 3.
    Quarter(u32),
    Year,
    /// Since the beginning, up to the day as of which it is asked, in the year.
    Since,
}

/// As of when a period is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Known {
    /// The end of a month of the year that is attacked; 12 is the January after it.
    EndOf(u32),
    /// The day on which a quarter is published, and quarters before it again; 4 is the first of the year after.
    Published(u32),
}

/// The end of the year.
pub(crate) const YEAR_END: Known = Known::EndOf(11);
/// So long after its end a quarter is published.
const DELAY: Days = Days::new(42);

impl Known {
    /// Every moment as of which something of the year can be known by the middle of the next, the first one first.
    pub(crate) fn all() -> Vec<Self> {
        let mut all: Vec<Self> =
            (0..18).map(Self::EndOf).chain((0..5).map(Self::Published)).collect();
        all.sort_by_key(|known| known.as_of().position);
        all
    }

    pub(crate) fn as_of(self) -> AsOf {
        match self {
            Self::EndOf(month) => {
                let day = end_of_month(month);
                AsOf { position: position(day), day }
            }
            // From its first moment on: of that day itself nothing is known.
            Self::Published(quarter) => {
                let day = end_of_month(quarter * 3 + 2) + DELAY;
                AsOf { position: position(day - Days::new(1)), day }
            }
        }
    }
}

/// The year that is attacked.
const YEAR: i32 = 2025;

/// The last day of a month of the year that is attacked; 12 is the January after it.
pub(crate) fn end_of_month(month: u32) -> NaiveDate {
    first(month + 1) - Days::new(1)
}

fn first(month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(YEAR, 1, 1).expect("a day") + Months::new(month)
}

impl Span {
    /// All periods of the year.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let months = (0..12).map(Self::Month);
        months.chain((0..4).map(Self::Quarter)).chain([Self::Year, Self::Since])
    }

    /// The month in which it ends.
    pub(crate) fn last_month(self) -> u32 {
        match self {
            Self::Month(month) => month,
            Self::Quarter(quarter) => quarter * 3 + 2,
            Self::Year | Self::Since => 11,
        }
    }

    /// The periods that it is made of.
    pub(crate) fn parts(self) -> Vec<Self> {
        match self {
            Self::Month(_) => vec![],
            Self::Quarter(quarter) => (quarter * 3..quarter * 3 + 3).map(Self::Month).collect(),
            Self::Year => (0..4).map(Self::Quarter).collect(),
            Self::Since => vec![Self::Year],
        }
    }

    fn period(self, as_of: NaiveDate) -> Period {
        let last = end_of_month(self.last_month());
        let (from, to) = match self {
            Self::Month(month) => (first(month), last),
            Self::Quarter(quarter) => (first(quarter * 3), last),
            Self::Year => (first(0), last),
            Self::Since => (FIRST_DAY, last.min(as_of)),
        };
        Period::try_new(from, to).expect("it ends after it begins")
    }

    /// The question about this period as it was known then.
    pub(crate) fn question(self, known: Known, filter: &Filter) -> Question {
        let as_of = known.as_of();
        Question {
            period: self.period(as_of.day),
            as_of,
            filter: filter.clone(),
            codes: Codes::Own,
        }
    }
}

/// What people have in common that can be asked for in a filter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Condition {
    Municipality(Code<Municipality>),
    Gender(Code<Gender>),
    Age(AgeGroup),
    Persona(Code<Persona>),
    Challenge(Code<Challenge>),
}

impl Condition {
    /// All conditions, one kind after the other.
    pub(crate) fn all(catalogue: &Catalogue) -> Vec<Vec<Self>> {
        fn each<L: List>(c: &Catalogue, of: impl Fn(Code<L>) -> Condition) -> Vec<Condition> {
            c.codes::<L>().map(of).collect()
        }
        vec![
            each(catalogue, Self::Municipality),
            each(catalogue, Self::Gender),
            AgeGroup::VARIANTS.iter().copied().map(Self::Age).collect(),
            each(catalogue, Self::Persona),
            each(catalogue, Self::Challenge),
        ]
    }

    /// All filters of at most so many conditions of different kinds.
    pub(crate) fn filters(catalogue: &Catalogue, most: usize) -> Vec<Vec<Self>> {
        let mut filters = vec![vec![]];
        for kind in Self::all(catalogue) {
            let more = filters.iter().filter(|filter| filter.len() < most).flat_map(|filter| {
                kind.iter().map(move |one| [&filter[..], std::slice::from_ref(one)].concat())
            });
            let more: Vec<_> = more.collect();
            filters.extend(more);
        }
        filters
    }

    /// As a row of it is named.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Municipality(code) => format!("municipality={code}"),
            Self::Gender(code) => format!("gender={code}"),
            Self::Age(group) => format!("age={group}"),
            Self::Persona(code) => format!("persona={code}"),
            Self::Challenge(code) => format!("challenge={code}"),
        }
    }

    /// The filter of these conditions.
    pub(crate) fn filter(conditions: &[Self]) -> Filter {
        let mut filter = Filter::default();
        for condition in conditions {
            match condition.clone() {
                Self::Municipality(code) => filter.municipality = Some(code),
                Self::Gender(code) => filter.gender = Some(code),
                Self::Age(group) => filter.age_group = Some(group),
                Self::Persona(code) => filter.persona = Some(code),
                Self::Challenge(code) => filter.challenge = Some(code),
            }
        }
        filter
    }
}
