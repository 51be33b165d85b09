//! Finding PostgreSQL's server programs.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ClusterError;

/// Where packages keep the server programs outside PATH, as (parent, start of the folder's name, rest).
const PLACES: [(&str, &str, &str); 6] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
];

/// One installed version of the server programs.
#[derive(Debug, Clone)]
pub(super) struct Binaries {
    bin: PathBuf,
    /// 15 for PostgreSQL 15.18.
    pub(super) major: u32,
}

impl Binaries {
    pub(super) fn postgres(&self) -> PathBuf {
        self.bin.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.bin.join("initdb")
    }

    /// The programs of the wanted major version, or the first ones found if any will do.
    ///
    /// The inner error lists the majors that are installed when the wanted one is not.
    pub(super) fn find(
        pg_bin: Option<&Path>,
        wanted: Option<&str>,
    ) -> Result<Result<Self, Vec<u32>>, ClusterError> {
        let mut available = Vec::new();
        for bin in candidates(pg_bin) {
            let Some(found) = Self::at(bin) else { continue };
            if wanted.is_none_or(|wanted| wanted == found.major.to_string()) {
                return Ok(Ok(found));
            }
            if !available.contains(&found.major) {
                available.push(found.major);
            }
        }
        if available.is_empty() {
            return Err(ClusterError::BinariesMissing { searched: searched(pg_bin) });
        }
        Ok(Err(available))
    }

    fn at(bin: PathBuf) -> Option<Self> {
        if !bin.join("initdb").is_file() {
            return None;
        }
        let output = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
        let major = major_of(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self { bin, major })
    }
}

fn candidates(pg_bin: Option<&Path>) -> Vec<PathBuf> {
    if let Some(pg_bin) = pg_bin {
        return vec![std::path::absolute(pg_bin).unwrap_or_else(|_| pg_bin.to_owned())];
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<PathBuf> =
        std::env::split_paths(&path).filter(|bin| bin.is_absolute()).collect();
    for (parent, start, rest) in PLACES {
        found.extend(newest_first(Path::new(parent), start).map(|version| version.join(rest)));
    }
    found
}

/// The folders below `parent` whose name is `start` and a number, the highest number first.
fn newest_first(parent: &Path, start: &str) -> impl Iterator<Item = PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let number = name.to_str()?.strip_prefix(start)?;
            // PostgreSQL 9.6 and older carry a dot; only its first number orders them.
            Some((number.split('.').next()?.parse().ok()?, entry.path()))
        })
        .collect();
    versions.sort_by_key(|(number, _)| Reverse(*number));
    versions.into_iter().map(|(_, path)| path)
}

fn searched(pg_bin: Option<&Path>) -> String {
    pg_bin.map_or_else(
        || "PATH, /usr/lib/postgresql/*/bin or Homebrew's folders".to_owned(),
        |bin| format!("{} (PG_BIN)", bin.display()),
    )
}

/// 15 from `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`; 18 from `… 18beta1`.
fn major_of(version: &str) -> Option<u32> {
    let (_, number) = version.split_once("(PostgreSQL) ")?;
    let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_releases_and_betas() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major_of("postgres (PostgreSQL) 17\n"), Some(17));
        assert_eq!(major_of("something else 3"), None);
    }

    #[test]
    fn the_newest_version_comes_first_and_by_number() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        for name in ["postgresql@9.6", "postgresql@10", "postgresql@17", "postgresql@x", "node@22"]
        {
            std::fs::create_dir(parent.path().join(name)).expect("a folder");
        }
        let names: Vec<String> = newest_first(parent.path(), "postgresql@")
            .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["postgresql@17", "postgresql@10", "postgresql@9.6"]);
    }
}
