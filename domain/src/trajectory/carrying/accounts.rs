//! Accounts: of some things that were recorded of a client a survivor has its own account. What the account of
//! a duplicate says beyond that is carried, or stands in the way of the merge; it is never left out in silence.

use chrono::NaiveDate;

use super::has_same;
use crate::catalogue::Code;
use crate::catalogue::list::{Challenge, Finding, Persona};
use crate::stream::Stream;
use crate::trajectory::event::Payload;
use crate::trajectory::{State, Trajectory, TrajectoryEvent};

/// Whether the survivor says as much as an event of the duplicate does.
pub(super) fn says_as_much(
    survivor: &Trajectory,
    duplicate: &Trajectory,
    event: &TrajectoryEvent,
    today: NaiveDate,
) -> bool {
    use Payload as P;
    let (state, of, on) = (survivor.state(), duplicate.state(), event.occurred_on);
    let agrees = state.consent.agreed_on(today).is_some();
    // A link that has ended in both says nothing new, nor does the end of one where the other has its own.
    let known = |is_it: &dyn Fn(&Payload) -> bool| {
        survivor.entries().iter().any(|entry| is_it(&entry.event.what))
    };
    let persona = |code: &Code<Persona>| {
        known(&|it| matches!(it, P::PersonaLinked(one) if one.persona == *code))
    };
    let challenge = |code: &Code<Challenge>| {
        known(&|it| matches!(it, P::ChallengeLinked(one) if one.challenge == *code))
    };
    let finding = |code: &Code<Finding>| state.profile.findings.contains_key(code);
    has_same(survivor, event)
        || match &event.what {
            P::LegalBasisRecorded(_) => agrees || is_withdrawn_since(survivor, on),
            P::SharingWithdrawn(_) => {
                state.consent.withdrawn
                    || (agrees && !of.consent.withdrawn)
                    || is_agreed_since(survivor, on)
            }
            P::IntakeCompleted(entry) => {
                state.intake.as_ref().is_some_and(|first| first.entry.entry_on <= entry.entry_on)
            }
            P::Closed(closed) => closed.as_duplicate(),
            P::PersonaLinked(it) => {
                let (here, there) = (&state.profile.personas, &of.profile.personas);
                here.contains(&it.persona) || (!there.contains(&it.persona) && persona(&it.persona))
            }
            P::PersonaUnlinked(it) => persona(&it.persona),
            P::ChallengeLinked(it) => {
                let (here, there) = (&state.profile.challenges, &of.profile.challenges);
                here.contains_key(&it.challenge)
                    || (!there.contains_key(&it.challenge) && challenge(&it.challenge))
            }
            P::ChallengeUnlinked(it) => challenge(&it.challenge),
            P::FindingLinked(it) => {
                let holds = |of: &State| of.profile.findings_now().any(|one| *one == it.finding);
                holds(state) || (!holds(of) && finding(&it.finding))
            }
            P::FindingUnlinked(it) => finding(&it.finding),
            // Who the client is, and what past the client has, is sealed: no two accounts of it can be compared, and
            // the survivor's holds.
            P::IdentityRecorded(_) | P::IdentityChanged(_) => state.identity.recorded_on.is_some(),
            P::BackgroundRecorded(_) => known(&|it| matches!(it, P::BackgroundRecorded(_))),
            // Where the client stays and how to speak with the client is said by the survivor.
            P::ResidenceChanged(_) => !state.moves.residences.is_empty(),
            P::ContactLanguageChanged(_) => !state.moves.languages.is_empty(),
            P::BarrierIdentified(it) => {
                let mut barriers = state.barriers.iter();
                barriers.any(|(area, barrier)| *area == it.area && barrier.identified_on <= on)
            }
            _ => false,
        }
}

/// The client withdrew the sharing on this day or later, and has not agreed anew.
fn is_withdrawn_since(trajectory: &Trajectory, on: NaiveDate) -> bool {
    let withdrawn = |what: &Payload| matches!(what, Payload::SharingWithdrawn(_));
    trajectory.state().consent.withdrawn && last(trajectory, withdrawn) >= Some(on)
}

/// The client agreed after this day.
fn is_agreed_since(trajectory: &Trajectory, on: NaiveDate) -> bool {
    let agreed = |what: &Payload| matches!(what, Payload::LegalBasisRecorded(_));
    last(trajectory, agreed) > Some(on)
}

fn last(trajectory: &Trajectory, is_it: impl Fn(&Payload) -> bool) -> Option<NaiveDate> {
    let entry = trajectory.entries().iter().rfind(|entry| is_it(&entry.event.what));
    entry.map(|entry| entry.event.occurred_on)
}
