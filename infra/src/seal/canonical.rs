//! RFC 8785: the one form of a JSON value. Of what has none by that standard nothing is guessed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

/// The largest whole number that every reader of JSON reads alike: 2⁵³ − 1.
const LARGEST: u64 = 9_007_199_254_740_991;

/// A JSON value that has one form.
///
/// An object that names a member twice has none, since readers differ in which one they take: who changes a log could
/// hide a member behind another of its name. Nor has a number that a reader may round.
#[derive(Debug, Clone, PartialEq)]
pub struct Canonical(Value);

impl Canonical {
    /// Reads a text.
    ///
    /// # Errors
    /// Where it is no JSON, or has no form of its own.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

impl Serialize for Canonical {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Canonical {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Strict).map(Self)
    }
}

/// The canonical form of something, in bytes.
///
/// # Errors
/// Where it has no form in JSON.
pub fn bytes(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    serde_json_canonicalizer::to_vec(value)
}

struct Strict;

fn rounded<E: Error>() -> E {
    E::custom("a number that readers may round")
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with one form")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > LARGEST { Err(rounded()) } else { Ok(value.into()) }
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        if value > LARGEST { Err(rounded()) } else { Ok(value.into()) }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        #[expect(clippy::cast_precision_loss, reason = "it has 53 bits")]
        let whole = value.abs() > LARGEST as f64;
        let number = if whole { None } else { Number::from_f64(value) };
        number.map(Value::Number).ok_or_else(rounded)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = vec![];
        while let Some(Canonical(value)) = seq.next_element()? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, Canonical(value))) = map.next_entry::<String, _>()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is named twice"));
            }
        }
        Ok(members.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Option<String> {
        let value = Canonical::read(text).ok()?;
        Some(String::from_utf8(bytes(&value).unwrap()).unwrap())
    }

    #[test]
    fn order_and_spaces_make_no_difference() {
        let form_of = r#"{"a":[1,2.5,null,true],"b":{"c":"é\n","d":"\\"}}"#;
        let written =
            "{ \"b\": {\"d\":\"\\u005c\", \"c\":\"\\u00e9\\n\"},\n\"a\":[1.0,25e-1,null,true] }";
        assert_eq!(form(written).unwrap(), form_of);
        assert_eq!(form(form_of).unwrap(), form_of);
    }

    #[test]
    fn members_are_ordered_by_their_utf_16() {
        let sorted = "{\"\\r\":1,\"1\":2,\"ö\":3,\"€\":4,\"😀\":5,\"\u{fb33}\":6}";
        let other = "{\"\u{fb33}\":6,\"😀\":5,\"€\":4,\"ö\":3,\"1\":2,\"\\r\":1}";
        assert_eq!(form(other).unwrap(), sorted);
    }

    #[test]
    fn what_readers_read_differently_has_no_form() {
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"[{"b":{"a":1,"\u0061":1}}]"#,
            "9007199254740992",
            "-9007199254740992",
            "1e300",
            "1e999",
            r#""\ud800""#,
            "{",
            "1 2",
        ] {
            assert_eq!(form(text), None, "{text}");
        }
        for text in ["9007199254740991", "-9007199254740991", "0.1", "1e-7"] {
            assert_eq!(form(text).unwrap(), text);
        }
    }
}
