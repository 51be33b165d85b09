//! The codes of a payload, wherever they are in it.
//!
//! A payload is serialised, but nothing is written: the serialiser only sees the name of each field, and each [`Code`]
//! with the list that its type names. So every code is checked, and no payload has to list its fields that are codes.
//!
//! [`Code`]: crate::catalogue::Code

use std::borrow::Cow;
use std::fmt;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::catalogue::CodeKind;

/// Gives each code of `payload` to `check`, with its list and its field, in the order of the fields. The
/// payload that a correction holds, as a variant of an enum, is left out: its codes are looked up on another
/// day. Answers with the names of all fields, as the API has them.
pub(super) fn walk(
    payload: &impl Serialize,
    check: impl FnMut(CodeKind, &str, &str),
) -> Vec<Cow<'static, str>> {
    let mut walk =
        Walk { check, names: Vec::new(), list: None, in_key: false, into_variants: false };
    // Nothing is written, so nothing can fail.
    let _ = payload.serialize(&mut walk);
    walk.names
}

/// All codes of what was recorded, each with its list: also those that a correction puts in the place of others.
#[must_use]
pub fn codes_of(recorded: &impl Serialize) -> Vec<(CodeKind, String)> {
    coded_fields_of(recorded).into_iter().map(|(_, list, code)| (list, code)).collect()
}

/// The same, each with the field that it is in, as the API has it.
#[must_use]
pub fn coded_fields_of(recorded: &impl Serialize) -> Vec<(String, CodeKind, String)> {
    let mut codes = Vec::new();
    let check =
        |list, code: &str, field: &str| codes.push((field.to_owned(), list, code.to_owned()));
    let mut walk =
        Walk { check, names: Vec::new(), list: None, in_key: false, into_variants: true };
    let _ = recorded.serialize(&mut walk);
    codes
}

struct Walk<C> {
    check: C,
    /// The names of the fields so far; the last is that of the field that it is in.
    names: Vec<Cow<'static, str>>,
    /// The text that comes next is a code of this list.
    list: Option<CodeKind>,
    /// The text that comes next names a field, as in a struct that is flattened.
    in_key: bool,
    /// It looks into what is a variant of an enum.
    into_variants: bool,
}

type Done = Result<(), fmt::Error>;

macro_rules! no_codes {
    ($($method:ident($($value:ty),*);)*) => {
        $(fn $method(self, $(_: $value),*) -> Done {
            Ok(())
        })*
    };
}

impl<C: FnMut(CodeKind, &str, &str)> Serializer for &mut Walk<C> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Done {
        self.list = CodeKind::from_name(name);
        value.serialize(self)
    }

    fn serialize_str(self, text: &str) -> Done {
        if let Some(list) = self.list.take() {
            let field = self.names.last().map_or("", AsRef::as_ref);
            (self.check)(list, text, field);
        } else if self.in_key {
            self.names.push(Cow::Owned(camel_case(text)));
        }
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, fmt::Error> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, fmt::Error> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, fmt::Error> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, fmt::Error> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, fmt::Error> {
        Ok(self)
    }

    no_codes! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Done {
        if self.into_variants { value.serialize(self) } else { Ok(()) }
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, fmt::Error> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, fmt::Error> {
        Ok(self)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Done {
        Ok(())
    }
}

macro_rules! walks {
    ($($part:ident: $method:ident($($name:ident)?);)*) => {$(
        impl<C: FnMut(CodeKind, &str, &str)> $part for &mut Walk<C> {
            type Ok = ();
            type Error = fmt::Error;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $($name: &'static str,)?
                value: &T,
            ) -> Done {
                $(self.names.push(if $name.contains('_') {
                    Cow::Owned(camel_case($name))
                } else {
                    Cow::Borrowed($name)
                });)?
                // A personal text that is not sealed yet is not to be written down. It holds no code.
                let _ = value.serialize(&mut **self);
                Ok(())
            }

            fn end(self) -> Done {
                Ok(())
            }
        }
    )*};
}

walks! {
    SerializeSeq: serialize_element();
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeStruct: serialize_field(name);
    SerializeStructVariant: serialize_field(name);
}

impl<C: FnMut(CodeKind, &str, &str)> SerializeMap for &mut Walk<C> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        self.in_key = true;
        let walked = key.serialize(&mut **self);
        self.in_key = false;
        walked
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        let _ = value.serialize(&mut **self);
        Ok(())
    }

    fn end(self) -> Done {
        Ok(())
    }
}

/// The name of a field as the API has it.
#[must_use]
pub fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, others) = word.split_at(word.len().min(1));
        name += &first.to_ascii_uppercase();
        name += others;
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::catalogue::list::{Criterion, Language, Skill, Tenure};
    use crate::catalogue::{Catalogues, Code};
    use crate::field::{FieldFault, Fields};
    use serde::Serialize;

    #[derive(Serialize)]
    struct Payload {
        contact_language: Code<Language>,
        skills: Vec<Code<Skill>>,
        tenure: Option<Code<Tenure>>,
        scores: BTreeMap<Code<Criterion>, u32>,
        #[serde(flatten)]
        inner: Inner,
        other: Other,
        region: Code,
        #[serde(serialize_with = "Code::held")]
        left: Code<Language>,
        #[serde(serialize_with = "Code::all_held")]
        learned: Vec<Code<Skill>>,
    }

    #[derive(Serialize)]
    struct Inner {
        main_skill: Code<Skill>,
    }

    #[derive(Serialize)]
    enum Other {
        Content(Inner),
    }

    /// The fields at fault, with their lists.
    fn faults(code: &str) -> Vec<(&'static str, String)> {
        let inner = || Inner { main_skill: code.into() };
        let payload = Payload {
            contact_language: code.into(),
            skills: vec![code.into(), code.into()],
            tenure: Some(code.into()),
            scores: [(code.into(), 1)].into(),
            inner: inner(),
            other: Other::Content(inner()),
            region: code.into(),
            left: code.into(),
            learned: vec![code.into()],
        };
        let catalogues = Catalogues::embedded();
        let catalogue = catalogues.latest("vlaamse-ardennen").map(AsRef::as_ref);
        let mut fields = Fields::new("2024-01-01".parse().unwrap(), catalogue);
        fields.look_at(&payload, |_| {});
        let found = fields.faults.into_iter().map(|fault| match fault {
            FieldFault::UnknownCode { list, path, .. } => (list, path.into_owned()),
            other => panic!("{other}"),
        });
        found.collect()
    }

    #[test]
    fn codes_are_checked_wherever_they_are_by_the_list_of_their_type() {
        let expected = [
            ("language", "contactLanguage"),
            ("skill", "skills"),
            ("skill", "skills"),
            ("tenure", "tenure"),
            ("criterion", "scores"),
            ("skill", "mainSkill"),
        ];
        let expected = expected.map(|(list, path)| (list, path.to_owned()));
        assert_eq!(faults("odd"), expected);
    }

    #[test]
    fn a_code_of_one_list_is_unknown_in_another() {
        assert!(!faults("nl").contains(&("language", "contactLanguage".to_owned())));
        assert!(faults("nl").contains(&("skill", "mainSkill".to_owned())));
    }
}
