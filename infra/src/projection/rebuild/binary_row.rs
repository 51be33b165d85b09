//! From a row as it is serialised to a row of `COPY` in PostgreSQL's binary format, with nothing in
//! between: a rebuild makes so many that PostgreSQL would be busy reading text.
//!
//! The fields of a row are the columns of the same names, and the type of a column says which form its
//! value has: a text, a number, a day, a moment, an id, bytes, a list of those, or anything as `jsonb`.

mod fields;
mod list;

use chrono::{DateTime, NaiveDate, Utc};
use serde::ser::{Error as _, Impossible, Serialize, Serializer};
use serde_json::Error;

use self::fields::Fields;
use self::list::List;
use super::column_types::{ColumnType, Columns, Scalar};

/// The first byte of `jsonb` is the version of its form.
const JSONB_VERSION: u8 = 1;

/// Adds a row's fields, whose columns are those of the table's rows before.
pub(super) fn write_row(
    row: &impl Serialize,
    columns: &mut Columns,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    row.serialize(Writer { of: Of::Row(columns), out })
}

/// Adds a field of this type.
pub(super) fn write_field(
    value: impl Serialize,
    of: ColumnType,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    if of == ColumnType::Json {
        json(&value, out)
    } else {
        value.serialize(Writer { of: Of::Column(of), out })
    }
}

/// What is written.
enum Of<'a> {
    Row(&'a mut Columns),
    Column(ColumnType),
}

struct Writer<'a> {
    of: Of<'a>,
    out: &'a mut Vec<u8>,
}

fn unfit() -> Error {
    Error::custom("a value does not fit its column")
}

/// Bytes with their length before them.
fn field(bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    let length = i32::try_from(bytes.len()).map_err(|_| unfit())?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

fn null(out: &mut Vec<u8>) {
    out.extend_from_slice(&(-1_i32).to_be_bytes());
}

/// Adds what `write` writes with its length before it.
fn measured(
    out: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), Error>,
) -> Result<(), Error> {
    let place = out.len();
    null(out);
    write(out)?;
    let length = i32::try_from(out.len() - place - 4).map_err(|_| unfit())?;
    out[place..place + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

/// Anything as JSON. What is nothing there is nothing here.
fn json(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) -> Result<(), Error> {
    let place = out.len();
    measured(out, |out| {
        out.push(JSONB_VERSION);
        serde_json::to_writer(out, value)
    })?;
    if &out[place + 5..] == b"null" {
        out.truncate(place);
        null(out);
    }
    Ok(())
}

/// Days since the beginning of 2000.
fn day(text: &str) -> Option<i32> {
    let mut parts = text.rsplitn(3, '-');
    let (day, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let date = NaiveDate::from_ymd_opt(parts.next()?.parse().ok()?, month, day)?;
    let first = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    Some(date.to_epoch_days() - first.to_epoch_days())
}

/// Microseconds since the beginning of 2000.
fn moment(text: &str) -> Option<i64> {
    let first = NaiveDate::from_ymd_opt(2000, 1, 1)?.and_hms_opt(0, 0, 0)?.and_utc();
    (text.parse::<DateTime<Utc>>().ok()? - first).num_microseconds()
}

impl Writer<'_> {
    fn scalar(&self) -> Option<Scalar> {
        match self.of {
            Of::Column(ColumnType::One(scalar)) => Some(scalar),
            _ => None,
        }
    }

    fn number(self, number: Option<i64>) -> Result<(), Error> {
        let number = number.ok_or_else(unfit)?;
        match self.scalar() {
            Some(Scalar::Int8) => field(&number.to_be_bytes(), self.out),
            Some(Scalar::Int4) => {
                let number = i32::try_from(number).map_err(|_| unfit())?;
                field(&number.to_be_bytes(), self.out)
            }
            Some(Scalar::Int2) => {
                let number = i16::try_from(number).map_err(|_| unfit())?;
                field(&number.to_be_bytes(), self.out)
            }
            _ => Err(unfit()),
        }
    }
}

/// What no column holds.
macro_rules! refused {
    ($($method:ident($($argument:ty),*) -> $of:ident;)*) => {$(
        fn $method(self, $(_: $argument),*) -> Result<Self::$of, Error> {
            Err(unfit())
        }
    )*};
}

/// Whole numbers.
macro_rules! numbers {
    ($($method:ident($number:ty);)*) => {$(
        fn $method(self, number: $number) -> Result<(), Error> {
            self.number(i64::try_from(number).ok())
        }
    )*};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = List<'a>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Fields<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Impossible<(), Error>;

    /// Ids and packed facts give their bytes.
    fn is_human_readable(&self) -> bool {
        false
    }

    numbers! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        match self.scalar() {
            Some(Scalar::Text) => field(text.as_bytes(), self.out),
            Some(Scalar::Date) => field(&day(text).ok_or_else(unfit)?.to_be_bytes(), self.out),
            Some(Scalar::Moment) => field(&moment(text).ok_or_else(unfit)?.to_be_bytes(), self.out),
            _ => Err(unfit()),
        }
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Error> {
        match self.scalar() {
            Some(Scalar::Bytes | Scalar::Uuid) => field(bytes, self.out),
            _ => Err(unfit()),
        }
    }

    fn serialize_none(self) -> Result<(), Error> {
        null(self.out);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(unfit())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, Error> {
        match self.of {
            Of::Column(ColumnType::List(of)) => Ok(List::begin(of, self.out)),
            _ => Err(unfit()),
        }
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields<'a>, Error> {
        match self.of {
            Of::Row(columns) => Ok(Fields::begin(columns, self.out)),
            Of::Column(_) => Err(unfit()),
        }
    }

    fn serialize_struct(self, _: &'static str, fields: usize) -> Result<Fields<'a>, Error> {
        self.serialize_map(Some(fields))
    }

    refused! {
        serialize_bool(bool) -> Ok;
        serialize_f32(f32) -> Ok;
        serialize_f64(f64) -> Ok;
        serialize_char(char) -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(&'static str) -> Ok;
        serialize_tuple(usize) -> SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests;
