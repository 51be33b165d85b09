//! The schema, in order; compiled in, so that the program and its schema cannot part.

use std::borrow::Cow;
use std::sync::LazyLock;

use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A file: its version, its name, its statements.
type File = (i64, &'static str, &'static str);

/// The files of a folder, each with its version.
macro_rules! migrations {
    ($folder:literal: $($version:literal $file:literal,)*) => {
        [$( ($version, $file, include_str!(concat!("../../../", $folder, "/", $file, ".sql"))), )*]
    };
}

/// Of the log and of what follows from it. A test finds every file of the folder here.
const FILES: [File; 22] = migrations! { "migrations":
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
    13 "0013_access_record",
    14 "0014_access",
    15 "0015_sessions",
    16 "0016_erasure",
    17 "0017_access_retention",
    18 "0018_seal",
    19 "0019_vault",
    20 "0020_access_indexes",
    21 "0021_import",
    22 "0022_integrity",
};

/// Of the keys of clients.
const VAULT_FILES: [File; 2] = migrations! { "migrations/vault":
    1 "0001_keys",
    2 "0002_who_said_so",
};

/// All of them, as the database is brought up to date.
pub(super) static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| migrator(&FILES));

/// The same for the database of the keys.
pub(crate) static VAULT_MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| migrator(&VAULT_FILES));

fn migrator(files: &[File]) -> Migrator {
    let migrations = files.iter().map(migration).collect::<Vec<_>>().into();
    Migrator { migrations, ..Migrator::DEFAULT }
}

fn migration(&(version, file, sql): &File) -> Migration {
    Migration::new(version, Cow::Borrowed(file), MigrationType::Simple, Cow::Borrowed(sql), false)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};

    use sha2::{Digest, Sha256};

    use super::{FILES, File, VAULT_FILES};

    const FOLDERS: [(&str, &[File]); 2] =
        [("migrations", &FILES), ("migrations/vault", &VAULT_FILES)];

    fn path(folder: &str) -> PathBuf {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(folder)
    }

    #[test]
    fn the_program_has_every_migration_in_order() {
        for (folder, files) in FOLDERS {
            let entries = std::fs::read_dir(path(folder)).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let mut names: Vec<_> =
                names.filter_map(|name| name.strip_suffix(".sql").map(str::to_owned)).collect();
            names.sort();
            let ours: Vec<_> = files.iter().map(|(_, file, _)| (*file).to_owned()).collect();
            assert_eq!(ours, names);
            for (version, file, _) in files {
                assert!(file.starts_with(&format!("{version:04}_")), "{file}");
            }
        }
    }

    /// A database remembers the checksum of what it was migrated by, and refuses another.
    #[test]
    fn no_migration_changes_once_it_is_in_the_list_of_checksums() {
        for (folder, files) in FOLDERS {
            let listed = std::fs::read_to_string(path(folder).join("SHA256SUMS")).unwrap();
            let listed: BTreeMap<_, _> = listed
                .lines()
                .map(|line| line.split_once("  ").unwrap())
                .map(|(sum, file)| (file.to_owned(), sum.to_owned()))
                .collect();
            let sum = |sql: &str| format!("{:x}", Sha256::digest(sql));
            let files = files.iter().map(|(_, file, sql)| (format!("{file}.sql"), sum(sql)));
            let files: BTreeMap<_, _> = files.collect();
            assert_eq!(listed, files, "add a migration, and its line by: sha256sum *.sql");
        }
    }
}
