//! Services delivered to a client.

use loopbrug_domain::catalogue::list::{
    InterventionMode, InterventionResult, Language, ProblemArea, ServiceType, StopReason,
};
use loopbrug_domain::ids::{GoalId, InterventionId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::interventions::{
    InterventionCompleted, InterventionPlanned, InterventionStarted, InterventionStopped,
    SessionRecorded,
};

use super::about::OnTrajectory;
use super::given::{Id, New, Organisation};
use crate::input::Code;

mutations! {
    InterventionMutations on OnTrajectory;

    /// Records that a service is going to be delivered.
    plan_intervention:
    /// A service is going to be delivered.
    PlanInterventionInput {
        /// The intervention, by a UUID of your own. Default: a new one.
        intervention_id: New<InterventionId>,
        /// What is delivered.
        service: Code<ServiceType>,
        /// By which organisation, by KBO number.
        provider: Organisation,
        /// The open barriers that it addresses.
        #[graphql(default)]
        barriers: Vec<Code<ProblemArea>>,
        /// The goals that it works towards.
        #[graphql(default)]
        goal_ids: Vec<Id<GoalId>>,
        /// In which form.
        mode: Code<InterventionMode>,
        /// In which language. Absent: the one to speak with the client.
        language: Option<Code<Language>>,
    } => Intent::PlanIntervention(InterventionPlanned {
        intervention: intervention_id,
        service,
        provider,
        barriers,
        goals: goal_ids,
        mode,
        language,
    });

    /// Records that an intervention started.
    start_intervention:
    /// An intervention starts.
    StartInterventionInput {
        /// The intervention.
        intervention_id: Id<InterventionId>,
    } => Intent::StartIntervention(InterventionStarted { intervention: intervention_id });

    /// Records a session.
    record_session:
    /// A session of an intervention is held, or should have been.
    RecordSessionInput {
        /// The intervention.
        intervention_id: Id<InterventionId>,
        /// How long it took, in minutes (0 to 1440).
        minutes: u32,
        /// Whether the client was there.
        attended: bool,
    } => Intent::RecordSession(SessionRecorded {
        intervention: intervention_id,
        minutes,
        attended,
    });

    /// Records that an intervention was carried through.
    complete_intervention:
    /// An intervention is carried through.
    CompleteInterventionInput {
        /// The intervention.
        intervention_id: Id<InterventionId>,
        /// What it brought.
        result: Code<InterventionResult>,
    } => Intent::CompleteIntervention(InterventionCompleted {
        intervention: intervention_id,
        result,
    });

    /// Records that an intervention was stopped.
    stop_intervention:
    /// An intervention ends before that.
    StopInterventionInput {
        /// The intervention.
        intervention_id: Id<InterventionId>,
        /// Why.
        reason: Code<StopReason>,
    } => Intent::StopIntervention(InterventionStopped { intervention: intervention_id, reason });
}
