//! The names that an image has numbers for.

use std::hash::Hash;

use super::numbered::Numbered;
use super::rows::{DimensionsRow, MeasureRow, NO_GENDER};
use crate::facts::{Believed, Dated, Dimensions, ListedFacts};
use loopbrug_domain::catalogue::list::{Challenge, Gender, Language, Municipality, Persona};
use loopbrug_domain::catalogue::{Code, List};
use loopbrug_domain::ids::KboNumber;

/// A region has more personas, challenges or other codes than the image has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {limit} codes of {dimension}")]
pub struct TooManyCodes {
    dimension: &'static str,
    limit: usize,
}

/// Linked challenges and personas, as sets of bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Linked {
    pub(crate) challenges: u64,
    pub(crate) personas: u64,
}

/// What trajectories are linked to, each combination once: there are few of them, however many
/// trajectories there are.
pub(crate) type Links = Numbered<Linked, u32>;

/// Small numbers for codes. A set of personas or challenges is a set of bits.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) municipalities: Numbered<Code<Municipality>>,
    pub(crate) languages: Numbered<Code<Language>>,
    pub(crate) organisations: Numbered<KboNumber>,
    pub(crate) genders: Numbered<Code<Gender>>,
    pub(crate) personas: Numbered<Code<Persona>>,
    pub(crate) challenges: Numbered<Code<Challenge>>,
    pub(crate) codes: Numbered<Code>,
    pub(crate) links: Links,
}

impl Names {
    pub(super) fn dimensions_row(
        &mut self,
        believed: &Believed<Dimensions>,
    ) -> Result<DimensionsRow, TooManyCodes> {
        let what = &believed.what;
        let gender = what.gender.as_ref();
        let gender = gender.map(|code| self.gender(code)).transpose()?;
        let linked = Linked {
            challenges: bits(&mut self.challenges, "challenge", &what.challenges)?,
            personas: bits(&mut self.personas, "persona", &what.personas)?,
        };
        Ok(DimensionsRow {
            since: believed.since,
            // There are no more of them than positions, which have 32 bits.
            links: self.links.number(&linked).unwrap_or(u32::MAX),
            at_entry: what.at_entry,
            organisation: number(&mut self.organisations, "organisation", &what.organisation)?,
            municipality: number(&mut self.municipalities, "municipality", &what.municipality)?,
            language: number(&mut self.languages, "language", &what.language)?,
            gender: gender.unwrap_or(NO_GENDER),
            age_group: what.age_group,
        })
    }

    fn gender(&mut self, code: &Code<Gender>) -> Result<u8, TooManyCodes> {
        let number = u8::try_from(number(&mut self.genders, "gender", code)?).unwrap_or(NO_GENDER);
        let too_many = TooManyCodes { dimension: "gender", limit: usize::from(NO_GENDER) };
        if number == NO_GENDER { Err(too_many) } else { Ok(number) }
    }

    /// The rows of measures.
    pub(super) fn measure_rows<'a>(
        &mut self,
        facts: &'a ListedFacts,
    ) -> Result<impl Iterator<Item = MeasureRow> + use<'a>, TooManyCodes> {
        let codes =
            facts.codes.iter().map(|code| self.codes.number_of(code, |code: &str| Code::new(code)));
        let codes: Vec<u16> =
            codes.map(|code| within(code, "measure")).collect::<Result<_, _>>()?;
        Ok(facts.measures.iter().map(move |one| MeasureRow::new(one, &codes)))
    }

    pub(super) fn dated(&self, row: &MeasureRow) -> Dated {
        Dated {
            measure: row.measure,
            day: row.day.date(),
            sign: row.sign,
            code: row.code().map(|code| self.codes.name(code).clone()),
            length: Some(row.length),
        }
    }
}

/// The number of a name.
fn number<T: Clone + Eq + Hash>(
    of: &mut Numbered<T>,
    dimension: &'static str,
    name: &T,
) -> Result<u16, TooManyCodes> {
    within(of.number(name), dimension)
}

/// A number that was given out, unless it is that of nobody.
fn within(number: Option<u16>, dimension: &'static str) -> Result<u16, TooManyCodes> {
    const LIMIT: u16 = Numbered::<Code>::NOBODY;
    let number = number.filter(|number| *number != LIMIT);
    number.ok_or(TooManyCodes { dimension, limit: usize::from(LIMIT) })
}

/// The set of names, a bit each.
fn bits<'a, L: List>(
    of: &mut Numbered<Code<L>>,
    dimension: &'static str,
    names: impl IntoIterator<Item = &'a Code<L>>,
) -> Result<u64, TooManyCodes> {
    let mut bits = 0;
    for name in names {
        let number = number(of, dimension, name)?;
        let bit = 1_u64.checked_shl(u32::from(number));
        bits |= bit.ok_or(TooManyCodes { dimension, limit: 64 })?;
    }
    Ok(bits)
}
