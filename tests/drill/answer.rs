//! What a command was answered, as a client has to understand it.

use serde_json::Value;

/// An answer, or that there was none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It stands in the log.
    Recorded(Recorded),
    /// Nothing of it stands in the log, and it may not appear there later.
    Nothing {
        /// The code that came with it.
        code: String,
    },
    /// Nobody said what became of it: send the same again.
    Unknown(String),
}

/// Where a command is said to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) position: i64,
    pub(crate) version: i64,
    /// The trajectory, by UUID, where it was given.
    pub(crate) trajectory: Option<String>,
}

impl Answer {
    /// What a response says of a mutation.
    pub(crate) fn read(response: &Value, mutation: &str) -> Self {
        let payload = &response["data"][mutation];
        if let Some(position) = payload["position"].as_i64() {
            let id = payload["trajectory"]["id"].as_str();
            let trajectory = id.map(|id| id.trim_start_matches("trajectory:").to_owned());
            let version = payload["version"].as_i64().unwrap_or_default();
            return Self::Recorded(Recorded { position, version, trajectory });
        }
        let refused = payload["errors"][0]["code"].as_str();
        let failed = &response["errors"][0];
        let code = refused.or_else(|| failed["extensions"]["code"].as_str()).unwrap_or("none");
        let message = failed["message"].as_str().unwrap_or_default();
        // A refusal is a promise that nothing stands, and so are these words.
        let says_nothing = refused.is_some() || message.contains("nothing was recorded");
        if says_nothing && code != "OUTCOME_UNKNOWN" {
            return Self::Nothing { code: code.to_owned() };
        }
        Self::Unknown(format!("{code}: {message}"))
    }

    /// Whether this is the last word about the command.
    pub(crate) fn is_final(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}
