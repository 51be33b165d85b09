//! The rows of a table, or its columns, and how their figures hang together.

/// What holds between figures along an axis, on every line across it: the figures, each times its
/// factor, add up to zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Place on the axis and factor.
    pub terms: Vec<(usize, i64)>,
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
    #[must_use]
    pub fn sum(mut self, whole: usize, parts: &[usize]) -> Self {
        let terms = self.terms(&[whole], parts);
        self.relations.push(Relation { terms });
        self
    }

    /// Everybody in `part` is in `whole`. Those of `whole` that are not in `part` can be worked
    /// out, and are protected like any others.
    #[must_use]
    pub fn within(mut self, part: usize, whole: usize) -> Self {
        let mut terms = self.terms(&[whole], &[part]);
        terms.push((self.imply(), 1));
        self.relations.push(Relation { terms });
        self.within.push((part, whole));
        self
    }

    /// Each of the people in `whole` is in one of `parts` or in several, and everybody in `parts`
    /// is in `whole`. How many stand in several can be worked out, and is protected.
    #[must_use]
    pub fn cover(mut self, whole: usize, parts: &[usize]) -> Self {
        for part in parts {
            self = self.within(*part, whole);
        }
        let mut terms = self.terms(&[whole], parts);
        terms.push((self.imply(), -1));
        self.relations.push(Relation { terms });
        self
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
        self.relations.iter().filter(|relation| self.implied_by(relation).is_none())
    }

    /// The place that a relation implies, with its factor.
    pub(super) fn implied_by(&self, relation: &Relation) -> Option<(usize, i64)> {
        relation.terms.last().copied().filter(|(place, _)| *place >= self.shown)
    }

    fn terms(&self, whole: &[usize], parts: &[usize]) -> Vec<(usize, i64)> {
        let signed = |places: &[usize], factor| {
            places.iter().map(move |place| (*place, factor)).collect::<Vec<_>>()
        };
        let terms = [signed(whole, -1), signed(parts, 1)].concat();
        assert!(
            terms.iter().all(|(place, _)| *place < self.shown),
            "relations are of what is shown"
        );
        terms
    }

    fn imply(&mut self) -> usize {
        self.places += 1;
        self.places - 1
    }
}
