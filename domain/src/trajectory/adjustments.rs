//! Adjustments: the corrections, voidings and further events that a command adds so that what follows
//! from an event stays true to it. They are needed when an event is corrected or voided, and when one is
//! recorded late, because events of later days may then have other consequences. So a history is the same
//! in whatever order it was recorded.
//!
//! The consequences of all events are worked out in order of occurrence, before and after the change.
//! Where they differ, events of before are corrected or voided, and missing ones are added.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::consequences::{causes, following};
use super::contradiction::Change;
use super::event::Payload;
use super::journal::{Entry, Journal};
use super::record_keeping::{EventCorrected, EventVoided};
use super::transfer::TransferAccepted;
use super::{Refusal, Trajectory, TrajectoryEvent, corrections, course};
use crate::catalogue::list::CorrectionReason;
use crate::catalogue::{Catalogues, Code};
use crate::ids::{KboNumber, Version};
use crate::occasion::OccasionRefusal;
use crate::stream::Stream;
use crate::trajectory::record_keeping::RecordKeepingRefusal;
use crate::trajectory::transfer::TransferRefusal;

/// Why a consequence is corrected after something else was recorded late.
const NEW_INFORMATION: &str = "new_information";

/// What is to be recorded with `recorded`, which corrects or voids something or comes late.
///
/// # Errors
/// When the event cannot be corrected or voided, or something that is recorded would become impossible.
pub(super) fn of(
    trajectory: &Trajectory,
    recorded: &[TrajectoryEvent],
    today: NaiveDate,
    catalogues: &Catalogues,
) -> Result<Vec<TrajectoryEvent>, Refusal> {
    let Some(first) = recorded.first() else { return Ok(vec![]) };
    let journal = trajectory.journal();
    let mut causes = causes(journal, catalogues);
    let target = target(trajectory, &causes, first, today)?;

    let version = trajectory.version();
    let mut after = journal.clone();
    for (event, sequence) in recorded.iter().zip(version + 1..) {
        after.apply(sequence, event.clone());
    }
    let mut adjustments = Adjustments {
        target,
        reason: reason(&first.what),
        occurred_on: if target.is_some() { first.occurred_on } else { today },
        by: first.organisation,
        cause: version + 1,
        events: vec![],
        of: BTreeMap::new(),
    };
    let followed = following(journal, &causes, catalogues);
    let current = by_cause(journal, &causes);
    for (event, sequence) in recorded.iter().zip(version + 1..) {
        causes.extend(event.follows_from.map(|cause| (sequence, cause)));
    }
    let follows = following(&after, &causes, catalogues);

    if let Some(target) = target.filter(|target| after.find(*target).is_none()) {
        adjustments.void(target, current.get(&target).into_iter().flatten().copied());
    }
    let mains = after.entries().iter().filter(|entry| !causes.contains_key(&entry.sequence));
    for main in mains.filter(|entry| entry.sequence <= version) {
        let (had, has) = (followed.get(&main.sequence), follows.get(&main.sequence));
        if had != has || target == Some(main.sequence) {
            let current = current.get(&main.sequence).map(Vec::as_slice).unwrap_or_default();
            adjustments.adjust(main, current, has.map(Vec::as_slice).unwrap_or_default());
        }
    }

    let Adjustments { events, mut of, .. } = adjustments;
    let next = version + 1 + Version::try_from(recorded.len()).unwrap_or(Version::MAX);
    let mut from = from(journal, recorded);
    for (event, sequence) in events.iter().zip(next..) {
        if let (Some(cause), false) = (event.follows_from, event.supersedes().is_some()) {
            of.insert(sequence, cause);
        }
        after.apply(sequence, event.clone());
    }
    from = from.min(self::from(journal, &events));
    let change = Change { before: journal, after: &after, from, target, adjusted: &of, catalogues };
    change.contradicts_nothing()?;
    Ok(events)
}

/// The event that is to be corrected or voided, if one is, and it may be.
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
            (target, trajectory.current(target)?)
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
            Refusal::when(occurred_on > today, || OccasionRefusal::OccurredInTheFuture {
                occurred_on,
                today,
            })?;
        }
        _ if matches!(entry.event.what, Payload::TrajectoryOpened(_)) => {
            return Err(RecordKeepingRefusal::OpeningStays.into());
        }
        _ => {}
    }
    Ok(Some(target))
}

/// A correction keeps the kind of its event. What was of another kind is voided and recorded anew.
fn same_kind(entry: &Entry, replacement: &Payload) -> Result<(), Refusal> {
    let recorded = &entry.event.what;
    let (recorded_type, replaced_type) = (recorded.event_type(), replacement.event_type());
    Refusal::when(recorded_type != replaced_type, || {
        RecordKeepingRefusal::CorrectionChangesKind {
            recorded: recorded_type.name,
            replacement: replaced_type.name,
        }
    })?;
    match (recorded, replacement) {
        (Payload::TrajectoryOpened(one), Payload::TrajectoryOpened(other)) => {
            let same = one.client == other.client
                && one.region == other.region
                && one.catalogue == other.catalogue;
            Refusal::unless(same, || RecordKeepingRefusal::OpeningStays)
        }
        _ => corrections::same_correction(recorded, replacement),
    }
}

fn reason(what: &Payload) -> Code<CorrectionReason> {
    match what {
        Payload::EventCorrected(EventCorrected { reason, .. })
        | Payload::EventVoided(EventVoided { reason, .. }) => reason.clone(),
        _ => Code::new(NEW_INFORMATION),
    }
}

/// The current events that follow from another, by the sequence of that one.
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

/// The first day on which these events change anything.
fn from(journal: &Journal, events: &[TrajectoryEvent]) -> NaiveDate {
    let was = |target| journal.find(target).map(|entry| entry.event.occurred_on);
    let days = events.iter().flat_map(|event| match &event.what {
        Payload::EventCorrected(correction) => {
            [was(correction.target), Some(correction.occurred_on)]
        }
        Payload::EventVoided(voiding) => [was(voiding.target), None],
        _ => [Some(event.occurred_on), None],
    });
    days.flatten().min().unwrap_or(NaiveDate::MAX)
}

/// The events that are added to those of the command itself.
struct Adjustments {
    /// The event that the command corrects or voids.
    target: Option<Version>,
    reason: Code<CorrectionReason>,
    /// The day of the added events.
    occurred_on: NaiveDate,
    by: KboNumber,
    /// The sequence of the command's own event, which they follow from.
    cause: Version,
    events: Vec<TrajectoryEvent>,
    /// By the sequence of what is adjusted: the sequence of the event that it follows from.
    of: BTreeMap<Version, Version>,
}

impl Adjustments {
    /// Changes the `current` consequences of `main` to what `follows` from it.
    fn adjust(&mut self, main: &Entry, current: &[&Entry], follows: &[Payload]) {
        // A closing ends in the fold whatever is open. So where the same turns out to have ended
        // before, or to have been open, no event is needed unless the closing itself is corrected.
        let concerned = |what: &Payload| {
            self.target == Some(main.sequence) || !course::follows_from_closing(what)
        };
        let mut current: Vec<&Entry> =
            current.iter().filter(|entry| concerned(&entry.event.what)).copied().collect();
        let mut follows: Vec<&Payload> = follows.iter().collect();
        let same = |entry: &Entry, what: &Payload| entry.event.what == *what;
        for (entry, what) in pairs(&mut current, &mut follows, same) {
            if entry.event.occurred_on != main.event.occurred_on {
                self.correct(main, entry, what);
            }
        }
        follows.retain(|what| !course::follows_from_closing(what));
        let of_a_kind =
            |entry: &Entry, what: &Payload| entry.event.what.event_type() == what.event_type();
        for (entry, what) in pairs(&mut current, &mut follows, of_a_kind) {
            self.correct(main, entry, what);
        }
        self.void(main.sequence, current);
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
        self.add(EventCorrected::new(entry.sequence, reason, on, what.clone()));
    }

    fn void<'a>(&mut self, main: Version, entries: impl IntoIterator<Item = &'a Entry>) {
        for entry in entries {
            self.of.insert(entry.sequence, main);
            self.add(EventVoided::new(entry.sequence, self.reason.clone()));
        }
    }

    fn add(&mut self, what: impl Into<Payload>) {
        self.events.push(TrajectoryEvent {
            occurred_on: self.occurred_on,
            organisation: self.by,
            late: false,
            follows_from: Some(self.cause),
            origin: None,
            what: what.into(),
        });
    }
}

/// Removes from both sides, in order, those that belong together.
fn pairs<'a, 'b>(
    current: &mut Vec<&'a Entry>,
    follows: &mut Vec<&'b Payload>,
    belong: impl Fn(&Entry, &Payload) -> bool,
) -> Vec<(&'a Entry, &'b Payload)> {
    let mut pairs = Vec::new();
    current.retain(|entry| {
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
