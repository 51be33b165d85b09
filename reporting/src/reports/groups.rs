//! Rows by codes and by links: those of the catalogue first, others as they are met.

use super::question::{Codes, Scope, Sources};
use super::table::{Grouping, Row};
use super::tally::Tally;
use crate::facts::image::{DimensionsRow, Interner, Linked, Links};
use loopbrug_domain::catalogue::{Attributes, Catalogue, Code, CodeKind};

/// Places by the image's numbers of codes: they are looked up for every measure.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<u32>);

impl Places {
    /// No place.
    const NONE: u32 = u32::MAX;

    pub(super) fn insert(&mut self, number: u16, place: usize) {
        // A code that nothing was recorded of has the number of nobody.
        if number == Interner::<Code>::ABSENT {
            return;
        }
        let number = usize::from(number);
        if number >= self.0.len() {
            self.0.resize(number + 1, Self::NONE);
        }
        self.0[number] = u32::try_from(place).unwrap_or(Self::NONE);
    }

    #[inline]
    pub(super) fn get(&self, number: u16) -> Option<usize> {
        let place =
            self.0.get(usize::from(number)).copied().filter(|place| *place != Self::NONE)?;
        Some(place as usize)
    }
}

/// A row for each code of a list. Their places are found by the image's numbers.
#[derive(Debug)]
pub(super) struct ByCode<'a> {
    grouping: Grouping,
    names: &'a Interner<Code>,
    places: Places,
    /// The codes of the catalogue that have rows, with their places.
    known: Vec<(&'a str, usize)>,
}

impl<'a> ByCode<'a> {
    /// Without any row.
    pub(super) fn empty(grouping: Grouping, scope: Scope<'a>) -> Self {
        let names = &scope.names().codes;
        Self { grouping, names, places: Places::default(), known: Vec::new() }
    }

    /// A row for each code of a list of the catalogue, whose number `number` gives; in common codes, for
    /// each that it maps to.
    pub(super) fn of(
        grouping: Grouping,
        kind: CodeKind,
        base: &Row,
        scope: Scope<'a>,
        number: impl Fn(&str) -> u16,
        tally: &mut Tally,
    ) -> Self {
        let mut by_code = Self::empty(grouping, scope);
        let catalogue = scope.sources.catalogue;
        for entry in catalogue.entries(kind) {
            let code = entry.code.as_str();
            let shown = shown_as(catalogue, kind, code, scope.question.codes);
            let known = by_code.known.iter().find(|(known, _)| *known == shown);
            let place = known
                .map_or_else(|| tally.row(base.under(grouping, Some(shown))), |(_, place)| *place);
            by_code.known.push((shown, place));
            by_code.share(number(code), place);
        }
        by_code
    }

    /// The same right under the row of all, for codes of measures.
    pub(super) fn of_list(
        grouping: Grouping,
        kind: CodeKind,
        scope: Scope<'a>,
        tally: &mut Tally,
    ) -> Self {
        let number = |code: &str| scope.names().codes.get(code);
        Self::of(grouping, kind, &Row::total(), scope, number, tally)
    }

    /// Says that the code of a number has a row already.
    pub(super) fn share(&mut self, number: u16, place: usize) {
        self.places.insert(number, place);
    }

    /// The place of a number's row, which is added where there is none.
    pub(super) fn at(&mut self, number: u16, tally: &mut Tally) -> usize {
        self.get(number).unwrap_or_else(|| {
            let code = self.names.value(number).as_str();
            let place = tally.row(Row::of(self.grouping, Some(code)));
            tally.met(place);
            self.share(number, place);
            place
        })
    }

    /// The place of a number's row.
    pub(super) fn get(&self, number: u16) -> Option<usize> {
        self.places.get(number)
    }

    /// The codes of the catalogue that have rows, with their places.
    pub(super) fn known(&self) -> &[(&'a str, usize)] {
        &self.known
    }

    /// The places of the rows of the catalogue's codes.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.known.iter().map(|(_, place)| *place)
    }
}

/// A row for each organisation that ever owned a trajectory, by its number.
pub(super) fn by_owner(scope: Scope<'_>, tally: &mut Tally) -> Vec<usize> {
    let organisations = scope.names().organisations.values().iter();
    let row = |kbo: &_| {
        let place = tally.row(Row::of(Grouping::Organisation, Some(&format!("{kbo}"))));
        tally.met(place);
        place
    };
    organisations.map(row).collect()
}

/// A row for each gender, and one for those of whom it is unknown.
#[derive(Debug)]
pub(super) struct ByGender<'a> {
    known: ByCode<'a>,
    unknown: usize,
}

impl<'a> ByGender<'a> {
    pub(super) fn under(base: &Row, scope: Scope<'a>, tally: &mut Tally) -> Self {
        let number = |code: &str| scope.names().genders.get(code);
        let known = ByCode::of(Grouping::Gender, CodeKind::Gender, base, scope, number, tally);
        Self { known, unknown: tally.row(base.under(Grouping::Gender, None)) }
    }

    /// The row that a trajectory counts in.
    pub(super) fn of(&self, dimensions: &DimensionsRow) -> usize {
        let known = dimensions.gender().and_then(|gender| self.known.get(gender));
        known.unwrap_or(self.unknown)
    }
}

/// The code that a row has for a code of the region.
pub(super) fn shown_as<'c>(
    catalogue: &'c Catalogue,
    kind: CodeKind,
    code: &'c str,
    codes: Codes,
) -> &'c str {
    let entry = catalogue.entry(kind, code);
    match entry.map(|entry| &entry.attributes) {
        Some(Attributes::Mapped { common }) if codes == Codes::Common => common.as_str(),
        _ => code,
    }
}

/// The places of the rows that a trajectory counts in, by the number of its links. There are few
/// combinations of links: what follows from them is worked out once for each and not for each trajectory.
#[derive(Debug, Default)]
pub(super) struct ByLinks {
    places: Vec<usize>,
    /// By number: where its places end.
    ends: Vec<usize>,
}

impl ByLinks {
    /// The places that follow from each combination.
    pub(super) fn new<I: IntoIterator<Item = usize>>(
        links: &Links,
        places_of: impl Fn(Linked) -> I,
    ) -> Self {
        let mut by_links = Self::default();
        for linked in links.values() {
            by_links.places.extend(places_of(*linked));
            by_links.ends.push(by_links.places.len());
        }
        by_links
    }

    /// A row for each challenge, and one for those without any. There are none in common codes.
    pub(super) fn by_challenge(base: &Row, scope: Scope<'_>, tally: &mut Tally) -> Self {
        let names = scope.names();
        if scope.question.codes == Codes::Common {
            return Self::new(&names.links, |_| []);
        }
        let Sources { catalogue, .. } = scope.sources;
        let challenges = catalogue.challenges().iter().map(|challenge| {
            let code = challenge.entry.code.as_str();
            (names.challenges.bit(code), tally.row(base.under(Grouping::Challenge, Some(code))))
        });
        let challenges: Vec<_> = challenges.collect();
        let without = tally.row(base.under(Grouping::Challenge, None));
        Self::new(&names.links, |linked| {
            let of = challenges.iter().filter(|(bit, _)| linked.challenges & bit != 0);
            let of: Vec<usize> = of.map(|(_, place)| *place).collect();
            if of.is_empty() { vec![without] } else { of }
        })
    }

    /// The places of those with these links.
    pub(super) fn of(&self, links: u32) -> &[usize] {
        let links = links as usize;
        let start = links.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[start..self.ends[links]]
    }
}
