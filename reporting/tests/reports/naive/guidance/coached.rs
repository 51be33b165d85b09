//! Employers that were coached for no client in particular.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::ids::Position;

use super::put;
use crate::naive::{Asked, Sheet};

/// An employer was coached, for no client.
#[derive(Debug, Clone)]
pub(crate) struct Coached {
    pub(crate) employer: u128,
    pub(crate) on: NaiveDate,
    pub(crate) minutes: u32,
    /// The position of the event.
    pub(crate) position: Position,
    /// The position at which it was corrected or voided.
    pub(crate) until: Option<Position>,
}

/// An employer turned out to be another, from a position on, until that was taken back.
#[derive(Debug, Clone)]
pub(crate) struct Identified {
    pub(crate) employer: u128,
    pub(crate) as_employer: u128,
    pub(crate) position: Position,
    pub(crate) until: Option<Position>,
}

pub(super) fn count(asked: &Asked, sheet: &mut Sheet) {
    let as_of = asked.question.as_of;
    let holds = |since: Position, until: Option<Position>| {
        since <= as_of && until.is_none_or(|until| until > as_of)
    };
    let beside = &asked.world.beside;
    let (mut times, mut minutes, mut employers) = (0, 0, BTreeSet::new());
    for one in &beside.coached {
        if !holds(one.position, one.until) || !asked.question.covers(one.on) {
            continue;
        }
        times += 1;
        minutes += one.minutes as usize;
        let mut employer = one.employer;
        for identified in &beside.identified {
            if identified.employer == one.employer && holds(identified.position, identified.until) {
                employer = identified.as_employer;
            }
        }
        employers.insert(employer);
    }
    let columns = ("coachings_without_client", "coaching_without_client_minutes");
    put(sheet, "total", columns.0, columns.1, (times, minutes));
    sheet.count("total", "employers_without_client", employers.len());
}
