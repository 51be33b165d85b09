//! Contradiction: what is recorded late, or corrects or voids something, may not make
//! impossible what was recorded before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::decide::catalogue_for;
use super::event::Payload;
use super::journal::{Entry, Journal};
use super::{Circumstance, Refusal, State, TrajectoryEvent, carrying, course};
use crate::catalogue::Catalogues;
use crate::ids::Version;
use crate::trajectory::opening::OpeningRefusal;
use crate::trajectory::record_keeping::RecordKeepingRefusal;

/// The current events before and after a command.
pub(super) struct Change<'a> {
    /// Those before it.
    pub(super) before: &'a Journal,
    /// Those after it.
    pub(super) after: &'a Journal,
    /// The first day on which they differ.
    pub(super) from: NaiveDate,
    /// The event that the command corrects or voids.
    pub(super) target: Option<Version>,
    /// By the sequence of what is adjusted or added with it: the sequence of the event that it follows
    /// from.
    pub(super) adjusted: &'a BTreeMap<Version, Version>,
    pub(super) catalogues: &'a Catalogues,
}

impl Change<'_> {
    /// Nothing that was permitted becomes impossible. An event that was not permitted before either, for
    /// example because a rule is younger than the event, is no reason to refuse.
    pub(super) fn contradicts_nothing(&self) -> Result<(), Refusal> {
        let permitted: BTreeSet<Version> = verdicts(self.before, self.from, self.catalogues)
            .into_iter()
            .filter_map(|(sequence, why)| why.is_none().then_some(sequence))
            .collect();
        let mut contradicted: Vec<(Version, Refusal)> = Vec::new();
        for (sequence, why) in verdicts(self.after, self.from, self.catalogues) {
            let Some(why) = why else { continue };
            let cause = self.adjusted.get(&sequence);
            if self.target == Some(sequence) || (cause.is_some() && cause == self.target.as_ref()) {
                return Err(why);
            }
            let what = self.after.find(sequence).map(|entry| &entry.event.what);
            if what.is_some_and(course::follows_from_closing) {
                continue;
            }
            // What follows from another event is reported by that one.
            let place = *cause.unwrap_or(&sequence);
            let known = contradicted.iter().any(|(other, _)| *other == place);
            if !known && (cause.is_some() || permitted.contains(&sequence)) {
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
    for (place, entry) in journal.entries().iter().enumerate() {
        if entry.event.day() >= from {
            let (what, before) = (&entry.event.what, &journal.entries()[..place]);
            let why = permitted(entry, &state, opened, catalogues).err();
            let why = why.filter(|why| !carrying::was_said_before(what, before, why));
            verdicts.push((entry.sequence, why));
        }
        state.apply(&entry.event);
    }
    verdicts
}

fn permitted(
    entry: &Entry,
    state: &State,
    opened_on: Option<NaiveDate>,
    catalogues: &Catalogues,
) -> Result<(), Refusal> {
    let TrajectoryEvent { organisation, ref what, .. } = entry.event;
    let (occurred_on, carried_from) = (entry.event.day(), entry.event.carried_from());
    if let Some(opened_on) = opened_on.filter(|opened_on| occurred_on < *opened_on) {
        return Err(OpeningRefusal::OccurredBeforeOpening { occurred_on, opened_on }.into());
    }
    let opened = if let Payload::TrajectoryOpened(opened) = what { Some(opened) } else { None };
    let catalogue = catalogue_for(state, opened, catalogues)?;
    let at = Circumstance { on: occurred_on, organisation, catalogue, carried_from, now: None };
    what.permitted(state, &at)
}
