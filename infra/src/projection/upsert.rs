//! Rows as JSON, written by one statement a table in place of those that there were.

use sqlx::PgConnection;
use uuid::Uuid;

use super::ProjectionError;
use super::stream_fold::{Moved, RowError, RowSink, Writing};
use super::table_row::{ByTable, Table, TableRow};

/// Rows of any tables, to be written.
#[derive(Debug, Default)]
pub(super) struct JsonRows {
    /// Arrays, without their ends.
    rows: ByTable<Vec<u8>>,
    replaced: ByTable<Vec<Uuid>>,
    moved: ByTable<Vec<Moved>>,
}

impl RowSink for JsonRows {
    fn row<R: TableRow>(&mut self, row: &R) -> Result<(), RowError> {
        let json = self.rows.of(R::TABLE);
        json.push(if json.is_empty() { b'[' } else { b',' });
        serde_json::to_writer(json, row)?;
        Ok(())
    }

    fn replace(&mut self, table: &'static Table, id: Uuid) {
        self.replaced.of(table).push(id);
    }

    fn move_on(&mut self, table: &'static Table, moved: Moved) {
        self.moved.of(table).push(moved);
    }
}

impl JsonRows {
    /// Writes all of them.
    pub(super) async fn write(
        self,
        connection: &mut PgConnection,
        at: &Writing<'_>,
    ) -> Result<(), ProjectionError> {
        for (table, ids) in &self.replaced.0 {
            let (name, id) = (table.name, table.id());
            let statement = format!(
                "DELETE FROM {name} WHERE region = $1 AND generation = $2 AND {id} = ANY($3)"
            );
            at.query(&statement).bind(ids).execute(&mut *connection).await?;
        }
        for (table, moved) in &self.moved.0 {
            let (name, id) = (table.name, table.id());
            let statement = format!(
                "UPDATE {name} AS row
                 SET version = moved.version, position = moved.position, last_on = moved.last_on
                 FROM (SELECT unnest($3::uuid[]) AS id, unnest($4::bigint[]) AS version,
                              unnest($5::bigint[]) AS position, unnest($6::date[]) AS last_on) AS moved
                 WHERE row.region = $1 AND row.generation = $2 AND row.{id} = moved.id"
            );
            at.query(&statement)
                .bind(moved.iter().map(|one| one.id).collect::<Vec<_>>())
                .bind(moved.iter().map(|one| one.version).collect::<Vec<_>>())
                .bind(moved.iter().map(|one| one.position).collect::<Vec<_>>())
                .bind(moved.iter().map(|one| one.last_on).collect::<Vec<_>>())
                .execute(&mut *connection)
                .await?;
        }
        for (table, json) in self.rows.0 {
            at.query(&upsert(table)).bind(whole(json)).execute(&mut *connection).await?;
        }
        Ok(())
    }

    /// All rows of a table, as one array.
    pub(super) fn json_of(&mut self, table: &'static Table) -> String {
        whole(std::mem::take(self.rows.of(table)))
    }
}

/// An array, with its end.
fn whole(mut json: Vec<u8>) -> String {
    if json.is_empty() {
        json.push(b'[');
    }
    json.push(b']');
    String::from_utf8_lossy(&json).into_owned()
}

fn upsert(Table { name, key, columns }: &Table) -> String {
    let others = columns.iter().filter(|column| !key.split(", ").any(|key| key == **column));
    let set: Vec<_> = others.map(|column| format!("{column} = excluded.{column}")).collect();
    let columns = columns.join(", ");
    format!(
        "INSERT INTO {name} (region, generation, {columns})
         SELECT $1, $2, {columns} FROM jsonb_populate_recordset(NULL::{name}, $3::text::jsonb)
         ON CONFLICT (region, generation, {key}) DO UPDATE SET {}",
        set.join(", ")
    )
}
