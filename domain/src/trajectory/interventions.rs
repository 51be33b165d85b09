//! Interventions: services delivered to a client, with their sessions.

use crate::catalogue::list::{
    InterventionMode, InterventionResult, Language, ProblemArea, ServiceType, StopReason,
};
use crate::ids::{GoalId, InterventionId};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about services delivered.
    InterventionRefusal {
        InterventionAlreadyPlanned { intervention: InterventionId }, "INTERVENTION_ALREADY_PLANNED",
            "intervention {intervention} was planned before";
        InterventionNotPlanned { intervention: InterventionId }, "INTERVENTION_NOT_PLANNED",
            "intervention {intervention} has not been planned";
        InterventionAlreadyStarted { intervention: InterventionId }, "INTERVENTION_ALREADY_STARTED",
            "intervention {intervention} has started already";
        InterventionNotStarted { intervention: InterventionId }, "INTERVENTION_NOT_STARTED",
            "intervention {intervention} has not started";
        /// The intervention was completed or stopped.
        InterventionAlreadyEnded { intervention: InterventionId }, "INTERVENTION_ALREADY_ENDED",
            "intervention {intervention} has ended";
    }
}

/// The stop reason of an intervention that ends because the trajectory does.
const TRAJECTORY_CLOSED: &str = "trajectory_closed";

/// A service is going to be delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InterventionPlanned {
    /// The intervention.
    pub intervention: InterventionId,
    /// What is delivered.
    pub service: Code<ServiceType>,
    /// By which organisation.
    pub provider: KboNumber,
    /// The open barriers that it addresses, by problem area.
    #[serde(serialize_with = "Code::all_held")]
    pub barriers: Vec<Code<ProblemArea>>,
    /// The goals that it works towards.
    pub goals: Vec<GoalId>,
    /// In which form (S: "ambulant, mobiel, residentieel").
    pub mode: Code<InterventionMode>,
    /// In which language; absent: the one to speak with the client.
    pub language: Option<Code<Language>>,
}

/// It started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InterventionStarted {
    /// The intervention.
    pub intervention: InterventionId,
}

/// A session was held, or should have been.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SessionRecorded {
    /// The intervention.
    pub intervention: InterventionId,
    /// How long it took, in minutes (0 to 1440).
    pub minutes: u32,
    /// Whether the client was there.
    pub attended: bool,
}

/// It was carried through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InterventionCompleted {
    /// The intervention.
    pub intervention: InterventionId,
    /// What it brought.
    pub result: Code<InterventionResult>,
}

/// It ended before that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InterventionStopped {
    /// The intervention.
    pub intervention: InterventionId,
    /// Why.
    pub reason: Code<StopReason>,
}

/// Interventions, in order of their planning.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Interventions(Vec<Intervention>);

/// A service, from its planning to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intervention {
    /// The day that it was planned.
    pub planned_on: NaiveDate,
    /// How it was planned.
    pub plan: InterventionPlanned,
    /// The day that it started, if it did.
    pub started_on: Option<NaiveDate>,
    /// Sessions, in order.
    pub sessions: Vec<Session>,
    /// How it ended, if it did.
    pub end: Option<InterventionEnd>,
}

/// A session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The day.
    pub on: NaiveDate,
    /// How long it took, in minutes.
    pub minutes: u32,
    /// Whether the client was there.
    pub attended: bool,
}

/// How an intervention ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum InterventionEnd {
    /// Carried through.
    Completed {
        /// The day.
        on: NaiveDate,
        /// What it brought.
        result: Code<InterventionResult>,
    },
    /// Not carried through.
    Stopped {
        /// The day.
        on: NaiveDate,
        /// Why.
        reason: Code<StopReason>,
    },
}

impl InterventionEnd {
    /// The day.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Completed { on, .. } | Self::Stopped { on, .. } => *on,
        }
    }
}

impl InterventionStopped {
    fn with_the_trajectory(intervention: InterventionId) -> Self {
        Self { intervention, reason: Code::new(TRAJECTORY_CLOSED) }
    }

    /// Rule 8: it ended because the trajectory did.
    pub(super) fn follows_from_closing(&self) -> bool {
        self.reason.as_str() == TRAJECTORY_CLOSED
    }
}

impl Interventions {
    /// Past and present, in order of their planning.
    pub fn iter(&self) -> impl Iterator<Item = &Intervention> {
        self.0.iter()
    }

    /// Rule 8: what closing the trajectory stops.
    pub(super) fn stops_at_closing(&self) -> impl Iterator<Item = InterventionStopped> {
        let open = self.0.iter().filter(|intervention| intervention.end.is_none());
        open.map(|open| InterventionStopped::with_the_trajectory(open.plan.intervention))
    }

    /// What is open when the trajectory closes ends with it, also when the closing was recorded
    /// first.
    pub(super) fn close(&mut self, on: NaiveDate) {
        for intervention in &mut self.0 {
            let reason = || Code::new(TRAJECTORY_CLOSED);
            intervention
                .end
                .get_or_insert_with(|| InterventionEnd::Stopped { on, reason: reason() });
        }
    }

    fn planned(&self, intervention: InterventionId) -> Result<&Intervention, Refusal> {
        self.0
            .iter()
            .find(|known| known.plan.intervention == intervention)
            .ok_or(InterventionRefusal::InterventionNotPlanned { intervention }.into())
    }

    fn open(&self, intervention: InterventionId) -> Result<&Intervention, Refusal> {
        let known = self.planned(intervention)?;
        match known.end {
            None => Ok(known),
            Some(_) => Err(InterventionRefusal::InterventionAlreadyEnded { intervention }.into()),
        }
    }

    fn running(&self, intervention: InterventionId) -> Result<(), Refusal> {
        match self.open(intervention)?.started_on {
            Some(_) => Ok(()),
            None => Err(InterventionRefusal::InterventionNotStarted { intervention }.into()),
        }
    }

    fn get_mut(&mut self, intervention: InterventionId) -> Option<&mut Intervention> {
        self.0.iter_mut().find(|known| known.plan.intervention == intervention)
    }

    fn end(&mut self, intervention: InterventionId, end: InterventionEnd) {
        if let Some(intervention) = self.get_mut(intervention) {
            intervention.end.get_or_insert(end);
        }
    }
}

impl EventPayload<State> for InterventionPlanned {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        let intervention = self.intervention;
        Refusal::when(state.interventions.planned(intervention).is_ok(), || {
            InterventionRefusal::InterventionAlreadyPlanned { intervention }
        })?;
        for area in &self.barriers {
            state.barriers.held_back_by(area)?;
        }
        self.goals.iter().try_for_each(|goal| state.direction.aims_at(*goal))
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.interventions.0.push(Intervention {
            planned_on: on,
            plan: self.clone(),
            started_on: None,
            sessions: vec![],
            end: None,
        });
    }
}

impl EventPayload<State> for InterventionStarted {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        let intervention = self.intervention;
        match state.interventions.open(intervention)?.started_on {
            None => Ok(()),
            Some(_) => Err(InterventionRefusal::InterventionAlreadyStarted { intervention }.into()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(intervention) = state.interventions.get_mut(self.intervention) {
            intervention.started_on = Some(on);
        }
    }
}

impl EventPayload<State> for SessionRecorded {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.number("minutes", self.minutes, 0, 1440);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        state.interventions.running(self.intervention)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(intervention) = state.interventions.get_mut(self.intervention) {
            let &Self { minutes, attended, .. } = self;
            intervention.sessions.push(Session { on, minutes, attended });
        }
    }
}

impl EventPayload<State> for InterventionCompleted {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        state.interventions.running(self.intervention)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let result = self.result.clone();
        state.interventions.end(self.intervention, InterventionEnd::Completed { on, result });
    }
}

impl EventPayload<State> for InterventionStopped {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        // Not `guided`: the reason why the guidance waits may also be the reason to stop this.
        state.participant()?;
        state.open()?;
        state.interventions.open(self.intervention).map(|_| ())
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let reason = self.reason.clone();
        state.interventions.end(self.intervention, InterventionEnd::Stopped { on, reason });
    }
}

#[cfg(test)]
mod tests;
