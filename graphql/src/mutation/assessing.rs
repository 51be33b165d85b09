//! A proposal is admitted, assessed, pitched and judged.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::admissibility::AdmissibilityDecided;
use loopbrug_domain::proposal::assessment::{Assessment, AssessorAssigned};
use loopbrug_domain::proposal::jury::Deliberation;
use loopbrug_domain::proposal::pitch::{Invitation, Pitch, PitchInvitationWithheld};

use super::input::{OnProposal, record_on_proposal};
use super::payload::ProposalPayload;
use crate::types::ProposalOutcome;

/// The proposal is admitted or not.
#[derive(Debug, InputObject)]
struct DecideAdmissibilityInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// It is admitted.
    ok: bool,
    /// Why not (list `admissibility_ground`); one at least where it is not.
    #[graphql(default)]
    grounds: Vec<String>,
}

/// Somebody is to assess it.
#[derive(Debug, InputObject)]
struct AssignAssessorInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// The assessor, by worker id.
    assessor: ID,
    /// The assessor declares a conflict of interest, and will not score. Assigned again with a conflict, an assessor declares one afterwards.
    #[graphql(default)]
    conflict: bool,
}

/// You have assessed it.
#[derive(Debug, InputObject)]
struct RecordWrittenAssessmentInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// A score for each criterion of the round.
    scores: Vec<ScoreInput>,
    /// Why, in your words, 4,000 characters at most. Nothing about any client.
    motivation: String,
}

/// The organisation is invited to pitch.
#[derive(Debug, InputObject)]
struct InviteToPitchInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// When. Invited again, it has another slot.
    slot: DateTime<Utc>,
}

/// It is not.
#[derive(Debug, InputObject)]
struct WithholdPitchInvitationInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// Why, 4,000 characters at most. Nothing about any client.
    motivation: String,
}

/// It has pitched.
#[derive(Debug, InputObject)]
struct RecordPitchInput {
    #[graphql(flatten)]
    about: OnProposal,
}

/// The jury has judged it.
#[derive(Debug, InputObject)]
struct RecordDeliberationInput {
    #[graphql(flatten)]
    about: OnProposal,
    /// A score for each criterion of the round.
    scores: Vec<ScoreInput>,
    /// What the jury advises.
    advice: ProposalOutcome,
    /// Why, 4,000 characters at most. Nothing about any client.
    motivation: String,
    /// What a minority held against it.
    dissent: Option<String>,
}

/// A score on one criterion.
#[derive(Debug, InputObject)]
pub(super) struct ScoreInput {
    /// The criterion (list `criterion`).
    pub(super) criterion: String,
    /// 0 to 100.
    pub(super) score: u32,
}

#[derive(Default)]
pub(super) struct AssessingMutations;

#[Object]
impl AssessingMutations {
    /// Admits the proposal, or does not.
    async fn decide_admissibility(
        &self,
        ctx: &Context<'_>,
        input: DecideAdmissibilityInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| {
            let grounds = input.grounds.into_iter().map(Code::new).collect();
            Intent::DecideAdmissibility(AdmissibilityDecided { ok: input.ok, grounds })
        })
        .await
    }

    /// Assigns somebody to assess the proposal, or declares a conflict of interest.
    async fn assign_assessor(
        &self,
        ctx: &Context<'_>,
        input: AssignAssessorInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |read| {
            let assessor = read.id::<WorkerId>(&input.assessor, "assessor");
            let conflict = input.conflict;
            Intent::AssignAssessor(AssessorAssigned { assessor, conflict })
        })
        .await
    }

    /// Records your written assessment. Others do not see it until all are in.
    async fn record_written_assessment(
        &self,
        ctx: &Context<'_>,
        input: RecordWrittenAssessmentInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |read| {
            let (scores, motivation) = (read.scores(input.scores), input.motivation);
            Intent::RecordWrittenAssessment(Assessment { scores, motivation })
        })
        .await
    }

    /// Invites the organisation to pitch.
    async fn invite_to_pitch(
        &self,
        ctx: &Context<'_>,
        input: InviteToPitchInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| {
            Intent::InviteToPitch(Invitation { slot: input.slot })
        })
        .await
    }

    /// Does not invite the organisation to pitch.
    async fn withhold_pitch_invitation(
        &self,
        ctx: &Context<'_>,
        input: WithholdPitchInvitationInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| {
            let motivation = input.motivation;
            Intent::WithholdPitchInvitation(PitchInvitationWithheld { motivation })
        })
        .await
    }

    /// Records that the organisation pitched.
    async fn record_pitch(
        &self,
        ctx: &Context<'_>,
        input: RecordPitchInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |_| Intent::RecordPitch(Pitch {})).await
    }

    /// Records what the jury found.
    async fn record_deliberation(
        &self,
        ctx: &Context<'_>,
        input: RecordDeliberationInput,
    ) -> Result<ProposalPayload> {
        record_on_proposal(ctx, input.about, |read| {
            Intent::RecordDeliberation(Deliberation {
                scores: read.scores(input.scores),
                advice: input.advice.into(),
                motivation: input.motivation,
                dissent: input.dissent,
            })
        })
        .await
    }
}
