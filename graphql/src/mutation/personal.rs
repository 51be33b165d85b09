//! Personal texts, as they are sent. What was typed is quoted in no error, and shown by no debugger.

use std::borrow::Cow;
use std::fmt;

use async_graphql::registry::Registry;
use async_graphql::{InputType, InputValueError, InputValueResult, Value};
use chrono::NaiveDate;
use loopbrug_domain::field::{BIRTH_DATE, FieldFault};
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::background::Answer;
use loopbrug_domain::trajectory::identity;
use zeroize::Zeroizing;

use super::given::Given;
use super::reading::Reading;
use crate::error::UserError;
use crate::input::described_as_they_are;
use crate::types::{BackgroundAnswer, IdentityPart};

/// A text about a client. It is sealed before it is recorded.
#[derive(Clone)]
pub(crate) struct Personal(Zeroizing<String>);

impl Personal {
    /// What was typed.
    pub(crate) fn text(&self) -> &str {
        self.0.trim()
    }

    /// The same, to be kept.
    pub(crate) fn into_text(self) -> Zeroizing<String> {
        self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal")
    }
}

impl InputType for Personal {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        String::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <String as InputType>::create_type_info(registry)
    }

    /// The library would quote what was sent instead of a text, as a number without its quotation marks.
    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value {
            Some(Value::String(text)) => Ok(Self(Zeroizing::new(text))),
            _ => Err(InputValueError::custom("a text is expected")),
        }
    }

    /// It is the default of nothing, so nobody asks.
    fn to_value(&self) -> Value {
        Value::Null
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl Given for Personal {
    type As = SealedText;

    fn read(self, _: &mut Reading, _: &str) -> SealedText {
        SealedText::typed(self.0.trim().to_owned())
    }
}

impl From<Personal> for Born {
    fn from(text: Personal) -> Self {
        Self(text)
    }
}

/// Personal texts of a form of their own, sent as texts.
macro_rules! personal {
    ($($(#[$doc:meta])* $name:ident -> $as:ty: |$text:ident, $reading:ident, $field:ident| $read:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub(super) struct $name(Personal);

        impl InputType for $name {
            type RawValueType = Personal;

            fn type_name() -> Cow<'static, str> {
                Personal::type_name()
            }

            fn create_type_info(registry: &mut Registry) -> String {
                Personal::create_type_info(registry)
            }

            fn parse(value: Option<Value>) -> InputValueResult<Self> {
                Personal::parse(value).map(Self).map_err(InputValueError::propagate)
            }

            fn to_value(&self) -> Value {
                self.0.to_value()
            }

            fn as_raw_value(&self) -> Option<&Personal> {
                Some(&self.0)
            }
        }

        impl Given for $name {
            type As = $as;

            fn read(self, $reading: &mut Reading, $field: &str) -> $as {
                let $text = self.0.0.trim();
                $read
            }
        }
    )*};
}

personal! {
    /// A number of the national register, with or without the points, dashes and spaces that people write in it.
    Insz -> SealedText: |text, _reading, _field| {
        SealedText::typed(text.chars().filter(|c| !matches!(c, '.' | '-' | ' ' | '/')).collect())
    };
    /// A birth date, from which an age is reckoned. It is not kept.
    Born -> NaiveDate: |text, reading, _field| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_else(|_| {
            let fault = FieldFault::OfAnotherForm { path: "birthDate", form: BIRTH_DATE };
            reading.fault(UserError::from(&fault));
            reading.on
        })
    };
}

impl Given for BackgroundAnswer {
    type As = SealedText;

    fn read(self, _: &mut Reading, _: &str) -> SealedText {
        Answer::from(self).typed()
    }
}

impl Given for IdentityPart {
    type As = identity::IdentityPart;

    fn read(self, _: &mut Reading, _: &str) -> identity::IdentityPart {
        self.into()
    }
}

described_as_they_are!(Personal, Insz, Born, BackgroundAnswer, IdentityPart);
