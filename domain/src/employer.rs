//! Employers: a number where the company has one, else the name by which people know it.
//!
//! Each employer that a region registers is an aggregate ([`RegionEmployer`]), so that what is done with it for no
//! client in particular has a place. It has no journal: events are folded in order of recording.

pub mod coaching;
mod decide;
mod event;
pub mod identification;
mod prelude;
pub mod registration;
mod state;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use decide::{EmployerCommand, Register, catalogue_for, decide};
pub use event::{EVENT_TYPES, EmployerEvent, Intent, Payload};
pub use state::{RegionEmployer, State};

use crate::catalogue::Catalogue;
use crate::event::Ruled;
use crate::field::Fields;
use crate::ids::{KboNumber, MalformedId};
use crate::occasion::OccasionRefusal;
use crate::refusal::gathered;

gathered! {
    /// A rule of the register of employers that a command would break. Nothing is recorded.
    Refusal {
        Occasion(OccasionRefusal),
        Registration(registration::RegistrationRefusal),
        Identification(identification::IdentificationRefusal),
        Coaching(coaching::CoachingRefusal),
    }
}

/// When and by whom something is said to have happened, and under which catalogue, for a rule to look at.
#[derive(Debug, Clone, Copy)]
pub struct Circumstance<'a> {
    /// The day it happened, in Brussels.
    pub on: NaiveDate,
    /// The organisation that records it.
    pub organisation: KboNumber,
    /// The catalogue that the registration names.
    pub catalogue: &'a Catalogue,
    /// The register has an employer by the number that is named.
    pub has_number: bool,
}

impl Circumstance<'_> {
    /// The day that it happened, which its fields are held to.
    pub(crate) fn happened_on(&self) -> NaiveDate {
        self.on
    }
}

impl Ruled for State {
    type Circumstance<'a> = Circumstance<'a>;
    type Refusal = Refusal;
}

/// The most characters of a name.
const LONGEST_NAME: u32 = 80;
/// A name with so many digits holds a number of somebody: by which to be called, or by which to be known.
const DIGITS_OF_A_NUMBER: usize = 8;

/// An employer: a company or organisation.
///
/// The name is that of the company, as on its door: *Bakkerij De Molen*. A company may be called after a person
/// (*Jans Klussen*), and is then named so because the company is; who works or coaches there is not written here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Employer {
    /// By its number in the Crossroads Bank for Enterprises.
    Numbered(KboNumber),
    /// By an informal name, where nobody knows a number.
    Named(String),
}

/// Of no employer, as [`KboNumber::default`].
impl Default for Employer {
    fn default() -> Self {
        Self::Numbered(KboNumber::default())
    }
}

impl Employer {
    /// A name that is one of a company: of one line, with neither the address nor the number of somebody in it.
    pub(crate) fn check(&self, path: &'static str, fields: &mut Fields<'_>) {
        let Self::Named(name) = self else { return };
        let digits = name.chars().filter(char::is_ascii_digit).count();
        if name.contains(['@', '\n', '\t']) || digits >= DIGITS_OF_A_NUMBER {
            fields.no_company_name(path);
        }
        fields.written(path, name, LONGEST_NAME);
    }
}

impl From<KboNumber> for Employer {
    fn from(number: KboNumber) -> Self {
        Self::Numbered(number)
    }
}

impl fmt::Display for Employer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbered(number) => number.fmt(f),
            Self::Named(name) => name.fmt(f),
        }
    }
}

impl From<Employer> for String {
    fn from(employer: Employer) -> Self {
        employer.to_string()
    }
}

impl TryFrom<String> for Employer {
    type Error = MalformedId;
    fn try_from(text: String) -> Result<Self, MalformedId> {
        text.parse()
    }
}

impl FromStr for Employer {
    type Err = MalformedId;

    /// A number, as [`KboNumber`] reads it, or else a name. What has no letters is a number with a mistake in it.
    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let text = text.trim();
        let has_letters = |name: &str| name.chars().any(char::is_alphabetic);
        let number = text.get(..2).filter(|country| country.eq_ignore_ascii_case("BE"));
        match text.parse() {
            Ok(number) => Ok(Self::Numbered(number)),
            Err(malformed) if !has_letters(number.map_or(text, |_| &text[2..])) => Err(malformed),
            Err(_) => Ok(Self::Named(text.to_owned())),
        }
    }
}
