//! Facts as the tables hold them.
//!
//! A measure is a record of twenty bytes. It names its measure and its code by their places in two
//! lists beside the records, so that the rows are understood as long as the names are, whatever order
//! the code has them in. The width is fixed, so that images are loaded by a plain loop and so that SQL
//! can read the records too: the view `trajectory_measures` shows them as columns.

use chrono::{Datelike, NaiveDate};

use super::{Dated, Dimensions, FactsHistory, Measure, Versioned};
use loopbrug_domain::ids::Position;

/// What is stored of a trajectory as a whole, in one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredFacts {
    /// In which rows of reports it was counted, one version after the other.
    pub dimensions: Vec<Versioned<Dimensions>>,
    /// What follows from its state.
    pub measures: StoredMeasures,
}

/// Measures with the positions between which each was known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredMeasures {
    /// The names of the measures, each with a line feed after it.
    pub measures: String,
    /// The codes, in the same way.
    pub codes: String,
    /// Records of twenty bytes, numbers with the highest byte first.
    pub records: Vec<u8>,
}

/// Measures that cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("measures have more codes than can be stored together, or a code of several lines")]
pub struct Unstorable;

/// Stored measures that cannot be read: they are no records, or name what this code does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The records break off, or one names what the lists do not have.
    #[error("stored measures are damaged")]
    Damaged,
    /// A measure that this code does not know.
    #[error("stored measures name a measure that is not known")]
    UnknownMeasure,
}

/// How many bytes a record has.
const WIDTH: usize = 20;
/// The place of a code where there is none, and the length where there is none.
const NO_CODE: u16 = u16::MAX;
const NO_LENGTH: u32 = u32::MAX;

/// What a record says: its code is still a place in the list.
pub(super) type Record = Versioned<Dated<usize>>;

impl StoredFacts {
    /// What is stored of a trajectory as a whole.
    ///
    /// # Errors
    /// See [`Unstorable`].
    pub fn of(history: &FactsHistory) -> Result<Self, Unstorable> {
        let measures = StoredMeasures::of(history.state_measures())?;
        Ok(Self { dimensions: history.dimensions().to_vec(), measures })
    }
}

impl StoredMeasures {
    /// These measures, in their order.
    ///
    /// # Errors
    /// See [`Unstorable`].
    pub fn of<'a>(
        measures: impl IntoIterator<Item = &'a Versioned<Dated>>,
    ) -> Result<Self, Unstorable> {
        let (mut names, mut codes) = (Vec::new(), Vec::new());
        let mut records = Vec::new();
        for Versioned { since, until, what } in measures {
            let measure =
                u8::try_from(place(&mut names, what.measure.into())).map_err(|_| Unstorable)?;
            let code = match &what.code {
                None => NO_CODE,
                Some(code) => {
                    let place = u16::try_from(place(&mut codes, code.as_str()));
                    place.ok().filter(|place| *place != NO_CODE).ok_or(Unstorable)?
                }
            };
            // Days before the first of our era are outside the range, and are no more than that.
            let day = u32::try_from(what.day.num_days_from_ce()).unwrap_or(0);
            let length = what.length.map_or(NO_LENGTH, u32::from);
            records.extend_from_slice(&[measure, what.sign.cast_unsigned()]);
            records.extend_from_slice(&code.to_be_bytes());
            for number in [day, since.0, until.0, length] {
                records.extend_from_slice(&number.to_be_bytes());
            }
        }
        if codes.iter().any(|code| code.contains('\n')) {
            return Err(Unstorable);
        }
        Ok(Self { measures: lines(&names), codes: lines(&codes), records })
    }

    /// The codes that records name by their places.
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.split_terminator('\n')
    }

    /// The records, in order.
    pub(super) fn records(
        &self,
    ) -> Result<impl Iterator<Item = Result<Record, Unreadable>>, Unreadable> {
        let measures = self.measures.split_terminator('\n');
        let measures: Vec<Measure> = measures
            .map(|name| name.parse().map_err(|_| Unreadable::UnknownMeasure))
            .collect::<Result<_, _>>()?;
        let (records, rest) = self.records.as_chunks::<WIDTH>();
        let whole = rest.is_empty().then_some(records).ok_or(Unreadable::Damaged)?;
        Ok(whole.iter().map(move |bytes| read(bytes, &measures).ok_or(Unreadable::Damaged)))
    }
}

fn read(record: &[u8; WIDTH], measures: &[Measure]) -> Option<Record> {
    let [measure, sign, ..] = *record;
    let code = u16::from_be_bytes([record[2], record[3]]);
    let number = |at: usize| {
        u32::from_be_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]])
    };
    let day = i32::try_from(number(4)).ok()?;
    let length = number(16);
    let what = Dated {
        measure: *measures.get(usize::from(measure))?,
        day: NaiveDate::from_num_days_from_ce_opt(day)?,
        sign: sign.cast_signed(),
        code: (code != NO_CODE).then_some(usize::from(code)),
        length: if length == NO_LENGTH { None } else { Some(u16::try_from(length).ok()?) },
    };
    Some(Versioned { since: Position(number(8)), until: Position(number(12)), what })
}

/// The place of a name in a list, to which it is added where it is new. There are few.
fn place<'a>(names: &mut Vec<&'a str>, name: &'a str) -> usize {
    names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    })
}

fn lines(names: &[&str]) -> String {
    names.iter().flat_map(|name| [name, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopbrug_domain::catalogue::Code;

    fn versioned(day: i32, until: Position, code: Option<&str>) -> Versioned<Dated> {
        let what = Dated {
            measure: Measure::Attempt,
            day: NaiveDate::from_num_days_from_ce_opt(day).unwrap(),
            sign: -1,
            code: code.map(Code::new),
            length: code.map(|_| u16::MAX),
        };
        Versioned { since: Position(7), until, what }
    }

    fn read_all(stored: &StoredMeasures) -> Result<Vec<Versioned<Dated>>, Unreadable> {
        let codes: Vec<_> = stored.codes().collect();
        let dated = |Versioned { since, until, what }: Record| {
            let Dated { measure, day, sign, length, .. } = what;
            let code = what.code.map(|place| Code::new(codes[place]));
            Versioned { since, until, what: Dated { measure, day, sign, code, length } }
        };
        stored.records()?.map(|record| record.map(dated)).collect()
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let measures = [
            versioned(730_000, Position::NEVER, None),
            versioned(1, Position(8), Some("phone")),
            versioned(800_000, Position(u32::MAX - 1), Some("")),
            versioned(800_000, Position(9), Some("phone")),
        ];
        let stored = StoredMeasures::of(&measures).unwrap();
        assert_eq!((stored.measures.as_str(), stored.codes.as_str()), ("attempt\n", "phone\n\n"));
        assert_eq!(read_all(&stored).unwrap(), measures);
    }

    #[test]
    fn what_this_code_does_not_know_is_not_taken_for_something_else() {
        let stored = StoredMeasures::of(&[versioned(9, Position::NEVER, None)]).unwrap();
        let other = StoredMeasures { measures: "not_yet_known\n".to_owned(), ..stored.clone() };
        assert_eq!(read_all(&other), Err(Unreadable::UnknownMeasure));
        let none = StoredMeasures { measures: String::new(), ..stored.clone() };
        assert_eq!(read_all(&none), Err(Unreadable::Damaged));
        let broken = StoredMeasures { records: stored.records[1..].to_vec(), ..stored };
        assert_eq!(read_all(&broken), Err(Unreadable::Damaged));
    }

    #[test]
    fn a_code_of_several_lines_is_not_stored() {
        let stored = StoredMeasures::of(&[versioned(9, Position::NEVER, Some("two\nlines"))]);
        assert_eq!(stored, Err(Unstorable));
    }
}
