//! Rows in PostgreSQL's binary form, to be copied into a table.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgConnection};
use sqlx::{Encode, Postgres};

/// What comes before all rows: no flags, and nothing more in the header. And what comes after.
pub(crate) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const END: [u8; 2] = (-1_i16).to_be_bytes();

/// Adds a field: its length, and the value in PostgreSQL's binary form. Before the fields of a row comes their number.
pub(crate) fn encode_field<'q>(
    value: &impl Encode<'q, Postgres>,
    to: &mut PgArgumentBuffer,
) -> Result<(), BoxDynError> {
    let place = to.len();
    to.extend_from_slice(&(-1_i32).to_be_bytes());
    if let IsNull::No = value.encode_by_ref(to)? {
        let length = i32::try_from(to.len() - place - 4)?;
        to[place..place + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

/// Copies rows, which begin with [`HEADER`], into the columns of a table: `table (column, column)`.
pub(crate) async fn copy_in(
    connection: &mut PgConnection,
    into: &str,
    mut rows: PgArgumentBuffer,
) -> Result<(), sqlx::Error> {
    rows.extend_from_slice(&END);
    let mut copy =
        connection.copy_in_raw(&format!("COPY {into} FROM STDIN (FORMAT binary)")).await?;
    copy.send(rows.as_slice()).await?;
    copy.finish().await?;
    Ok(())
}
