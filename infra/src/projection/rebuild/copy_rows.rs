//! Rows to be copied, for a generation that nobody has written to: there is nothing to replace.

use loopbrug_domain::catalogue::Code;
use sqlx::PgConnection;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArgumentBuffer;
use uuid::Uuid;

use crate::database::copy::{HEADER, copy_in, encode_field};
use crate::projection::stream_fold::{Moved, RowError, RowSink};
use crate::projection::table_row::{ByTable, Table, TableRow};

/// Rows of any tables, to be copied.
#[derive(Debug)]
pub(super) struct CopyRows {
    region: Code,
    generation: i32,
    rows: ByTable<PgArgumentBuffer>,
}

impl RowSink for CopyRows {
    fn row<R: TableRow>(&mut self, row: &R) -> Result<(), RowError> {
        let bytes = self.rows.of(R::TABLE);
        if bytes.is_empty() {
            bytes.extend_from_slice(HEADER);
        }
        let begin = bytes.len();
        let encoded = encode(row, self.region.as_str(), self.generation, bytes);
        if encoded.is_err() {
            bytes.truncate(begin);
        }
        encoded.map_err(RowError::Binary)
    }

    fn replace(&mut self, _: &'static Table, _: Uuid) {}

    /// What is folded from its beginning gives its rows whole.
    fn move_on(&mut self, _: &'static Table, _: Moved) {}
}

/// The number of fields, and the fields.
fn encode<R: TableRow>(
    row: &R,
    region: &str,
    generation: i32,
    to: &mut PgArgumentBuffer,
) -> Result<(), BoxDynError> {
    let fields = i16::try_from(2 + R::TABLE.columns.len())?;
    to.extend_from_slice(&fields.to_be_bytes());
    encode_field(&region, to)?;
    encode_field(&generation, to)?;
    row.encode(to)
}

impl CopyRows {
    pub(super) fn new(region: &Code, generation: i32) -> Self {
        Self { region: region.clone(), generation, rows: ByTable::default() }
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.rows.0.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// Takes the rows out; what is added next is the next batch.
    pub(super) fn take(&mut self) -> Self {
        Self { rows: std::mem::take(&mut self.rows), ..Self::new(&self.region, self.generation) }
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        for (Table { name, columns, .. }, bytes) in self.rows.0 {
            let into = format!("{name} (region, generation, {})", columns.join(", "));
            copy_in(connection, &into, bytes).await?;
        }
        Ok(())
    }
}
