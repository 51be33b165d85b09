//! Contradiction: what is recorded late, or puts something right, may not make impossible what
//! was recorded before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::event::Payload;
use super::journal::{Entry, Journal};
use super::{Circumstance, Refusal, State, TrajectoryEvent, course};
use crate::catalogue::Catalogues;
use crate::ids::Version;
use crate::occasion::named;
use crate::trajectory::opening::OpeningRefusal;
use crate::trajectory::record_keeping::RecordKeepingRefusal;

/// What a command makes of the events that stand.
pub(super) struct Change<'a> {
    /// Those that stood.
    pub(super) before: &'a Journal,
    /// Those that will.
    pub(super) after: &'a Journal,
    /// The first day on which they differ.
    pub(super) from: NaiveDate,
    /// The event that was asked to be put right.
    pub(super) target: Option<Version>,
    /// By the place of what is put right or added beside what was asked for: the place of the
    /// event that it follows from.
    pub(super) settled: &'a BTreeMap<Version, Version>,
    pub(super) catalogues: &'a Catalogues,
}

impl Change<'_> {
    /// Nothing that stood is made impossible. What did not stand before either, say because a rule
    /// is younger than the record, is no reason to refuse.
    pub(super) fn contradicts_nothing(&self) -> Result<(), Refusal> {
        let stood: BTreeSet<Version> = verdicts(self.before, self.from, self.catalogues)
            .into_iter()
            .filter_map(|(sequence, why)| why.is_none().then_some(sequence))
            .collect();
        let mut contradicted: Vec<(Version, Refusal)> = Vec::new();
        for (sequence, why) in verdicts(self.after, self.from, self.catalogues) {
            let Some(why) = why else { continue };
            let cause = self.settled.get(&sequence);
            if self.target == Some(sequence) || (cause.is_some() && cause == self.target.as_ref()) {
                return Err(why);
            }
            let what = self.after.find(sequence).map(|entry| &entry.event.what);
            if what.is_some_and(course::follows_from_closing) {
                continue;
            }
            // What does not stand beside its cause is told by that.
            let place = *cause.unwrap_or(&sequence);
            let known = contradicted.iter().any(|(other, _)| *other == place);
            if !known && (cause.is_some() || stood.contains(&sequence)) {
                contradicted.push((place, why));
            }
        }
        let mut contradicted = contradicted.into_iter();
        match contradicted.next() {
            None => Ok(()),
            Some((sequence, why)) => Err(RecordKeepingRefusal::LaterEventContradicted {
                sequence,
                why: Box::new(why),
                more: contradicted.map(|(sequence, _)| sequence).collect(),
            }
            .into()),
        }
    }
}

/// For each event from a day on: the rule that it breaks at its place, if it breaks one.
fn verdicts(
    journal: &Journal,
    from: NaiveDate,
    catalogues: &Catalogues,
) -> Vec<(Version, Option<Refusal>)> {
    let mut state = State::default();
    let mut verdicts = Vec::new();
    let opened = journal.entries().iter().find_map(|entry| match &entry.event.what {
        Payload::TrajectoryOpened(_) => Some(entry.event.occurred_on),
        _ => None,
    });
    for entry in journal.entries() {
        if entry.event.occurred_on >= from {
            let verdict = stands(entry, &state, opened, catalogues);
            verdicts.push((entry.sequence, verdict.err()));
        }
        state.apply(&entry.event);
    }
    verdicts
}

fn stands(
    entry: &Entry,
    state: &State,
    opened_on: Option<NaiveDate>,
    catalogues: &Catalogues,
) -> Result<(), Refusal> {
    let TrajectoryEvent { occurred_on, organisation, ref what, .. } = entry.event;
    match opened_on {
        Some(opened_on) if occurred_on < opened_on => {
            return Err(OpeningRefusal::OccurredBeforeOpening { occurred_on, opened_on }.into());
        }
        _ => {}
    }
    let catalogue = match (&state.opening, what) {
        (Some(opening), _) => named(&opening.region, opening.catalogue, catalogues)?,
        (None, Payload::TrajectoryOpened(new)) => named(&new.region, new.catalogue, catalogues)?,
        (None, _) => return Err(OpeningRefusal::TrajectoryNotFound.into()),
    };
    what.permitted(state, &Circumstance { on: occurred_on, organisation, catalogue })
}
