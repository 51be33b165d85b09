//! How many connections there may be at once.

use nix::sys::resource::{Resource, getrlimit};

/// With more the machine is better asked to start another process.
const MOST: u64 = 4_096;
/// So many are kept for `/health`.
const FOR_HEALTH: usize = 16;
/// Open files for all else but connections of the database: the program's own, its log, signals.
const FOR_ALL_ELSE: u64 = 48;

/// How many connections there may be at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Those that may ask anything.
    pub(crate) any: usize,
    /// Those that may ask whether all is well, beside them.
    pub(crate) health: usize,
}

impl Limits {
    /// What this process may have open, less what it needs for the database and itself.
    pub(crate) fn of_process(database_connections: u16) -> Self {
        // What cannot be asked is taken for the least that is usual.
        let files = getrlimit(Resource::RLIMIT_NOFILE).map_or(256, |(soft, _)| soft);
        Self::with_files(files, database_connections)
    }

    fn with_files(files: u64, database_connections: u16) -> Self {
        // Each region that is recorded in has a connection of the database beside those of the pools.
        let kept = FOR_ALL_ELSE + 2 * u64::from(database_connections) + FOR_HEALTH as u64;
        let any = files.saturating_sub(kept).clamp(1, MOST);
        Self { any: usize::try_from(any).unwrap_or(1), health: FOR_HEALTH }
    }
}

#[cfg(test)]
mod tests {
    use super::{FOR_HEALTH, Limits};

    #[test]
    fn there_are_fewer_connections_than_files() {
        assert_eq!(Limits::with_files(1_024, 24), Limits { any: 912, health: FOR_HEALTH });
        assert_eq!(Limits::with_files(1_048_576, 24).any, 4_096);
        assert_eq!(Limits::with_files(64, 24).any, 1);
    }
}
