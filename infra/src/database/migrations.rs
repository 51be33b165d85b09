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
const FILES: [(i64, &str, &str); 13] = migrations! {
    1 "0001_log",
    2 "0002_projections",
    3 "0003_trajectories",
    4 "0004_procedure",
    5 "0005_catalogues",
    6 "0006_disclosure",
    7 "0007_compression",
    8 "0008_publications",
    9 "0009_questions",
    10 "0010_tasks",
    11 "0011_directory",
    12 "0012_employers",
    15 "0015_sessions",
};

/// All of them, as the database is brought up to date.
pub(super) static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| Migrator {
    migrations: FILES.iter().map(migration).collect::<Vec<_>>().into(),
    ..Migrator::DEFAULT
});

fn migration(&(version, file, sql): &(i64, &'static str, &'static str)) -> Migration {
    Migration::new(version, Cow::Borrowed(file), MigrationType::Simple, Cow::Borrowed(sql), false)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use sha2::{Digest, Sha256};

    use super::FILES;

    fn folder() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations"))
    }

    #[test]
    fn the_program_has_every_migration_in_order() {
        let entries = std::fs::read_dir(folder()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> =
            names.filter_map(|name| name.strip_suffix(".sql").map(str::to_owned)).collect();
        names.sort();
        assert_eq!(FILES.map(|(_, file, _)| file.to_owned()).to_vec(), names);
        for (version, file, _) in FILES {
            assert!(file.starts_with(&format!("{version:04}_")), "{file}");
        }
    }

    /// A database remembers the checksum of what it was migrated by, and refuses another.
    #[test]
    fn no_migration_changes_once_it_is_in_the_list_of_checksums() {
        let listed = std::fs::read_to_string(folder().join("SHA256SUMS")).unwrap();
        let listed: BTreeMap<_, _> = listed
            .lines()
            .map(|line| line.split_once("  ").unwrap())
            .map(|(sum, file)| (file.to_owned(), sum.to_owned()))
            .collect();
        let sum = |sql: &str| format!("{:x}", Sha256::digest(sql));
        let files = FILES.iter().map(|(_, file, sql)| (format!("{file}.sql"), sum(sql))).collect();
        assert_eq!(listed, files, "add a migration, and its line by: sha256sum *.sql");
    }
}
