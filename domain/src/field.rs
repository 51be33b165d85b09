//! Faults of the fields of a command: what is wrong with them by themselves, whatever the
//! state. All of them are named at once, so that a form can be completed in one go. The rules, which
//! look at the state, are checked only when there are none.

mod codes;
mod fault;

pub use codes::{camel_case, coded_fields_of, codes_of};
pub use fault::{FieldFault, FieldFaults};

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use crate::catalogue::{Catalogue, Code, CodeKind, Limits, List};
use crate::insz::{Insz, NoInsz};
use crate::sealed::SealedText;
use crate::text;
use crate::time::{days_after, is_in_range, times_in_brussels};
use crate::trajectory::background::Answer;

/// How a birth date is written.
pub const BIRTH_DATE: &str = "the day of birth as 1990-12-31, not after the day that this is about";

/// How a number of the national register is written.
pub(crate) const INSZ: &str =
    "the eleven digits of a number of the national register, or of a bis number";

/// The most characters of a reason in words.
const LONGEST_RATIONALE: u32 = 2000;

/// Looks at fields one after the other, and remembers what is wrong with them.
#[derive(Debug)]
pub struct Fields<'a> {
    on: NaiveDate,
    catalogue: Option<&'a Catalogue>,
    faults: Vec<FieldFault>,
    /// See [`Fields::last`].
    last: &'static [&'static str],
}

impl<'a> Fields<'a> {
    /// Fields of what happened on a day, under a catalogue. Without one, as where nobody can say
    /// which it is, codes are not looked at.
    #[must_use]
    pub fn new(on: NaiveDate, catalogue: Option<&'a Catalogue>) -> Self {
        Self { on, catalogue, faults: Vec::new(), last: &[] }
    }

    /// The same, after a look at the day itself.
    #[must_use]
    pub fn of_day(on: NaiveDate, catalogue: Option<&'a Catalogue>) -> Self {
        let mut fields = Self::new(on, catalogue);
        fields.day("occurredOn", on);
        fields
    }

    /// All that is wrong.
    ///
    /// # Errors
    /// Where anything is.
    pub fn finish(self) -> Result<(), FieldFaults> {
        let mut faults = self.faults.into_iter();
        match faults.next() {
            None => Ok(()),
            Some(first) => Err(FieldFaults { first, others: faults.collect() }),
        }
    }

    pub(crate) fn fault(&mut self, fault: FieldFault) {
        self.faults.push(fault);
    }

    /// What others found, of the same thing.
    pub(crate) fn add(&mut self, found: Result<(), FieldFaults>) {
        if let Err(faults) = found {
            self.faults.extend(faults.iter().cloned());
        }
    }

    /// Rule 13: every code in `payload` exists in the catalogue and is valid on the day. Then come
    /// the `others` of its rules. What is found is kept in the order of the fields, unless the
    /// payload names some [last](Self::last).
    pub(crate) fn look_at(&mut self, payload: &impl Serialize, others: impl FnOnce(&mut Self)) {
        let before = self.faults.len();
        let order = codes::walk(payload, |list, code, field| self.check_code(list, code, field));
        others(self);
        let last = std::mem::take(&mut self.last);
        let place = |fault: &FieldFault| {
            let path = fault.path();
            let late = last.iter().position(|field| *field == path);
            (late, order.iter().position(|field| field == path))
        };
        self.faults[before..].sort_by_key(place);
    }

    /// Faults of these fields come after those of all others of the payload, in this order.
    pub(crate) fn last(&mut self, fields: &'static [&'static str]) {
        self.last = fields;
    }

    /// Rule 13 for one code.
    pub(crate) fn code<L: List>(&mut self, code: &Code<L>, path: &'static str) {
        self.check_code(L::KIND, code.as_str(), path);
    }

    fn check_code(&mut self, list: CodeKind, code: &str, field: &str) {
        let known = |catalogue: &Catalogue| catalogue.knows(list, code, self.on);
        if !self.catalogue.is_none_or(known) {
            let (list, code) = (list.name(), Code::new(code));
            let path = Cow::Owned(field.to_owned());
            self.fault(FieldFault::UnknownCode { list, code, path });
        }
    }

    /// One at least is named.
    pub(crate) fn named<T>(&mut self, path: &'static str, named: impl IntoIterator<Item = T>) {
        if named.into_iter().next().is_none() {
            self.fault(FieldFault::NothingNamed { path });
        }
    }

    /// `value` is between `min` and `max`, both included.
    pub(crate) fn number(&mut self, path: &'static str, value: u32, min: u32, max: u32) {
        if !(min..=max).contains(&value) {
            self.fault(FieldFault::OutOfRange { path, value, min, max });
        }
    }

    /// Something is written, and not more than `max` characters.
    pub(crate) fn written(&mut self, path: &'static str, text: &str, max: u32) {
        if text.trim().is_empty() {
            self.fault(FieldFault::NothingWritten { path });
        }
        if u32::try_from(text.chars().count()).is_ok_and(|long| long > max) {
            self.fault(FieldFault::TextTooLong { path, max });
        }
        if !text::is_allowed(text) {
            self.fault(FieldFault::TextNotAllowed { path });
        }
    }

    /// A personal text as it was typed: see [`Self::written`]. What is sealed was looked at before.
    pub(crate) fn personal(&mut self, path: &'static str, text: &SealedText, max: u32) {
        if let Some(typed) = text.as_typed() {
            self.written(path, typed, max);
        }
    }

    /// The same, without new lines.
    pub(crate) fn personal_line(&mut self, path: &'static str, text: &SealedText, max: u32) {
        self.personal(path, text, max);
        if text.as_typed().is_some_and(|typed| typed.contains('\n')) {
            self.fault(FieldFault::OfAnotherForm { path, form: "it on one line" });
        }
    }

    /// Why something was recorded, in words.
    pub(crate) fn rationale(&mut self, text: Option<&SealedText>) {
        if let Some(text) = text {
            self.personal("rationale", text, LONGEST_RATIONALE);
        }
    }

    /// A birth date as it was typed: not after the day on which it happened.
    pub(crate) fn birth_date(&mut self, path: &'static str, text: &SealedText) {
        let is_one = |typed: &str| {
            let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok();
            typed.len() == 10 && day.is_some_and(|day| day <= self.on && is_in_range(day))
        };
        if !text.as_typed().is_none_or(is_one) {
            self.fault(FieldFault::OfAnotherForm { path, form: BIRTH_DATE });
        }
    }

    /// A number of the national register as it was typed.
    pub(crate) fn insz(&mut self, path: &'static str, text: &SealedText) {
        let form = match text.as_typed().map(str::parse::<Insz>) {
            Some(Err(NoInsz::NotElevenDigits)) => INSZ,
            Some(Err(NoInsz::CheckDigits)) => {
                "the number anew: its last two digits do not fit the others"
            }
            Some(Err(NoInsz::NoSuchDay)) => {
                "the number anew: its first six digits are no day of birth"
            }
            Some(Ok(_)) | None => return,
        };
        self.fault(FieldFault::OfAnotherForm { path, form });
    }

    /// Yes, no or unknown, as it was typed.
    pub(crate) fn answer(&mut self, path: &'static str, text: &SealedText) {
        if text.as_typed().is_some_and(|typed| Answer::read(typed).is_none()) {
            self.fault(FieldFault::OfAnotherForm { path, form: "yes, no or unknown" });
        }
    }

    /// A day that there is (rule 4). Says whether it is one.
    pub(crate) fn day(&mut self, path: &'static str, day: NaiveDate) -> bool {
        let fits = is_in_range(day);
        if !fits {
            self.fault(FieldFault::DayOutOfRange { path, day });
        }
        fits
    }

    /// A day that is not after the one on which it happened.
    pub(crate) fn past_day(&mut self, path: &'static str, day: NaiveDate) {
        if self.day(path, day) && day > self.on {
            self.fault(FieldFault::DayOutOfOrder { path, day, limit: self.on });
        }
    }

    /// The first day of something that may be planned: as far ahead as the catalogue allows.
    pub(crate) fn first_day(&mut self, path: &'static str, day: NaiveDate) {
        if self.day(path, day) {
            self.not_too_far_ahead(path, day, |limits| limits.planned_start_days);
        }
    }

    fn not_too_far_ahead(&mut self, path: &'static str, day: NaiveDate, days: fn(&Limits) -> u32) {
        let limits = self.catalogue.map(Catalogue::limits);
        let limit = limits.map(|limits| days_after(self.on, days(limits)));
        if let Some(limit) = limit.filter(|limit| day > *limit) {
            self.fault(FieldFault::DayTooFarAhead { path, day, limit });
        }
    }

    /// A text that is not the name of a company.
    pub(crate) fn no_company_name(&mut self, path: &'static str) {
        self.fault(FieldFault::NoCompanyName { path });
    }

    /// A day that is not before the one on which it happened.
    pub(crate) fn coming_day(&mut self, path: &'static str, day: NaiveDate) {
        if self.day(path, day) && day < self.on {
            self.fault(FieldFault::DayOutOfOrder { path, day, limit: self.on });
        }
    }

    /// A day that is not after another of the same fact.
    pub(crate) fn day_by(&mut self, path: &'static str, day: NaiveDate, limit: NaiveDate) {
        if self.day(path, day) && day > limit {
            self.fault(FieldFault::DayOutOfOrder { path, day, limit });
        }
    }

    /// A day that is not before another of the same thing.
    pub(crate) fn day_from(&mut self, path: &'static str, day: NaiveDate, limit: NaiveDate) {
        if self.day(path, day) && day < limit {
            self.fault(FieldFault::DayOutOfOrder { path, day, limit });
        }
    }

    /// A time on a day that is not before the one on which it happened, and that clocks in
    /// Brussels show.
    pub(crate) fn coming_time(&mut self, path: &'static str, time: NaiveDateTime) {
        if is_in_range(time.date()) && times_in_brussels(time) == 0 {
            self.fault(FieldFault::NoSuchTime { path, time });
        } else {
            self.coming_day(path, time.date());
            self.not_too_far_ahead(path, time.date(), |limits| limits.planned_appointment_days);
        }
    }
}
