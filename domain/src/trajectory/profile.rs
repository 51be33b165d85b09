//! Profile: the personas and challenges that a client's situation resembles, and the findings of the
//! enrichment day that hold for the client.
//!
//! S: people do not fit into "een bepaald aantal persona's". There may be none, one or many; no
//! persona is ever required and none is a test of eligibility.

use std::collections::{BTreeMap, BTreeSet};

use super::Payload;
use super::barriers::{Span, turn};
use super::household::Household;
use crate::catalogue::Catalogue;
use crate::catalogue::list::{Challenge, Finding, Persona};
use crate::sealed::{self, SealedField, SealedText};
use crate::trajectory::prelude::*;
use crate::word_enum::word_enum;

refusals! {
    /// Rules about personas, challenges and findings.
    ProfileRefusal {
        AlreadyLinked { code: Code }, "ALREADY_LINKED",
            "'{code}' is linked already";
        NotLinked { code: Code }, "NOT_LINKED",
            "'{code}' is not linked";
        /// A past in detention or youth care is recorded with the sealed data only.
        FindingSealed { code: Code<Finding> }, "FINDING_SEALED",
            "'{code}' is part of the sealed background of a client: record it there, and not as a code";
    }
}

/// The client's situation resembles a persona.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PersonaLinked {
    /// The persona.
    pub persona: Code<Persona>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<SealedText>,
}

/// It no longer does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PersonaUnlinked {
    /// The persona.
    #[serde(serialize_with = "Code::held")]
    pub persona: Code<Persona>,
}

word_enum! {
    /// How a challenge came to be linked.
    #[derive(JsonSchema)]
    pub enum LinkedBy {
        /// It follows from a persona, and goes with the last one that it follows from.
        Persona,
        /// Somebody chose it.
        Hand,
    }
}

/// The client's situation is part of a regional challenge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChallengeLinked {
    /// The challenge.
    pub challenge: Code<Challenge>,
    /// By a persona or by hand.
    pub by: LinkedBy,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<SealedText>,
}

/// It no longer is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChallengeUnlinked {
    /// The challenge.
    #[serde(serialize_with = "Code::held")]
    pub challenge: Code<Challenge>,
}

/// A finding of the enrichment day holds for the client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FindingLinked {
    /// The finding.
    pub finding: Code<Finding>,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<SealedText>,
}

/// It no longer does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FindingUnlinked {
    /// The finding.
    #[serde(serialize_with = "Code::held")]
    pub finding: Code<Finding>,
}

/// What is linked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Linked personas.
    pub personas: BTreeSet<Code<Persona>>,
    /// Linked challenges.
    pub challenges: BTreeMap<Code<Challenge>, LinkedBy>,
    /// Findings, with when they held, in order; never empty.
    pub findings: BTreeMap<Code<Finding>, Vec<Span>>,
    /// The household, each time that it was recorded.
    pub households: Vec<Household>,
}

impl Profile {
    /// The findings that hold now.
    pub fn findings_now(&self) -> impl Iterator<Item = &Code<Finding>> {
        let holds = |spans: &[Span]| spans.last().is_some_and(|span| span.until.is_none());
        self.findings.iter().filter(move |(_, spans)| holds(spans)).map(|(finding, _)| finding)
    }

    fn holds(&self, finding: &Code<Finding>) -> bool {
        self.findings_now().any(|holding| holding == finding)
    }
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
                ChallengeLinked {
                    challenge: challenge.clone(),
                    by: LinkedBy::Persona,
                    rationale: None,
                }
                .into()
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
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.rationale(self.rationale.as_ref());
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        sealed::optional("rationale", &mut self.rationale)
    }

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
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.rationale(self.rationale.as_ref());
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        sealed::optional("rationale", &mut self.rationale)
    }

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

impl EventPayload<State> for FindingLinked {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.rationale(self.rationale.as_ref());
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        sealed::optional("rationale", &mut self.rationale)
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()?;
        Refusal::when(at.catalogue.is_sealed(self.finding.as_str()), || {
            ProfileRefusal::FindingSealed { code: self.finding.clone() }
        })?;
        Refusal::when(state.profile.holds(&self.finding), || ProfileRefusal::AlreadyLinked {
            code: self.finding.clone().into(),
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        turn(state.profile.findings.entry(self.finding.clone()).or_default(), on, true);
    }
}

impl EventPayload<State> for FindingUnlinked {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.open()?;
        Refusal::unless(state.profile.holds(&self.finding), || ProfileRefusal::NotLinked {
            code: self.finding.clone().into(),
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(spans) = state.profile.findings.get_mut(&self.finding) {
            turn(spans, on, false);
        }
    }
}

#[cfg(test)]
mod tests;
