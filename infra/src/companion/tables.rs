//! The tables whose rows a companion has. docs/moving.md says of every table where its rows go.

use sqlx::PgExecutor;

/// Whose rows are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// Those of the region.
    Region,
    /// Those of the region, and those under `-`, of whom no region is known.
    RegionAndNowhere,
}

/// In the order in which they are written: what another row refers to comes before it.
pub(crate) const TABLES: [(&str, Of); 13] = [
    ("disclosure_secrets", Of::Region),
    ("commands", Of::Region),
    ("publications", Of::Region),
    ("question_days", Of::Region),
    ("questions", Of::Region),
    ("directory_heads", Of::Region),
    ("directory_changes", Of::Region),
    ("directory_organisations", Of::Region),
    ("directory_workers", Of::Region),
    ("caseload_handovers", Of::Region),
    ("seal_faults", Of::Region),
    ("access_record", Of::RegionAndNowhere),
    // After the record: while there is no head under `-`, that record is still to come.
    ("access_head", Of::RegionAndNowhere),
];

/// The names of these tables.
pub fn tables() -> impl Iterator<Item = &'static str> {
    TABLES.into_iter().map(|(table, _)| table)
}

/// The columns of a table, but for those that the database computes.
pub(crate) async fn column_names(
    database: impl PgExecutor<'_>,
    table: &str,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT quote_ident(attname) FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
         ORDER BY attnum",
    )
    .bind(table)
    .fetch_all(database)
    .await
}
