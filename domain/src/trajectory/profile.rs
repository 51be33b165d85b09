//! Profile: the personas and challenges that a client's situation resembles.
//!
//! S: people do not fit into "een bepaald aantal persona's". There may be none, one or many; no
//! persona is ever required and none is a test of eligibility.

use std::collections::{BTreeMap, BTreeSet};

use super::Payload;
use crate::catalogue::Catalogue;
use crate::catalogue::list::{Challenge, Persona};
use crate::trajectory::prelude::*;
use crate::word_enum::word_enum;

refusals! {
    /// Rules about personas and challenges.
    ProfileRefusal {
        AlreadyLinked { code: Code }, "ALREADY_LINKED",
            "'{code}' is linked already";
        NotLinked { code: Code }, "NOT_LINKED",
            "'{code}' is not linked";
    }
}

/// The client's situation resembles a persona.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonaLinked {
    /// The persona.
    pub persona: Code<Persona>,
}

/// It no longer does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonaUnlinked {
    /// The persona.
    #[serde(serialize_with = "Code::held")]
    pub persona: Code<Persona>,
}

word_enum! {
    /// How a challenge came to be linked.
    pub enum LinkedBy {
        /// It follows from a persona, and goes with the last one that it follows from.
        Persona,
        /// Somebody chose it.
        Hand,
    }
}

/// The client's situation is part of a regional challenge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChallengeLinked {
    /// The challenge.
    pub challenge: Code<Challenge>,
    /// By a persona or by hand.
    pub by: LinkedBy,
}

/// It no longer is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChallengeUnlinked {
    /// The challenge.
    #[serde(serialize_with = "Code::held")]
    pub challenge: Code<Challenge>,
}

/// What is linked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Linked personas.
    pub personas: BTreeSet<Code<Persona>>,
    /// Linked challenges.
    pub challenges: BTreeMap<Code<Challenge>, LinkedBy>,
}

impl ChallengeLinked {
    /// It was not chosen: a persona brought it along.
    pub(super) fn follows_from_persona(&self) -> bool {
        self.by == LinkedBy::Persona
    }
}

/// A persona brings its challenges along, and takes them away when it was the last to ask
/// for them.
pub(super) fn consequences(what: &Payload, state: &State, catalogue: &Catalogue) -> Vec<Payload> {
    let profile = &state.profile;
    match what {
        Payload::PersonaLinked(fact) => asked_for_by(&fact.persona, catalogue)
            .filter(|challenge| !profile.challenges.contains_key(*challenge))
            .map(|challenge| {
                ChallengeLinked { challenge: challenge.clone(), by: LinkedBy::Persona }.into()
            })
            .collect(),
        Payload::PersonaUnlinked(fact) => {
            let still_asked_for: BTreeSet<_> = profile
                .personas
                .iter()
                .filter(|persona| **persona != fact.persona)
                .flat_map(|persona| asked_for_by(persona, catalogue))
                .collect();
            asked_for_by(&fact.persona, catalogue)
                .filter(|challenge| {
                    profile.challenges.get(*challenge) == Some(&LinkedBy::Persona)
                        && !still_asked_for.contains(challenge)
                })
                .map(|challenge| ChallengeUnlinked { challenge: challenge.clone() }.into())
                .collect()
        }
        _ => vec![],
    }
}

/// The codes of the challenges that a persona belongs to.
fn asked_for_by<'a>(
    persona: &Code<Persona>,
    catalogue: &'a Catalogue,
) -> impl Iterator<Item = &'a Code<Challenge>> {
    let challenges = catalogue.challenges_of_persona(persona.as_str());
    challenges.map(|challenge| &challenge.entry.code)
}

impl EventPayload<State> for PersonaLinked {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()?;
        Refusal::when(state.profile.personas.contains(&self.persona), || {
            ProfileRefusal::AlreadyLinked { code: self.persona.clone().into() }
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.profile.personas.insert(self.persona.clone());
    }
}

impl EventPayload<State> for PersonaUnlinked {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()?;
        Refusal::unless(state.profile.personas.contains(&self.persona), || {
            ProfileRefusal::NotLinked { code: self.persona.clone().into() }
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.profile.personas.remove(&self.persona);
    }
}

impl EventPayload<State> for ChallengeLinked {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()?;
        Refusal::when(state.profile.challenges.contains_key(&self.challenge), || {
            ProfileRefusal::AlreadyLinked { code: self.challenge.clone().into() }
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.profile.challenges.insert(self.challenge.clone(), self.by);
    }
}

impl EventPayload<State> for ChallengeUnlinked {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()?;
        Refusal::unless(state.profile.challenges.contains_key(&self.challenge), || {
            ProfileRefusal::NotLinked { code: self.challenge.clone().into() }
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.profile.challenges.remove(&self.challenge);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::Intent;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::story::{Story, closed, day, opened, persona, story, unknown};

    fn by_persona(challenge: &str) -> ChallengeLinked {
        ChallengeLinked { challenge: Code::new(challenge), by: LinkedBy::Persona }
    }

    fn by_hand(challenge: &str) -> ChallengeLinked {
        ChallengeLinked { challenge: Code::new(challenge), by: LinkedBy::Hand }
    }

    fn unlinked(persona: &str) -> PersonaUnlinked {
        PersonaUnlinked { persona: Code::new(persona) }
    }

    fn met() -> Story {
        story().given(day(1), opened())
    }

    #[test]
    fn rule_1_a_persona_is_linked_before_the_intake_and_brings_its_challenge() {
        met()
            .when(day(2), Intent::LinkPersona(persona("nora")))
            .then(vec![persona("nora").into(), by_persona("RU1").into()]);
    }

    #[test]
    fn a_second_persona_of_the_same_challenge_brings_nothing_new() {
        met()
            .given(day(2), persona("nora"))
            .given(day(2), by_persona("RU1"))
            .when(day(3), Intent::LinkPersona(persona("mo")))
            .then(vec![persona("mo").into()]);
    }

    #[test]
    fn the_last_persona_takes_its_challenge_along() {
        met()
            .given(day(2), persona("nora"))
            .given(day(2), by_persona("RU1"))
            .when(day(3), Intent::UnlinkPersona(unlinked("nora")))
            .then(vec![
                unlinked("nora").into(),
                ChallengeUnlinked { challenge: Code::new("RU1") }.into(),
            ]);
    }

    #[test]
    fn a_challenge_stays_while_another_persona_asks_for_it_or_a_hand_chose_it() {
        met()
            .given(day(2), persona("nora"))
            .given(day(2), by_persona("RU1"))
            .given(day(2), persona("mo"))
            .when(day(3), Intent::UnlinkPersona(unlinked("nora")))
            .then(vec![unlinked("nora").into()]);
        met()
            .given(day(2), by_hand("RU1"))
            .given(day(2), persona("nora"))
            .when(day(3), Intent::UnlinkPersona(unlinked("nora")))
            .then(vec![unlinked("nora").into()]);
    }

    #[test]
    fn a_persona_or_challenge_is_linked_once() {
        met()
            .given(day(2), persona("nora"))
            .when(day(3), Intent::LinkPersona(persona("nora")))
            .then_refused(&ProfileRefusal::AlreadyLinked { code: Code::new("nora") });
        met()
            .given(day(2), by_hand("RU2"))
            .when(day(3), Intent::LinkChallenge(by_hand("RU2")))
            .then_refused(&ProfileRefusal::AlreadyLinked { code: Code::new("RU2") });
    }

    #[test]
    fn what_is_not_linked_cannot_be_unlinked() {
        met()
            .when(day(3), Intent::UnlinkPersona(unlinked("nora")))
            .then_refused(&ProfileRefusal::NotLinked { code: Code::new("nora") });
        let challenge = Code::new("RU2");
        met()
            .when(
                day(3),
                Intent::UnlinkChallenge(ChallengeUnlinked { challenge: challenge.clone() }),
            )
            .then_refused(&ProfileRefusal::NotLinked { code: challenge.into() });
    }

    #[test]
    fn rule_13_personas_and_challenges_are_codes() {
        met()
            .when(day(2), Intent::LinkPersona(persona("ghost")))
            .then_refused(&unknown("persona", "ghost", "persona"));
        met().when(day(2), Intent::LinkChallenge(by_hand("RU3"))).then_refused(&unknown(
            "challenge",
            "RU3",
            "challenge",
        ));
    }

    #[test]
    fn a_closed_trajectory_keeps_its_profile() {
        met()
            .given(day(2), closed("moved"))
            .when(day(3), Intent::LinkPersona(persona("nora")))
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }
}
