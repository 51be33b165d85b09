//! Rows to be copied, for a generation that nobody has written to: there is nothing to replace.

use std::sync::Arc;

use loopbrug_domain::catalogue::Code;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::binary_row::{write_field, write_row};
use super::column_types::{ColumnType, ColumnTypes, Columns};
use crate::projection::stream_fold::{Moved, RowError, RowSink, Table};

/// What comes before all rows: no flags, and nothing more in the header. And what comes after.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const END: [u8; 2] = (-1_i16).to_be_bytes();

/// Rows of any tables, to be copied.
#[derive(Debug)]
pub(super) struct CopyRows {
    types: Arc<ColumnTypes>,
    region: Code,
    generation: i32,
    tables: Vec<OfTable>,
}

/// The rows of one table.
#[derive(Debug)]
struct OfTable {
    table: &'static Table,
    /// Those beside the region and the generation.
    columns: Columns,
    bytes: Vec<u8>,
}

impl RowSink for CopyRows {
    fn row(&mut self, table: &'static Table, row: &impl Serialize) -> Result<(), RowError> {
        let place = self.tables.iter().position(|of| of.table == table).unwrap_or_else(|| {
            let columns = Columns::new(table, Arc::clone(&self.types));
            self.tables.push(OfTable { table, columns, bytes: HEADER.to_vec() });
            self.tables.len() - 1
        });
        let of = &mut self.tables[place];
        let begin = of.bytes.len();
        let written = of.write(self.region.as_str(), self.generation, row);
        of.columns.settle(written.is_ok());
        if written.is_err() {
            of.bytes.truncate(begin);
        }
        Ok(written?)
    }

    fn replace(&mut self, _: &'static Table, _: Uuid) {}

    /// What is folded from its beginning gives its rows whole.
    fn move_on(&mut self, _: &'static Table, _: Moved) {}
}

impl OfTable {
    fn write(
        &mut self,
        region: &str,
        generation: i32,
        row: &impl Serialize,
    ) -> Result<(), serde_json::Error> {
        let Self { columns, bytes, .. } = self;
        let begin = bytes.len();
        // How many fields it has is known when they are written.
        bytes.extend_from_slice(&[0; 2]);
        write_field(region, ColumnType::TEXT, bytes)?;
        write_field(generation, ColumnType::INT4, bytes)?;
        write_row(row, columns, bytes)?;
        let fields = u16::try_from(columns.len() + 2).unwrap_or(u16::MAX);
        bytes[begin..begin + 2].copy_from_slice(&fields.to_be_bytes());
        Ok(())
    }
}

impl CopyRows {
    pub(super) fn new(region: &Code, generation: i32, types: Arc<ColumnTypes>) -> Self {
        Self { types, region: region.clone(), generation, tables: Vec::new() }
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.tables.iter().map(|of| of.bytes.len()).sum()
    }

    /// Takes the rows out; what is added next is the next batch.
    pub(super) fn take(&mut self) -> Self {
        let next = Self::new(&self.region, self.generation, Arc::clone(&self.types));
        std::mem::replace(self, next)
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        for OfTable { table, columns, mut bytes } in self.tables {
            if bytes == HEADER {
                continue;
            }
            let columns: Vec<_> =
                ["region", "generation"].into_iter().chain(columns.names()).collect();
            let (name, columns) = (table.name, columns.join(", "));
            bytes.extend_from_slice(&END);
            let statement = format!("COPY {name} ({columns}) FROM STDIN (FORMAT binary)");
            let mut copy = connection.copy_in_raw(&statement).await?;
            copy.send(bytes).await?;
            copy.finish().await?;
        }
        Ok(())
    }
}
