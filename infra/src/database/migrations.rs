//! The schema, in order; compiled in, so that the program and its schema cannot part.

use std::borrow::Cow;
use std::sync::LazyLock;

use sqlx::migrate::{Migration, MigrationType, Migrator};

/// The files of a folder, each with its version.
macro_rules! migrations {
    ($($version:literal $file:literal,)*) => {
        [$( ($version, $file, include_str!(concat!("../../../migrations/", $file, ".sql"))), )*]
    };
}

/// A test finds every file of the folder here.
const FILES: [(i64, &str, &str); 12] = migrations! {
    1 "0001_event_log",
    2 "0002_trajectory_views",
    3 "0003_published_catalogues",
    4 "0004_work_list",
    5 "0005_measure_lengths",
    6 "0006_procedure_views",
    7 "0007_snapshots",
    8 "0008_projection_engine",
    9 "0009_reports",
    10 "0010_packed_facts",
    11 "0011_quicker_compression",
    12 "0012_identity_of_the_log",
};

/// All of them, as the database is brought up to date.
pub(super) static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| Migrator {
    migrations: FILES.iter().map(migration).collect::<Vec<_>>().into(),
    ..Migrator::DEFAULT
});

fn migration(&(version, file, sql): &(i64, &'static str, &'static str)) -> Migration {
    Migration::new(version, Cow::Borrowed(file), MigrationType::Simple, Cow::Borrowed(sql), false)
}
