//! Personas, challenges, findings and the household.

use std::collections::BTreeSet;

use loopbrug_domain::catalogue::list::{CareMoment, Challenge, ChildAgeGroup, Finding, Persona};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::household::{ChildrenOfAge, HouseholdRecorded};
use loopbrug_domain::trajectory::profile::{
    ChallengeLinked, ChallengeUnlinked, FindingLinked, FindingUnlinked, LinkedBy, PersonaLinked,
    PersonaUnlinked,
};

use super::about::OnTrajectory;
use super::personal::Personal;
use crate::input::Code;

inputs! {
    /// Children of one age group.
    ChildrenOfAgeInput -> ChildrenOfAge {
        /// Their age.
        age_group: Code<ChildAgeGroup>,
        /// How many they are.
        number: u32,
        /// When they need care that there is not. Default: they need none.
        #[graphql(default)]
        care_needed: BTreeSet<Code<CareMoment>>,
    } => ChildrenOfAge { age_group, number, care_needed };
}

mutations! {
    ProfileMutations on OnTrajectory;

    /// Links a persona, and the challenges that it belongs to.
    link_persona:
    /// The client's situation resembles a persona.
    LinkPersonaInput {
        /// The persona.
        persona: Code<Persona>,
        /// Why, in words. It is sealed.
        rationale: Option<Personal>,
    } => Intent::LinkPersona(PersonaLinked { persona, rationale });

    /// Unlinks a persona, and the challenges that no other persona asks for.
    unlink_persona:
    /// It no longer does.
    UnlinkPersonaInput {
        /// The persona.
        persona: Code<Persona>,
    } => Intent::UnlinkPersona(PersonaUnlinked { persona });

    /// Links a challenge by hand.
    link_challenge:
    /// The client's situation is part of a regional challenge.
    LinkChallengeInput {
        /// The challenge.
        challenge: Code<Challenge>,
        /// Why, in words. It is sealed.
        rationale: Option<Personal>,
    } => Intent::LinkChallenge(ChallengeLinked { challenge, by: LinkedBy::Hand, rationale });

    /// Unlinks a challenge.
    unlink_challenge:
    /// It no longer is.
    UnlinkChallengeInput {
        /// The challenge.
        challenge: Code<Challenge>,
    } => Intent::UnlinkChallenge(ChallengeUnlinked { challenge });

    /// Links a finding of the enrichment day. A past in detention or youth care is not linked as a code
    /// but recorded with `recordBackground`.
    link_finding:
    /// A finding of the enrichment day holds for the client.
    LinkFindingInput {
        /// The finding.
        finding: Code<Finding>,
        /// Why, in words. It is sealed.
        rationale: Option<Personal>,
    } => Intent::LinkFinding(FindingLinked { finding, rationale });

    /// Unlinks a finding.
    unlink_finding:
    /// It no longer holds.
    UnlinkFindingInput {
        /// The finding.
        finding: Code<Finding>,
    } => Intent::UnlinkFinding(FindingUnlinked { finding });

    /// Records the children whom the client looks after, as they are now.
    record_household:
    /// The children whom the client looks after.
    RecordHouseholdInput {
        /// The children, by age group. Empty: there are none.
        children: Vec<ChildrenOfAgeInput>,
        /// One of them has, or may have, a disability.
        #[graphql(default)]
        suspected_disability: bool,
        /// The client looks after them alone.
        #[graphql(default)]
        alone: bool,
    } => Intent::RecordHousehold(HouseholdRecorded { children, suspected_disability, alone });
}
