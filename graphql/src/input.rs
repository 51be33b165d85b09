//! What is sent: the types of fields and arguments that are not the library's, and how they are described.
//!
//! The library describes a field by its doc comment alone. What follows from the field's type, as the list of
//! a code, is added to what the library has registered when the schema is built, so that nobody writes it a
//! second time.

use std::borrow::Cow;
use std::collections::BTreeSet;

use async_graphql::registry::{MetaType, Registry};
use async_graphql::{ID, InputType, InputValueError, InputValueResult, Value};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use loopbrug_domain::catalogue::{self, CodeKind, List};
use loopbrug_domain::field::camel_case;

/// What adds to its description what its type says.
pub(crate) trait Describe: InputType {
    /// Adds to the description of a field of this type, or to those of its own fields.
    fn describe(_: &mut Registry, _object: &str, _field: &str) {}
}

/// Input objects whose fields are described with what their types say. An argument of such a type is
/// [`Described`].
macro_rules! input_objects {
    ($(
        $(#[$meta:meta])*
        $visible:vis struct $name:ident {
            $($(#[$field_meta:meta])* $field_visible:vis $field:ident: $type:ty,)*
        }
    )*) => {$(
        #[derive(Debug, async_graphql::InputObject)]
        $(#[$meta])*
        $visible struct $name {
            $($(#[$field_meta])* $field_visible $field: $type,)*
        }

        impl $crate::input::Describe for $name {
            fn describe(registry: &mut async_graphql::registry::Registry, _: &str, _: &str) {
                $(<$type as $crate::input::Describe>::describe(
                    registry,
                    stringify!($name),
                    stringify!($field),
                );)*
            }
        }
    )*};
}
pub(crate) use input_objects;

/// Types that are sent as others, of the API, and mean something else.
macro_rules! sent_as {
    ($($(#[$doc:meta])* $visible:vis $name:ident $(<$of:ident>)? as $sent:ty;)*) => {$(
        $(#[$doc])*
        $visible struct $name$(<$of>)?($sent $(, std::marker::PhantomData<fn() -> $of>)?);

        impl$(<$of>)? async_graphql::InputType for $name$(<$of>)? {
            type RawValueType = <$sent as async_graphql::InputType>::RawValueType;

            fn type_name() -> std::borrow::Cow<'static, str> {
                <$sent as async_graphql::InputType>::type_name()
            }

            fn qualified_type_name() -> String {
                <$sent as async_graphql::InputType>::qualified_type_name()
            }

            fn create_type_info(registry: &mut async_graphql::registry::Registry) -> String {
                <$sent as async_graphql::InputType>::create_type_info(registry)
            }

            fn parse(value: Option<async_graphql::Value>) -> async_graphql::InputValueResult<Self> {
                let sent = <$sent as async_graphql::InputType>::parse(value).map_err(async_graphql::InputValueError::propagate)?;
                Ok(Self(sent $(, std::marker::PhantomData::<fn() -> $of>)?))
            }

            fn to_value(&self) -> async_graphql::Value {
                self.0.to_value()
            }

            fn as_raw_value(&self) -> Option<&Self::RawValueType> {
                self.0.as_raw_value()
            }
        }
    )*};
}
pub(crate) use sent_as;

sent_as! {
    /// A code of the list that the type names. Its field is described with the name of the list.
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
    pub(crate) Code<L> as String;
}

impl<L: List> Describe for Code<L> {
    fn describe(registry: &mut Registry, object: &str, field: &str) {
        let Some(MetaType::InputObject { input_fields, .. }) = registry.types.get_mut(object)
        else {
            return;
        };
        if let Some(field) = input_fields.get_mut(&camel_case(field)) {
            field.description = Some(remarked(field.description.take(), L::KIND));
        }
    }
}

impl<L> From<&str> for Code<L> {
    fn from(code: &str) -> Self {
        Self(code.to_owned(), std::marker::PhantomData)
    }
}

impl<L> From<Code<L>> for catalogue::Code<L> {
    fn from(code: Code<L>) -> Self {
        Self::new(code.0)
    }
}

/// Says at the end of the first part of a description of which list a code is.
fn remarked(description: Option<String>, list: CodeKind) -> String {
    let Some(mut description) = description else { return format!("List `{list}`.") };
    let remark = format!("ist `{list}`");
    // An input object that is part of several is registered once and described as often.
    if !description.contains(&remark) {
        let end = description.find(['.', ';', ':']).unwrap_or(description.len());
        description.insert_str(end, &format!(" (l{remark})"));
    }
    description
}

/// An argument that is an input object.
#[derive(Debug, Default)]
pub(crate) struct Described<I>(pub(crate) I);

impl<I: Describe> InputType for Described<I> {
    type RawValueType = I::RawValueType;

    fn type_name() -> Cow<'static, str> {
        I::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = I::create_type_info(registry);
        I::describe(registry, "", "");
        name
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        I::parse(value).map(Self).map_err(InputValueError::propagate)
    }

    fn to_value(&self) -> Value {
        self.0.to_value()
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        self.0.as_raw_value()
    }
}

macro_rules! described_as_they_are {
    ($($type:ty),*) => {
        $(impl $crate::input::Describe for $type {})*
    };
}
pub(crate) use described_as_they_are;

described_as_they_are!(bool, u32, String, ID, NaiveDate, NaiveDateTime, DateTime<Utc>);

macro_rules! described_as_one {
    ($($many:ident<$one:ident>;)*) => {$(
        impl<$one: Describe> Describe for $many<$one>
        where
            $many<$one>: InputType,
        {
            fn describe(registry: &mut Registry, object: &str, field: &str) {
                $one::describe(registry, object, field);
            }
        }
    )*};
}

described_as_one! {
    Option<D>;
    Vec<D>;
    BTreeSet<D>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_named_once_in_the_first_part_of_a_description() {
        let list = CodeKind::Tenure;
        let described = |text: &str| remarked(Some(text.to_owned()), list);
        assert_eq!(remarked(None, list), "List `tenure`.");
        assert_eq!(described("How. Absent: unknown."), "How (list `tenure`). Absent: unknown.");
        assert_eq!(described("The grounds; one."), "The grounds (list `tenure`); one.");
        assert_eq!(described("List `tenure`."), "List `tenure`.");
        let once = described("How it is held.");
        assert_eq!(described(&once), once);
    }
}
