//! The types of columns, as the database has them.

use std::collections::HashMap;
use std::sync::Arc;

use sqlx::PgPool;

use crate::projection::stream_fold::Table;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnType {
    One(Scalar),
    List(Scalar),
    Json,
}

/// What a list is of, or a column that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Bytes,
    Uuid,
    Date,
    Moment,
    Int2,
    Int4,
    Int8,
}

/// The numbers by which PostgreSQL knows a type, and a list of it.
const SCALARS: [(Scalar, i32, i32); 8] = [
    (Scalar::Text, 25, 1009),
    (Scalar::Bytes, 17, 1001),
    (Scalar::Uuid, 2950, 2951),
    (Scalar::Date, 1082, 1182),
    (Scalar::Moment, 1184, 1185),
    (Scalar::Int2, 21, 1005),
    (Scalar::Int4, 23, 1007),
    (Scalar::Int8, 20, 1016),
];
const JSONB: i32 = 3802;

impl Scalar {
    /// Its number.
    pub(super) fn number(self) -> i32 {
        SCALARS.iter().find(|(scalar, ..)| *scalar == self).map_or(0, |(_, number, _)| *number)
    }
}

impl ColumnType {
    pub(super) const TEXT: Self = Self::One(Scalar::Text);
    pub(super) const INT4: Self = Self::One(Scalar::Int4);

    fn of(number: i32) -> Option<Self> {
        let scalar = SCALARS.iter().find_map(|(scalar, one, list)| {
            let one = (number == *one).then_some(Self::One(*scalar));
            one.or_else(|| (number == *list).then_some(Self::List(*scalar)))
        });
        scalar.or_else(|| (number == JSONB).then_some(Self::Json))
    }
}

/// The types of the columns of tables, by the names of both. A type that rows are not copied to is not
/// there.
#[derive(Debug)]
pub(super) struct ColumnTypes(HashMap<(String, String), ColumnType>);

impl ColumnTypes {
    /// Those of these tables.
    pub(super) async fn of(pool: &PgPool, tables: &[&Table]) -> Result<Self, sqlx::Error> {
        let columns: Vec<(String, String, i32)> = sqlx::query_as(
            "SELECT name, attname::text, atttypid::integer
             FROM unnest($1::text[]) AS name JOIN pg_attribute ON attrelid = to_regclass(name)
             WHERE attnum > 0 AND NOT attisdropped",
        )
        .bind(tables.iter().map(|table| table.name).collect::<Vec<_>>())
        .fetch_all(pool)
        .await?;
        let types = columns
            .into_iter()
            .filter_map(|(table, column, number)| Some(((table, column), ColumnType::of(number)?)));
        Ok(Self(types.collect()))
    }
}

/// The columns of a table, in the order of its rows' fields.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    table: &'static str,
    types: Arc<ColumnTypes>,
    fields: Vec<(String, ColumnType)>,
    /// The first row is through: there are no others.
    complete: bool,
}

impl Columns {
    pub(super) fn new(table: &'static Table, types: Arc<ColumnTypes>) -> Self {
        Self { table: table.name, types, fields: Vec::new(), complete: false }
    }

    /// The type of the column at a place, which has this name.
    pub(super) fn at(&mut self, place: usize, name: &[u8]) -> Option<ColumnType> {
        if place == self.fields.len() && !self.complete {
            let name = std::str::from_utf8(name).ok()?.to_owned();
            let of = *self.types.0.get(&(self.table.to_owned(), name.clone()))?;
            self.fields.push((name, of));
        }
        let (known, of) = self.fields.get(place)?;
        (known.as_bytes() == name).then_some(*of)
    }

    /// Says that a row was as it should be, or that it was not.
    pub(super) fn settle(&mut self, written: bool) {
        if !self.complete && !written {
            self.fields.clear();
        }
        self.complete |= written;
    }

    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }
}
