//! Personas and challenges.

use async_graphql::{Context, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::profile::{
    ChallengeLinked, ChallengeUnlinked, LinkedBy, PersonaLinked, PersonaUnlinked,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// The client's situation resembles a persona.
#[derive(Debug, InputObject)]
struct LinkPersonaInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The persona (list `persona`).
    persona: String,
}

/// It no longer does.
#[derive(Debug, InputObject)]
struct UnlinkPersonaInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The persona (list `persona`).
    persona: String,
}

/// The client's situation is part of a regional challenge.
#[derive(Debug, InputObject)]
struct LinkChallengeInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The challenge (list `challenge`).
    challenge: String,
}

/// It no longer is.
#[derive(Debug, InputObject)]
struct UnlinkChallengeInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The challenge (list `challenge`).
    challenge: String,
}

#[derive(Default)]
pub(super) struct ProfileMutations;

#[Object]
impl ProfileMutations {
    /// Links a persona, and the challenges that it belongs to.
    async fn link_persona(
        &self,
        ctx: &Context<'_>,
        input: LinkPersonaInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::LinkPersona(PersonaLinked { persona: Code::new(input.persona) })
        })
        .await
    }

    /// Unlinks a persona, and the challenges that no other persona asks for.
    async fn unlink_persona(
        &self,
        ctx: &Context<'_>,
        input: UnlinkPersonaInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::UnlinkPersona(PersonaUnlinked { persona: Code::new(input.persona) })
        })
        .await
    }

    /// Links a challenge by hand.
    async fn link_challenge(
        &self,
        ctx: &Context<'_>,
        input: LinkChallengeInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let challenge = Code::new(input.challenge);
            Intent::LinkChallenge(ChallengeLinked { challenge, by: LinkedBy::Hand })
        })
        .await
    }

    /// Unlinks a challenge.
    async fn unlink_challenge(
        &self,
        ctx: &Context<'_>,
        input: UnlinkChallengeInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            let challenge = Code::new(input.challenge);
            Intent::UnlinkChallenge(ChallengeUnlinked { challenge })
        })
        .await
    }
}
