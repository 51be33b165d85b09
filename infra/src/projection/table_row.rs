//! Rows of tables in the two forms in which they are written: as JSON, which is upserted and compared,
//! and in the binary form of `COPY`, in which a rebuild writes many.

use serde::Serialize;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArgumentBuffer;

/// A table that a projection writes, beside the columns `region` and `generation`.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// What makes a row of a region and generation, with commas; first of all its stream's id.
    pub(super) key: &'static str,
    pub(super) columns: &'static [&'static str],
}

impl Table {
    /// The column with the id of the stream.
    pub(super) fn id(&self) -> &'static str {
        self.key.split(',').next().unwrap_or(self.key)
    }
}

/// A row of a table, but for its region and generation. See [`table_row`].
pub(super) trait TableRow: Serialize {
    const TABLE: &'static Table;

    /// Adds its fields, in the order of the columns, each with the type of its column.
    fn encode(&self, to: &mut PgArgumentBuffer) -> Result<(), BoxDynError>;
}

/// Something for each of some tables. There are few.
#[derive(Debug)]
pub(super) struct ByTable<T>(pub(super) Vec<(&'static Table, T)>);

impl<T> Default for ByTable<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Default> ByTable<T> {
    pub(super) fn of(&mut self, table: &'static Table) -> &mut T {
        let known = self.0.iter().position(|(of, _)| of.name == table.name);
        let place = known.unwrap_or_else(|| {
            self.0.push((table, T::default()));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }
}

/// A table with this key, and a row of it whose fields are called as the columns are, and have their types.
macro_rules! table_row {
    ($(#[$doc:meta])* $vis:vis $row:ident$(<$life:lifetime>)? of $table:ident = $name:literal
        by $key:literal {
        $($column:ident: $type:ty,)*
    }) => {
        pub(in crate::projection) const $table: $crate::projection::table_row::Table =
            $crate::projection::table_row::Table {
                name: $name,
                key: $key,
                columns: &[$(stringify!($column)),*],
            };

        $(#[$doc])*
        #[derive(Debug, serde::Serialize)]
        $vis struct $row$(<$life>)? { $($column: $type,)* }

        impl$(<$life>)? $crate::projection::table_row::TableRow for $row$(<$life>)? {
            const TABLE: &'static $crate::projection::table_row::Table = &$table;

            fn encode(
                &self,
                to: &mut sqlx::postgres::PgArgumentBuffer,
            ) -> Result<(), sqlx::error::BoxDynError> {
                $($crate::database::copy::encode_field(&self.$column, to)?;)*
                Ok(())
            }
        }
    };
}

pub(super) use table_row;

#[cfg(test)]
mod tests {
    use super::*;

    table_row! {
        /// A row.
        Thing<'a> of THINGS = "things" by "id, part" { id: i64, name: &'a str, parts: Vec<&'a str>, length: Option<i32>, }
    }

    #[test]
    fn a_field_is_its_length_and_its_value() {
        let thing = Thing { id: 258, name: "é", parts: vec!["a"], length: None };
        let mut bytes = PgArgumentBuffer::default();
        thing.encode(&mut bytes).unwrap();
        let numbers = |numbers: &[i32]| numbers.iter().flat_map(|n| n.to_be_bytes()).collect();
        let list: Vec<u8> = numbers(&[25, 1, 0, 25, 1, 1, 1]);
        let expected = [
            numbers(&[8, 0, 258, 2]),
            "é".as_bytes().to_vec(),
            [list, b"a".to_vec()].concat(),
            numbers(&[-1]),
        ];
        assert_eq!(**bytes, expected.concat());
        assert_eq!((THINGS.columns, THINGS.id()), (&["id", "name", "parts", "length"][..], "id"));
    }
}
