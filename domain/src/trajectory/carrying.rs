//! Carrying: events of one trajectory are recorded in another in which the same client goes on, because of a
//! merge or a transfer. They happened once, so they keep their day and organisation; their
//! [`Origin`] says where they were recorded first.
//!
//! What is carried are current events: corrected ones as they were corrected to, voided ones not. Who may
//! record was decided where they come from, and nobody gets access by what is carried: neither those whom an
//! agreement names nor those to whom the client was referred. All other rules hold at their place in the
//! trajectory that receives them, so its state stays sound. What follows from them is worked out anew there.

mod accounts;
mod homes;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::barriers::BarrierRefusal;
use super::consent::access::nobody_gets_access;
use super::consent::{Consent, ConsentRefusal};
use super::consequences::causes;
use super::decide::{catalogue_for, lead_to};
use super::erasure::is_of_rights;
use super::event::Payload;
use super::profile::ProfileRefusal;
use super::record_keeping::EventVoided;
use super::{Circumstance, Entry, Refusal, State, Trajectory, TrajectoryEvent};
use crate::catalogue::list::{Challenge, Finding, Persona, ProblemArea};
use crate::catalogue::{Catalogues, Code};
use crate::event::Origin;
use crate::ids::{KboNumber, TrajectoryId, Version};
use crate::stream::{Aggregate, Stream};

/// Why what was carried is voided when the two turn out to be two clients.
const WRONG_CLIENT: &str = "wrong_client";

/// Of what a client has one account. To another region the events about it are carried together, or not at all
/// where there is an account there.
#[derive(Debug, PartialEq, Eq)]
enum Account<'a> {
    Agreement,
    Identity,
    Background,
    Entry,
    Persona(&'a Code<Persona>),
    Challenge(&'a Code<Challenge>),
    Finding(&'a Code<Finding>),
    Household,
    Residence,
    ContactLanguage,
    Barrier(&'a Code<ProblemArea>),
}

/// What an event is about, where there is one account of that.
fn account(what: &Payload) -> Option<Account<'_>> {
    use Payload as H;
    Some(match what {
        H::LegalBasisRecorded(_) => Account::Agreement,
        H::IdentityRecorded(_) | H::IdentityChanged(_) => Account::Identity,
        H::BackgroundRecorded(_) => Account::Background,
        H::IntakeCompleted(_) => Account::Entry,
        H::PersonaLinked(it) => Account::Persona(&it.persona),
        H::ChallengeLinked(it) => Account::Challenge(&it.challenge),
        H::FindingLinked(it) => Account::Finding(&it.finding),
        H::HouseholdRecorded(_) => Account::Household,
        H::ResidenceChanged(_) => Account::Residence,
        H::ContactLanguageChanged(_) => Account::ContactLanguage,
        H::BarrierIdentified(it) => Account::Barrier(&it.area),
        H::BarrierReassessed(it) => Account::Barrier(&it.area),
        H::BarrierResolved(it) => Account::Barrier(&it.area),
        H::BarrierRecurred(it) => Account::Barrier(&it.area),
        _ => return None,
    })
}

/// What is said here of something that a carried event before it says already contradicts nothing: two trajectories
/// of one client may both have seen the same.
pub(super) fn was_said_before(what: &Payload, before: &[Entry], why: &Refusal) -> bool {
    let said_twice = matches!(
        why,
        Refusal::Barrier(BarrierRefusal::BarrierAlreadyIdentified { .. })
            | Refusal::Profile(ProfileRefusal::AlreadyLinked { .. })
    );
    let about = account(what).filter(|_| said_twice);
    about.is_some_and(|about| {
        let mut carried = before.iter().filter(|entry| entry.event.origin.is_some());
        carried.any(|entry| account(&entry.event.what).is_some_and(|other| other == about))
    })
}

/// Whether it is about the client and not about the trajectory itself: who has access to that, where it
/// goes, with which it is merged, what is said to its corrections, what the person asked for.
fn is_about_the_client(what: &Payload) -> bool {
    use Payload as H;
    !matches!(
        what,
        H::TrajectoryOpened(_)
            | H::CatalogueAdopted(_)
            | H::AccessGranted(_)
            | H::AccessExpired(_)
            | H::AccessOverridden(_)
            | H::AccessRequested(_)
            | H::AccessRefused(_)
            | H::CorrectionConfirmed(_)
            | H::CorrectionDisputed(_)
            | H::TransferRequested(_)
            | H::TransferAccepted(_)
            | H::TransferDeclined(_)
            | H::TransferReceived(_)
            | H::MergedInto(_)
            | H::Unmerged(_)
            | H::DuplicateAbsorbed(_)
    ) && !is_of_rights(what)
}

/// Whether a trajectory has this very event.
fn has_same(trajectory: &Trajectory, event: &TrajectoryEvent) -> bool {
    let same = |entry: &Entry| {
        let TrajectoryEvent { occurred_on, organisation, what, .. } = &entry.event;
        (occurred_on, organisation, what) == (&event.occurred_on, &event.organisation, &event.what)
    };
    trajectory.entries().iter().any(same)
}

/// Whether a trajectory has this event, or an account of its own of what the event is about.
pub(super) fn has(trajectory: &Trajectory, event: &TrajectoryEvent, today: NaiveDate) -> bool {
    let state = trajectory.state();
    let accounted_for = |about: Account<'_>| match about {
        Account::Agreement => state.consent.agreed_on(today).is_some(),
        Account::Entry => state.intake.is_some(),
        _ => {
            let mut accounts = trajectory.entries().iter().filter_map(|it| account(&it.event.what));
            accounts.any(|known| known == about)
        }
    };
    has_same(trajectory, event) || account(&event.what).is_some_and(accounted_for)
}

/// The current events about the client that the survivor of a merge lacks, but for what follows from one of
/// them.
pub(super) fn lacking<'a>(
    trajectory: &'a Trajectory,
    survivor: &Trajectory,
    today: NaiveDate,
    catalogues: &Catalogues,
) -> Vec<&'a Entry> {
    let lacks = |entry: &&Entry| {
        is_about_the_client(&entry.event.what)
            && !accounts::says_as_much(survivor, trajectory, &entry.event, today)
    };
    let lacking: Vec<&Entry> = trajectory.entries().iter().filter(lacks).collect();
    let places: BTreeSet<Version> = lacking.iter().map(|entry| entry.sequence).collect();
    let causes = causes(trajectory.journal(), catalogues);
    let follows =
        |entry: &&Entry| causes.get(&entry.sequence).is_some_and(|cause| places.contains(cause));
    lacking.into_iter().filter(|entry| !follows(entry)).collect()
}

/// The current events about the client that are not in the trajectory `there`, in which the client goes on in another
/// region. What follows from another event is worked out anew where that one is.
pub(super) fn not_arrived<'a>(
    of: &'a Trajectory,
    there: &Trajectory,
    today: NaiveDate,
    catalogues: &Catalogues,
) -> Vec<&'a Entry> {
    let id = |trajectory: &Trajectory| {
        trajectory.state().opening.as_ref().map(super::Opening::trajectory)
    };
    let ids = (id(of), id(there));
    let causes = causes(of.journal(), catalogues);
    let is_of = |event: &TrajectoryEvent, id: Option<TrajectoryId>| {
        event.origin.as_ref().is_some_and(|origin| Some(origin.trajectory) == id)
    };
    let arrived: BTreeSet<Version> = there
        .entries()
        .iter()
        .filter(|entry| is_of(&entry.event, ids.0))
        .filter_map(|entry| entry.event.origin.as_ref().map(|origin| origin.sequence))
        .collect();
    let lacks = |entry: &&Entry| {
        is_about_the_client(&entry.event.what)
            && !causes.contains_key(&entry.sequence)
            && !arrived.contains(&entry.sequence)
            && !is_of(&entry.event, ids.1)
            && !accounts::says_as_much(there, of, &entry.event, today)
    };
    of.entries().iter().filter(lacks).collect()
}

impl State {
    /// Rule 6: what is carried gives nobody access and keeps no grant alive. But a client who withdrew the
    /// sharing has withdrawn it here, too.
    pub(super) fn apply_carried(&mut self, event: &TrajectoryEvent) {
        let before = self.consent.clone();
        event.what.apply(self, event.occurred_on, event.organisation);
        if !matches!(event.what, Payload::SharingWithdrawn(_)) {
            let Consent { basis, withdrawn, .. } = std::mem::replace(&mut self.consent, before);
            (self.consent.basis, self.consent.withdrawn) = (basis, withdrawn);
        }
    }
}

/// A trajectory while it receives events of another.
pub(super) struct Receiver<'a> {
    before: &'a Trajectory,
    trajectory: Trajectory,
    events: Vec<TrajectoryEvent>,
    today: NaiveDate,
    catalogues: &'a Catalogues,
}

impl<'a> Receiver<'a> {
    pub(super) fn new(
        before: &'a Trajectory,
        today: NaiveDate,
        catalogues: &'a Catalogues,
    ) -> Self {
        Self { before, trajectory: before.clone(), events: vec![], today, catalogues }
    }

    /// Everything that was recorded here.
    ///
    /// # Errors
    /// Somebody would get access by it.
    pub(super) fn into_events(self) -> Result<Vec<TrajectoryEvent>, Refusal> {
        let limits = catalogue_for(self.before.state(), None, self.catalogues)?.limits();
        nobody_gets_access(self.before.state(), self.trajectory.state(), self.today, limits)?;
        Ok(self.events)
    }

    /// The state with everything that was recorded here.
    pub(super) fn state(&self) -> &State {
        self.trajectory.state()
    }

    /// Records what was decided about it already.
    pub(super) fn add(&mut self, events: Vec<TrajectoryEvent>) {
        for event in &events {
            self.trajectory.apply(event.clone());
        }
        self.events.extend(events);
    }

    /// Records an event of the trajectory `of`, on its day, but with no place before `placed_from`.
    ///
    /// # Errors
    /// The rule that it would break here.
    pub(super) fn receive(
        &mut self,
        entry: &Entry,
        of: (&Code, TrajectoryId),
        placed_from: NaiveDate,
    ) -> Result<(), Refusal> {
        let withdrawn = self.before.state().consent.withdrawn;
        let agreement = matches!(entry.event.what, Payload::LegalBasisRecorded(_));
        Refusal::when(withdrawn && agreement, || ConsentRefusal::WithdrawnHere)?;
        accounts::not_contradicted(self.before.state(), &entry.event)?;
        let (region, trajectory) = (of.0.clone(), of.1);
        let carried_before = entry.event.origin.as_ref();
        let first = carried_before.and_then(|before| before.key_of(&region));
        let origin = Origin { region, trajectory, sequence: entry.sequence, first, placed_from };
        let event = TrajectoryEvent {
            follows_from: None,
            origin: Some(Box::new(origin)),
            ..entry.event.clone()
        };
        let events = self.led_to_by(event)?;
        let homes = |what: &Payload| {
            matches!(
                what,
                Payload::HousingFound(_) | Payload::HousingLost(_) | Payload::HousingCancelled(_)
            )
        };
        if homes(&entry.event.what) {
            let mut after = self.trajectory.clone();
            for event in &events {
                after.apply(event.clone());
            }
            homes::stay_apart(&after)?;
        }
        self.add(events);
        Ok(())
    }

    /// Voids everything that was carried from the trajectory `of`, the latest first, and that it was absorbed.
    /// The origin of each voiding is the unmerging there, by its sequence.
    ///
    /// # Errors
    /// Something that was recorded here since rests on it.
    pub(super) fn give_back(
        &mut self,
        (region, of): (&Code, TrajectoryId),
        unmerged: Version,
        organisation: KboNumber,
    ) -> Result<(), Refusal> {
        let carried = |event: &TrajectoryEvent| match (&event.what, &event.origin) {
            (Payload::DuplicateAbsorbed(absorbed), _) => absorbed.other == of,
            (_, Some(origin)) => origin.trajectory == of && event.follows_from.is_none(),
            _ => false,
        };
        let entries = self.trajectory.entries().iter().rev();
        let entries = entries.filter(|entry| carried(&entry.event));
        let targets: Vec<Version> = entries.map(|entry| entry.sequence).collect();
        for target in targets {
            let what = EventVoided::new(target, Code::new(WRONG_CLIENT)).into();
            let origin = Origin {
                region: region.clone(),
                trajectory: of,
                sequence: unmerged,
                first: None,
                placed_from: self.today,
            };
            let voiding = TrajectoryEvent {
                occurred_on: self.today,
                organisation,
                late: false,
                follows_from: None,
                origin: Some(Box::new(origin)),
                what,
            };
            let events = self.led_to_by(voiding)?;
            self.add(events);
        }
        Ok(())
    }

    fn led_to_by(&self, event: TrajectoryEvent) -> Result<Vec<TrajectoryEvent>, Refusal> {
        let (on, organisation) = (event.day(), event.organisation);
        let carried_from = event.carried_from();
        let state = self.trajectory.state_on(on);
        let catalogue = catalogue_for(&state, None, self.catalogues)?;
        let at = Circumstance { on, organisation, catalogue, carried_from, now: None };
        lead_to(&self.trajectory, event, &state, &at, self.today, self.catalogues)
    }
}

#[cfg(test)]
mod tests;
