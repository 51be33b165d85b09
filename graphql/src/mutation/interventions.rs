//! Services delivered to a client.

use async_graphql::{Context, ID, InputObject, Object, Result};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::InterventionId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::interventions::{
    InterventionCompleted, InterventionPlanned, InterventionStarted, InterventionStopped,
    SessionRecorded,
};

use super::{OnTrajectory, TrajectoryPayload, record};

/// A service is going to be delivered.
#[derive(Debug, InputObject)]
struct PlanInterventionInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The intervention, by a UUID of your own. Default: a new one.
    intervention_id: Option<ID>,
    /// What is delivered (list `service_type`).
    service: String,
    /// By which organisation, by KBO number.
    provider: String,
    /// The open barriers that it addresses (list `problem_area`).
    #[graphql(default)]
    barriers: Vec<String>,
    /// The goals that it works towards.
    #[graphql(default)]
    goal_ids: Vec<ID>,
    /// In which form (list `intervention_mode`).
    mode: String,
    /// In which language (list `language`). Absent: the one to speak with the client.
    language: Option<String>,
}

/// An intervention starts.
#[derive(Debug, InputObject)]
struct StartInterventionInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The intervention.
    intervention_id: ID,
}

/// A session of an intervention is held, or should have been.
#[derive(Debug, InputObject)]
struct RecordSessionInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The intervention.
    intervention_id: ID,
    /// How long it took, in minutes (0 to 1440).
    minutes: u32,
    /// Whether the client was there.
    attended: bool,
}

/// An intervention is carried through.
#[derive(Debug, InputObject)]
struct CompleteInterventionInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The intervention.
    intervention_id: ID,
    /// What it brought (list `intervention_result`).
    result: String,
}

/// An intervention ends before that.
#[derive(Debug, InputObject)]
struct StopInterventionInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The intervention.
    intervention_id: ID,
    /// Why (list `stop_reason`).
    reason: String,
}

#[derive(Default)]
pub(super) struct InterventionMutations;

#[Object]
impl InterventionMutations {
    /// Records that a service is going to be delivered.
    async fn plan_intervention(
        &self,
        ctx: &Context<'_>,
        input: PlanInterventionInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let intervention = read.id_or_new(
                input.intervention_id.as_ref(),
                "interventionId",
                "intervention",
                InterventionId,
            );
            Intent::PlanIntervention(InterventionPlanned {
                intervention,
                service: Code::new(input.service),
                provider: read.id(&input.provider, "provider"),
                barriers: input.barriers.into_iter().map(Code::new).collect(),
                goals: read.ids(&input.goal_ids, "goalIds"),
                mode: Code::new(input.mode),
                language: input.language.map(Code::new),
            })
        })
        .await
    }

    /// Records that an intervention started.
    async fn start_intervention(
        &self,
        ctx: &Context<'_>,
        input: StartInterventionInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let intervention = read.id(&input.intervention_id, "interventionId");
            Intent::StartIntervention(InterventionStarted { intervention })
        })
        .await
    }

    /// Records a session.
    async fn record_session(
        &self,
        ctx: &Context<'_>,
        input: RecordSessionInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let intervention = read.id(&input.intervention_id, "interventionId");
            let (minutes, attended) = (input.minutes, input.attended);
            Intent::RecordSession(SessionRecorded { intervention, minutes, attended })
        })
        .await
    }

    /// Records that an intervention was carried through.
    async fn complete_intervention(
        &self,
        ctx: &Context<'_>,
        input: CompleteInterventionInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let intervention = read.id(&input.intervention_id, "interventionId");
            let result = Code::new(input.result);
            Intent::CompleteIntervention(InterventionCompleted { intervention, result })
        })
        .await
    }

    /// Records that an intervention was stopped.
    async fn stop_intervention(
        &self,
        ctx: &Context<'_>,
        input: StopInterventionInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let intervention = read.id(&input.intervention_id, "interventionId");
            let reason = Code::new(input.reason);
            Intent::StopIntervention(InterventionStopped { intervention, reason })
        })
        .await
    }
}
