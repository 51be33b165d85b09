//! Barriers: what holds a client back, by problem area of the region.

mod details;

use std::collections::BTreeMap;

use crate::catalogue::list::{BarrierDetail, ProblemArea};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about barriers.
    BarrierRefusal {
        /// There is one barrier a problem area; one that was resolved recurs.
        BarrierAlreadyIdentified { area: Code<ProblemArea> }, "BARRIER_ALREADY_IDENTIFIED",
            "a barrier in '{area}' was identified before; reassess it or record its recurrence";
        /// The barrier was not identified, or it was resolved.
        BarrierNotOpen { area: Code<ProblemArea> }, "BARRIER_NOT_OPEN",
            "there is no open barrier in '{area}'";
        BarrierNotResolved { area: Code<ProblemArea> }, "BARRIER_NOT_RESOLVED",
            "there is no resolved barrier in '{area}' that could recur";
        /// A detail belongs to one problem area.
        DetailOfAnotherArea { detail: Code<BarrierDetail>, area: Code<ProblemArea> }, "DETAIL_OF_ANOTHER_AREA",
            "'{detail}' is no detail of a barrier in '{area}'; name one of that area, or none";
        /// Only what a barrier is said to be can turn out to be over.
        DetailNotNamed { detail: Code<BarrierDetail>, area: Code<ProblemArea> }, "DETAIL_NOT_NAMED",
            "the barrier in '{area}' is not said to be '{detail}' on that day";
        DetailNamedAndResolved { detail: Code<BarrierDetail> }, "DETAIL_NAMED_AND_RESOLVED",
            "'{detail}' cannot be part of the barrier and be resolved at once; name it in one of the two";
    }
}

/// Something holds the client back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BarrierIdentified {
    /// The problem area.
    pub area: Code<ProblemArea>,
    /// 1 (slight) to 5 (nothing else is possible).
    pub severity: u32,
    /// Suspected, not established (S: "een vermoeden van").
    pub suspected: bool,
    /// What of the area it is, where somebody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Code<BarrierDetail>>,
    /// What else of the area it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Code<BarrierDetail>>,
}

/// A barrier was looked at again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BarrierReassessed {
    /// The problem area.
    #[serde(serialize_with = "Code::held")]
    pub area: Code<ProblemArea>,
    /// 1 (slight) to 5 (nothing else is possible).
    pub severity: u32,
    /// Suspected, not established.
    pub suspected: bool,
    /// What of the area it turns out to be as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Code<BarrierDetail>>,
    /// What of the area it is no longer.
    #[serde(default, skip_serializing_if = "Vec::is_empty", serialize_with = "Code::all_held")]
    pub resolved_details: Vec<Code<BarrierDetail>>,
}

/// It no longer holds the client back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BarrierResolved {
    /// The problem area.
    #[serde(serialize_with = "Code::held")]
    pub area: Code<ProblemArea>,
}

/// A barrier that was resolved is back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BarrierRecurred {
    /// The problem area.
    #[serde(serialize_with = "Code::held")]
    pub area: Code<ProblemArea>,
    /// 1 (slight) to 5 (nothing else is possible).
    pub severity: u32,
    /// What of the area it is this time. Empty: what it was before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Code<BarrierDetail>>,
}

/// From this severity on a barrier is severe *(choice)*.
const SEVERE: u32 = 4;

/// Barriers, past and present: one a problem area.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Barriers(BTreeMap<Code<ProblemArea>, Barrier>);

/// What holds the client back in one problem area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Barrier {
    /// The day that it was identified.
    pub identified_on: NaiveDate,
    /// Suspected, not established.
    pub suspected: bool,
    /// What of the area it is or was, where somebody said so: each detail with the times for which it was said to be
    /// part of the barrier, in order, one at least. These go on while the barrier is resolved, though it holds nobody
    /// back then: see [`Barrier::open_as`].
    pub details: BTreeMap<Code<BarrierDetail>, Vec<Span>>,
    /// How severe it was when somebody looked, in order; never empty.
    pub severities: Vec<Severity>,
    /// When it held the client back, in order; never empty.
    pub open: Vec<Span>,
    /// When it did so severely (4 and more), in order.
    pub severe: Vec<Span>,
}

/// From a day on, until another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The day that it was over. Absent: it lasts.
    pub until: Option<NaiveDate>,
}

impl Span {
    /// Whether it holds on a day.
    fn holds_on(self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// How severe a barrier was on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Severity {
    /// The day.
    pub on: NaiveDate,
    /// 1 (slight) to 5 (nothing else is possible).
    pub severity: u32,
}

impl Barrier {
    /// The day that it was resolved, unless it is open.
    #[must_use]
    pub fn resolved_on(&self) -> Option<NaiveDate> {
        self.open.last().and_then(|span| span.until)
    }

    /// How many times it came back.
    #[must_use]
    pub fn recurrences(&self) -> u32 {
        u32::try_from(self.open.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Whether it is known to hold the client back on a day as another trajectory says that it did.
    pub(super) fn says_as_much(&self, other: &BarrierIdentified, on: NaiveDate) -> bool {
        let severity = self.severities.iter().rfind(|seen| seen.on <= on).map(|seen| seen.severity);
        self.open.iter().any(|span| span.holds_on(on))
            && severity == Some(other.severity)
            && (other.suspected || !self.suspected)
            && other.all_details().all(|detail| self.is_named_on(detail, on))
    }

    fn is_seen(&mut self, on: NaiveDate, severity: u32) {
        self.severities.push(Severity { on, severity });
        turn(&mut self.open, on, true);
        turn(&mut self.severe, on, severity >= SEVERE);
    }

    fn is_over(&mut self, on: NaiveDate) {
        turn(&mut self.open, on, false);
        turn(&mut self.severe, on, false);
    }
}

/// From `on` on it holds, or it does no longer.
pub(super) fn turn(spans: &mut Vec<Span>, on: NaiveDate, holds: bool) {
    match spans.last_mut().filter(|span| span.until.is_none()) {
        Some(lasting) if !holds => lasting.until = Some(on),
        None if holds => spans.push(Span { from: on, until: None }),
        _ => {}
    }
}

impl Barriers {
    /// Every barrier with its problem area.
    pub fn iter(&self) -> impl Iterator<Item = (&Code<ProblemArea>, &Barrier)> {
        self.0.iter()
    }

    /// The barrier of this problem area holds the client back.
    pub(super) fn held_back_by(&self, area: &Code<ProblemArea>) -> Result<&Barrier, Refusal> {
        match self.0.get(area) {
            Some(barrier) if barrier.resolved_on().is_none() => Ok(barrier),
            _ => Err(BarrierRefusal::BarrierNotOpen { area: area.clone() }.into()),
        }
    }

    fn seen(
        &mut self,
        area: &Code<ProblemArea>,
        on: NaiveDate,
        severity: u32,
    ) -> Option<&mut Barrier> {
        let barrier = self.0.get_mut(area)?;
        barrier.is_seen(on, severity);
        Some(barrier)
    }
}

fn severity_fits(severity: u32, fields: &mut Fields<'_>) {
    fields.number("severity", severity, 1, 5);
}

impl EventPayload<State> for BarrierIdentified {
    fn fields(&self, fields: &mut Fields<'_>) {
        severity_fits(self.severity, fields);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        details::of_area(self.all_details(), &self.area, at.catalogue)?;
        // A barrier that was resolved has to recur: only so is the relapse counted. But what another trajectory of
        // the client says first is one more look.
        let known = at.carried_from.is_none() && state.barriers.0.contains_key(&self.area);
        Refusal::when(known, || BarrierRefusal::BarrierAlreadyIdentified {
            area: self.area.clone(),
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let barrier = state.barriers.0.entry(self.area.clone()).or_insert_with(|| Barrier {
            identified_on: on,
            suspected: self.suspected,
            details: BTreeMap::new(),
            severities: vec![],
            open: vec![],
            severe: vec![],
        });
        // Two trajectories of one client may both have identified it.
        barrier.suspected &= self.suspected;
        barrier.add_details(self.all_details(), on);
        barrier.is_seen(on, self.severity);
    }
}

impl EventPayload<State> for BarrierReassessed {
    fn fields(&self, fields: &mut Fields<'_>) {
        severity_fits(self.severity, fields);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        let barrier = state.barriers.held_back_by(&self.area)?;
        details::of_area(&self.details, &self.area, at.catalogue)?;
        self.resolves_what_is_named(barrier, at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(barrier) = state.barriers.seen(&self.area, on, self.severity) {
            barrier.suspected = self.suspected;
            barrier.add_details(&self.details, on);
            barrier.end_details(&self.resolved_details, on);
        }
    }
}

impl EventPayload<State> for BarrierResolved {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        state.barriers.held_back_by(&self.area).map(|_| ())
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(barrier) = state.barriers.0.get_mut(&self.area) {
            barrier.is_over(on);
        }
    }
}

impl EventPayload<State> for BarrierRecurred {
    fn fields(&self, fields: &mut Fields<'_>) {
        severity_fits(self.severity, fields);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        details::of_area(&self.details, &self.area, at.catalogue)?;
        match state.barriers.0.get(&self.area) {
            Some(barrier) if barrier.resolved_on().is_some() => Ok(()),
            _ => Err(BarrierRefusal::BarrierNotResolved { area: self.area.clone() }.into()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(barrier) = state.barriers.seen(&self.area, on, self.severity) {
            // A barrier that recurs was seen, so it is no longer only suspected.
            barrier.suspected = false;
            barrier.replace_details(&self.details, on);
        }
    }
}

#[cfg(test)]
mod tests;
