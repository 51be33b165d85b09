//! The table of what came of the drills, in Markdown.

use std::fmt::Write;
use std::time::Duration;

use crate::drills::{Drill, Ran};
use crate::field::Outcome;

/// What came of each drill, in order.
pub(crate) type Results = Vec<(Drill, anyhow::Result<Ran>)>;

const HEAD: &str = "\
| drill | faults | commands sent | acknowledged | lost | doubled | answered wrongly | answers unknown \
| gone with the failover | until recorded: median, worst | until well: median, worst |
|---|---|---|---|---|---|---|---|---|---|---|
";

/// Whether everything that ran is as it has to be, and whether everything ran.
pub(crate) fn verdict(results: &Results) -> (bool, bool) {
    let clean = results.iter().all(|(_, result)| match result {
        Ok(Ran::Through(outcome)) => {
            outcome.findings.are_clean() && outcome.late.is_empty() && outcome.never_well.is_none()
        }
        Ok(Ran::NotRun(_)) => true,
        Err(_) => false,
    });
    (clean, results.iter().all(|(_, result)| !matches!(result, Ok(Ran::NotRun(_)))))
}

/// The table.
pub(crate) fn of(results: &Results) -> String {
    let mut table = HEAD.to_owned();
    for (drill, result) in results {
        let row = match result {
            Ok(Ran::Through(outcome)) => row(outcome),
            Ok(Ran::NotRun(reason)) => format!("not run | | | | | | | | | {reason}"),
            Err(error) => format!("failed | | | | | | | | | {}", one_line(&format!("{error:#}"))),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {} (`{}`) | {row} |", drill.does, drill.name);
    }
    table
}

fn row(outcome: &Outcome) -> String {
    let found = &outcome.findings;
    let recorded = median_and_worst(outcome.times.iter().map(|times| times.recorded));
    let well = match &outcome.never_well {
        None => median_and_worst(outcome.times.iter().map(|times| times.well)),
        Some(_) => "never again".to_owned(),
    };
    format!(
        "{} | {} | {} | {} | {} | {} | {} | {} | {recorded} | {well}",
        outcome.faults,
        found.sent,
        found.acknowledged,
        found.lost.len(),
        found.doubled.len(),
        found.untrue.len(),
        found.unknown,
        found.lost_by_failover,
    )
}

fn median_and_worst(times: impl Iterator<Item = Duration>) -> String {
    let mut times: Vec<_> = times.map(|time| time.as_secs_f64()).collect();
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    let worst = times.last().copied().unwrap_or_default();
    format!("{median:.2} s, {worst:.2} s")
}

/// What is wrong, a line each: some of each kind.
pub(crate) fn complaints(outcome: &Outcome) -> Vec<String> {
    let found = &outcome.findings;
    let kinds = [
        ("lost", &found.lost),
        ("doubled", &found.doubled),
        ("answered wrongly", &found.untrue),
        ("late", &outcome.late),
    ];
    let mut lines: Vec<_> = outcome.never_well.iter().cloned().collect();
    for (kind, all) in kinds {
        lines.extend(all.iter().take(12).map(|one| format!("{kind}: {one}")));
        if all.len() > 12 {
            lines.push(format!("{kind}: and {} more", all.len() - 12));
        }
    }
    lines
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ").replace('|', "/")
}
