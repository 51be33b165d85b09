//! Putting right: an event and what its command added to it are put right together, in one
//! command. The same holds of what is recorded late: what follows from events of later days is
//! settled with it, so that a history is the same in whatever order it was learned.
//!
//! What follows is worked out anew for all events in order of occurrence, before and after the
//! change. Where it differs, that is told: by corrections and voidings of what followed, and by
//! events that follow now.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::consequences::{causes, following};
use super::contradiction::Change;
use super::event::Payload;
use super::journal::{Entry, Journal};
use super::record_keeping::{EventCorrected, EventVoided};
use super::transfer::TransferAccepted;
use super::{Refusal, Trajectory, TrajectoryEvent, course};
use crate::catalogue::list::CorrectionReason;
use crate::catalogue::{Catalogues, Code};
use crate::ids::{KboNumber, Version};
use crate::occasion::OccasionRefusal;
use crate::stream::Stream;
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::transfer::TransferRefusal;

/// Why something is put right that follows from what was recorded late.
const NEW_INFORMATION: &str = "new_information";

/// What is to be recorded beside `asked`, which puts something right or is recorded late.
///
/// # Errors
/// When the event cannot be put right, or something that is recorded would become impossible.
pub(super) fn settled(
    trajectory: &Trajectory,
    asked: &[TrajectoryEvent],
    today: NaiveDate,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let Some(first) = asked.first() else { return Ok(vec![]) };
    let journal = trajectory.journal();
    let mut causes = causes(journal, catalogues);
    let target = target(trajectory, &causes, first, today)?;

    let version = trajectory.version();
    let mut after = journal.clone();
    for (event, sequence) in asked.iter().zip(version + 1..) {
        after.apply(sequence, event.clone());
    }
    let mut settlement = Settlement {
        target,
        reason: reason(&first.what),
        told_on: if target.is_some() { first.occurred_on } else { today },
        by: first.organisation,
        told: version + 1,
        events: vec![],
        of: BTreeMap::new(),
    };
    let followed = following(journal, &causes, catalogues);
    let standing = by_cause(journal, &causes);
    for (event, sequence) in asked.iter().zip(version + 1..) {
        causes.extend(event.follows_from.map(|cause| (sequence, cause)));
    }
    let follows = following(&after, &causes, catalogues);

    if let Some(target) = target.filter(|target| after.find(*target).is_none()) {
        settlement.void(target, standing.get(&target).into_iter().flatten().copied());
    }
    let mains = after.entries().iter().filter(|entry| !causes.contains_key(&entry.sequence));
    for main in mains.filter(|entry| entry.sequence <= version) {
        let (had, has) = (followed.get(&main.sequence), follows.get(&main.sequence));
        if had != has || target == Some(main.sequence) {
            let standing = standing.get(&main.sequence).map(Vec::as_slice).unwrap_or_default();
            settlement.settle(main, standing, has.map(Vec::as_slice).unwrap_or_default());
        }
    }

    let Settlement { events, mut of, .. } = settlement;
    let recorded = version + 1 + Version::try_from(asked.len()).unwrap_or(Version::MAX);
    let mut from = from(journal, asked);
    for (event, sequence) in events.iter().zip(recorded..) {
        if let (Some(cause), false) = (event.follows_from, is_put_right(&event.what)) {
            of.insert(sequence, cause);
        }
        after.apply(sequence, event.clone());
    }
    from = from.min(self::from(journal, &events));
    let change = Change { before: journal, after: &after, from, target, settled: &of, catalogues };
    change.contradicts_nothing()?;
    Ok(events)
}

/// The event that is to be put right, if one is, and it may be.
fn target(
    trajectory: &Trajectory,
    causes: &BTreeMap<Version, Version>,
    first: &TrajectoryEvent,
    today: NaiveDate,
) -> Result<Option<Version>, Refusal> {
    let (target, entry) = match &first.what {
        Payload::EventCorrected(EventCorrected { target, .. })
        | Payload::EventVoided(EventVoided { target, .. }) => {
            let target = *target;
            (target, trajectory.standing(target)?)
        }
        _ => return Ok(None),
    };
    if let Some(&cause) = causes.get(&target) {
        return Err(RecordKeepingRefusal::EventFollowsFromAnother { target, cause }.into());
    }
    if let Payload::TransferAccepted(TransferAccepted { trajectory: Some(trajectory) }) =
        entry.event.what
    {
        return Err(TransferRefusal::TransferStands { trajectory }.into());
    }
    match &first.what {
        Payload::EventCorrected(correction) => {
            same_kind(entry, &correction.replacement)?;
            let occurred_on = correction.occurred_on;
            if occurred_on > today {
                return Err(OccasionRefusal::OccurredInTheFuture { occurred_on, today }.into());
            }
        }
        _ if matches!(entry.event.what, Payload::TrajectoryOpened(_)) => {
            return Err(RecordKeepingRefusal::OpeningStays.into());
        }
        _ => {}
    }
    Ok(Some(target))
}

/// A correction tells the same thing rightly; another thing is voided and told anew.
fn same_kind(entry: &Entry, replacement: &Payload) -> Result<(), Refusal> {
    let recorded = &entry.event.what;
    let (recorded_type, replaced_type) = (recorded.event_type(), replacement.event_type());
    if recorded_type != replaced_type {
        return Err(RecordKeepingRefusal::CorrectionChangesKind {
            recorded: recorded_type.name,
            replacement: replaced_type.name,
        }
        .into());
    }
    match (recorded, replacement) {
        (Payload::TrajectoryOpened(one), Payload::TrajectoryOpened(other)) => {
            let same = one.client == other.client
                && one.region == other.region
                && one.catalogue == other.catalogue;
            if same { Ok(()) } else { Err(RecordKeepingRefusal::OpeningStays.into()) }
        }
        _ => Ok(()),
    }
}

fn is_put_right(what: &Payload) -> bool {
    matches!(what, Payload::EventCorrected(_) | Payload::EventVoided(_))
}

fn reason(what: &Payload) -> Code<CorrectionReason> {
    match what {
        Payload::EventCorrected(EventCorrected { reason, .. })
        | Payload::EventVoided(EventVoided { reason, .. }) => reason.clone(),
        _ => Code::new(NEW_INFORMATION),
    }
}

/// What stands, by what it follows from.
fn by_cause<'a>(
    journal: &'a Journal,
    causes: &BTreeMap<Version, Version>,
) -> BTreeMap<Version, Vec<&'a Entry>> {
    let mut by_cause: BTreeMap<Version, Vec<&Entry>> = BTreeMap::new();
    for entry in journal.entries() {
        if let Some(cause) = causes.get(&entry.sequence) {
            by_cause.entry(*cause).or_default().push(entry);
        }
    }
    by_cause
}

/// The first day of which these tell something else than stood.
fn from(journal: &Journal, events: &[TrajectoryEvent]) -> NaiveDate {
    let was = |target| journal.find(target).map(|entry| entry.event.occurred_on);
    let days = events.iter().flat_map(|event| match &event.what {
        Payload::EventCorrected(told) => [was(told.target), Some(told.occurred_on)],
        Payload::EventVoided(told) => [was(told.target), None],
        _ => [Some(event.occurred_on), None],
    });
    days.flatten().min().unwrap_or(NaiveDate::MAX)
}

/// What is told beside what was asked for.
struct Settlement {
    /// The event that was asked to be put right.
    target: Option<Version>,
    reason: Code<CorrectionReason>,
    /// The day of which that is told.
    told_on: NaiveDate,
    by: KboNumber,
    /// The place of the event that was asked for.
    told: Version,
    events: Vec<TrajectoryEvent>,
    /// By the place of what is put right: the place of the event that it follows from.
    of: BTreeMap<Version, Version>,
}

impl Settlement {
    /// Makes of what stands beside `main` what follows from it.
    fn settle(&mut self, main: &Entry, standing: &[&Entry], follows: &[Payload]) {
        // A closing ends what is open by itself. Where the same turns out to have ended before, or
        // to have been open, nothing has to be told unless the closing itself is put right.
        let settles = |what: &Payload| {
            self.target == Some(main.sequence) || !course::follows_from_closing(what)
        };
        let mut standing: Vec<&Entry> =
            standing.iter().filter(|entry| settles(&entry.event.what)).copied().collect();
        let mut follows: Vec<&Payload> = follows.iter().collect();
        let same = |entry: &Entry, what: &Payload| entry.event.what == *what;
        for (entry, what) in pairs(&mut standing, &mut follows, same) {
            if entry.event.occurred_on != main.event.occurred_on {
                self.correct(main, entry, what);
            }
        }
        follows.retain(|what| !course::follows_from_closing(what));
        let of_a_kind =
            |entry: &Entry, what: &Payload| entry.event.what.event_type() == what.event_type();
        for (entry, what) in pairs(&mut standing, &mut follows, of_a_kind) {
            self.correct(main, entry, what);
        }
        self.void(main.sequence, standing);
        for what in follows {
            self.events.push(TrajectoryEvent {
                follows_from: Some(main.sequence),
                what: what.clone(),
                ..main.event.clone()
            });
        }
    }

    fn correct(&mut self, main: &Entry, entry: &Entry, what: &Payload) {
        self.of.insert(entry.sequence, main.sequence);
        let (reason, on) = (self.reason.clone(), main.event.occurred_on);
        self.tell(EventCorrected::new(entry.sequence, reason, on, what.clone()));
    }

    fn void<'a>(&mut self, main: Version, entries: impl IntoIterator<Item = &'a Entry>) {
        for entry in entries {
            self.of.insert(entry.sequence, main);
            let reason = self.reason.clone();
            self.tell(EventVoided { target: entry.sequence, reason });
        }
    }

    fn tell(&mut self, what: impl Into<Payload>) {
        self.events.push(TrajectoryEvent {
            occurred_on: self.told_on,
            organisation: self.by,
            late: false,
            follows_from: Some(self.told),
            what: what.into(),
        });
    }
}

/// Takes out, in order, those of both sides that belong together.
fn pairs<'a, 'b>(
    standing: &mut Vec<&'a Entry>,
    follows: &mut Vec<&'b Payload>,
    belong: impl Fn(&Entry, &Payload) -> bool,
) -> Vec<(&'a Entry, &'b Payload)> {
    let mut pairs = Vec::new();
    standing.retain(|entry| {
        let found = follows.iter().position(|what| belong(entry, what));
        if let Some(place) = found {
            pairs.push((*entry, follows.remove(place)));
        }
        found.is_none()
    });
    pairs
}

#[cfg(test)]
mod tests;
