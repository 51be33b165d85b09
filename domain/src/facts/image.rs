//! The image of a region: the facts of all its trajectories, laid out to be scanned.
//!
//! Every trajectory has a slot; its rows stand together in one array of dimensions and one of
//! measures, so that a report is one pass over memory. A trajectory that changes gets new rows
//! at the end and leaves its old ones behind; when those are half of all, the arrays are packed.
//!
//! *Architecture invariant:* the image is a copy. It holds nothing that is not in the facts
//! table, and is thrown away and loaded again without loss.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use chrono::NaiveDate;

use super::{AgeGroup, Believed, Dated, Dimensions, FactsHistory, Measure};
use crate::catalogue::Code;
use crate::ids::{KboNumber, Position, TrajectoryId};

/// A region has more personas, challenges or other codes than the image has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {limit} codes of {dimension}")]
pub struct TooManyCodes {
    dimension: &'static str,
    limit: usize,
}

/// The facts of a region's trajectories.
#[derive(Debug, Default)]
pub struct Image {
    position: Position,
    slots: HashMap<TrajectoryId, usize>,
    spans: Vec<Span>,
    dimensions: Vec<DimensionsRow>,
    measures: Vec<MeasureRow>,
    names: Names,
}

/// Where a trajectory's rows stand.
#[derive(Debug, Default, Clone)]
struct Span {
    dimensions: Range<usize>,
    measures: Range<usize>,
}

/// Small numbers for codes. A set of personas or challenges is a set of bits.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) municipalities: Numbered<Code>,
    pub(crate) organisations: Numbered<KboNumber>,
    pub(crate) genders: Numbered<Code>,
    pub(crate) personas: Numbered<Code>,
    pub(crate) challenges: Numbered<Code>,
    pub(crate) codes: Numbered<Code>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct DimensionsRow {
    since: Position,
    until: Position,
    pub(crate) personas: u64,
    pub(crate) challenges: u64,
    pub(crate) organisation: u16,
    pub(crate) municipality: u16,
    pub(crate) gender: Option<u16>,
    pub(crate) age_group: Option<AgeGroup>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct MeasureRow {
    since: Position,
    until: Position,
    pub(crate) day: NaiveDate,
    pub(crate) code: Option<u16>,
    /// In days, where the measure tells.
    pub(crate) length: Option<u16>,
    pub(crate) measure: Measure,
    pub(crate) sign: i8,
}

impl Image {
    /// The position of the log that the image has taken in.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// How many trajectories it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Takes in all there is to know about a trajectory, in place of what it held before.
    ///
    /// # Errors
    /// [`TooManyCodes`]; the image is as it was.
    pub fn put(
        &mut self,
        trajectory: TrajectoryId,
        history: &FactsHistory,
    ) -> Result<(), TooManyCodes> {
        let dimensions: Vec<_> = history
            .dimensions
            .iter()
            .map(|believed| self.names.dimensions_row(believed))
            .collect::<Result<_, _>>()?;
        let measures: Vec<_> = history
            .measures
            .iter()
            .map(|believed| self.names.measure_row(believed))
            .collect::<Result<_, _>>()?;

        let slot = *self.slots.entry(trajectory).or_insert(self.spans.len());
        if slot == self.spans.len() {
            self.spans.push(Span::default());
        }
        self.spans[slot] = Span {
            dimensions: appended(&mut self.dimensions, dimensions),
            measures: appended(&mut self.measures, measures),
        };
        self.pack_when_half_is_left_behind();
        Ok(())
    }

    /// Says that everything up to `position` was taken in.
    pub fn reached(&mut self, position: Position) {
        self.position = position;
    }

    pub(crate) fn names(&self) -> &Names {
        &self.names
    }

    /// Each trajectory that was known at `as_of`: its dimensions and measures as of then.
    pub(crate) fn scan(
        &self,
        as_of: Position,
    ) -> impl Iterator<Item = (&DimensionsRow, impl Iterator<Item = &MeasureRow>)> {
        let known = move |since: Position, until: Position| since <= as_of && as_of < until;
        self.spans.iter().filter_map(move |span| {
            let rows = &self.dimensions[span.dimensions.clone()];
            let dimensions = rows.iter().rfind(|row| known(row.since, row.until))?;
            let measures = &self.measures[span.measures.clone()];
            Some((dimensions, measures.iter().filter(move |row| known(row.since, row.until))))
        })
    }

    fn pack_when_half_is_left_behind(&mut self) {
        /// Below this many rows, packing is not worth the while.
        const SMALL: usize = 4096;
        let used = |spans: &[Span]| spans.iter().map(|span| span.measures.len()).sum::<usize>();
        // The sum is over all slots, so it is taken only when the array has doubled in room.
        if self.measures.len() < SMALL
            || self.measures.len() < self.measures.capacity()
            || used(&self.spans) * 2 > self.measures.len()
        {
            return;
        }
        let (mut dimensions, mut measures) = (Vec::new(), Vec::new());
        for span in &mut self.spans {
            let rows = self.dimensions[span.dimensions.clone()].iter().copied();
            span.dimensions = appended(&mut dimensions, rows);
            let rows = self.measures[span.measures.clone()].iter().copied();
            span.measures = appended(&mut measures, rows);
        }
        self.dimensions = dimensions;
        self.measures = measures;
    }
}

fn appended<T>(rows: &mut Vec<T>, new: impl IntoIterator<Item = T>) -> Range<usize> {
    let start = rows.len();
    rows.extend(new);
    start..rows.len()
}

impl Names {
    fn dimensions_row(
        &mut self,
        believed: &Believed<Dimensions>,
    ) -> Result<DimensionsRow, TooManyCodes> {
        let what = &believed.what;
        Ok(DimensionsRow {
            since: believed.since,
            until: believed.until,
            personas: self.personas.bits("persona", &what.personas)?,
            challenges: self.challenges.bits("challenge", &what.challenges)?,
            organisation: self.organisations.number("organisation", &what.organisation)?,
            municipality: self.municipalities.number("municipality", &what.municipality)?,
            gender: what
                .gender
                .as_ref()
                .map(|code| self.genders.number("gender", code))
                .transpose()?,
            age_group: what.age_group,
        })
    }

    fn measure_row(&mut self, believed: &Believed<Dated>) -> Result<MeasureRow, TooManyCodes> {
        let what = &believed.what;
        Ok(MeasureRow {
            since: believed.since,
            until: believed.until,
            day: what.day,
            code: what.code.as_ref().map(|code| self.codes.number("measure", code)).transpose()?,
            length: what.length,
            measure: what.measure,
            sign: what.sign,
        })
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
    const NOBODY: u16 = u16::MAX;

    /// The number of a name; of a name that was never seen, one that no row has.
    pub(crate) fn get(&self, name: &T) -> u16 {
        self.numbers.get(name).copied().unwrap_or(Self::NOBODY)
    }

    /// The name of a number that this has given out.
    pub(crate) fn name(&self, number: u16) -> &T {
        &self.names[usize::from(number)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::trajectory::story::{day, housing_found, participant, persona};

    fn history(changes: u32) -> FactsHistory {
        let mut history = FactsHistory::default();
        for n in 0..changes {
            let story = participant().given(day(9), housing_found(day(i64::from(n % 9))));
            history.learn(Facts::of(&story.state()).unwrap(), Position(n + 1));
        }
        history
    }

    #[test]
    fn a_trajectory_that_changes_takes_the_place_of_what_it_was() {
        let mut image = Image::default();
        let id = TrajectoryId(uuid::Uuid::from_u128(1));
        for changes in 1..2000 {
            image.put(id, &history(changes % 7 + 1)).unwrap();
        }
        assert_eq!(image.len(), 1);
        let (_, measures) = image.scan(Position(6)).next().unwrap();
        let housed = measures.filter(|row| row.measure == Measure::Housed).count();
        assert_eq!(housed, 1);
        assert!(image.measures.len() < 8192, "rows left behind are packed away");
    }

    #[test]
    fn a_trajectory_is_not_known_before_its_first_position() {
        let mut image = Image::default();
        let mut later = FactsHistory::default();
        let story = participant().given(day(3), persona("nora"));
        later.learn(Facts::of(&story.state()).unwrap(), Position(5));
        image.put(TrajectoryId(uuid::Uuid::from_u128(1)), &later).unwrap();
        assert_eq!(image.scan(Position(4)).count(), 0);
        assert_eq!(image.scan(Position(5)).count(), 1);
    }
}
