//! Each date of a round: as published, as amended, and what happened.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::facts::procedure::{ProposalFacts, RoundFacts};
use loopbrug_domain::catalogue::list::RoundItem;
use loopbrug_domain::catalogue::{Catalogue, Code, Timeline, When};
use loopbrug_domain::procedure::timeline::{
    ASSESSMENT, END_DATE, LAUNCH, RATIFICATION, REBUTTAL, SUBMISSION_DEADLINE,
};
use loopbrug_domain::round::amendment::TimelineAmended;
use loopbrug_domain::time::day_in_brussels;

/// A date of the round. Days are days in Brussels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRow {
    /// The date.
    pub item: Code<RoundItem>,
    /// The first day that was published, for a window.
    pub planned_from: Option<NaiveDate>,
    /// The last day that was published; for what follows an event, the last that it may fall on.
    pub planned: Option<NaiveDate>,
    /// The last day that holds, after amendments and what follows from them.
    pub current: Option<NaiveDate>,
    /// How it was moved, in order.
    pub amendments: Vec<TimelineAmended>,
    /// How many times something happened that it is for: submissions that were not withdrawn, assessments,
    /// pitches and juries of the day, the ratification, decisions communicated, rebuttals.
    pub times: u32,
    /// The first day of that.
    pub first: Option<NaiveDate>,
    /// The last.
    pub last: Option<NaiveDate>,
    /// Something came after the last day, or the day is later than it may be.
    pub overdue: bool,
}

/// What happened about one date.
#[derive(Default)]
struct Actual {
    times: u32,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
    overdue: bool,
}

pub(super) fn rows(
    round: &RoundFacts,
    proposals: &[&ProposalFacts],
    catalogue: &Catalogue,
) -> Vec<TimelineRow> {
    let (timeline, nothing_moved) = (round.timeline(catalogue), BTreeMap::new());
    let published = Timeline::new(catalogue.round(), &nothing_moved);
    let items = published.items().iter().map(|item| {
        let code = &item.entry.code;
        let current = timeline.day(code.as_str());
        let actual = actual(code, current, round, proposals);
        let moved = round.amendments.iter().filter(|amended| amended.item == *code);
        TimelineRow {
            item: code.clone(),
            planned_from: match item.when {
                When::Window { from, .. } => Some(from),
                _ => None,
            },
            planned: published.day(code.as_str()),
            current,
            amendments: moved.cloned().collect(),
            times: actual.times,
            first: actual.first,
            last: actual.last,
            overdue: actual.overdue,
        }
    });
    items.collect()
}

fn actual(
    item: &Code<RoundItem>,
    current: Option<NaiveDate>,
    round: &RoundFacts,
    proposals: &[&ProposalFacts],
) -> Actual {
    let after = |last: Option<NaiveDate>| last.zip(current).is_some_and(|(last, to)| to < last);
    let end_date_overdue = round.end_date.as_ref().is_some_and(|end_date| end_date.overdue);
    match item.as_str() {
        LAUNCH => Actual::on([round.launched_on()]).overdue(after(Some(round.launched_on()))),
        SUBMISSION_DEADLINE => {
            let received = proposals.iter().filter_map(|facts| facts.received_at);
            Actual::on(received.map(day_in_brussels))
        }
        ASSESSMENT => {
            let assessments = || proposals.iter().map(|facts| &facts.assessments);
            let days = assessments().flat_map(|counted| [counted.first_on, counted.last_on]);
            let found = Actual::on(days.flatten());
            let late = after(found.last);
            Actual { times: assessments().map(|counted| counted.received).sum(), ..found }
                .overdue(late)
        }
        RATIFICATION => {
            let ratified = round.ratified.as_ref().map(|ratified| ratified.on);
            Actual::on(ratified).overdue(end_date_overdue)
        }
        END_DATE => {
            let late = proposals.iter().any(|facts| facts.communicated_overdue);
            let communicated = proposals.iter().filter_map(|facts| facts.communicated_on);
            Actual::on(communicated).overdue(late || end_date_overdue)
        }
        REBUTTAL => {
            let rebuttals = || proposals.iter().map(|facts| &facts.rebuttals);
            let moments = rebuttals().flat_map(|counted| [counted.first_at, counted.last_at]);
            let found = Actual::on(moments.flatten().map(day_in_brussels));
            let late = rebuttals().any(|counted| counted.late > 0);
            let times = rebuttals().map(|counted| counted.in_time + counted.late).sum();
            Actual { times, ..found }.overdue(late)
        }
        // What was pitched or judged on the day. On another day it is among the warnings.
        _ => {
            let days = proposals.iter().flat_map(|facts| [facts.pitched_on, facts.judged_on]);
            Actual::on(days.flatten().filter(|day| Some(*day) == current))
        }
    }
}

impl Actual {
    fn on(days: impl IntoIterator<Item = NaiveDate>) -> Self {
        let mut actual = Self::default();
        for day in days {
            actual.times += 1;
            actual.first = Some(actual.first.map_or(day, |first| first.min(day)));
            actual.last = actual.last.max(Some(day));
        }
        actual
    }

    fn overdue(self, overdue: bool) -> Self {
        Self { overdue, ..self }
    }
}
