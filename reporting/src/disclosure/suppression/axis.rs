//! The rows of a table, or its columns, and how their figures hang together.

/// What holds between figures along an axis, on every line across it: the figures, each times its
/// factor, add up to zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Place on the axis and factor.
    pub terms: Vec<(usize, i64)>,
    /// The place that is worked out by this relation, where it is not between shown ones alone.
    pub(super) implies: Option<(usize, i64)>,
}

/// The rows of a table, or its columns: first those that are shown, then those that whoever reads
/// the table can work out.
///
/// What does not hold by definition has no place here, and what does must not be left out: the
/// rule holds against those who know these relations and no others. Row and column that cannot
/// count anybody by definition are not part of the table.
#[derive(Debug, Clone)]
pub struct Axis {
    shown: usize,
    places: usize,
    relations: Vec<Relation>,
    within: Vec<(usize, usize)>,
}

impl Axis {
    /// So many rows, or columns, that have nothing to do with each other.
    #[must_use]
    pub fn of(shown: usize) -> Self {
        Self { shown, places: shown, relations: Vec::new(), within: Vec::new() }
    }

    /// Each of the people in `whole` is in exactly one of `parts`, and the other way round.
    ///
    /// # Panics
    /// Where one of them is not shown.
    #[must_use]
    pub fn sum(mut self, whole: usize, parts: &[usize]) -> Self {
        let places = || parts.iter().chain([&whole]);
        assert!(places().all(|place| *place < self.shown), "sums are of what is shown");
        self.relate(whole, parts, None);
        self
    }

    /// Everybody in `part` is in `whole`. Those of `whole` that are not in `part` can be worked
    /// out, and are protected like any others; [`Axis::rest`] is their place.
    #[must_use]
    pub fn within(mut self, part: usize, whole: usize) -> Self {
        self.relate(whole, &[part], Some(1));
        self.within.extend([(part, whole), (self.rest(), whole)]);
        self
    }

    /// Everybody in `parts` is in `whole`, and nobody is in two of them. Those of `whole` that are in
    /// none of them can be worked out, and are protected; [`Axis::rest`] is their place.
    #[must_use]
    pub fn disjoint(mut self, whole: usize, parts: &[usize]) -> Self {
        self.relate(whole, parts, Some(1));
        self.within.extend(parts.iter().map(|part| (*part, whole)));
        self.within.push((self.rest(), whole));
        self
    }

    /// Each of the people in `whole` is in one of `parts` or in several, and everybody in `parts`
    /// is in `whole`. How many are in several can be worked out, and is protected.
    #[must_use]
    pub fn cover(mut self, whole: usize, parts: &[usize]) -> Self {
        for part in parts {
            self = self.within(*part, whole);
        }
        self.relate(whole, parts, Some(-1));
        self
    }

    /// The place that the latest relation made it possible to work out. It can be the whole of
    /// further ones: personas cover those of a challenge who are not without a persona.
    #[must_use]
    pub fn rest(&self) -> usize {
        self.places - 1
    }

    /// How many are shown.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.shown
    }

    /// How many there are, with those that can be worked out.
    #[must_use]
    pub fn places(&self) -> usize {
        self.places
    }

    /// All relations along this axis.
    #[must_use]
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Those that `place` is within, at first hand.
    pub(super) fn wholes(&self, place: usize) -> impl Iterator<Item = usize> {
        self.within.iter().filter(move |(part, _)| *part == place).map(|(_, whole)| *whole)
    }

    /// Relations between what is shown alone.
    pub(super) fn sums(&self) -> impl Iterator<Item = &Relation> {
        self.relations.iter().filter(|relation| relation.implies.is_none())
    }

    /// `whole` is `parts`, and what is implied times its factor.
    fn relate(&mut self, whole: usize, parts: &[usize], factor: Option<i64>) {
        let mut terms = vec![(whole, -1)];
        terms.extend(parts.iter().map(|part| (*part, 1)));
        assert!(terms.iter().all(|(place, _)| *place < self.places), "there is no such place");
        let implies = factor.map(|factor| (self.places, factor));
        self.places += usize::from(implies.is_some());
        terms.extend(implies);
        self.relations.push(Relation { terms, implies });
    }
}
