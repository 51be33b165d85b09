//! Details: what of a problem area holds the client back. A barrier may be several of them at once, and each is so from
//! the day on which it is said. S has them in the rows of its table: alcohol and drugs, too small and too dear.

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
    /// Only what the barrier is can be over. What is carried from another trajectory may be over here already.
    pub(super) fn resolves_what_is_named(
        &self,
        barrier: &Barrier,
        at: &Circumstance<'_>,
    ) -> Result<(), Refusal> {
        for detail in &self.resolved_details {
            Refusal::when(self.details.contains(detail), || {
                BarrierRefusal::DetailNamedAndResolved { detail: detail.clone() }
            })?;
            let is_over = at.carried_from.is_none() && !barrier.is_named_now(detail);
            Refusal::when(is_over, || BarrierRefusal::DetailNotNamed {
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
    /// What it is now, or was when it was resolved: each detail with the day since when, the first one first.
    #[must_use]
    pub fn details_now(&self) -> Vec<(&Detail, NaiveDate)> {
        let lasting = |(detail, spans): (_, &Vec<Span>)| {
            spans.last().filter(|span| span.until.is_none()).map(|span| (detail, span.from))
        };
        let mut now: Vec<_> = self.details.iter().filter_map(lasting).collect();
        now.sort_by_key(|(_, since)| *since);
        now
    }

    /// When a detail held the client back: while the barrier was open and was said to be that, in order.
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

    pub(super) fn is_also<'a>(
        &mut self,
        details: impl IntoIterator<Item = &'a Detail>,
        on: NaiveDate,
    ) {
        for detail in details {
            turn(self.details.entry(detail.clone()).or_default(), on, true);
        }
    }

    pub(super) fn is_no_longer(&mut self, details: &[Detail], on: NaiveDate) {
        for detail in details {
            if let Some(spans) = self.details.get_mut(detail) {
                turn(spans, on, false);
            }
        }
    }

    /// What it is when it is back, where somebody says so.
    pub(super) fn is_this_time(&mut self, details: &[Detail], on: NaiveDate) {
        if details.is_empty() {
            return;
        }
        for (detail, spans) in &mut self.details {
            if !details.contains(detail) {
                turn(spans, on, false);
            }
        }
        self.is_also(details, on);
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
