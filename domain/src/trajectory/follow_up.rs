//! Follow-up: what lasts, months after the closing (ESF+ longer-term results, EECR05 and EECR06).

use super::course::Closing;
use super::{Payload, Phase};
use crate::catalogue::list::{ClosureReason, ContractType, Ethos, FollowUpMethod, LabourStatus};
use crate::catalogue::{Catalogue, Limits};
use crate::time::{days_after, days_before, months_after};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about the follow-up.
    FollowUpRefusal {
        NobodyToFollowUp { reason: Code<ClosureReason> }, "NOBODY_TO_FOLLOW_UP",
            "nobody is followed up after a closing for reason '{reason}'";
        /// Rule 9.
        FollowUpNotAskedFor { month: u32 }, "FOLLOW_UP_NOT_ASKED_FOR" at "month",
            "the catalogue asks for no follow-up after {month} months";
        FollowUpAlreadyDone { month: u32 }, "FOLLOW_UP_ALREADY_DONE" at "month",
            "month {month} was followed up before, within its window: correct that instead";
        FollowUpNotDone { month: u32 }, "FOLLOW_UP_NOT_DONE",
            "month {month}, the last, was neither followed up nor found unreachable";
        FollowUpAlreadyEnded, "FOLLOW_UP_ALREADY_ENDED",
            "the follow-up has ended";
    }
}

/// A participant was followed up. An absent field is unknown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FollowedUp {
    /// Months after the closing: one of those that the catalogue asks for.
    pub month: u32,
    /// Whether the client was reached; a register answers without that.
    pub reached: bool,
    /// How.
    pub method: Code<FollowUpMethod>,
    /// Work or not.
    pub labour: Option<Code<LabourStatus>>,
    /// The kind of contract.
    pub contract: Option<Code<ContractType>>,
    /// Share of a full-time week, in percent (1 to 100).
    pub fte_percent: Option<u32>,
    /// In a better situation on the labour market than at entry (EECR06).
    pub improved: Option<bool>,
    /// ETHOS Light.
    pub housing: Option<Code<Ethos>>,
}

/// A participant could not be reached for a follow-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUpUnreachable {
    /// Months after the closing: one of those that the catalogue asks for.
    pub month: u32,
    /// How often somebody tried (1 to 100).
    pub attempts: u32,
}

/// Nothing more is followed up. It goes with following up the last month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUpEnded {}

/// The follow-up of a month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The day.
    pub on: NaiveDate,
    /// Months after the closing.
    pub month: u32,
    /// What came of it.
    #[serde(rename = "told")]
    pub result: FollowUpResult,
}

/// What came of a follow-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FollowUpResult {
    /// The client's situation.
    FollowedUp(FollowedUp),
    /// That the client could not be reached, in so many attempts.
    Unreachable(u32),
}

/// When a month is to be followed up: on a day, give or take the catalogue's tolerance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The day, so many months after the closing.
    pub due_on: NaiveDate,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
}

impl Window {
    pub(super) fn of(closed_on: NaiveDate, month: u32, limits: &Limits) -> Self {
        let due_on = months_after(closed_on, month);
        let tolerance = limits.follow_up_tolerance_days;
        let (from, until) = (days_before(due_on, tolerance), days_after(due_on, tolerance));
        Self { due_on, from, until }
    }

    fn contains(self, day: NaiveDate) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

/// A month that waits for its follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUpDue {
    /// Months after the closing.
    pub month: u32,
    /// The day, so many months after the closing.
    pub due_on: NaiveDate,
    /// The first day of the window.
    pub from: NaiveDate,
    /// The last day of the window.
    pub until: NaiveDate,
    /// The window has passed.
    pub overdue: bool,
}

impl FollowUp {
    /// Rule 16: recorded outside the window. It is flagged, and does not count for its month.
    ///
    /// The flag is not stored: the window is the catalogue's, and the fold knows no catalogue.
    #[must_use]
    pub fn outside_window(&self, closed_on: NaiveDate, limits: &Limits) -> bool {
        !Window::of(closed_on, self.month, limits).contains(self.on)
    }

    fn found(&self) -> Option<&FollowedUp> {
        match &self.result {
            FollowUpResult::FollowedUp(found) => Some(found),
            FollowUpResult::Unreachable(_) => None,
        }
    }
}

/// Rule 16: what the follow-ups of a month say of it.
impl Closing {
    fn of_month(&self, month: u32) -> impl Iterator<Item = &FollowUp> {
        self.follow_ups.iter().filter(move |one| one.month == month)
    }

    /// How the client was, as found within the window of a month.
    #[must_use]
    pub fn found_within(&self, month: u32, limits: &Limits) -> Option<&FollowedUp> {
        let within = |one: &&FollowUp| !one.outside_window(self.on, limits);
        self.of_month(month).filter(within).find_map(FollowUp::found)
    }

    /// Whether somebody found how the client was outside the window of a month.
    #[must_use]
    pub fn was_found_outside(&self, month: u32, limits: &Limits) -> bool {
        let outside = |one: &FollowUp| one.outside_window(self.on, limits);
        self.of_month(month).any(|one| one.found().is_some() && outside(one))
    }

    /// The day from which on nobody needs to follow up a month. What comes before the window does not
    /// spare the follow-up within it; after the window there is nothing else to be done.
    #[must_use]
    pub fn followed_up_on(&self, month: u32, limits: &Limits) -> Option<NaiveDate> {
        let from = self.follow_up_window(month, limits).from;
        self.of_month(month).map(|one| one.on).find(|on| *on >= from)
    }
}

impl State {
    /// The months whose window has opened and that have no follow-up yet, in order.
    #[must_use]
    pub fn follow_ups_due(&self, today: NaiveDate, catalogue: &Catalogue) -> Vec<FollowUpDue> {
        let due = self.follow_ups(catalogue).filter(|due| due.from <= today);
        due.map(|due| FollowUpDue { overdue: today > due.until, ..due }).collect()
    }

    /// The months that have no follow-up yet, in order, due or not.
    pub(super) fn follow_ups(&self, catalogue: &Catalogue) -> impl Iterator<Item = FollowUpDue> {
        let followed = self.course.closed().filter(|_| self.phase() == Some(Phase::FollowUp));
        let limits = catalogue.limits();
        followed.into_iter().flat_map(move |closing| {
            let months = limits.follow_up_months.iter().copied();
            months.filter(|month| closing.followed_up_on(*month, limits).is_none()).map(|month| {
                let Window { due_on, from, until } = closing.follow_up_window(month, limits);
                FollowUpDue { month, due_on, from, until, overdue: false }
            })
        })
    }
}

/// Following up the last month ends the follow-up, unless its window has yet to begin.
pub(super) fn consequence(
    what: &Payload,
    on: NaiveDate,
    state: &State,
    catalogue: &Catalogue,
) -> Option<FollowUpEnded> {
    let Payload::FollowedUp(FollowedUp { month, .. }) = what else { return None };
    let closing = state.course.closed().filter(|one| one.follow_up_ended_on.is_none())?;
    let begun = closing.follow_up_window(*month, catalogue.limits()).from <= on;
    (begun && Some(*month) == last_month(catalogue)).then_some(FollowUpEnded {})
}

fn last_month(catalogue: &Catalogue) -> Option<u32> {
    catalogue.limits().follow_up_months.iter().copied().max()
}

/// Rules 9 and 16: the catalogue asks for the month, which is followed up once within its window.
fn may_be_recorded(month: u32, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
    let closing = state.followed()?;
    let limits = at.catalogue.limits();
    Refusal::unless(limits.follow_up_months.contains(&month), || {
        FollowUpRefusal::FollowUpNotAskedFor { month }
    })?;
    let within = closing.follow_up_window(month, limits).contains(at.on);
    Refusal::when(within && closing.found_within(month, limits).is_some(), || {
        FollowUpRefusal::FollowUpAlreadyDone { month }
    })
}

fn add(state: &mut State, on: NaiveDate, month: u32, result: FollowUpResult) {
    if let Some(closing) = state.course.closed_mut() {
        closing.follow_ups.push(FollowUp { on, month, result });
    }
}

impl EventPayload<State> for FollowedUp {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.last(&["ftePercent"]);
        if let Some(percent) = self.fte_percent {
            fields.number("ftePercent", percent, 1, 100);
        }
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        may_be_recorded(self.month, state, at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        add(state, on, self.month, FollowUpResult::FollowedUp(self.clone()));
        if let Some(ethos) = &self.housing {
            state.housing.observe(ethos.clone(), on, on);
        }
    }
}

impl EventPayload<State> for FollowUpUnreachable {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.number("attempts", self.attempts, 1, 100);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        may_be_recorded(self.month, state, at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        add(state, on, self.month, FollowUpResult::Unreachable(self.attempts));
    }
}

impl EventPayload<State> for FollowUpEnded {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let closing = state.followed()?;
        Refusal::when(closing.follow_up_ended_on.is_some(), || {
            FollowUpRefusal::FollowUpAlreadyEnded
        })?;
        match last_month(at.catalogue) {
            Some(month) if closing.follow_ups.iter().all(|done| done.month != month) => {
                Err(FollowUpRefusal::FollowUpNotDone { month }.into())
            }
            _ => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(closing) = state.course.closed_mut() {
            closing.follow_up_ended_on = Some(on);
        }
    }
}

#[cfg(test)]
mod tests;
