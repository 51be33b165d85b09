//! Writing a companion: the rows as they are at one moment, table by table.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use futures::TryStreamExt;
use loopbrug_domain::catalogue::Code;
use sqlx::{PgConnection, PgPool};
use zstd::Encoder;

use super::tables::{Of, TABLES, column_names};
use super::{CompanionError, END, Heading, Title};
use crate::database::begin;
use crate::export::manifest::Manifest;
use crate::ids::new_trace_id;
use crate::vault::sealed_file::{FileKey, SealingWriter};

/// A level that takes little time.
const LEVEL: i32 = 3;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// How many rows.
    pub rows: u64,
}

/// The rows of a table that are taken, as its own columns say it.
struct Part<'a> {
    heading: Heading,
    region: &'a str,
}

/// Writes the companion of an export of a whole region into a new file, with the rows of one moment. The log may not have
/// more than the export: an answer to a command whose events are not there would be a lie.
///
/// # Errors
/// See [`CompanionError`]; there is no such file then.
pub async fn write_companion(
    pool: &PgPool,
    manifest: &Manifest,
    key: FileKey,
    path: &Path,
) -> Result<Written, CompanionError> {
    if path.exists() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let made =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    let written = match write(pool, manifest, key, BufWriter::new(made)).await {
        Ok((written, file)) => {
            file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
            written
        }
        Err(error) => {
            // That it failed is what is said, also where the file cannot be removed.
            drop(fs::remove_file(&unfinished));
            return Err(error);
        }
    };
    fs::rename(&unfinished, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(written)
}

async fn write<W: Write>(
    pool: &PgPool,
    manifest: &Manifest,
    key: FileKey,
    to: W,
) -> Result<(Written, W), CompanionError> {
    if !manifest.is_of_a_whole_region() {
        return Err(CompanionError::OfAPart);
    }
    let region = Code::new(manifest.region.as_str());
    let title = Title { region, manifest: manifest.digest(), id: new_trace_id() };
    let mut at_one_moment = begin(pool).await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .execute(&mut *at_one_moment)
        .await?;
    let head: Option<i64> = sqlx::query_scalar("SELECT position FROM log_head WHERE region = $1")
        .bind(title.region.as_str())
        .fetch_optional(&mut *at_one_moment)
        .await?;
    let (head, through) = (head.unwrap_or_default().unsigned_abs(), manifest.through);
    if head != through {
        return Err(CompanionError::Grown { region: title.region.to_string(), head, through });
    }
    let sealing = SealingWriter::begin(to, key, title.to_string())?;
    let mut to = Encoder::new(sealing, LEVEL)?;
    let mut written = Written::default();
    for (table, of) in TABLES {
        let columns = column_names(&mut *at_one_moment, table).await?;
        let part = |nowhere, region| {
            let heading = Heading { table: table.to_owned(), columns: columns.clone(), nowhere };
            Part { heading, region }
        };
        let region = title.region.as_str();
        let all = match of {
            Of::Region => vec![part(false, region)],
            Of::RegionAndNowhere => vec![part(false, region), part(true, "-")],
        };
        for part in all {
            written.rows += write_table(&mut at_one_moment, &part, &mut to).await?;
        }
    }
    at_one_moment.rollback().await?;
    Ok((written, to.finish()?.finish()?))
}

/// Writes the rows of a table; gives how many there were.
async fn write_table(
    connection: &mut PgConnection,
    Part { heading, region }: &Part<'_>,
    to: &mut impl Write,
) -> Result<u64, CompanionError> {
    serde_json::to_writer(&mut *to, heading).map_err(std::io::Error::from)?;
    to.write_all(b"\n")?;
    let (table, columns) = (&heading.table, heading.columns.join(", "));
    // A copy takes no arguments.
    let region = region.replace('\'', "''");
    let statement =
        format!("COPY (SELECT {columns} FROM {table} WHERE region = '{region}') TO STDOUT");
    let mut rows = connection.copy_out_raw(&statement).await?;
    let mut count = 0;
    // Each is one row, with the end of its line.
    while let Some(bytes) = rows.try_next().await? {
        count += 1;
        to.write_all(&bytes)?;
    }
    to.write_all(END)?;
    Ok(count)
}
