//! What an image interns: the codes of dimensions and measures, and the combinations of links.

use std::hash::Hash;

use super::interner::Interner;
use super::rows::{DimensionsRow, MeasureRow, NO_CODE};
#[cfg(test)]
use crate::facts::Dated;
use crate::facts::{Dimensions, StoredMeasures, Unreadable, Versioned};
use loopbrug_domain::catalogue::list::{Challenge, Gender, Language, Municipality, Persona};
use loopbrug_domain::catalogue::{Code, List};
use loopbrug_domain::ids::KboNumber;

/// Facts that an image cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// A region has more personas, challenges or other codes than the image has room for.
    #[error("more than {limit} codes of {dimension}")]
    TooManyCodes {
        /// What the codes are of.
        dimension: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// Stored measures cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

/// Linked challenges and personas, as sets of bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Linked {
    pub(crate) challenges: u64,
    pub(crate) personas: u64,
}

/// What trajectories are linked to, each combination once: there are few of them, however many
/// trajectories there are.
pub(crate) type Links = Interner<Linked, u32>;

/// The interners of an image. A set of personas or challenges is a set of bits.
#[derive(Debug, Default)]
pub(crate) struct Interners {
    pub(crate) municipalities: Interner<Code<Municipality>>,
    pub(crate) languages: Interner<Code<Language>>,
    pub(crate) organisations: Interner<KboNumber>,
    pub(crate) genders: Interner<Code<Gender>>,
    pub(crate) personas: Interner<Code<Persona>>,
    pub(crate) challenges: Interner<Code<Challenge>>,
    pub(crate) codes: Interner<Code>,
    pub(crate) links: Links,
}

impl Interners {
    pub(super) fn dimensions_row(
        &mut self,
        version: &Versioned<Dimensions>,
    ) -> Result<DimensionsRow, ImageError> {
        let what = &version.what;
        let gender = what.gender.as_ref().map(|code| number(&mut self.genders, "gender", code));
        let linked = Linked {
            challenges: bits(&mut self.challenges, "challenge", &what.challenges)?,
            personas: bits(&mut self.personas, "persona", &what.personas)?,
        };
        Ok(DimensionsRow {
            since: version.since,
            // There are no more of them than positions, which have 32 bits.
            links: self.links.intern(&linked).unwrap_or(u32::MAX),
            at_entry: what.at_entry,
            organisation: number(&mut self.organisations, "organisation", &what.organisation)?,
            municipality: number(&mut self.municipalities, "municipality", &what.municipality)?,
            language: number(&mut self.languages, "language", &what.language)?,
            gender: gender.transpose()?.unwrap_or(NO_CODE),
            age_group: what.age_group,
        })
    }

    /// The rows of measures, in their order.
    pub(super) fn measure_rows(
        &mut self,
        stored: &StoredMeasures,
    ) -> Result<Vec<MeasureRow>, ImageError> {
        let codes = stored.codes().map(|code| {
            within(self.codes.intern_as(code, |code: &str| Code::new(code)), "measure")
        });
        let codes: Vec<u16> = codes.collect::<Result<_, _>>()?;
        let row = |record: &_| MeasureRow::of(record, &codes).ok_or(Unreadable::Damaged);
        let rows = stored.records()?.map(|record| Ok(row(&record?)?));
        rows.collect()
    }

    #[cfg(test)]
    pub(super) fn dated(&self, row: &MeasureRow) -> Dated {
        Dated {
            measure: row.measure,
            day: row.day.date(),
            sign: row.sign,
            code: row.code().map(|code| self.codes.value(code).clone()),
            length: Some(row.length),
        }
    }
}

/// The number of a value.
fn number<T: Clone + Eq + Hash>(
    of: &mut Interner<T>,
    dimension: &'static str,
    value: &T,
) -> Result<u16, ImageError> {
    within(of.intern(value), dimension)
}

/// A number that was given out, unless it is the one that no value has.
fn within(number: Option<u16>, dimension: &'static str) -> Result<u16, ImageError> {
    const LIMIT: u16 = Interner::<Code>::ABSENT;
    let number = number.filter(|number| *number != LIMIT);
    number.ok_or(ImageError::TooManyCodes { dimension, limit: usize::from(LIMIT) })
}

/// A set of codes, a bit each.
fn bits<'a, L: List>(
    of: &mut Interner<Code<L>>,
    dimension: &'static str,
    codes: impl IntoIterator<Item = &'a Code<L>>,
) -> Result<u64, ImageError> {
    let mut bits = 0;
    for code in codes {
        let number = number(of, dimension, code)?;
        let bit = 1_u64.checked_shl(u32::from(number));
        bits |= bit.ok_or(ImageError::TooManyCodes { dimension, limit: 64 })?;
    }
    Ok(bits)
}
