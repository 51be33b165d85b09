//! Rows while they are counted: those of the catalogue first, others as they are met.

use super::by_links::ByLinks;
use super::table::{Grouping, Row};
use super::{Codes, Question, Sources};
use crate::facts::image::Interner;
use loopbrug_domain::catalogue::list::OfList;
use loopbrug_domain::catalogue::{Attributes, Catalogue, Code, CodeKind};

/// The rows so far.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<Row>);

impl Rows {
    /// With the row of all, at place 0.
    pub(super) fn with_total() -> Self {
        Self(vec![Row::total()])
    }

    /// Adds a row and gives its place.
    pub(super) fn add(&mut self, row: Row) -> usize {
        self.0.push(row);
        self.0.len() - 1
    }

    pub(super) fn get(&self, place: usize) -> &Row {
        &self.0[place]
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn into_rows(self) -> Vec<Row> {
        self.0
    }
}

/// A row for each code of a list. Their places are found by the image's numbers.
#[derive(Debug)]
pub(super) struct ByCode {
    grouping: Grouping,
    /// By number: the place and one; 0 where there is none yet.
    places: Vec<usize>,
    /// The codes that have rows, with their places.
    known: Vec<(String, usize)>,
}

impl ByCode {
    /// Without any row.
    pub(super) fn empty(grouping: Grouping) -> Self {
        Self { grouping, places: Vec::new(), known: Vec::new() }
    }

    /// A row for each of these codes, under `base`.
    pub(super) fn of<'c, L: OfList>(
        grouping: Grouping,
        codes: impl IntoIterator<Item = &'c Code>,
        base: &Row,
        names: &Interner<Code<L>>,
        rows: &mut Rows,
    ) -> Self {
        let mut by_code = Self::empty(grouping);
        for code in codes {
            by_code.add(code.as_str(), code.as_str(), base, names, rows);
        }
        by_code
    }

    /// A row for each code of a list of the catalogue; in common codes, for each that it maps to.
    pub(super) fn of_list(
        grouping: Grouping,
        kind: CodeKind,
        sources: Sources<'_>,
        question: &Question,
        rows: &mut Rows,
    ) -> Self {
        let mut by_code = Self::empty(grouping);
        let names = &sources.image.interners().codes;
        for entry in sources.catalogue.entries(kind) {
            let code = entry.code.as_str();
            let shown = shown_as(sources.catalogue, kind, code, question.codes);
            by_code.add(code, shown, &Row::total(), names, rows);
        }
        by_code
    }

    /// Adds the row of a code, shown as another; those shown as the same share a row.
    pub(super) fn add<L: OfList>(
        &mut self,
        code: &str,
        shown: &str,
        base: &Row,
        names: &Interner<Code<L>>,
        rows: &mut Rows,
    ) -> usize {
        let known = self.known.iter().find(|(known, _)| known == shown);
        let place = known
            .map_or_else(|| rows.add(base.under(self.grouping, Some(shown))), |(_, place)| *place);
        self.known.push((shown.to_owned(), place));
        self.note(names.get(code), place);
        place
    }

    /// Says that a code has a row already.
    pub(super) fn share(&mut self, code: &str, place: usize, names: &Interner<Code>) {
        self.known.push((code.to_owned(), place));
        self.note(names.get(code), place);
    }

    /// The place of a number's row; a row under `base` is added where there is none.
    pub(super) fn at(
        &mut self,
        number: u16,
        base: &Row,
        names: &Interner<Code>,
        rows: &mut Rows,
    ) -> usize {
        if let Some(place) = self.get(number) {
            return place;
        }
        let place = rows.add(base.under(self.grouping, Some(names.value(number).as_str())));
        self.note(number, place);
        place
    }

    /// The place of a number's row.
    pub(super) fn get(&self, number: u16) -> Option<usize> {
        self.places.get(usize::from(number))?.checked_sub(1)
    }

    /// The codes with rows, and their places.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        self.known.iter().map(|(_, place)| *place)
    }

    fn note(&mut self, number: u16, place: usize) {
        // A code that nothing was recorded of has the number of nobody.
        if number == Interner::<Code>::ABSENT {
            return;
        }
        let number = usize::from(number);
        if number >= self.places.len() {
            self.places.resize(number + 1, 0);
        }
        self.places[number] = place + 1;
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

/// A row for each challenge, and one for those without any. There are none in common codes.
pub(super) fn by_challenge(
    base: &Row,
    sources: Sources<'_>,
    question: &Question,
    rows: &mut Rows,
) -> ByLinks {
    let names = sources.image.interners();
    if question.codes == Codes::Common {
        return ByLinks::new(&names.links, |_| []);
    }
    let challenges = sources.catalogue.challenges().iter().map(|challenge| {
        let code = challenge.entry.code.as_str();
        (names.challenges.bit(code), rows.add(base.under(Grouping::Challenge, Some(code))))
    });
    let challenges: Vec<_> = challenges.collect();
    let without = rows.add(base.under(Grouping::Challenge, None));
    ByLinks::new(&names.links, |linked| {
        let of = challenges.iter().filter(|(bit, _)| linked.challenges & bit != 0);
        let of: Vec<usize> = of.map(|(_, place)| *place).collect();
        if of.is_empty() { vec![without] } else { of }
    })
}
