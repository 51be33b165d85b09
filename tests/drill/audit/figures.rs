//! Reports: what they say is counted anew from the ledger.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

use super::Findings;
use super::log::Log;
use crate::command::Deed;
use crate::door::figure;
use crate::ledger::Entry;
use crate::load::Sender;

const PATIENCE: Duration = Duration::from_secs(30);
const TOTAL: &str = "{ position total { figures { column value } } }";

/// Compares what every program reports with what was recorded through all of them.
pub(super) async fn agree(
    sender: &Sender,
    entries: &HashMap<Uuid, Entry>,
    log: &Log,
    findings: &mut Findings,
) {
    let recorded = entries.values().filter(|entry| log.holds(entry.command.id));
    let counted = Counted::of(recorded);
    let fields = format!("reach {TOTAL} outcomes {TOTAL} funnel {TOTAL} quality {TOTAL}");
    for program in 0..sender.door.programs() {
        let more = format!(", atLeast: {}", log.head());
        let door = sender.door.at(program);
        match door.reports(&more, &fields, PATIENCE).await {
            Ok(reports) => counted.agrees_with(&reports, log, &mut findings.untrue),
            Err(error) => {
                findings.untrue.push(format!("no reports although all is well: {error:#}"));
            }
        }
    }
}

/// What the ledger amounts to.
#[derive(Debug, Default)]
struct Counted {
    opened: usize,
    attempts: usize,
    participants: usize,
    housed: usize,
    in_work: usize,
}

impl Counted {
    fn of<'a>(recorded: impl Iterator<Item = &'a Entry>) -> Self {
        let mut counted = Self::default();
        let mut of = HashMap::<&'static str, HashSet<&str>>::new();
        for Entry { command, .. } in recorded {
            let trajectory = command.trajectory.as_deref().unwrap_or_default();
            match command.deed {
                Deed::Open => counted.opened += 1,
                Deed::Attempt | Deed::AttemptToday | Deed::OnOldVersion | Deed::InTheFuture => {
                    counted.attempts += 1;
                }
                deed @ (Deed::Intake | Deed::Home | Deed::Job) => {
                    of.entry(deed.event()).or_default().insert(trajectory);
                }
                Deed::Consent | Deed::Observation | Deed::OnNobody => {}
            }
        }
        let who = |deed: Deed| of.get(deed.event()).cloned().unwrap_or_default();
        let take_part = who(Deed::Intake);
        counted.participants = take_part.len();
        counted.housed = who(Deed::Home).intersection(&take_part).count();
        counted.in_work = who(Deed::Job).intersection(&take_part).count();
        counted
    }

    fn agrees_with(&self, reports: &Value, log: &Log, untrue: &mut Vec<String>) {
        for (report, column, counted) in [
            ("funnel", "opened", self.opened),
            ("reach", "attempts", self.attempts),
            ("outcomes", "participants", self.participants),
            ("outcomes", "housed", self.housed),
            ("outcomes", "in_work", self.in_work),
            ("quality", "records", log.len()),
        ] {
            let told = figure(&reports[report], column);
            if told != i64::try_from(counted).ok() {
                untrue.push(format!("{report}.{column} is {counted}, and told as {told:?}"));
            }
        }
        let position = &reports["reach"]["position"];
        if position.as_i64() != Some(log.head()) {
            untrue.push(format!("reports of position {position}, and the head is {}", log.head()));
        }
    }
}
