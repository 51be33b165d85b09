//! The fields of a row.

use serde::ser::{Serialize, SerializeMap, SerializeStruct};
use serde_json::Error;

use super::{unfit, write_field};
use crate::projection::rebuild::column_types::Columns;

/// The fields of a row. One that is made of several is a map to serde.
pub(super) struct Fields<'a> {
    columns: &'a mut Columns,
    next: usize,
    /// The name of the field that comes next, within quotation marks.
    key: Vec<u8>,
    out: &'a mut Vec<u8>,
}

impl<'a> Fields<'a> {
    pub(super) fn begin(columns: &'a mut Columns, out: &'a mut Vec<u8>) -> Self {
        Self { columns, next: 0, key: Vec::new(), out }
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &[u8], value: &T) -> Result<(), Error> {
        let of = self.columns.at(self.next, name).ok_or_else(unfit)?;
        self.next += 1;
        write_field(value, of, self.out)
    }

    fn all(&self) -> Result<(), Error> {
        (self.next == self.columns.len()).then_some(()).ok_or_else(unfit)
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.field(name.as_bytes(), value)
    }

    fn end(self) -> Result<(), Error> {
        self.all()
    }
}

impl SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key.clear();
        serde_json::to_writer(&mut self.key, key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = std::mem::take(&mut self.key);
        let name = key.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\""));
        self.field(name.ok_or_else(unfit)?, value)?;
        self.key = key;
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        self.all()
    }
}
