//! A hash that says whether two contents are the same.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::ids::MalformedId;

/// SHA-256 over the canonical JSON of a content, in lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ContentHash(Box<str>);

impl ContentHash {
    /// The hash of a content that serialises to JSON with whole numbers only: what RFC 8785 says
    /// of fractions is not needed here.
    ///
    /// # Panics
    /// Where `content` has no JSON form (a map whose keys are no text), which is a defect.
    #[must_use]
    pub fn of(content: &impl Serialize) -> Self {
        let value = serde_json::to_value(content).expect("contents have a JSON form");
        let mut text = String::new();
        write_canonical(&value, &mut text);
        Self(sha256_hex(text.as_bytes()).into_boxed_str())
    }

    /// The hash as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// SHA-256, in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// As RFC 8785: no white space, members in the order of their names, whatever order the library
/// keeps them in.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                text.push(if n == 0 { '[' } else { ',' });
                write_canonical(item, text);
            }
            text.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            for (n, (name, member)) in members.iter().enumerate() {
                text.push(if n == 0 { '{' } else { ',' });
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write_canonical(member, text);
            }
            text.push_str(if members.is_empty() { "{}" } else { "}" });
        }
        plain => text.push_str(&plain.to_string()),
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.0.into_string()
    }
}

impl TryFrom<String> for ContentHash {
    type Error = MalformedId;
    fn try_from(text: String) -> Result<Self, MalformedId> {
        text.parse()
    }
}

impl FromStr for ContentHash {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        if text.len() == 64 && text.bytes().all(hex) {
            Ok(Self(text.into()))
        } else {
            Err(MalformedId { kind: "content hash", text: text.to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_members_makes_no_difference_and_a_content_does() {
        let one: Value = serde_json::from_str(r#"{"b": [1, {}], "a": "é\n"}"#).unwrap();
        let same: Value = serde_json::from_str(r#"{"a":"é\n","b":[1,{}]}"#).unwrap();
        assert_eq!(ContentHash::of(&one), ContentHash::of(&same));
        assert_ne!(ContentHash::of(&one), ContentHash::of(&json!({"a": "é", "b": [1, {}]})));
        let mut text = String::new();
        write_canonical(&one, &mut text);
        assert_eq!(text, "{\"a\":\"é\\n\",\"b\":[1,{}]}");
    }

    #[test]
    fn only_sixty_four_hex_digits_are_a_hash() {
        let hash = ContentHash::of(&json!([]));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for text in ["", "00", &"g".repeat(64), &"A".repeat(64)] {
            assert!(text.parse::<ContentHash>().is_err(), "{text}");
        }
    }
}
