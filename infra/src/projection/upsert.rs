//! Rows as JSON, written by one statement a table in place of those that there were.

use sqlx::PgConnection;
use uuid::Uuid;

use super::ProjectionError;
use super::stream_fold::{Moved, RowError, RowSink, Writing};
use super::table_row::{Table, TableRow};

/// Rows of any tables, to be written.
#[derive(Debug, Default)]
pub(super) struct JsonRows {
    tables: Vec<OfTable>,
    replaced: Vec<(&'static Table, Vec<Uuid>)>,
    moved: Vec<(&'static Table, Vec<Moved>)>,
}

/// The rows of one table.
#[derive(Debug)]
pub(super) struct OfTable {
    pub(super) table: &'static Table,
    pub(super) columns: &'static [&'static str],
    /// An array, without its end.
    json: Vec<u8>,
}

impl RowSink for JsonRows {
    fn row<R: TableRow>(&mut self, row: &R) -> Result<(), RowError> {
        let place = self.tables.iter().position(|of| of.table == R::TABLE).unwrap_or_else(|| {
            let (table, columns) = (R::TABLE, R::COLUMNS);
            self.tables.push(OfTable { table, columns, json: Vec::new() });
            self.tables.len() - 1
        });
        let json = &mut self.tables[place].json;
        json.push(if json.is_empty() { b'[' } else { b',' });
        serde_json::to_writer(json, row)?;
        Ok(())
    }

    fn replace(&mut self, table: &'static Table, id: Uuid) {
        kept_of(table, &mut self.replaced).push(id);
    }

    fn move_on(&mut self, table: &'static Table, moved: Moved) {
        kept_of(table, &mut self.moved).push(moved);
    }
}

/// What is kept of a table.
fn kept_of<'a, T>(
    table: &'static Table,
    tables: &'a mut Vec<(&'static Table, Vec<T>)>,
) -> &'a mut Vec<T> {
    let place = tables.iter().position(|(of, _)| *of == table).unwrap_or_else(|| {
        tables.push((table, Vec::new()));
        tables.len() - 1
    });
    &mut tables[place].1
}

impl JsonRows {
    /// Writes all of them.
    pub(super) async fn write(
        &self,
        connection: &mut PgConnection,
        at: &Writing<'_>,
    ) -> Result<(), ProjectionError> {
        for (table, ids) in &self.replaced {
            let Table { name, .. } = table;
            let statement = format!(
                "DELETE FROM {name} WHERE region = $1 AND generation = $2 AND {} = ANY($3)",
                table.id()
            );
            sqlx::query(&statement)
                .bind(at.region.as_str())
                .bind(at.generation)
                .bind(ids)
                .execute(&mut *connection)
                .await?;
        }
        for (table, moved) in &self.moved {
            move_on(connection, at, table, moved).await?;
        }
        for of in &self.tables {
            sqlx::query(&of.upsert())
                .bind(at.region.as_str())
                .bind(at.generation)
                .bind(of.json())
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }

    pub(super) fn tables(&self) -> &[OfTable] {
        &self.tables
    }
}

/// Writes how far streams are.
async fn move_on(
    connection: &mut PgConnection,
    at: &Writing<'_>,
    table: &Table,
    moved: &[Moved],
) -> Result<(), sqlx::Error> {
    let Table { name, .. } = table;
    let statement = format!(
        "UPDATE {name} AS row
         SET version = moved.version, position = moved.position, last_on = moved.last_on
         FROM (SELECT unnest($3::uuid[]) AS id, unnest($4::bigint[]) AS version,
                      unnest($5::bigint[]) AS position, unnest($6::date[]) AS last_on) AS moved
         WHERE row.region = $1 AND row.generation = $2 AND row.{} = moved.id",
        table.id()
    );
    sqlx::query(&statement)
        .bind(at.region.as_str())
        .bind(at.generation)
        .bind(moved.iter().map(|one| one.id).collect::<Vec<_>>())
        .bind(moved.iter().map(|one| i64::from(one.version)).collect::<Vec<_>>())
        .bind(moved.iter().map(|one| i64::from(one.position.0)).collect::<Vec<_>>())
        .bind(moved.iter().map(|one| one.last_on).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    Ok(())
}

impl OfTable {
    /// All rows, as one array.
    pub(super) fn json(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.json).into_owned();
        text.push(']');
        text
    }

    fn upsert(&self) -> String {
        let Table { name, key } = self.table;
        let is_key = |column: &str| key.split(", ").any(|key| key == column);
        let set: Vec<_> = self
            .columns
            .iter()
            .filter(|column| !is_key(column))
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        let columns = self.columns.join(", ");
        format!(
            "INSERT INTO {name} (region, generation, {columns})
             SELECT $1, $2, {columns} FROM jsonb_populate_recordset(NULL::{name}, $3::text::jsonb)
             ON CONFLICT (region, generation, {key}) DO UPDATE SET {}",
            set.join(", ")
        )
    }
}
