//! Reads a round, and checks that its times are unambiguous.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::code::Code;
use super::entry_row::Codes;
use super::fault::FaultCode;
use super::limits_file::count;
use super::list::AnyList;
use super::reading::{Page, Placed, Row};
use super::round::{Criterion, Round, RoundItem, Timeline, When};
use crate::procedure::timeline::{LAUNCH, SUBMISSION_DEADLINE};
use crate::time::times_in_brussels;

pub(super) fn read_round(row: &Row) -> Round {
    let page = row.page;
    let head = row.entry::<AnyList>().value;
    let ratifying_body = row.row("ratifying_body").map(|body| {
        let label = body.label();
        body.done();
        label
    });
    let items = read_items(&row.rows("item"));
    let criteria = read_criteria(page, &row.rows("criterion"));
    row.done();
    let round = Round {
        code: head.code,
        label: head.label.clone(),
        ratifying_body: ratifying_body.unwrap_or(head.label),
        items: items.iter().map(|item| item.value.clone()).collect(),
        criteria,
    };
    if offsets_are_sound(page, &items) {
        check_local_times(page, &round, &items);
        check_deadline(page, &round, &items);
    }
    round
}

fn read_items(rows: &[Row]) -> Vec<Placed<RoundItem>> {
    Codes::default().read(rows, |row, entry| {
        let latest = row.optional("latest").map(|day| day.value);
        let subject_to_change = row.optional("subject_to_change").is_some_and(|flag| flag.value);
        // An item whose time is faulty stays, so that offsets from it are no second fault.
        let when = read_when(row).unwrap_or(Placed { value: When::SetByEvent, at: row.at });
        let item = RoundItem { entry: entry.value, when: when.value, latest, subject_to_change };
        Placed { value: item, at: when.at }
    })
}

/// Exactly one way of giving the time: `on`, `at`, `from` and `until`, `after` and `days`, or `set_by_event`.
fn read_when(row: &Row) -> Option<Placed<When>> {
    let mut ways = Vec::new();
    if let Some(on) = row.optional("on") {
        ways.push(Placed { value: When::Day(on.value), at: on.at });
    }
    if let Some(moment) = row.optional("at") {
        ways.push(Placed { value: When::Minute(moment.value), at: moment.at });
    }
    if let Some(Placed { value: from, at }) = row.optional("from") {
        let until = row.required::<NaiveDate>("until")?;
        if until.value < from {
            let message = format!("until {} is before from {from}", until.value);
            row.page.fault(until.at, FaultCode::ReversedWindow, message);
        }
        ways.push(Placed { value: When::Window { from, until: until.value }, at });
    }
    if let Some(Placed { value, at }) = row.optional::<String>("after") {
        let days = count(row, "days", MAX_OFFSET_DAYS)?;
        let time = row.optional("time").map(|time| time.value);
        ways.push(Placed { value: When::Offset { after: Code::new(value), days, time }, at });
    }
    let set = row.optional::<bool>("set_by_event");
    if let Some(set) = &set {
        ways.push(Placed { value: When::SetByEvent, at: set.at });
    }
    let given = WAYS.iter().filter(|key| row.has(key)).count();
    if given != 1 || set.is_some_and(|set| !set.value) {
        let message =
            "give one of `on`, `at`, `from` and `until`, `after` and `days`, `set_by_event = true`";
        row.page.fault(row.at, FaultCode::UnclearTime, message);
        return None;
    }
    ways.pop()
}

/// The fields that begin a way of giving the time.
const WAYS: &[&str] = &["on", "at", "from", "after", "set_by_event"];

/// Ten years: longer than any round, short enough that no date overflows.
const MAX_OFFSET_DAYS: u32 = 3653;

fn read_criteria(page: &Page, rows: &[Row]) -> Vec<Criterion> {
    let criteria = Codes::default().read(rows, |row, entry| {
        Some(Criterion { entry: entry.value, weight: count(row, "weight", 100)? })
    });
    let all: Option<Vec<_>> = criteria.iter().cloned().collect();
    // With a weight missing, the sum would be a second fault about the same field.
    if let (Some(all), Some(first)) = (all, rows.first()) {
        let sum: u32 = all.iter().map(|criterion| criterion.weight).sum();
        if sum != 100 {
            let message = format!("the weights sum to {sum}, not to 100");
            page.fault(first.at, FaultCode::WeightsNotHundred, message);
        }
    }
    criteria.into_iter().flatten().collect()
}

/// Every offset starts from an item that exists, and leads to a time that does not depend on itself.
fn offsets_are_sound(page: &Page, items: &[Placed<RoundItem>]) -> bool {
    let anchors: BTreeMap<&str, Option<&str>> =
        items.iter().map(|item| (code_of(item), anchor_of(item))).collect();
    let mut sound = true;
    for item in items {
        let Some(anchor) = anchor_of(item) else {
            continue;
        };
        if !anchors.contains_key(anchor) {
            page.fault(item.at, FaultCode::UnknownItem, format!("there is no item `{anchor}`"));
            sound = false;
        }
        let mut passed = BTreeSet::new();
        let mut next = Some(anchor);
        while let Some(code) = next
            && passed.insert(code)
        {
            next = anchors.get(code).copied().flatten();
        }
        if passed.contains(code_of(item)) {
            let message = format!("`{}` depends on its own time", code_of(item));
            page.fault(item.at, FaultCode::CyclicOffset, message);
            sound = false;
        } else if next.is_some() {
            // It depends on a cycle, which is reported at the items of the cycle.
            sound = false;
        }
    }
    sound
}

fn code_of(item: &Placed<RoundItem>) -> &str {
    item.value.entry.code.as_str()
}

fn anchor_of(item: &Placed<RoundItem>) -> Option<&str> {
    match &item.value.when {
        When::Offset { after, .. } => Some(after.as_str()),
        _ => None,
    }
}

fn check_local_times(page: &Page, round: &Round, items: &[Placed<RoundItem>]) {
    let fixed = BTreeMap::new();
    let timeline = Timeline::new(round, &fixed);
    for item in items {
        let day = timeline.day(code_of(item));
        if let (Some(day), Some(time)) = (day, item.value.when.minute())
            && let Some((code, what)) = unclear(day.and_time(time))
        {
            page.fault(item.at, code, format!("{} {what} in Europe/Brussels", day.and_time(time)));
        }
    }
}

/// Proposals are handed in from the launch up to the deadline.
fn check_deadline(page: &Page, round: &Round, items: &[Placed<RoundItem>]) {
    let fixed = BTreeMap::new();
    let timeline = Timeline::new(round, &fixed);
    let deadline = items.iter().find(|item| code_of(item) == SUBMISSION_DEADLINE);
    if let (Some(deadline), Some(launch)) = (deadline, timeline.day(LAUNCH))
        && let Some(day) = timeline.day(SUBMISSION_DEADLINE)
        && day < launch
    {
        let message = format!("the deadline, {day}, is before the launch, {launch}");
        page.fault(deadline.at, FaultCode::DeadlineBeforeLaunch, message);
    }
}

fn unclear(local: NaiveDateTime) -> Option<(FaultCode, &'static str)> {
    match times_in_brussels(local) {
        0 => Some((FaultCode::NonexistentLocalTime, "does not exist")),
        1 => None,
        _ => Some((FaultCode::AmbiguousLocalTime, "exists twice")),
    }
}
