//! The jury: what it scores, advises and leaves open.

use std::collections::BTreeSet;

use super::{Stage, State};
use crate::ids::WorkerId;
use crate::procedure::prelude::*;
use crate::procedure::{Points, Scores};
use crate::round::Outcome;

/// What the jury found. Its rank follows from all totals, and is in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deliberation {
    /// A score for each criterion.
    pub scores: Scores,
    /// What the jury advises.
    pub advice: Outcome,
    /// Why. About the proposal, never about a client.
    pub motivation: String,
    /// What a minority held against it, if one did.
    pub dissent: Option<String>,
    /// The members who judged. Where none is named, who records it. What was recorded before members were
    /// named has none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub members: BTreeSet<WorkerId>,
}

/// The jury has judged the proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JuryDeliberated {
    /// What it found.
    #[serde(flatten)]
    pub deliberation: Deliberation,
    /// The total by the catalogue's weights.
    pub total: Points,
    /// It was on no day for pitches and jury: a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_window: bool,
    /// The organisation of who recorded it has a proposal of its own in the round: a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_rival: bool,
}

/// A member of the jury declared a conflict of interest, and neither judges nor assesses this proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JuryConflictDeclared {
    /// The member.
    pub member: WorkerId,
}

impl IntoPayload<State, JuryDeliberated> for Deliberation {
    fn fields(&self, fields: &mut Fields<'_>) {
        let Deliberation { scores, motivation, dissent, .. } = self;
        scores.look_at(fields);
        fields.written("motivation", motivation, TEXT_MAX);
        if let Some(dissent) = dissent {
            fields.written("dissent", dissent, TEXT_MAX);
        }
    }

    fn into_payload(mut self, _: &State, at: &Circumstance<'_>) -> JuryDeliberated {
        if self.members.is_empty() {
            self.members.insert(at.actor.worker);
        }
        JuryDeliberated {
            total: self.scores.total(at),
            deliberation: self,
            outside_window: !at.timeline.is_pitch_day(at.on),
            of_rival: at.rival,
        }
    }
}

impl EventPayload<State> for JuryDeliberated {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.at_one_of(&[Stage::Pitched])?;
        for member in self.deliberation.members.iter().chain([&at.actor.worker]) {
            state.without_conflict(*member)?;
        }
        self.deliberation.scores.are_complete(at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.jury = Some(self.clone());
        state.days.judged = Some(on);
    }
}

impl EventPayload<State> for JuryConflictDeclared {
    /// Once the jury has judged, it is too late to stay out of it.
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.at_one_of(&[
            Stage::Submitted,
            Stage::Admissible,
            Stage::Assessed,
            Stage::Invited,
            Stage::Pitched,
        ])?;
        state.without_conflict(self.member)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.conflicts.insert(self.member);
        state.assessors.recuse(self.member);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::field::FieldFault;
    use crate::proposal::assessment::{AssessmentRefusal, AssessorAssigned};
    use crate::proposal::story::{admitted, assessment, deliberation, invited, judged, pitched};
    use crate::proposal::{Intent, StageRefusal};

    fn worker(n: u128) -> WorkerId {
        WorkerId(Uuid::from_u128(n))
    }

    fn declare(n: u128) -> Intent {
        Intent::DeclareJuryConflict(JuryConflictDeclared { member: worker(n) })
    }

    #[test]
    fn the_jury_judges_who_has_pitched() {
        let deliberation = deliberation(70);
        let fact = JuryDeliberated {
            deliberation: Deliberation { members: [worker(1)].into(), ..deliberation.clone() },
            total: Points(7000),
            outside_window: false,
            of_rival: false,
        };
        pitched().when(Intent::RecordDeliberation(deliberation.clone())).then(vec![fact.into()]);
        invited()
            .when(Intent::RecordDeliberation(deliberation))
            .then_refused(&StageRefusal::StepOutOfOrder { stage: Stage::Invited });
    }

    #[test]
    fn a_member_who_declared_a_conflict_does_not_judge_and_the_others_do() {
        let barred = AssessmentRefusal::ConflictDeclared { worker: worker(31) };
        let story = pitched().by(31, 1).then_take(declare(31));
        story.when(declare(31)).then_refused(&barred);
        story.when(Intent::RecordDeliberation(deliberation(70))).then_refused(&barred);
        let story = story.by(32, 1);
        let with = |members: &[u128]| {
            let members = members.iter().map(|n| worker(*n)).collect();
            Intent::RecordDeliberation(Deliberation { members, ..deliberation(70) })
        };
        story.when(with(&[31, 32])).then_refused(&barred);
        let judged = story.then_take(with(&[32, 33])).state().jury.unwrap();
        assert_eq!(judged.deliberation.members, [worker(32), worker(33)].into());
    }

    #[test]
    fn a_declared_conflict_bars_assessing_too_and_nobody_waits_for_who_declared_it() {
        let assign = |n| {
            let assessor = worker(n);
            Intent::AssignAssessor(AssessorAssigned { assessor, conflict: false })
        };
        let assess = || Intent::RecordWrittenAssessment(assessment(70));
        let story = admitted()
            .then_take(assign(11))
            .then_take(assign(12))
            .by(11, 1)
            .then_take(declare(11))
            .by(12, 1)
            .then_take(assess());
        assert_eq!(story.state().stage(), Some(Stage::Assessed));
        let barred = AssessmentRefusal::ConflictDeclared { worker: worker(11) };
        story.by(11, 1).when(assess()).then_refused(&barred);
        let barred = AssessmentRefusal::ConflictDeclared { worker: worker(31) };
        admitted().then_take(declare(31)).when(assign(31)).then_refused(&barred);
    }

    #[test]
    fn a_conflict_is_declared_before_the_jury_has_judged() {
        judged()
            .when(declare(31))
            .then_refused(&StageRefusal::StepOutOfOrder { stage: Stage::Judged });
    }

    #[test]
    fn a_member_of_a_rival_is_warned() {
        let story = pitched().by(31, 3).with_a_rival();
        let judged = story.then_take(Intent::RecordDeliberation(deliberation(70)));
        assert!(judged.state().jury.unwrap().of_rival);
    }

    #[test]
    fn the_jury_says_why() {
        let silent = Deliberation { motivation: String::new(), ..deliberation(70) };
        pitched()
            .when(Intent::RecordDeliberation(silent))
            .then_refused(&FieldFault::NothingWritten { path: "motivation" });
        let silent = Deliberation { dissent: Some(String::new()), ..deliberation(70) };
        pitched()
            .when(Intent::RecordDeliberation(silent))
            .then_refused(&FieldFault::NothingWritten { path: "dissent" });
    }
}
