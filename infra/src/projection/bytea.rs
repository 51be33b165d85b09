//! Bytes of a row.

use serde::{Serialize, Serializer};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArgumentBuffer;
use sqlx::{Encode, Postgres};

/// Bytes, for a column of type `bytea`. As JSON they are the text that PostgreSQL reads as such.
#[derive(Debug)]
pub(super) struct Bytea<'a>(pub(super) &'a [u8]);

impl Serialize for Bytea<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(2 + 2 * self.0.len());
        text.push_str("\\x");
        for byte in self.0 {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        serializer.serialize_str(&text)
    }
}

impl Encode<'_, Postgres> for Bytea<'_> {
    fn encode_by_ref(&self, to: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        to.extend_from_slice(self.0);
        Ok(IsNull::No)
    }
}

#[cfg(test)]
mod tests {
    use super::Bytea;

    #[test]
    fn as_json_they_are_what_postgresql_reads() {
        assert_eq!(serde_json::to_string(&Bytea(&[0, 171])).unwrap(), r#""\\x00ab""#);
    }
}
