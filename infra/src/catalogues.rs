//! The catalogues of a database: those that were committed with the program and those that were
//! published since.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Admission, Catalogues, Code, Fault, FaultCode, Source};
use sqlx::{PgConnection, PgExecutor, PgPool};

/// A catalogue could not be loaded or published.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The file has faults. Nothing was published.
    #[error("the catalogue has {} faults", .0.len())]
    Faulty(Vec<Fault>),
    /// The database did not do it.
    #[error("the catalogues cannot be read or written: {0}")]
    Database(#[from] sqlx::Error),
}

/// What publishing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// It holds from now on, in every process that starts.
    Now,
    /// The very same file was published before.
    Before,
}

/// All catalogues of a database.
///
/// # Errors
/// See [`CatalogueError`].
pub async fn load(database: impl PgExecutor<'_>) -> Result<Catalogues, CatalogueError> {
    Catalogues::load(sources(database).await?).map_err(CatalogueError::Faulty)
}

/// The files of all catalogues of a database.
async fn sources(database: impl PgExecutor<'_>) -> Result<Vec<Source>, sqlx::Error> {
    let published: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT region, version::text, text FROM published_catalogues ORDER BY region, version",
    )
    .fetch_all(database)
    .await?;
    let published = published.into_iter().map(|(region, version, text)| Source {
        path: format!("reference/regions/{region}/{version}.toml"),
        text,
    });
    Ok(Catalogues::embedded_sources().into_iter().chain(published).collect())
}

/// Every version of a region's catalogue as it was published: the name of its file, and its text.
pub(crate) async fn texts_of(
    database: impl PgExecutor<'_>,
    region: &Code,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    let folder = format!("reference/regions/{region}/");
    let of_region =
        |source: Source| Some((source.path.strip_prefix(&folder)?.to_owned(), source.text));
    Ok(sources(database).await?.into_iter().filter_map(of_region).collect())
}

/// Adds versions that were published elsewhere, as they were: each the name of its file, and its text. Those that are
/// there stay.
///
/// # Errors
/// See [`CatalogueError`]; nothing was added then.
pub(crate) async fn add(
    connection: &mut PgConnection,
    region: &Code,
    versions: &[(String, String)],
) -> Result<(), CatalogueError> {
    let mut all = sources(&mut *connection).await?;
    let mut new = vec![];
    for (name, text) in versions {
        let path = format!("reference/regions/{region}/{name}");
        let source = Source { path, text: text.clone() };
        if !all.contains(&source) {
            new.push(source);
        }
    }
    all.extend(new.clone());
    // Those rules that hold for new files were there when they were published, or not yet.
    let catalogues = Catalogues::load(all).map_err(CatalogueError::Faulty)?;
    for Source { path, text } in new {
        let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
        let version = name.and_then(|name| name.parse().ok());
        let Some(catalogue) = version.and_then(|version| catalogues.get(region.as_str(), version))
        else {
            continue;
        };
        sqlx::query(
            "INSERT INTO published_catalogues (region, version, hash, text) VALUES ($1, $2, $3, $4)",
        )
        .bind(region.as_str())
        .bind(catalogue.version())
        .bind(catalogue.hash())
        .bind(&text)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// All catalogues of a database that may not have been brought up to date.
///
/// # Errors
/// See [`CatalogueError`].
pub async fn load_as_it_is(pool: &PgPool) -> Result<Catalogues, CatalogueError> {
    let there = "SELECT to_regclass('published_catalogues') IS NOT NULL";
    let there: bool = sqlx::query_scalar(there).fetch_one(pool).await?;
    if there { load(pool).await } else { Ok(Catalogues::embedded()) }
}

/// Publishes a version today. It changes nothing that was recorded before. The file lies in its place, or anywhere where its
/// `region` is named.
///
/// # Errors
/// See [`CatalogueError`]; nothing was published then.
pub async fn publish(
    pool: &PgPool,
    source: Source,
    region: Option<&str>,
    today: NaiveDate,
) -> Result<Published, CatalogueError> {
    let catalogues = load(pool).await?;
    let new = match catalogues.admit(&source, region, today).map_err(CatalogueError::Faulty)? {
        Admission::New(new) => new,
        Admission::Before => return Ok(Published::Before),
    };
    let inserted = sqlx::query(
        "INSERT INTO published_catalogues (region, version, hash, text) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(new.region().as_str())
    .bind(new.version())
    .bind(new.hash())
    .bind(&source.text)
    .execute(pool)
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(Published::Now);
    }
    let message = "somebody else published this version in the meantime".to_owned();
    let code = FaultCode::DuplicateVersion;
    Err(CatalogueError::Faulty(vec![Fault {
        path: source.path,
        line: 1,
        column: 1,
        code,
        message,
    }]))
}
