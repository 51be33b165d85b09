//! The elements of a list.

use serde::ser::{Serialize, SerializeSeq};
use serde_json::Error;

use super::{null, unfit, write_field};
use crate::projection::rebuild::column_types::{ColumnType, Scalar};

/// A list: of one dimension, or of none where it is empty.
pub(super) struct List<'a> {
    of: Scalar,
    /// Where it begins.
    place: usize,
    elements: i32,
    out: &'a mut Vec<u8>,
}

impl<'a> List<'a> {
    pub(super) fn begin(of: Scalar, out: &'a mut Vec<u8>) -> Self {
        let place = out.len();
        null(out);
        // Dimensions, whether there are nulls, the type; then elements and the number of the first.
        for number in [1, 1, of.number(), 0, 1] {
            out.extend_from_slice(&number.to_be_bytes());
        }
        Self { of, place, elements: 0, out }
    }

    fn set(&mut self, place: usize, number: i32) {
        self.out[place..place + 4].copy_from_slice(&number.to_be_bytes());
    }
}

impl SerializeSeq for List<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.elements += 1;
        write_field(value, ColumnType::One(self.of), self.out)
    }

    fn end(mut self) -> Result<(), Error> {
        let (length, dimensions, elements) = (self.place, self.place + 4, self.place + 16);
        if self.elements == 0 {
            self.set(dimensions, 0);
            self.out.truncate(elements);
        } else {
            self.set(elements, self.elements);
        }
        let bytes = i32::try_from(self.out.len() - self.place - 4).map_err(|_| unfit())?;
        self.set(length, bytes);
        Ok(())
    }
}
