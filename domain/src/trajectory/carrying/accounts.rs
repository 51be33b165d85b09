//! Accounts: of some things that were recorded of a client a survivor has its own account. What the account of
//! a duplicate says beyond that is carried, or stands in the way of the merge; it is never left out in silence.

use chrono::NaiveDate;

use super::has_same;
use crate::stream::Stream;
use crate::trajectory::barriers::{Span, turn};
use crate::trajectory::event::Payload;
use crate::trajectory::moves::MoveRefusal;
use crate::trajectory::{Refusal, State, Trajectory, TrajectoryEvent};

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
    let before_opening = state.opening.as_ref().is_some_and(|opening| on < opening.on);
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
            // Who the client is, and what past the client has, is sealed: no two accounts of it can be compared, and
            // the survivor's holds.
            P::IdentityRecorded(_) | P::IdentityChanged(_) => state.identity.recorded_on.is_some(),
            P::BackgroundRecorded(_) => {
                last(survivor, |it| matches!(it, P::BackgroundRecorded(_))).is_some()
            }
            P::BarrierIdentified(it) => {
                let mut barriers = state.barriers.iter();
                let known = barriers.find(|(area, _)| **area == it.area);
                known.is_some_and(|(_, known)| known.says_as_much(it, on))
            }
            // Of the days before the survivor was opened its opening says where the client came to stay, and in
            // what language to speak; and what was said of a day a second time was not so.
            P::ResidenceChanged(it) => {
                !of.moves.residences.contains(it)
                    || state.opening.as_ref().is_some_and(|opening| it.from < opening.on)
                    || state.came_to_stay(it.from, it.municipality.as_ref()) == Some(true)
            }
            P::ContactLanguageChanged(it) => {
                let spoken = Some((&it.language, it.interpreter));
                before_opening || of.spoken_from(on) != spoken || state.spoken_from(on) == spoken
            }
            what => match linked(what) {
                Some((link, holds)) => {
                    let [here, there] = [survivor, duplicate].map(|one| spans(one, &link));
                    if holds {
                        begins_as_early(&here, &there, on)
                    } else {
                        has_its_own_end(&here, &there, on)
                    }
                }
                None => false,
            },
        }
}

/// What is linked to a client for a time.
#[derive(PartialEq)]
enum Link<'a> {
    Persona(&'a str),
    Challenge(&'a str),
    Finding(&'a str),
}

/// What an event links, or unlinks.
fn linked(what: &Payload) -> Option<(Link<'_>, bool)> {
    use Payload as P;
    Some(match what {
        P::PersonaLinked(it) => (Link::Persona(it.persona.as_str()), true),
        P::PersonaUnlinked(it) => (Link::Persona(it.persona.as_str()), false),
        P::ChallengeLinked(it) => (Link::Challenge(it.challenge.as_str()), true),
        P::ChallengeUnlinked(it) => (Link::Challenge(it.challenge.as_str()), false),
        P::FindingLinked(it) => (Link::Finding(it.finding.as_str()), true),
        P::FindingUnlinked(it) => (Link::Finding(it.finding.as_str()), false),
        _ => return None,
    })
}

/// When it was linked.
fn spans(trajectory: &Trajectory, link: &Link<'_>) -> Vec<Span> {
    let mut spans = vec![];
    for entry in trajectory.entries() {
        if let Some((_, holds)) = linked(&entry.event.what).filter(|(of, _)| of == link) {
            turn(&mut spans, entry.event.occurred_on, holds);
        }
    }
    spans
}

/// The link that begins on a day `there` holds on it `here` as well, and goes on where it goes on there.
fn begins_as_early(here: &[Span], there: &[Span], on: NaiveDate) -> bool {
    let Some(other) = there.iter().rfind(|span| span.from == on) else { return true };
    here.iter().any(|own| {
        let lasts = own.until.is_none_or(|until| other.until.is_some() && on < until);
        own.from <= on && lasts
    })
}

/// The link that ends on a day `there` has an end of its own `here`: of one that held at the same time.
fn has_its_own_end(here: &[Span], there: &[Span], on: NaiveDate) -> bool {
    let Some(other) = there.iter().rfind(|span| span.until == Some(on)) else { return true };
    here.iter().any(|own| own.from <= on && own.until.is_some_and(|until| other.from <= until))
}

/// What the survivor says of the very same cannot be so as well.
///
/// # Errors
/// What contradicts it.
pub(super) fn not_contradicted(state: &State, event: &TrajectoryEvent) -> Result<(), Refusal> {
    match &event.what {
        Payload::ResidenceChanged(it) => {
            let there = state.came_to_stay(it.from, it.municipality.as_ref());
            Refusal::when(there == Some(false), || MoveRefusal::ResidenceContradicted {
                from: it.from,
            })
        }
        Payload::ContactLanguageChanged(it) => {
            let on = event.occurred_on;
            let spoken = state.spoken_from(on);
            let other = spoken.is_some_and(|spoken| spoken != (&it.language, it.interpreter));
            Refusal::when(other, || MoveRefusal::ContactLanguageContradicted { on })
        }
        _ => Ok(()),
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
