//! Consequences: events that a command adds to the one that it asks for, because everything that
//! changes has an event of its own.
//!
//! Such an event names the one that it follows from. Events of before that field existed do not: there
//! the cause is the event directly before or after it, of the same append.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::event::Payload;
use super::journal::Journal;
use super::{Circumstance, State, TrajectoryEvent, bridge, course, follow_up, profile, transfer};
use crate::catalogue::{Catalogue, Catalogues};
use crate::ids::Version;

/// What follows from an event.
#[derive(Debug, Default)]
pub(super) struct Consequences {
    /// What it ends or needs, recorded before it.
    pub(super) before: Vec<Payload>,
    /// What it brings about, recorded after it.
    pub(super) after: Vec<Payload>,
}

impl Consequences {
    /// What follows from `what` when it happens in `state`.
    pub(super) fn of(what: &Payload, state: &State, at: &Circumstance<'_>) -> Self {
        let catalogue = at.catalogue;
        let mut brought = profile::consequences(what, state, catalogue);
        brought.extend(transfer::consequences(what, state));
        brought.extend(follow_up::consequence(what, at.on, state, catalogue).map(Into::into));
        let mut after = Vec::with_capacity(brought.len());
        for following in brought {
            after.extend(course::ended_by(&following, state));
            after.push(following);
        }
        let mut before = course::ended_by(what, state);
        before.extend(bridge::ended_by(what, state, at.on));
        before.extend(bridge::lets_in(what, state, at));
        Self { before, after }
    }

    /// What follows from a current event, under the catalogue of its day.
    fn of_event(event: &TrajectoryEvent, state: &State, catalogues: &Catalogues) -> Self {
        let catalogue = state
            .opening
            .as_ref()
            .and_then(|opening| catalogues.get(opening.region.as_str(), opening.catalogue));
        let &TrajectoryEvent { occurred_on: on, organisation, ref what, .. } = event;
        let of = |catalogue: &Arc<Catalogue>| {
            let carried_from = event.carried_from();
            let at = Circumstance { on, organisation, catalogue, carried_from, now: None };
            Self::of(what, state, &at)
        };
        catalogue.map(of).unwrap_or_default()
    }

    fn into_all(self) -> Vec<Payload> {
        let Self { mut before, after } = self;
        before.extend(after);
        before
    }
}

/// By the sequence of each event that follows from another: the sequence of that one. An event whose
/// cause is not current follows from nothing.
pub(super) fn causes(journal: &Journal, catalogues: &Catalogues) -> BTreeMap<Version, Version> {
    let events: BTreeMap<Version, &TrajectoryEvent> =
        journal.entries().iter().map(|entry| (entry.sequence, &entry.event)).collect();
    let by_place = ByPlace { events, journal, catalogues };
    let caused = by_place.events.iter().filter_map(|(&sequence, event)| {
        let cause = match event.follows_from {
            Some(cause) => by_place.events.contains_key(&cause).then_some(cause),
            None => by_place.cause_of(sequence, event),
        };
        Some((sequence, cause?))
    });
    caused.collect()
}

/// By the sequence of each event that something follows from: all that follows from it when the events
/// are taken in order of occurrence.
pub(super) fn following(
    journal: &Journal,
    causes: &BTreeMap<Version, Version>,
    catalogues: &Catalogues,
) -> BTreeMap<Version, Vec<Payload>> {
    let mut state = State::default();
    let mut following = BTreeMap::new();
    // An event that follows from another is left out here: it is worked out anew, with its cause.
    for entry in journal.entries().iter().filter(|entry| !causes.contains_key(&entry.sequence)) {
        let event = &entry.event;
        let consequences = Consequences::of_event(event, &state, catalogues);
        let also = |what: &Payload| TrajectoryEvent { what: what.clone(), ..event.clone() };
        for what in &consequences.before {
            state.apply(&also(what));
        }
        state.apply(event);
        for what in &consequences.after {
            state.apply(&also(what));
        }
        let all = consequences.into_all();
        if !all.is_empty() {
            following.insert(entry.sequence, all);
        }
    }
    following
}

/// Finds causes in a log that does not name them.
struct ByPlace<'a> {
    events: BTreeMap<Version, &'a TrajectoryEvent>,
    journal: &'a Journal,
    catalogues: &'a Catalogues,
}

impl ByPlace<'_> {
    fn cause_of(&self, sequence: Version, event: &TrajectoryEvent) -> Option<Version> {
        use Payload as H;
        match &event.what {
            H::ChallengeLinked(fact) if fact.follows_from_persona() => {
                let cause =
                    self.behind(sequence, event, |what| matches!(what, H::PersonaLinked(_)));
                cause.filter(|cause| self.would_bring(*cause, event))
            }
            H::ChallengeUnlinked(_) => {
                let cause =
                    self.behind(sequence, event, |what| matches!(what, H::PersonaUnlinked(_)));
                cause.filter(|cause| self.would_bring(*cause, event))
            }
            H::FollowUpEnded(_) => {
                let cause = self.behind(sequence, event, |what| matches!(what, H::FollowedUp(_)));
                cause.filter(|cause| self.would_bring(*cause, event))
            }
            H::Closed(fact) if fact.follows_from_transfer() => {
                self.behind(sequence, event, transfer::goes_elsewhere)
            }
            what if course::follows_from_closing(what) => self.closing_after(sequence, event),
            _ => None,
        }
    }

    /// The cause that the event directly follows, with nothing between them but what follows as well.
    fn behind(
        &self,
        sequence: Version,
        event: &TrajectoryEvent,
        is_cause: impl Fn(&Payload) -> bool,
    ) -> Option<Version> {
        let kind = event.what.event_type();
        for place in (1..sequence).rev() {
            let before = self.events.get(&place)?;
            if before.organisation != event.organisation {
                return None;
            }
            if is_cause(&before.what) {
                return Some(place);
            }
            let follows_too =
                before.what.event_type() == kind || course::follows_from_closing(&before.what);
            if !follows_too {
                return None;
            }
        }
        None
    }

    /// The closing that ended it; or, where that follows from another event, the latter.
    fn closing_after(&self, sequence: Version, event: &TrajectoryEvent) -> Option<Version> {
        for place in sequence + 1.. {
            let after = self.events.get(&place)?;
            match &after.what {
                _ if after.organisation != event.organisation => return None,
                Payload::Closed(_) => {
                    return match after.follows_from {
                        Some(cause) => Some(cause),
                        None => self.cause_of(place, after).or(Some(place)),
                    };
                }
                what if course::follows_from_closing(what) && after.follows_from.is_none() => {}
                _ => return None,
            }
        }
        None
    }

    /// Somebody may have recorded the same directly after the cause: then it does not follow from that.
    fn would_bring(&self, cause: Version, event: &TrajectoryEvent) -> bool {
        let state = self.journal.state_before(cause);
        let consequences = Consequences::of_event(self.events[&cause], &state, self.catalogues);
        consequences.after.contains(&event.what)
    }
}
