//! Writing what the companion has.

use sqlx::PgConnection;

use super::error::ImportError;
use super::{Import, Stage};
use crate::companion::{CompanionError, Section, column_names};
use crate::database;

impl Import<'_> {
    /// Writes the rows after so many; gives how many there are.
    pub(super) async fn write_companion(&self, mut written: u64) -> Result<u64, ImportError> {
        let Some(companion) = self.companion else { return Ok(0) };
        let mut rows = companion.read()?;
        rows.skip(written)?;
        while let Some(section) = rows.next()? {
            let to = written + section.count;
            let mut transaction = database::begin(self.pool).await?;
            self.note(&mut transaction, "companion_rows", written, to).await?;
            write(&mut transaction, section).await?;
            transaction.commit().await?;
            written = to;
            self.report(Stage::Companion, written, companion.rows);
        }
        Ok(written)
    }
}

async fn write(connection: &mut PgConnection, section: Section) -> Result<(), ImportError> {
    let Section { heading, rows, .. } = section;
    let known = column_names(&mut *connection, &heading.table).await?;
    if let Some(unknown) = heading.columns.iter().find(|column| !known.contains(column)) {
        return Err(CompanionError::Unknown(format!("{}.{unknown}", heading.table)).into());
    }
    // What leads to no region comes with the first region that is imported.
    if heading.nowhere && is_recorded_nowhere(connection).await? {
        return Ok(());
    }
    let (table, columns) = (&heading.table, heading.columns.join(", "));
    let mut copy = connection.copy_in_raw(&format!("COPY {table} ({columns}) FROM STDIN")).await?;
    copy.send(rows).await?;
    copy.finish().await?;
    Ok(())
}

/// Whether there is a whole record of accesses that lead to no region: its head is written after it.
async fn is_recorded_nowhere(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM access_head WHERE region = '-')")
        .fetch_one(connection)
        .await
}
