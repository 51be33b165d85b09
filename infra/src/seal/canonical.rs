//! RFC 8785: the one form of a JSON value. Of what has none by that standard nothing is guessed.

use std::fmt;
use std::io::Write;

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The largest whole number that every reader of JSON reads alike: 2⁵³ − 1.
const LARGEST: u64 = 9_007_199_254_740_991;

/// A JSON value that has one form, in that form.
///
/// An object that names a member twice has none, since readers differ in which one they take: who changes a log could
/// hide a member behind another of its name. Nor has a number that a reader may round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical(Vec<u8>);

impl Canonical {
    /// Reads a text.
    ///
    /// # Errors
    /// Where it is no JSON, or has no form of its own.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let mut form = Vec::with_capacity(text.len());
        write(text, &mut form)?;
        Ok(Self(form))
    }

    /// Its form.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The canonical form of something, in bytes.
///
/// # Errors
/// Where it has no form in JSON.
pub fn bytes(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    serde_json_canonicalizer::to_vec(value)
}

/// Writes the form of what a text says. The library would take three times as long, and every
/// event goes through here when it is sealed, exported or imported.
pub(super) fn write(text: &str, form: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Form(form).deserialize(&mut reader)?;
    reader.end()
}

/// Writes the form of a text. What JSON has to escape is escaped alike by all who follow the standard.
pub(super) fn write_text(text: &str, form: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(form, text)
}

/// Writes the form of what it reads.
struct Form<'a>(&'a mut Vec<u8>);

fn rounded<E: Error>() -> E {
    E::custom("a number that readers may round")
}

impl<'de> DeserializeSeed<'de> for Form<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Form<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with one form")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        write!(self.0, "{value}").map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        if value.unsigned_abs() > LARGEST {
            return Err(rounded());
        }
        write!(self.0, "{value}").map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.visit_i64(i64::try_from(value).map_err(|_| rounded())?)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        #[expect(clippy::cast_precision_loss, reason = "it has 53 bits")]
        if value.abs() > LARGEST as f64 {
            return Err(rounded());
        }
        serde_json_canonicalizer::to_writer(&value, self.0).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        write_text(value, self.0).map_err(E::custom)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.extend(b"null");
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.push(b'[');
        let first = self.0.len();
        loop {
            let next = self.0.len();
            if next > first {
                self.0.push(b',');
            }
            if seq.next_element_seed(Form(self.0))?.is_none() {
                self.0.truncate(next);
                self.0.push(b']');
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (first, mut members) = (self.0.len(), vec![]);
        while let Some(name) = map.next_key::<String>()? {
            let from = self.0.len();
            write_text(&name, self.0).map_err(A::Error::custom)?;
            self.0.push(b':');
            map.next_value_seed(Form(self.0))?;
            members.push((name, from - first..self.0.len() - first));
        }
        members
            .sort_unstable_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
        if members.windows(2).any(|two| two[0].0 == two[1].0) {
            return Err(A::Error::custom("a member is named twice"));
        }
        let written = self.0.split_off(first);
        self.0.push(b'{');
        for (_, place) in members {
            if self.0.len() > first + 1 {
                self.0.push(b',');
            }
            self.0.extend_from_slice(&written[place]);
        }
        self.0.push(b'}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;
    use serde_json::{Map, Value};

    fn form(text: &str) -> Option<String> {
        Some(String::from_utf8(Canonical::read(text).ok()?.0).unwrap())
    }

    fn value() -> impl Strategy<Value = Value> {
        let number = prop_oneof![
            (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
            (-1e15..1e15_f64).prop_map(Value::from),
            (-1.0..1.0_f64).prop_map(|small| Value::from(small * 1e-9)),
        ];
        let text = || "[\\x00-\\x7f\u{80}-\u{20ac}\u{e000}-\u{ffff}\u{1f600}-\u{1f6ff}]{0,6}";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            number,
            text().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            let member = (text(), inner.clone());
            let members = prop::collection::vec(member, 0..6);
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(Value::from),
                members.prop_map(|of| Value::from(of.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_value_has_the_form_that_the_library_says(value in value()) {
            let by_the_library = String::from_utf8(bytes(&value).unwrap()).unwrap();
            prop_assert_eq!(form(&value.to_string()), Some(by_the_library.clone()));
            prop_assert_eq!(form(&by_the_library), Some(by_the_library));
        }
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
