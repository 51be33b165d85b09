//! Details: what of a problem area holds the client back. A barrier may have several of them at once, each from the day
//! on which it is said. S has them in the rows of its table: alcohol and drugs, too small and too dear.

use super::{Barrier, BarrierIdentified, BarrierReassessed, BarrierRefusal, Span, turn};
use crate::catalogue::Catalogue;
use crate::catalogue::list::{BarrierDetail, ProblemArea};
use crate::trajectory::prelude::*;

type Detail = Code<BarrierDetail>;

impl BarrierIdentified {
    /// All that it is said to be.
    pub(in crate::trajectory) fn all_details(&self) -> impl Iterator<Item = &Detail> {
        self.detail.iter().chain(&self.details)
    }
}

impl BarrierReassessed {
    /// Only a detail that the barrier has can be over. One that is carried from another trajectory may be over already.
    pub(super) fn resolves_what_is_named(
        &self,
        barrier: &Barrier,
        at: &Circumstance<'_>,
    ) -> Result<(), Refusal> {
        for detail in &self.resolved_details {
            Refusal::when(self.details.contains(detail), || {
                BarrierRefusal::DetailNamedAndResolved { detail: detail.clone() }
            })?;
            let is_missing = at.carried_from.is_none() && !barrier.is_named_now(detail);
            Refusal::when(is_missing, || BarrierRefusal::DetailNotNamed {
                detail: detail.clone(),
                area: self.area.clone(),
            })?;
        }
        Ok(())
    }
}

/// Each detail is one of the area.
pub(super) fn of_area<'a>(
    details: impl IntoIterator<Item = &'a Detail>,
    area: &Code<ProblemArea>,
    catalogue: &Catalogue,
) -> Result<(), Refusal> {
    let is_other = |detail: &&Detail| !catalogue.is_detail_of(detail.as_str(), area.as_str());
    match details.into_iter().find(is_other) {
        Some(detail) => {
            let (detail, area) = (detail.clone(), area.clone());
            Err(BarrierRefusal::DetailOfAnotherArea { detail, area }.into())
        }
        None => Ok(()),
    }
}

impl Barrier {
    /// The details that it has now, or had when it was resolved, each with the day since when, in order of these days.
    #[must_use]
    pub fn details_now(&self) -> Vec<(&Detail, NaiveDate)> {
        let lasting = |(detail, spans): (_, &Vec<Span>)| {
            spans.last().filter(|span| span.until.is_none()).map(|span| (detail, span.from))
        };
        let mut now: Vec<_> = self.details.iter().filter_map(lasting).collect();
        now.sort_by_key(|(_, since)| *since);
        now
    }

    /// When a detail held the client back: while the barrier was open and had it, in order.
    #[must_use]
    pub fn open_as(&self, detail: &Detail) -> Vec<Span> {
        let named = self.details.get(detail).map(Vec::as_slice).unwrap_or_default();
        named
            .iter()
            .flat_map(|one| self.open.iter().filter_map(|other| both(*one, *other)))
            .collect()
    }

    pub(super) fn is_named_on(&self, detail: &Detail, day: NaiveDate) -> bool {
        self.details.get(detail).is_some_and(|spans| spans.iter().any(|span| span.holds_on(day)))
    }

    fn is_named_now(&self, detail: &Detail) -> bool {
        self.details_now().iter().any(|(named, _)| *named == detail)
    }

    pub(super) fn add_details<'a>(
        &mut self,
        details: impl IntoIterator<Item = &'a Detail>,
        on: NaiveDate,
    ) {
        for detail in details {
            turn(self.details.entry(detail.clone()).or_default(), on, true);
        }
    }

    pub(super) fn end_details(&mut self, details: &[Detail], on: NaiveDate) {
        for detail in details {
            if let Some(spans) = self.details.get_mut(detail) {
                turn(spans, on, false);
            }
        }
    }

    /// When it recurs, these are its details, unless none is named: then it has those that it had.
    pub(super) fn replace_details(&mut self, details: &[Detail], on: NaiveDate) {
        if details.is_empty() {
            return;
        }
        for (detail, spans) in &mut self.details {
            if !details.contains(detail) {
                turn(spans, on, false);
            }
        }
        self.add_details(details, on);
    }
}

/// When both hold, unless they never do at once.
fn both(one: Span, other: Span) -> Option<Span> {
    let from = one.from.max(other.from);
    let until = one.until.into_iter().chain(other.until).min();
    until.is_none_or(|until| from < until).then_some(Span { from, until })
}

#[cfg(test)]
mod tests;
