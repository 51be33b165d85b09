//! The question that a report answers: over which period, as known at which position, about whom.

use chrono::{Datelike, NaiveDate};

use super::dated::{RowOverTime, stays};
use crate::facts::image::{Day, Image, Interners, Linked, MeasureRow, Seen};
use crate::facts::procedure::ProcedureImage;
use crate::facts::{AgeGroup, Measure, Theme};
use loopbrug_domain::catalogue::list::{Challenge, Gender, Municipality, Persona};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{KboNumber, Position};
use loopbrug_domain::time::months_after;

/// A period whose last day comes before its first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the period ends on {to}, before it begins on {from}")]
pub struct PeriodEndsBeforeItBegins {
    from: NaiveDate,
    to: NaiveDate,
}

/// Days in Brussels, from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

impl Period {
    /// The days from `from` to `to`, both included.
    ///
    /// # Errors
    /// Where `to` comes before `from`.
    pub fn try_new(from: NaiveDate, to: NaiveDate) -> Result<Self, PeriodEndsBeforeItBegins> {
        if from <= to { Ok(Self { from, to }) } else { Err(PeriodEndsBeforeItBegins { from, to }) }
    }

    /// The step of the calendar that a day is in, where each has so many months (1, 3 or 12).
    #[must_use]
    pub fn around(day: NaiveDate, months: u32) -> Self {
        let first = day.month0() / months * months;
        let from = day.with_day(1).and_then(|day| day.with_month0(first)).unwrap_or(day);
        let to = months_after(from, months).pred_opt().unwrap_or(from);
        Self { from, to }
    }

    /// The steps of the calendar that it consists of, each of so many months (1, 3 or 12): whole ones but for the
    /// first and the last, which begin and end with it.
    pub fn steps(self, months: u32) -> impl Iterator<Item = Self> {
        let mut from = Some(self.from);
        std::iter::from_fn(move || {
            let begins = from.filter(|from| *from <= self.to)?;
            let step = Self::around(begins, months);
            from = step.to.succ_opt();
            Some(Self { from: begins, to: step.to.min(self.to) })
        })
    }

    /// The first day.
    #[must_use]
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    #[must_use]
    pub fn to(self) -> NaiveDate {
        self.to
    }
}

/// Whom a report is about; what is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Linked to this challenge.
    pub challenge: Option<Code<Challenge>>,
    /// Linked to this persona.
    pub persona: Option<Code<Persona>>,
    /// Staying here: see `stay`.
    pub municipality: Option<Code<Municipality>>,
    /// Owned by this organisation.
    pub organisation: Option<KboNumber>,
    /// Of this gender.
    pub gender: Option<Code<Gender>>,
    /// Of this age at entry.
    pub age_group: Option<AgeGroup>,
    /// Owned by another organisation than this. Nobody asks so: it is what remains of a question when the part
    /// of the own organisation is shown as it is.
    pub others_than: Option<KboNumber>,
}

impl Filter {
    /// How many things are asked for.
    #[must_use]
    pub fn size(&self) -> usize {
        let Self { challenge, persona, municipality, organisation, gender, age_group, .. } = self;
        let links = [challenge.is_some(), persona.is_some(), organisation.is_some()];
        let client = [municipality.is_some(), gender.is_some(), age_group.is_some()];
        links.into_iter().chain(client).filter(|is_set| *is_set).count()
    }
}

/// As of when a report is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// What was recorded after this position of the log is not known.
    pub position: Position,
    /// What is dated after this day, in Brussels, has not come about.
    pub day: NaiveDate,
}

/// The codes by which rows differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Codes {
    /// Those of the region.
    #[default]
    Own,
    /// Those that all regions share, so that they can be compared. What has no common code has no
    /// rows: personas and challenges.
    Common,
}

/// The question that a report answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Over which days.
    pub period: Period,
    /// As of when.
    pub as_of: AsOf,
    /// About whom.
    pub filter: Filter,
    /// In which codes.
    pub codes: Codes,
}

/// What reports are made from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The facts of trajectories.
    pub image: &'a Image,
    /// The facts of rounds and proposals.
    pub procedure: &'a ProcedureImage,
    /// The catalogue whose rows the report has.
    pub catalogue: &'a Catalogue,
}

/// What a report is made from, and over which days.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) sources: Sources<'a>,
    pub(super) question: &'a Question,
    pub(super) days: Days,
}

impl<'a> Scope<'a> {
    pub(super) fn new(sources: Sources<'a>, question: &'a Question) -> Self {
        Self { sources, question, days: Days::of(question) }
    }

    /// The numbers that the image has for codes.
    pub(super) fn names(self) -> &'a Interners {
        self.sources.image.interners()
    }
}

/// The days of a question in the numbers of an image.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    pub(super) from: Day,
    /// The last day of the period, or that of *as of* where it comes first.
    pub(super) end: Day,
}

impl Days {
    pub(super) fn of(question: &Question) -> Self {
        let end = question.period.to.min(question.as_of.day);
        Self { from: Day::of(question.period.from), end: Day::of(end) }
    }

    /// What a trajectory has of a theme in the period, up to its end.
    pub(super) fn of_theme(
        self,
        seen: Seen<'_>,
        theme: Theme,
    ) -> impl Iterator<Item = MeasureRow> + use<'_> {
        seen.theme_during(theme, self.from, self.end)
    }

    /// Whether a client became a participant in the period.
    pub(super) fn enters(self, seen: Seen<'_>) -> bool {
        self.entry(seen).is_some()
    }

    /// The day on which a client became a participant, if that was in the period.
    pub(super) fn entry(self, seen: Seen<'_>) -> Option<Day> {
        let mut entry = None;
        self.of_theme(seen, Theme::Course).for_each(|row| {
            if row.measure == Measure::Participant && row.sign != 0 {
                entry = Some(row.day);
            }
        });
        entry
    }

    /// Whether a client takes part and the guidance has not stopped at the end.
    pub(super) fn is_guided(self, seen: Seen<'_>) -> bool {
        let course = seen.theme_until(Theme::Course, self.end);
        let guided = course.filter(|row| row.measure == Measure::Guided);
        guided.map(|row| i32::from(row.sign)).sum::<i32>() > 0
    }

    /// In the period, up to its end.
    pub(super) fn contain(self, day: Day) -> bool {
        self.from <= day && day <= self.end
    }
}

/// Whether a filter takes a trajectory in, wherever the client stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    In,
    Out,
    /// What the filter goes by is not known of it.
    Unknown,
}

/// A filter in the numbers of an image.
pub(super) struct Sieve {
    /// By the number of the links: whether those of the filter are among them.
    linked: Vec<bool>,
    /// Its number at an opening, and that of its code where a client moved to it.
    municipality: Option<(u16, u16)>,
    organisation: Option<u16>,
    others_than: Option<u16>,
    gender: Option<u16>,
    age_group: Option<AgeGroup>,
}

impl Sieve {
    pub(super) fn new(question: &Question, names: &Interners) -> Self {
        let filter = &question.filter;
        let challenge = filter.challenge.as_ref().map(|code| names.challenges.bit(code));
        let persona = filter.persona.as_ref().map(|code| names.personas.bit(code));
        let linked = |links: &Linked| {
            challenge.is_none_or(|bit| links.challenges & bit != 0)
                && persona.is_none_or(|bit| links.personas & bit != 0)
        };
        Self {
            linked: names.links.values().iter().map(linked).collect(),
            municipality: filter
                .municipality
                .as_ref()
                .map(|code| (names.municipalities.get(code), names.codes.get(code.as_str()))),
            organisation: filter.organisation.as_ref().map(|kbo| names.organisations.get(kbo)),
            others_than: filter.others_than.as_ref().map(|kbo| names.organisations.get(kbo)),
            gender: filter.gender.as_ref().map(|code| names.genders.get(code)),
            age_group: filter.age_group,
        }
    }

    pub(super) fn fit(&self, seen: Seen<'_>) -> Fit {
        let row = seen.dimensions;
        let fits = self.linked[row.links as usize]
            && self.organisation.is_none_or(|number| number == row.organisation)
            && self.others_than.is_none_or(|number| number != row.organisation);
        if !fits {
            return Fit::Out;
        }
        let gender = fit_if_known(self.gender, row.gender());
        let age = fit_if_known(self.age_group, row.age_group);
        match (gender, age) {
            (Fit::Out, _) | (_, Fit::Out) => Fit::Out,
            (Fit::Unknown, _) | (_, Fit::Unknown) => Fit::Unknown,
            (Fit::In, Fit::In) => Fit::In,
        }
    }

    /// When a client stays in the municipality of the filter, if it has one.
    pub(super) fn stays(&self, seen: Seen<'_>) -> Option<RowOverTime> {
        self.municipality.map(|numbers| stays(seen, numbers))
    }
}

/// How what is known of a trajectory fits with what the filter wants, where it wants anything.
fn fit_if_known<T: PartialEq>(wanted: Option<T>, known: Option<T>) -> Fit {
    match (wanted, known) {
        (None, _) => Fit::In,
        (Some(_), None) => Fit::Unknown,
        (Some(wanted), Some(known)) if wanted == known => Fit::In,
        (Some(_), Some(_)) => Fit::Out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_follow_the_calendar_and_end_with_the_period() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let steps = |months, from, to| -> Vec<String> {
            let period = Period::try_new(day(from), day(to)).unwrap();
            period.steps(months).map(|step| format!("{} {}", step.from(), step.to())).collect()
        };
        let quarters = ["2024-02-10 2024-03-31", "2024-04-01 2024-06-30", "2024-07-01 2024-07-02"];
        assert_eq!(steps(3, "2024-02-10", "2024-07-02"), quarters);
        assert_eq!(steps(1, "2024-02-10", "2024-02-10"), ["2024-02-10 2024-02-10"]);
        let years = ["2023-12-31 2023-12-31", "2024-01-01 2024-12-31", "2025-01-01 2025-01-01"];
        assert_eq!(steps(12, "2023-12-31", "2025-01-01"), years);
    }
}
