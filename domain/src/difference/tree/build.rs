//! What serde serialises to a tree.

use std::fmt;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::Tree;
use crate::catalogue::CodeKind;
use crate::difference::{SEALED, Word, WordOf};
use crate::ids::{KboNumber, WorkerId};
use crate::sealed::SealedText;

/// Builds a tree. Newtypes that are words say what the next text is.
pub(super) struct Build(pub(super) WordOf);

/// Parts of what is being built, until all are there.
#[derive(Default)]
pub(super) struct Parts {
    variant: Option<&'static str>,
    items: Vec<Tree>,
    fields: Vec<(Word, Tree)>,
    key: Option<Word>,
}

impl Parts {
    fn of(variant: &'static str) -> Self {
        Self { variant: Some(variant), ..Self::default() }
    }

    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), NoTree> {
        self.items.push(item.serialize(Build(WordOf::State))?);
        Ok(())
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: Word, value: &T) -> Result<(), NoTree> {
        match value.serialize(Build(WordOf::State))? {
            // What is absent is not there, and neither is what is empty.
            Tree::Nothing => {}
            Tree::List(items) if items.is_empty() => {}
            Tree::Fields(fields) if fields.is_empty() => {}
            tree => self.fields.push((name, tree)),
        }
        Ok(())
    }

    fn named<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), NoTree> {
        self.field(Word { of: WordOf::State, text: name.to_owned() }, value)
    }

    fn within(self, tree: Tree) -> Tree {
        match self.variant {
            Some(name) => variant(name, tree),
            None => tree,
        }
    }

    fn list(mut self) -> Tree {
        let items = std::mem::take(&mut self.items);
        self.within(Tree::List(items))
    }

    fn object(mut self) -> Tree {
        let fields = std::mem::take(&mut self.fields);
        self.within(Tree::Fields(fields))
    }
}

fn variant(name: &str, tree: Tree) -> Tree {
    Tree::Fields(vec![(Word { of: WordOf::State, text: name.to_owned() }, tree)])
}

/// It has no form.
#[derive(Debug)]
pub(super) struct NoTree;

impl fmt::Display for NoTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it has no form")
    }
}

impl std::error::Error for NoTree {}

impl serde::ser::Error for NoTree {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

macro_rules! words {
    ($($method:ident($value:ty);)*) => {
        $(fn $method(self, value: $value) -> Result<Tree, NoTree> {
            Ok(Tree::word(value.to_string()))
        })*
    };
}

impl Serializer for Build {
    type Ok = Tree;
    type Error = NoTree;
    type SerializeSeq = Parts;
    type SerializeTuple = Parts;
    type SerializeTupleStruct = Parts;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Parts;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Parts;

    words! {
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
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Tree, NoTree> {
        let of = match name {
            SealedText::NAME => return Ok(Tree::word(SEALED)),
            KboNumber::NAME => WordOf::Organisation,
            WorkerId::NAME => WordOf::Worker,
            _ => CodeKind::from_name(name).map_or(WordOf::State, WordOf::List),
        };
        value.serialize(Self(of))
    }

    fn serialize_str(self, text: &str) -> Result<Tree, NoTree> {
        Ok(Tree::Leaf(Word { of: self.0, text: text.to_owned() }))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Tree, NoTree> {
        Err(NoTree)
    }

    fn serialize_none(self) -> Result<Tree, NoTree> {
        Ok(Tree::Nothing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Tree, NoTree> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Tree, NoTree> {
        Ok(Tree::Nothing)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Tree, NoTree> {
        Ok(Tree::Nothing)
    }

    fn serialize_unit_variant(self, _: &str, _: u32, name: &'static str) -> Result<Tree, NoTree> {
        Ok(Tree::word(name))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<Tree, NoTree> {
        Ok(variant(name, value.serialize(Self(WordOf::State))?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts, NoTree> {
        Ok(Parts::default())
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts, NoTree> {
        Ok(Parts::default())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts, NoTree> {
        Ok(Parts::default())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Parts, NoTree> {
        Ok(Parts::of(name))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts, NoTree> {
        Ok(Parts::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts, NoTree> {
        Ok(Parts::default())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Parts, NoTree> {
        Ok(Parts::of(name))
    }
}

macro_rules! lists {
    ($($kind:ident::$method:ident;)*) => {$(
        impl $kind for Parts {
            type Ok = Tree;
            type Error = NoTree;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoTree> {
                self.item(value)
            }

            fn end(self) -> Result<Tree, NoTree> {
                Ok(self.list())
            }
        }
    )*};
}

lists! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
}

macro_rules! structs {
    ($($kind:ident),*) => {$(
        impl $kind for Parts {
            type Ok = Tree;
            type Error = NoTree;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), NoTree> {
                self.named(name, value)
            }

            fn end(self) -> Result<Tree, NoTree> {
                Ok(self.object())
            }
        }
    )*};
}

structs!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Parts {
    type Ok = Tree;
    type Error = NoTree;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NoTree> {
        let key = key.serialize(Build(WordOf::State))?;
        self.key = Some(key.leaf().cloned().ok_or(NoTree)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoTree> {
        let key = self.key.take().ok_or(NoTree)?;
        self.field(key, value)
    }

    fn end(self) -> Result<Tree, NoTree> {
        Ok(self.object())
    }
}
