//! Rows of the tables that lists are read from.

use std::str::FromStr;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Postgres, QueryBuilder, Row};

use crate::page::{Page, Paged};
use crate::projection::Projection;

/// The items of a page: what a statement that ends with the page finds.
pub(super) async fn paged<T, P>(
    pool: &PgPool,
    mut sql: QueryBuilder<'_, Postgres>,
    page: &Page<P>,
    item: impl Fn(&PgRow) -> Result<T, sqlx::Error>,
) -> Result<Paged<T>, sqlx::Error> {
    let rows = sql.build().fetch_all(pool).await?;
    Ok(Paged::of(rows.iter().map(item).collect::<Result<_, _>>()?, page))
}

/// Asks for the rows of a region that are read; they are called `rows` in the statement.
pub(super) fn push_current<'a>(
    sql: &mut QueryBuilder<'a, Postgres>,
    rows: &str,
    projection: Projection,
    region: &'a Code,
) {
    sql.push(format_args!(" WHERE {rows}.region = ")).push_bind(region.as_str());
    // Found first, and once.
    sql.push(format_args!(
        " AND {rows}.generation = (SELECT generation FROM projections WHERE projection = '{}'
                                   AND region = ",
        projection.name()
    ));
    sql.push_bind(region.as_str()).push(")");
}

/// Asks for those of which something was recorded after a position. No index has the position of the last event: it
/// would have to be changed with every event, for a question that is asked now and then.
pub(super) fn push_changed_since(
    sql: &mut QueryBuilder<'_, Postgres>,
    changed_since: Option<Position>,
) {
    if let Some(Position(position)) = changed_since {
        sql.push(" AND position > ").push_bind(i64::from(position));
    }
}

/// The codes in a column, which is an array of text.
pub(crate) fn codes<L>(row: &PgRow, column: &str) -> Result<Vec<Code<L>>, sqlx::Error> {
    Ok(row.try_get::<Vec<String>, _>(column)?.into_iter().map(Code::new).collect())
}

/// What the text in a column names.
pub(crate) fn parsed<T>(row: &PgRow, column: &str) -> Result<T, sqlx::Error>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: &str = row.try_get(column)?;
    text.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// A version or a position.
pub(super) fn number(row: &PgRow, column: &str) -> Result<u32, sqlx::Error> {
    Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(u32::MAX))
}
