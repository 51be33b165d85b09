//! Facts as few bytes: the form in which the tables hold them for images.
//!
//! Names are written once and referred to by number, so that the bytes are understood as long as the
//! names are, whatever order the code has them in. Numbers take few bytes while they are small.

mod dimensions;
mod measure;
mod names;

use loopbrug_reporting::facts::{Believed, Dated, Dimensions, ListedFacts};
use serde::{Serialize, Serializer};

use self::dimensions::PackedDimensions;
use self::measure::PackedMeasure;
use self::names::{Named, Names};

/// Bytes that hold facts. As text they are what PostgreSQL reads as `bytea`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackedFacts(Vec<u8>);

/// The chunk of what is kept of a trajectory as a whole; the others have what is told by event.
pub(crate) const WHOLE: i32 = 0;

/// The bytes are not of facts, or of some that this code does not know.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unpackable {
    #[error("facts cannot be unpacked: {0}")]
    Form(#[from] postcard::Error),
    #[error("packed facts refer to a name that they do not have")]
    Nameless,
    #[error("packed facts name a {0} that is not known")]
    Unknown(&'static str),
    #[error("packed facts tell of a day that there is not")]
    Day,
}

#[derive(Serialize)]
struct Packed<Name> {
    names: Vec<Name>,
    dimensions: Vec<PackedDimensions>,
    measures: Vec<PackedMeasure>,
}

impl PackedFacts {
    /// Packs facts.
    ///
    /// # Errors
    /// Never, as far as is known: there is room for all that facts can be.
    pub(crate) fn of<'a>(
        dimensions: &[Believed<Dimensions>],
        measures: impl IntoIterator<Item = &'a Believed<Dated>>,
    ) -> Result<Self, postcard::Error> {
        let mut names = Names::default();
        let dimensions =
            dimensions.iter().map(|one| PackedDimensions::of(one, &mut names)).collect();
        let measures = measures.into_iter().map(|one| PackedMeasure::of(one, &mut names)).collect();
        postcard::to_allocvec(&Packed { names: names.into_list(), dimensions, measures }).map(Self)
    }

    /// The facts that bytes hold.
    ///
    /// # Errors
    /// See [`Unpackable`].
    pub(crate) fn unpack(bytes: &[u8]) -> Result<ListedFacts, Unpackable> {
        // Measures are most of it: they are read one by one, without a list in between.
        type Beginning<'a> = (Vec<&'a str>, Vec<PackedDimensions>, usize);
        let ((names, dimensions, count), mut rest) =
            postcard::take_from_bytes::<Beginning<'_>>(bytes)?;
        let mut known = Named::new(&names);
        let dimensions =
            dimensions.iter().map(|one| one.unpack(&known)).collect::<Result<_, _>>()?;
        let mut measures = Vec::with_capacity(count.min(rest.len()));
        for _ in 0..count {
            let (measure, after) = postcard::take_from_bytes::<PackedMeasure>(rest)?;
            measures.push(measure.unpack(&mut known)?);
            rest = after;
        }
        Ok(ListedFacts { dimensions, measures, codes: known.into_listed() })
    }
}

impl Serialize for PackedFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        if !serializer.is_human_readable() {
            return serializer.serialize_bytes(&self.0);
        }
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
    use chrono::{Duration, NaiveDate};
    use loopbrug_domain::catalogue::Code;
    use loopbrug_domain::ids::Position;
    use loopbrug_reporting::facts::Measure;

    use super::*;

    fn believed(day: i64, until: Position, code: Option<&str>) -> Believed<Dated> {
        let what = Dated {
            measure: Measure::Attempt,
            day: NaiveDate::default() + Duration::days(day),
            sign: -1,
            code: code.map(Code::new),
            length: code.map(|_| u16::MAX),
        };
        Believed { since: Position(7), until, what }
    }

    fn dimensions() -> Believed<Dimensions> {
        let json = serde_json::json!({
            "since": 3, "until": u32::MAX,
            "what": {
                "municipality": "45041", "language": "nl", "organisation": "0000012371",
                "gender": "woman", "age_group": "from18_to29", "personas": ["nora", "mo"],
                "challenges": ["RU1"], "at_entry": { "met": ["EECO01"], "unknown": ["EECO02"] },
            },
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let mut unknown = dimensions();
        unknown.what.gender = None;
        unknown.what.age_group = None;
        unknown.until = Position(9);
        let dimensions = vec![unknown, dimensions()];
        let measures = vec![
            believed(0, Position::NEVER, None),
            believed(-20_000, Position(8), Some("phone")),
            believed(20_000, Position(u32::MAX - 1), Some("phone")),
        ];
        let PackedFacts(bytes) = PackedFacts::of(&dimensions, &measures).unwrap();
        let mut facts = ListedFacts { dimensions, ..ListedFacts::default() };
        for measure in &measures {
            facts.add(measure);
        }
        assert_eq!(PackedFacts::unpack(&bytes).unwrap(), facts);
        assert!(bytes.len() < 180, "{} bytes", bytes.len());
    }

    #[test]
    fn what_this_code_does_not_know_is_not_taken_for_something_else() {
        let mut names = Names::default();
        let measures = vec![PackedMeasure::of(&believed(1, Position::NEVER, None), &mut names)];
        let packed = Packed { names: vec!["not_yet_known"], dimensions: vec![], measures };
        let bytes = postcard::to_allocvec(&packed).unwrap();
        assert!(matches!(PackedFacts::unpack(&bytes), Err(Unpackable::Unknown("measure"))));
        let bytes = postcard::to_allocvec(&Packed::<&str> { names: vec![], ..packed }).unwrap();
        assert!(matches!(PackedFacts::unpack(&bytes), Err(Unpackable::Nameless)));
        assert!(matches!(PackedFacts::unpack(b"\xff\xff"), Err(Unpackable::Form(_))));
    }

    #[test]
    fn as_json_it_is_what_postgresql_reads() {
        assert_eq!(serde_json::to_string(&PackedFacts(vec![0, 171])).unwrap(), r#""\\x00ab""#);
    }
}
