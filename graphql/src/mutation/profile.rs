//! Personas and challenges.

use loopbrug_domain::catalogue::list::{Challenge, Persona};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::profile::{
    ChallengeLinked, ChallengeUnlinked, LinkedBy, PersonaLinked, PersonaUnlinked,
};

use super::about::OnTrajectory;
use crate::input::Code;

mutations! {
    ProfileMutations on OnTrajectory;

    /// Links a persona, and the challenges that it belongs to.
    link_persona:
    /// The client's situation resembles a persona.
    LinkPersonaInput {
        /// The persona.
        persona: Code<Persona>,
    } => Intent::LinkPersona(PersonaLinked { persona });

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
    } => Intent::LinkChallenge(ChallengeLinked { challenge, by: LinkedBy::Hand });

    /// Unlinks a challenge.
    unlink_challenge:
    /// It no longer is.
    UnlinkChallengeInput {
        /// The challenge.
        challenge: Code<Challenge>,
    } => Intent::UnlinkChallenge(ChallengeUnlinked { challenge });
}
