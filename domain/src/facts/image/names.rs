//! Small numbers for names, so that rows are small and are compared quickly.

use std::hash::Hash;

use hashbrown::HashMap;

use super::links::{Linked, Links};
use super::rows::{DimensionsRow, MeasureRow, NO_GENDER};
use crate::catalogue::Code;
use crate::facts::{Believed, Dated, Dimensions};
use crate::ids::KboNumber;

/// A region has more personas, challenges or other codes than the image has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {limit} codes of {dimension}")]
pub struct TooManyCodes {
    dimension: &'static str,
    limit: usize,
}

/// Small numbers for codes. A set of personas or challenges is a set of bits.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) municipalities: Numbered<Code>,
    pub(crate) languages: Numbered<Code>,
    pub(crate) organisations: Numbered<KboNumber>,
    pub(crate) genders: Numbered<Code>,
    pub(crate) personas: Numbered<Code>,
    pub(crate) challenges: Numbered<Code>,
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
            challenges: self.challenges.bits("challenge", &what.challenges)?,
            personas: self.personas.bits("persona", &what.personas)?,
        };
        Ok(DimensionsRow {
            since: believed.since,
            links: self.links.number(linked),
            at_entry: what.at_entry,
            organisation: self.organisations.number("organisation", &what.organisation)?,
            municipality: self.municipalities.number("municipality", &what.municipality)?,
            language: self.languages.number("language", &what.language)?,
            gender: gender.unwrap_or(NO_GENDER),
            age_group: what.age_group,
        })
    }

    fn gender(&mut self, code: &Code) -> Result<u8, TooManyCodes> {
        let number = u8::try_from(self.genders.number("gender", code)?).unwrap_or(NO_GENDER);
        let too_many = TooManyCodes { dimension: "gender", limit: usize::from(NO_GENDER) };
        if number == NO_GENDER { Err(too_many) } else { Ok(number) }
    }

    pub(super) fn measure_row(
        &mut self,
        believed: &Believed<Dated>,
    ) -> Result<MeasureRow, TooManyCodes> {
        let code = believed.what.code.as_ref();
        let code = code.map(|code| self.codes.number("measure", code)).transpose()?;
        Ok(MeasureRow::new(believed, code))
    }
}

impl Names {
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

/// Names and their numbers, in order of first appearance.
#[derive(Debug)]
pub(crate) struct Numbered<T> {
    numbers: HashMap<T, u16>,
    names: Vec<T>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), names: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// A number that no name has.
    pub(crate) const NOBODY: u16 = u16::MAX;

    /// The number of a name; of a name that was never seen, one that no row has.
    pub(crate) fn get(&self, name: &T) -> u16 {
        self.numbers.get(name).copied().unwrap_or(Self::NOBODY)
    }

    /// The name of a number that this has given out.
    pub(crate) fn name(&self, number: u16) -> &T {
        &self.names[usize::from(number)]
    }

    /// All names, in the order of their numbers.
    pub(crate) fn names(&self) -> &[T] {
        &self.names
    }

    fn number(&mut self, dimension: &'static str, name: &T) -> Result<u16, TooManyCodes> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let number = u16::try_from(self.names.len()).unwrap_or(Self::NOBODY);
        if number == Self::NOBODY {
            return Err(TooManyCodes { dimension, limit: usize::from(Self::NOBODY) });
        }
        self.names.push(name.clone());
        self.numbers.insert(name.clone(), number);
        Ok(number)
    }

    fn bits<'a>(
        &mut self,
        dimension: &'static str,
        names: impl IntoIterator<Item = &'a T>,
    ) -> Result<u64, TooManyCodes>
    where
        T: 'a,
    {
        let mut bits = 0;
        for name in names {
            let number = self.number(dimension, name)?;
            bits |= 1_u64
                .checked_shl(u32::from(number))
                .ok_or(TooManyCodes { dimension, limit: 64 })?;
        }
        Ok(bits)
    }

    /// The bit of a name; none for a name that was never seen.
    pub(crate) fn bit(&self, name: &T) -> u64 {
        self.numbers.get(name).map_or(0, |number| 1 << number)
    }
}
