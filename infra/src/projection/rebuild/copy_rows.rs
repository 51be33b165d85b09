//! Rows as lines of `COPY`, for a generation that nobody has written to: there is nothing to replace.

use loopbrug_domain::catalogue::Code;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::projection::json_text::{copy_line, copy_text, fields};
use crate::projection::stream_fold::{Moved, RowError, RowSink, Table};

/// Rows of any tables, to be copied.
#[derive(Debug)]
pub(super) struct CopyRows {
    /// The region and the generation, as each line begins.
    begin: Vec<u8>,
    tables: Vec<Lines>,
    /// One row as JSON.
    row: Vec<u8>,
}

/// Lines for one table.
#[derive(Debug)]
struct Lines {
    table: &'static Table,
    columns: String,
    text: Vec<u8>,
}

impl RowSink for CopyRows {
    fn row(&mut self, table: &'static Table, row: &impl Serialize) -> Result<(), RowError> {
        self.row.clear();
        serde_json::to_writer(&mut self.row, row)?;
        let place = self.tables.iter().position(|of| of.table == table).unwrap_or_else(|| {
            let columns = fields(&self.row).join(", ");
            self.tables.push(Lines { table, columns, text: Vec::new() });
            self.tables.len() - 1
        });
        let lines = &mut self.tables[place].text;
        lines.extend_from_slice(&self.begin);
        copy_line(&self.row, lines);
        Ok(())
    }

    fn replace(&mut self, _: &'static Table, _: Uuid) {}

    /// What is folded from its beginning gives its rows whole.
    fn move_on(&mut self, _: &'static Table, _: Moved) {}
}

impl CopyRows {
    pub(super) fn new(region: &Code, generation: i32) -> Self {
        let mut begin = Vec::new();
        copy_text(region.as_str(), &mut begin);
        begin.push(b'\t');
        begin.extend_from_slice(generation.to_string().as_bytes());
        Self { begin, tables: Vec::new(), row: Vec::new() }
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.tables.iter().map(|of| of.text.len()).sum()
    }

    /// Takes the lines out; what is added next is the next batch.
    pub(super) fn take(&mut self) -> Self {
        let next = Self { begin: self.begin.clone(), tables: Vec::new(), row: Vec::new() };
        std::mem::replace(self, next)
    }

    pub(super) async fn write(self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        for Lines { table, columns, text } in self.tables {
            let statement =
                format!("COPY {} (region, generation, {columns}) FROM STDIN", table.name);
            let mut copy = connection.copy_in_raw(&statement).await?;
            copy.send(text).await?;
            copy.finish().await?;
        }
        Ok(())
    }
}
