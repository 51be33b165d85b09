//! How the private PostgreSQL is, for whoever asks about health.

/// How the private PostgreSQL is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClusterState {
    /// It runs.
    Running,
    /// It ended, and is being started again.
    Restarting {
        /// How it ended, or what the last start came to.
        why: String,
        /// How often a start was tried.
        tries: u32,
    },
    /// It ended and is not started again.
    GivenUp {
        /// Why, in a sentence.
        why: String,
    },
}

impl ClusterState {
    /// What is the matter, in words; none where nothing is.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        match self {
            Self::Running => None,
            Self::Restarting { why, tries: 0 } => {
                Some(format!("the private PostgreSQL ended ({why}) and is being started again"))
            }
            Self::Restarting { why, tries } => Some(format!(
                "the private PostgreSQL is being started again; {tries} tries were in vain: {why}"
            )),
            Self::GivenUp { why } => Some(why.clone()),
        }
    }
}
