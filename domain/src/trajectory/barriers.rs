//! Barriers: what holds a client back, by problem area of the region.

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
        /// Rule 14, of what is carried from another trajectory.
        BarrierDetailContradicted { area: Code<ProblemArea>, detail: Code<BarrierDetail> }, "BARRIER_DETAIL_CONTRADICTED",
            "the barrier in '{area}' is '{detail}' there, and something else in the other trajectory; a barrier has \
             one detail";
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
    /// What of the area it is, where somebody said so.
    pub detail: Option<Code<BarrierDetail>>,
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
        let mut open = self.open.iter();
        let severity = self.severities.iter().rfind(|seen| seen.on <= on).map(|seen| seen.severity);
        open.any(|span| span.from <= on && span.until.is_none_or(|until| on < until))
            && severity == Some(other.severity)
            && (other.suspected || !self.suspected)
            && (other.detail.is_none() || self.detail == other.detail)
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
    pub(super) fn held_back_by(&self, area: &Code<ProblemArea>) -> Result<(), Refusal> {
        match self.0.get(area) {
            Some(barrier) if barrier.resolved_on().is_none() => Ok(()),
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
        if let Some(detail) = &self.detail {
            let of_area = at.catalogue.is_detail_of(detail.as_str(), self.area.as_str());
            Refusal::unless(of_area, || BarrierRefusal::DetailOfAnotherArea {
                detail: detail.clone(),
                area: self.area.clone(),
            })?;
        }
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
            detail: None,
            severities: vec![],
            open: vec![],
            severe: vec![],
        });
        // Two trajectories of one client may both have identified it.
        barrier.suspected &= self.suspected;
        if barrier.detail.is_none() {
            barrier.detail.clone_from(&self.detail);
        }
        barrier.is_seen(on, self.severity);
    }
}

impl EventPayload<State> for BarrierReassessed {
    fn fields(&self, fields: &mut Fields<'_>) {
        severity_fits(self.severity, fields);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        state.barriers.held_back_by(&self.area)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(barrier) = state.barriers.seen(&self.area, on, self.severity) {
            barrier.suspected = self.suspected;
        }
    }
}

impl EventPayload<State> for BarrierResolved {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        state.barriers.held_back_by(&self.area)
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

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        match state.barriers.0.get(&self.area) {
            Some(barrier) if barrier.resolved_on().is_some() => Ok(()),
            _ => Err(BarrierRefusal::BarrierNotResolved { area: self.area.clone() }.into()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(barrier) = state.barriers.seen(&self.area, on, self.severity) {
            // A barrier that recurs was seen, so it is no longer only suspected.
            barrier.suspected = false;
        }
    }
}

#[cfg(test)]
mod tests;
