//! What there is in the region that is asked: ids and codes that a client may know.

use std::collections::HashMap;

use serde_json::Value;

use crate::harness::{REGION, Server};

/// Ids and codes by what they are of.
#[derive(Default)]
pub(super) struct Known {
    pub(super) trajectories: Vec<String>,
    pub(super) proposals: Vec<String>,
    pub(super) rounds: Vec<String>,
    pub(super) employers: Vec<String>,
    /// Who owns each trajectory, and who handed in each proposal, by KBO number.
    pub(super) owners: Vec<String>,
    pub(super) applicants: Vec<String>,
    /// Codes of the catalogue by the name of their list.
    pub(super) codes: HashMap<String, Vec<String>>,
}

/// All texts at a path of the answer, through its lists.
fn texts(value: &Value, path: &[&str]) -> Vec<String> {
    match (value, path) {
        (Value::Array(values), _) => values.iter().flat_map(|value| texts(value, path)).collect(),
        (Value::String(text), []) => vec![text.clone()],
        (value, [name, rest @ ..]) => texts(&value[*name], rest),
        _ => vec![],
    }
}

impl Known {
    pub(super) async fn of(server: &Server) -> Self {
        let head = server.database.head().await;
        let query = format!(
            "{{ trajectories(region: \"{REGION}\", first: 100, atLeast: {head}) {{ edges {{ node {{ id owner }} }} }}
                proposals(region: \"{REGION}\", first: 100, atLeast: {head}) {{ edges {{ node {{ id organisation }} }} }}
                round(region: \"{REGION}\") {{ id }}
                employers(region: \"{REGION}\", first: 100, atLeast: {head}) {{ edges {{ node {{ id }} }} }}
                catalogue(region: \"{REGION}\") {{ lists }} }}"
        );
        let told = server.ask(&query).await;
        let mut known = Self {
            trajectories: texts(&told, &["trajectories", "edges", "node", "id"]),
            proposals: texts(&told, &["proposals", "edges", "node", "id"]),
            rounds: texts(&told, &["round", "id"]),
            employers: texts(&told, &["employers", "edges", "node", "id"]),
            owners: texts(&told, &["trajectories", "edges", "node", "owner"]),
            applicants: texts(&told, &["proposals", "edges", "node", "organisation"]),
            codes: HashMap::new(),
        };
        for list in texts(&told, &["catalogue", "lists"]) {
            let query = format!(
                "{{ catalogue(region: \"{REGION}\") {{ codes(list: \"{list}\") {{ code }} }} }}"
            );
            let codes = texts(&server.ask(&query).await, &["catalogue", "codes", "code"]);
            known.codes.insert(list, codes);
        }
        assert!(!known.trajectories.is_empty() && !known.proposals.is_empty());
        known
    }

    /// The codes of the list that a field seems to name: `persona`, `exitReason`, `services`.
    pub(super) fn codes_of(&self, field: &str) -> Option<&[String]> {
        let name: String = field
            .chars()
            .flat_map(|letter| {
                letter.is_uppercase().then_some('_').into_iter().chain(letter.to_lowercase())
            })
            .collect();
        let singular = name.strip_suffix("ies").map_or_else(
            || name.strip_suffix('s').unwrap_or(&name).to_owned(),
            |stem| format!("{stem}y"),
        );
        let mut lists = self.codes.iter().filter(|(_, codes)| !codes.is_empty());
        let found = lists.find(|(list, _)| {
            **list == name || **list == singular || list.ends_with(&format!("_{singular}"))
        });
        found.map(|(_, codes)| codes.as_slice())
    }
}
