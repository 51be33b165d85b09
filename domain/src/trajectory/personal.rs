//! Personal texts: where in the stream each one is that holds now. What it says is read with the client's key;
//! here is only which event has it, in which of its fields.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::course::Closed;
use super::direction::GoalSet;
use super::identity::IdentityPart;
use super::profile::{ChallengeLinked, FindingLinked, PersonaLinked};
use super::{Entry, Payload, Trajectory};
use crate::catalogue::list::{Challenge, ClosureReason, Finding, Persona};
use crate::catalogue::{Code, CodeKind, List};
use crate::ids::{GoalId, KboNumber, Version};
use crate::sealed::SealedText;

/// Where a personal text is: the sequence of its event, and its field there.
pub type Place = (Version, &'static str);

/// The personal texts of a trajectory that hold now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Personal {
    /// Who the client is, part by part.
    pub identity: BTreeMap<IdentityPart, Place>,
    /// The background as it was recorded last.
    pub background: Option<Background>,
    /// Notes, in order of occurrence.
    pub notes: Vec<Written<()>>,
    /// The client's own words for goals, in order.
    pub own_words: Vec<Written<GoalId>>,
    /// Why personas, challenges and findings were linked, and why the trajectory was closed, in order.
    pub rationales: Vec<Written<(CodeKind, Code)>>,
}

/// The event that has the background.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    /// The day.
    pub on: NaiveDate,
    /// Its sequence.
    pub event: Version,
}

/// A text that somebody wrote about something.
#[derive(Debug, Clone, PartialEq)]
pub struct Written<T> {
    /// The day.
    pub on: NaiveDate,
    /// The organisation.
    pub by: KboNumber,
    /// About what.
    pub about: T,
    /// Where it is.
    pub place: Place,
}

impl Trajectory {
    /// Where its personal texts are.
    #[must_use]
    pub fn personal(&self) -> Personal {
        let mut personal = Personal::default();
        for entry in self.entries() {
            personal.add(entry);
        }
        personal
    }
}

impl Personal {
    fn add(&mut self, entry: &Entry) {
        let event = entry.sequence;
        match &entry.event.what {
            Payload::IdentityRecorded(recorded) => {
                let parts = recorded.identity.parts();
                self.identity.extend(parts.map(|(part, _)| (part, (event, part.field()))));
            }
            Payload::IdentityChanged(changed) => {
                self.identity.retain(|part, _| !changed.removed.contains(part));
                let parts = changed.identity.parts();
                self.identity.extend(parts.map(|(part, _)| (part, (event, part.field()))));
            }
            Payload::BackgroundRecorded(_) => {
                self.background = Some(Background { on: entry.event.occurred_on, event });
            }
            Payload::NoteAdded(_) => self.notes.push(written(entry, (), "note")),
            Payload::GoalSet(GoalSet { goal, own_words: Some(_), .. }) => {
                self.own_words.push(written(entry, *goal, "own_words"));
            }
            Payload::PersonaLinked(PersonaLinked { persona, rationale }) => {
                self.reason::<Persona>(entry, persona, rationale.as_ref());
            }
            Payload::ChallengeLinked(ChallengeLinked { challenge, rationale, .. }) => {
                self.reason::<Challenge>(entry, challenge, rationale.as_ref());
            }
            Payload::FindingLinked(FindingLinked { finding, rationale }) => {
                self.reason::<Finding>(entry, finding, rationale.as_ref());
            }
            Payload::Closed(Closed { reason, rationale }) => {
                self.reason::<ClosureReason>(entry, reason, rationale.as_ref());
            }
            _ => {}
        }
    }

    fn reason<L: List>(&mut self, entry: &Entry, of: &Code<L>, rationale: Option<&SealedText>) {
        if rationale.is_some() {
            let about = (L::KIND, Code::new(of.as_str()));
            self.rationales.push(written(entry, about, "rationale"));
        }
    }
}

fn written<T>(entry: &Entry, about: T, field: &'static str) -> Written<T> {
    let event = &entry.event;
    let (on, by, place) = (event.occurred_on, event.organisation, (entry.sequence, field));
    Written { on, by, about, place }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::background::BackgroundRecorded;
    use crate::trajectory::identity::{Identity, IdentityChanged, IdentityRecorded};
    use crate::trajectory::notes::NoteAdded;
    use crate::trajectory::story::{closed, day, goal, goal_set, participant, sealed, voided};

    #[test]
    fn each_part_of_an_identity_is_that_of_the_last_event_that_has_it() {
        let identity = |given: u8, phone: Option<u8>| Identity {
            given_name: Some(sealed(given)),
            phone: phone.map(sealed),
            ..Identity::default()
        };
        let history =
            participant().given(day(4), IdentityRecorded { identity: identity(1, Some(1)) }).given(
                day(5),
                IdentityChanged {
                    identity: identity(2, None),
                    removed: [IdentityPart::Phone].into(),
                },
            );
        let personal = history.trajectory().personal();
        assert_eq!(personal.identity, [(IdentityPart::GivenName, (5, "given_name"))].into());
    }

    #[test]
    fn every_sealed_field_of_a_current_event_has_its_place() {
        let words = GoalSet { own_words: Some(sealed(1)), ..goal_set(1, "work") };
        let history = participant()
            .given(day(4), BackgroundRecorded { detention: sealed(1), youth_care: sealed(2) })
            .given(day(5), NoteAdded { note: sealed(3) })
            .given(day(6), NoteAdded { note: sealed(4) })
            .given(day(7), words)
            .given(day(8), goal_set(2, "work"))
            .given(day(9), Closed { rationale: Some(sealed(5)), ..closed("work") })
            .given(day(9), voided(5));
        let personal = history.trajectory().personal();
        assert_eq!(personal.background, Some(Background { on: day(4), event: 4 }));
        let places = |of: &[Written<()>]| of.iter().map(|note| note.place).collect::<Vec<_>>();
        assert_eq!(places(&personal.notes), [(6, "note")]);
        let goals: Vec<_> = personal.own_words.iter().map(|it| (it.about, it.place)).collect();
        assert_eq!(goals, [(goal(1), (7, "own_words"))]);
        let reasons: Vec<_> =
            personal.rationales.iter().map(|it| (it.about.clone(), it.place)).collect();
        let about = (CodeKind::ClosureReason, Code::new("work"));
        assert_eq!(reasons, [(about, (9, "rationale"))]);
    }
}
