//! Measures as few bytes: the form in which the facts tables hold them for images.
//!
//! Names are written once and referred to by number, so that the bytes are understood as long as the
//! names are, whatever order the code has them in.

use chrono::{Days, NaiveDate};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::facts::{Believed, Dated, Measure};
use loopbrug_domain::ids::Position;
use serde::{Deserialize, Serialize, Serializer};

/// Bytes that hold measures. As JSON they are what PostgreSQL reads as `bytea`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackedFacts(Vec<u8>);

/// The bytes are not of measures, or of one that this code does not know.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unpackable {
    #[error("facts cannot be unpacked: {0}")]
    Form(#[from] postcard::Error),
    #[error("packed facts name a measure that is not known")]
    Measure,
    #[error("packed facts tell of a day that there is not")]
    Day,
}

#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    #[serde(borrow)]
    names: Vec<&'a str>,
    facts: Vec<Fact>,
}

/// Numbers, which take few bytes while they are small. Positions are told apart from the one before.
#[derive(Serialize, Deserialize)]
struct Fact {
    measure: u32,
    code: Option<u32>,
    /// Since the beginning of 1970.
    day: i64,
    sign: i8,
    length: Option<u16>,
    since: u32,
    until: Option<u32>,
}

impl PackedFacts {
    /// Packs measures.
    ///
    /// # Errors
    /// Never, as far as is known: there is room for all that a measure can be.
    pub(crate) fn of<'a>(
        measures: impl IntoIterator<Item = &'a Believed<Dated>>,
    ) -> Result<Self, postcard::Error> {
        let mut names = Vec::new();
        let facts = measures.into_iter().map(|one| Fact::of(one, &mut names)).collect();
        postcard::to_allocvec(&Packed { names, facts }).map(Self)
    }

    /// The measures that bytes hold.
    ///
    /// # Errors
    /// See [`Unpackable`].
    pub(crate) fn unpack(bytes: &[u8]) -> Result<Vec<Believed<Dated>>, Unpackable> {
        let Packed { names, facts } = postcard::from_bytes(bytes)?;
        let measures: Vec<Option<Measure>> = names.iter().map(|name| name.parse().ok()).collect();
        facts.into_iter().map(|fact| fact.believed(&names, &measures)).collect()
    }
}

impl Fact {
    fn of<'a>(believed: &'a Believed<Dated>, names: &mut Vec<&'a str>) -> Self {
        let what = &believed.what;
        Self {
            measure: number(names, what.measure.into()),
            code: what.code.as_ref().map(|code| number(names, code.as_str())),
            day: (what.day - NaiveDate::default()).num_days(),
            sign: what.sign,
            length: what.length,
            since: believed.since.0,
            until: (!believed.holds()).then_some(believed.until.0),
        }
    }

    fn believed(
        self,
        names: &[&str],
        measures: &[Option<Measure>],
    ) -> Result<Believed<Dated>, Unpackable> {
        let measure = measures.get(self.measure as usize).copied().flatten();
        let code = self.code.and_then(|number| names.get(number as usize));
        let ago = Days::new(self.day.unsigned_abs());
        let first = NaiveDate::default();
        let day =
            if self.day < 0 { first.checked_sub_days(ago) } else { first.checked_add_days(ago) };
        let what = Dated {
            measure: measure.ok_or(Unpackable::Measure)?,
            day: day.ok_or(Unpackable::Day)?,
            sign: self.sign,
            code: code.map(|code| Code::new(*code)),
            length: self.length,
        };
        let until = self.until.map_or(Position::NEVER, Position);
        Ok(Believed { since: Position(self.since), until, what })
    }
}

/// The number of a name, which is added where it is new. There are few.
fn number<'a>(names: &mut Vec<&'a str>, name: &'a str) -> u32 {
    let number = names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    });
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Serialize for PackedFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(2 + 2 * self.0.len());
        text.push_str("\\x");
        for byte in &self.0 {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        serializer.serialize_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn believed(day: i32, until: Position, code: Option<&str>) -> Believed<Dated> {
        let day = NaiveDate::default() + chrono::Duration::days(day.into());
        let what = Dated {
            measure: Measure::Attempt,
            day,
            sign: -1,
            code: code.map(Code::new),
            length: code.map(|_| u16::MAX),
        };
        Believed { since: Position(7), until, what }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let measures = [
            believed(0, Position::NEVER, None),
            believed(-20_000, Position(8), Some("phone")),
            believed(20_000, Position(u32::MAX - 1), Some("phone")),
        ];
        let PackedFacts(bytes) = PackedFacts::of(&measures).unwrap();
        assert_eq!(PackedFacts::unpack(&bytes).unwrap(), measures);
        assert!(bytes.len() < 70, "{} bytes", bytes.len());
    }

    #[test]
    fn a_measure_of_newer_code_is_not_taken_for_another() {
        let packed = Packed {
            names: vec!["not_yet_known"],
            facts: vec![Fact::of(&believed(1, Position::NEVER, None), &mut Vec::new())],
        };
        let bytes = postcard::to_allocvec(&packed).unwrap();
        assert!(matches!(PackedFacts::unpack(&bytes), Err(Unpackable::Measure)));
    }

    #[test]
    fn bytes_of_something_else_are_refused() {
        assert!(matches!(PackedFacts::unpack(b"\xff\xff"), Err(Unpackable::Form(_))));
    }

    #[test]
    fn as_json_it_is_what_postgresql_reads() {
        assert_eq!(serde_json::to_string(&PackedFacts(vec![0, 171])).unwrap(), r#""\\x00ab""#);
    }
}
