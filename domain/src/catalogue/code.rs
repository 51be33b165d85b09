//! Codes, each of the list that its type names.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::list::{AnyList, List, OfList};

/// A code of the catalogue, as events store it: `sofasurfing`, `RU1`, `45041`. Its type names the list that it is of
/// (`Code<Ethos>`). Whether it exists is for the [`Catalogue`](super::Catalogue) to say, because that depends on the
/// version and the day.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code<L = AnyList> {
    text: Box<str>,
    list: PhantomData<L>,
}

impl<L> Code<L> {
    /// Takes any text: an unknown code is refused by a rule, not by a type.
    pub fn new(code: impl Into<String>) -> Self {
        Self { text: code.into().into_boxed_str(), list: PhantomData }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same text as a code of another list, for a caller that knows the list where the type does not say it.
    #[must_use]
    pub fn into_list<M>(self) -> Code<M> {
        Code { text: self.text, list: PhantomData }
    }

    /// For serde's `serialize_with`, beside a code of something that the stream holds already: a rule looks for it
    /// there, and the catalogue, which may have retired it since, is not asked.
    pub(crate) fn held<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }

    /// [`Code::held`] for several.
    pub(crate) fn all_held<S: Serializer>(
        codes: &[Self],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(codes.iter().map(Self::as_str))
    }
}

/// Every format writes plain text. The list goes along as the name of a newtype, which formats leave out, so that
/// [`Fields`](crate::field::Fields) can check the codes of a payload without a list of which it has.
impl<L: OfList> Serialize for Code<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match L::LIST {
            Some(list) => serializer.serialize_newtype_struct(list.name(), &self.text),
            None => serializer.serialize_str(&self.text),
        }
    }
}

impl<'de, L> Deserialize<'de> for Code<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::deserialize(deserializer).map(|text: Box<str>| Self::new(text))
    }
}

impl<L> fmt::Debug for Code<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Code").field(&self.text).finish()
    }
}

impl<L> fmt::Display for Code<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<L> AsRef<str> for Code<L> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<L> Borrow<str> for Code<L> {
    fn borrow(&self) -> &str {
        &self.text
    }
}

impl<L> PartialEq<str> for Code<L> {
    fn eq(&self, other: &str) -> bool {
        &*self.text == other
    }
}

impl<L> PartialEq<&str> for Code<L> {
    fn eq(&self, other: &&str) -> bool {
        &*self.text == *other
    }
}

impl<L> From<&str> for Code<L> {
    fn from(code: &str) -> Self {
        Self::new(code)
    }
}

impl<L: List> From<Code<L>> for Code {
    fn from(code: Code<L>) -> Self {
        code.into_list()
    }
}

#[cfg(test)]
mod tests {
    use super::super::list::Challenge;
    use super::*;

    #[test]
    fn a_code_is_stored_as_plain_text() {
        let code: Code<Challenge> = Code::new("RU1");
        assert_eq!(serde_json::to_string(&code).expect("text"), r#""RU1""#);
        assert_eq!(serde_json::from_str::<Code<Challenge>>(r#""RU1""#).expect("a code"), code);
        assert_eq!(serde_json::to_string(&Code::<AnyList>::new("RU1")).expect("text"), r#""RU1""#);
    }
}
