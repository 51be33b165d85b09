//! Personal texts: what is typed about a client, and sealed before it becomes part of an event.
//!
//! No rule needs to know what such a text says. So the domain handles it in both forms alike: as it was
//! typed, on its way in, and sealed, as the log keeps it. Only the sealed form can be written down.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use zeroize::Zeroizing;

/// A personal text, with the name that its field has in the payload.
pub type SealedField<'a> = (&'static str, &'a mut SealedText);

/// That of a field that may be left out.
pub(crate) fn optional<'a>(
    field: &'static str,
    text: &'a mut Option<SealedText>,
) -> Vec<SealedField<'a>> {
    text.iter_mut().map(|text| (field, text)).collect()
}

/// A text about a client that nobody reads without the client's key.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedText(Form);

#[derive(Clone, PartialEq, Eq)]
enum Form {
    Typed(Zeroizing<String>),
    Sealed(Box<[u8]>),
}

impl SealedText {
    /// What it is serialised as, for [`difference`](crate::difference); no format writes it.
    pub(crate) const NAME: &'static str = "SealedText";

    /// As somebody typed it. It is erased from memory when it is dropped.
    #[must_use]
    pub fn typed(text: String) -> Self {
        Self(Form::Typed(Zeroizing::new(text)))
    }

    /// As it was sealed.
    #[must_use]
    pub fn sealed(bytes: Vec<u8>) -> Self {
        Self(Form::Sealed(bytes.into()))
    }

    /// What was typed, where it is not sealed yet.
    #[must_use]
    pub fn as_typed(&self) -> Option<&str> {
        match &self.0 {
            Form::Typed(text) => Some(text),
            Form::Sealed(_) => None,
        }
    }

    /// The sealed bytes, where it is sealed.
    #[must_use]
    pub fn as_sealed(&self) -> Option<&[u8]> {
        match &self.0 {
            Form::Typed(_) => None,
            Form::Sealed(bytes) => Some(bytes),
        }
    }
}

/// Says in which form it is, and never what it says.
impl fmt::Debug for SealedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Typed(_) => f.write_str("SealedText(typed)"),
            Form::Sealed(bytes) => write!(f, "SealedText({} bytes)", bytes.len()),
        }
    }
}

impl Serialize for SealedText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Typed(_) => {
                Err(ser::Error::custom("a personal text is sealed before it is written"))
            }
            Form::Sealed(bytes) => {
                serializer.serialize_newtype_struct(Self::NAME, &BASE64.encode(bytes))
            }
        }
    }
}

impl<'de> Deserialize<'de> for SealedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64.decode(text.as_bytes());
        // What cannot be read is not quoted: it may be a personal text in the wrong place.
        bytes.map(Self::sealed).map_err(|_| de::Error::custom("a sealed text is base64"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_down_only_sealed() {
        let typed = SealedText::typed("Ik wil naar zee".to_owned());
        assert!(serde_json::to_string(&typed).is_err());
        let sealed = SealedText::sealed(vec![1, 2, 255]);
        let written = serde_json::to_string(&sealed).unwrap();
        assert_eq!(written, r#""AQL/""#);
        assert_eq!(serde_json::from_str::<SealedText>(&written).unwrap(), sealed);
    }

    #[test]
    fn a_text_in_clear_is_neither_shown_nor_quoted() {
        let typed = SealedText::typed("Ik wil naar zee".to_owned());
        assert!(!format!("{typed:?}").contains("zee"));
        let misplaced = serde_json::from_str::<SealedText>(r#""Ik wil naar zee!""#).unwrap_err();
        assert!(!misplaced.to_string().contains("zee"));
    }
}
