//! Milestones: dated steps forward; and relapses, the steps back.

use crate::catalogue::Attributes;
use crate::catalogue::list::{self, Evidence, ProblemArea};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about milestones.
    MilestoneRefusal {
        MilestoneAlreadyReached { milestone: Code<list::Milestone> }, "MILESTONE_ALREADY_REACHED",
            "milestone '{milestone}' was reached before";
        /// The catalogue names other evidence for the milestone.
        EvidenceNotAccepted { milestone: Code<list::Milestone>, evidence: Code<Evidence> }, "EVIDENCE_NOT_ACCEPTED" at "evidence",
            "evidence: '{evidence}' does not prove milestone '{milestone}'";
    }
}

/// The client took a step forward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MilestoneReached {
    /// Which.
    pub milestone: Code<list::Milestone>,
    /// What it rests on: of a kind that the catalogue names for the milestone.
    pub evidence: Code<Evidence>,
}

/// The client fell back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelapseRecorded {
    /// In which problem area.
    pub area: Code<ProblemArea>,
}

/// Steps forward and back, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Milestones {
    /// Steps forward.
    pub reached: Vec<Milestone>,
    /// Steps back.
    pub relapses: Vec<Relapse>,
}

/// A step forward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    /// The day.
    pub on: NaiveDate,
    /// Which, and what it rests on.
    pub reached: MilestoneReached,
}

/// A step back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relapse {
    /// The day.
    pub on: NaiveDate,
    /// In which problem area.
    pub area: Code<ProblemArea>,
}

impl EventPayload<State> for MilestoneReached {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant_on(at.on)?;
        Refusal::unless(self.is_proved(at), || MilestoneRefusal::EvidenceNotAccepted {
            milestone: self.milestone.clone(),
            evidence: self.evidence.clone(),
        })?;
        let mut before = state.milestones.reached.iter();
        Refusal::when(before.any(|before| before.reached.milestone == self.milestone), || {
            MilestoneRefusal::MilestoneAlreadyReached { milestone: self.milestone.clone() }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.milestones.reached.push(Milestone { on, reached: self.clone() });
    }
}

impl MilestoneReached {
    fn is_proved(&self, at: &Circumstance<'_>) -> bool {
        let entry = at.catalogue.entry_of(&self.milestone);
        match entry.map(|entry| &entry.attributes) {
            Some(Attributes::Milestone { evidence }) => {
                evidence.is_empty() || evidence.contains(&self.evidence)
            }
            _ => true,
        }
    }
}

impl EventPayload<State> for RelapseRecorded {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant_on(at.on)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.milestones.relapses.push(Relapse { on, area: self.area.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::Intent;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::story::{day, opened, participant, story, unknown};

    fn reached(milestone: &str, evidence: &str) -> MilestoneReached {
        MilestoneReached { milestone: Code::new(milestone), evidence: Code::new(evidence) }
    }

    fn reach(milestone: &str, evidence: &str) -> Intent {
        Intent::RecordMilestoneReached(reached(milestone, evidence))
    }

    fn relapse(area: &str) -> RelapseRecorded {
        RelapseRecorded { area: Code::new(area) }
    }

    #[test]
    fn a_participant_reaches_a_milestone_and_may_fall_back() {
        participant()
            .when(day(9), reach("driving_theory", "certificate"))
            .then(vec![reached("driving_theory", "certificate").into()]);
        participant()
            .when(day(9), Intent::RecordRelapse(relapse("reachability")))
            .then(vec![relapse("reachability").into()]);
    }

    #[test]
    fn a_milestone_is_reached_once() {
        participant()
            .given(day(9), reached("cycling", "worker_observation"))
            .when(day(10), reach("cycling", "client_statement"))
            .then_refused(&MilestoneRefusal::MilestoneAlreadyReached {
                milestone: Code::new("cycling"),
            });
    }

    #[test]
    fn a_milestone_rests_on_evidence_that_the_catalogue_names_for_it() {
        participant().when(day(9), reach("driving_theory", "client_statement")).then_refused(
            &MilestoneRefusal::EvidenceNotAccepted {
                milestone: Code::new("driving_theory"),
                evidence: Code::new("client_statement"),
            },
        );
    }

    #[test]
    fn rule_1_steps_are_taken_after_the_intake() {
        for intent in
            [reach("cycling", "client_statement"), Intent::RecordRelapse(relapse("reachability"))]
        {
            story()
                .given(day(1), opened())
                .when(day(9), intent)
                .then_refused(&IntakeRefusal::IntakeNotCompleted);
        }
    }

    #[test]
    fn rule_13_steps_and_evidence_are_codes() {
        participant().when(day(9), reach("flying", "certificate")).then_refused(&unknown(
            "milestone",
            "flying",
            "milestone",
        ));
        participant()
            .when(day(9), reach("cycling", "hearsay"))
            .then_refused(&unknown("evidence", "hearsay", "evidence"));
        participant().when(day(9), Intent::RecordRelapse(relapse("luck"))).then_refused(&unknown(
            "problem_area",
            "luck",
            "area",
        ));
    }
}
