//! Personal texts: those of a trajectory that hold now, sealed. What they say is read with the client's key.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use super::background::BackgroundRecorded;
use super::course::Closed;
use super::direction::GoalSet;
use super::identity::{Identity, IdentityPart};
use super::profile::{ChallengeLinked, FindingLinked, PersonaLinked};
use super::{Entry, Payload, Trajectory};
use crate::catalogue::{Code, CodeKind, List};
use crate::ids::{GoalId, KboNumber, Version};
use crate::sealed::SealedText;

/// The personal texts of a trajectory that hold now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Personal {
    /// Who the client is, part by part.
    pub identity: BTreeMap<IdentityPart, SealedText>,
    /// The background as it was recorded last.
    pub background: Option<Background>,
    /// Notes, in order of occurrence.
    pub notes: Vec<Written<()>>,
    /// The client's own words for goals, in order.
    pub own_words: Vec<Written<GoalId>>,
    /// Why personas, challenges and findings were linked, and why the trajectory was closed, in order.
    pub rationales: Vec<Written<(CodeKind, Code)>>,
}

/// The background, as it was recorded last.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    /// The day.
    pub on: NaiveDate,
    /// The event, by its sequence.
    pub event: Version,
    /// What was recorded.
    pub recorded: BackgroundRecorded,
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
    /// The event, by its sequence.
    pub event: Version,
    /// What was written.
    pub text: SealedText,
}

impl Trajectory {
    /// Its personal texts that hold now.
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
        match &entry.event.what {
            Payload::IdentityRecorded(recorded) => self.identify(&recorded.identity),
            Payload::IdentityChanged(changed) => {
                self.identity.retain(|part, _| !changed.removed.contains(part));
                self.identify(&changed.identity);
            }
            Payload::BackgroundRecorded(recorded) => {
                let (on, event) = (entry.event.occurred_on, entry.sequence);
                self.background = Some(Background { on, event, recorded: recorded.clone() });
            }
            Payload::NoteAdded(added) => self.notes.push(written(entry, (), &added.note)),
            Payload::GoalSet(GoalSet { goal, own_words: Some(words), .. }) => {
                self.own_words.push(written(entry, *goal, words));
            }
            Payload::PersonaLinked(PersonaLinked { persona, rationale }) => {
                self.reason(entry, persona, rationale.as_ref());
            }
            Payload::ChallengeLinked(ChallengeLinked { challenge, rationale, .. }) => {
                self.reason(entry, challenge, rationale.as_ref());
            }
            Payload::FindingLinked(FindingLinked { finding, rationale }) => {
                self.reason(entry, finding, rationale.as_ref());
            }
            Payload::Closed(Closed { reason, rationale }) => {
                self.reason(entry, reason, rationale.as_ref());
            }
            _ => {}
        }
    }

    fn identify(&mut self, identity: &Identity) {
        self.identity.extend(identity.parts().map(|(part, text)| (part, text.clone())));
    }

    fn reason<L: List>(&mut self, entry: &Entry, of: &Code<L>, rationale: Option<&SealedText>) {
        if let Some(rationale) = rationale {
            let about = (L::KIND, Code::new(of.as_str()));
            self.rationales.push(written(entry, about, rationale));
        }
    }
}

fn written<T>(entry: &Entry, about: T, text: &SealedText) -> Written<T> {
    let (on, by) = (entry.event.occurred_on, entry.event.organisation);
    Written { on, by, about, event: entry.sequence, text: text.clone() }
}

/// See [`Payloads::masked`](crate::event::Payloads::masked).
pub(super) fn masked(what: &Payload, word: &str) -> Option<Value> {
    let mut what = what.clone();
    let texts: BTreeSet<String> = what
        .sealed_fields()
        .into_iter()
        .filter_map(|(_, text)| serde_json::to_value(text).ok()?.as_str().map(str::to_owned))
        .collect();
    if texts.is_empty() {
        return None;
    }
    // What cannot be written down has no form to be shown in.
    let mut shown = serde_json::to_value(&what).unwrap_or_default();
    put_in_place(&mut shown, &texts, word);
    Some(shown)
}

fn put_in_place(value: &mut Value, texts: &BTreeSet<String>, word: &str) {
    match value {
        Value::String(text) if texts.contains(text) => word.clone_into(text),
        Value::Array(values) => values.iter_mut().for_each(|one| put_in_place(one, texts, word)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|one| put_in_place(one, texts, word));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::trajectory::identity::{IdentityChanged, IdentityRecorded};
    use crate::trajectory::notes::NoteAdded;
    use crate::trajectory::story::{
        closed, corrected, day, goal, goal_set, participant, sealed, voided,
    };

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
        assert_eq!(personal.identity, [(IdentityPart::GivenName, sealed(2))].into());
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
        let background = personal.background.unwrap();
        assert_eq!((background.on, background.event), (day(4), 4));
        let note = &personal.notes[..];
        assert!(matches!(note, [Written { event: 6, text, .. }] if *text == sealed(4)));
        let goals = &personal.own_words[..];
        assert!(matches!(goals, [Written { about, event: 7, .. }] if *about == goal(1)));
        let reasons: Vec<_> =
            personal.rationales.into_iter().map(|it| (it.about, it.text)).collect();
        let about = (CodeKind::ClosureReason, Code::new("work"));
        assert_eq!(reasons, [(about, sealed(5))]);
    }

    #[test]
    fn what_is_sealed_is_shown_as_a_word_also_within_a_correction() {
        let note: Payload = NoteAdded { note: sealed(3) }.into();
        let shown = masked(&note, "sealed").unwrap();
        assert_eq!(shown, json!({ "NoteAdded": { "note": "sealed" } }));
        let correction: Payload = corrected(4, day(4), note).into();
        let shown = masked(&correction, "erased").unwrap();
        let replacement = &shown["EventCorrected"]["replacement"];
        assert_eq!(*replacement, json!({ "NoteAdded": { "note": "erased" } }));
        assert_eq!(masked(&goal_set(1, "work").into(), "sealed"), None);
    }
}
