//! Commands that were recorded are sent once more: each is to get the answer that it got.

use std::collections::HashMap;

use uuid::Uuid;

use super::Findings;
use super::log::Log;
use crate::answer::Answer;
use crate::ledger::Entry;
use crate::load::Sender;

/// How many are sent again, of all that stand.
const REPEATS: usize = 150;

pub(super) async fn agree(
    sender: &Sender,
    entries: &HashMap<Uuid, Entry>,
    log: &Log,
    findings: &mut Findings,
) {
    let standing = |entry: &&Entry| entry.recorded().is_some() && log.holds(entry.command.id);
    let mut standing: Vec<&Entry> = entries.values().filter(standing).collect();
    standing.sort_by_key(|entry| entry.recorded().map(|recorded| recorded.position));
    let every = standing.len().div_ceil(REPEATS).max(1);
    for (program, entry) in standing.into_iter().step_by(every).enumerate() {
        let (id, before) = (entry.command.id, entry.recorded());
        let mut again = sender.door.send(&entry.command, program).await;
        for _ in 0..3 {
            if again.is_final() {
                break;
            }
            again = sender.door.send(&entry.command, program).await;
        }
        let same = match (&again, before) {
            (Answer::Recorded(again), Some(before)) => {
                (again.position, again.version) == (before.position, before.version)
            }
            _ => false,
        };
        if !same {
            findings.untrue.push(format!("{id} was answered {before:?}, and again: {again:?}"));
        }
    }
}
