//! The names in packed facts, and their numbers.

use std::borrow::Cow;

use loopbrug_domain::catalogue::Code;
use loopbrug_reporting::facts::{Measure, Texts};

use super::Unpackable;

/// Names while facts are packed, each written once. There are few.
#[derive(Debug, Default)]
pub(super) struct Names<'a>(Vec<Cow<'a, str>>);

impl<'a> Names<'a> {
    /// The number of a name, which is added where it is new.
    pub(super) fn number(&mut self, name: impl Into<Cow<'a, str>>) -> u32 {
        let name = name.into();
        let number = self.0.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.0.push(name);
            self.0.len() - 1
        });
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    pub(super) fn into_list(self) -> Vec<Cow<'a, str>> {
        self.0
    }
}

/// Names while facts are unpacked.
pub(super) struct Named<'a> {
    names: &'a [&'a str],
    /// Those that are measures, by the same numbers.
    measures: Vec<Option<Measure>>,
    /// Those that are codes of measures, in order of appearance; and by number, where they stand.
    listed: Texts,
    places: Vec<Option<u32>>,
}

impl<'a> Named<'a> {
    pub(super) fn new(names: &'a [&'a str]) -> Self {
        let measures = names.iter().map(|name| name.parse().ok()).collect();
        Self { names, measures, listed: Texts::default(), places: vec![None; names.len()] }
    }

    pub(super) fn name(&self, number: u32) -> Result<&'a str, Unpackable> {
        self.names.get(number as usize).copied().ok_or(Unpackable::Nameless)
    }

    pub(super) fn code<L>(&self, number: u32) -> Result<Code<L>, Unpackable> {
        self.name(number).map(Code::new)
    }

    /// The place of a measure's code among those that are listed.
    pub(super) fn place(&mut self, number: u32) -> Result<u32, Unpackable> {
        let place = self.places.get_mut(number as usize).ok_or(Unpackable::Nameless)?;
        if let Some(place) = place {
            return Ok(*place);
        }
        Ok(*place.insert(self.listed.push(self.names[number as usize])))
    }

    pub(super) fn into_listed(self) -> Texts {
        self.listed
    }

    pub(super) fn measure(&self, number: u32) -> Result<Measure, Unpackable> {
        let measure = self.measures.get(number as usize).ok_or(Unpackable::Nameless)?;
        measure.ok_or(Unpackable::Unknown("measure"))
    }
}
