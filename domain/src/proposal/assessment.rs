//! Written assessment: by those who were assigned, each alone, and in the open when all are in.

use super::{Stage, State};
use crate::ids::WorkerId;
use crate::procedure::prelude::*;
use crate::procedure::timeline::ASSESSMENT;
use crate::procedure::{Points, Scores};

refusals! {
    /// Rules about written assessments.
    AssessmentRefusal {
        AssessorAlreadyAssigned { assessor: WorkerId }, "ASSESSOR_ALREADY_ASSIGNED",
            "the assessor was assigned before";
        AssessorNotAssigned { assessor: WorkerId }, "ASSESSOR_NOT_ASSIGNED",
            "the assessor was not assigned to this proposal";
        AssessorOfApplicant, "ASSESSOR_OF_APPLICANT",
            "an organisation does not assess its own proposal";
        /// A declared conflict bars assessing and judging, for assessors and jury members alike.
        ConflictDeclared { worker: WorkerId }, "CONFLICT_DECLARED",
            "{worker} declared a conflict of interest, and neither assesses nor judges this proposal";
        AlreadyScored { assessor: WorkerId }, "ALREADY_SCORED",
            "the assessor has scored this proposal";
    }
}

/// Somebody was asked to assess. Somebody who is assigned again with a conflict
/// declares one: from then on what they wrote does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssessorAssigned {
    /// The assessor.
    pub assessor: WorkerId,
    /// The assessor has declared a conflict of interest, and will not score.
    pub conflict: bool,
}

/// What an assessor writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// A score for each criterion.
    pub scores: Scores,
    /// Why, in the assessor's words. About the proposal, never about a client.
    pub motivation: String,
}

/// An assessor has scored the proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WrittenAssessmentRecorded {
    /// The assessor.
    pub assessor: WorkerId,
    /// A score for each criterion.
    pub scores: Scores,
    /// Their total by the catalogue's weights.
    pub total: Points,
    /// Why, in the assessor's words.
    pub motivation: String,
    /// By the server's clock it was outside the window for assessments: a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_window: bool,
    /// The organisation of the assessor has a proposal of its own in the round: a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub of_rival: bool,
}

/// Who assesses, in order of assignment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessors(Vec<Assessor>);

/// Somebody who was assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessor {
    /// Who.
    pub worker: WorkerId,
    /// With a conflict of interest, and so without a score.
    pub conflict: bool,
    /// What they wrote.
    pub assessment: Option<WrittenAssessmentRecorded>,
    /// The day that they did, in Brussels, as given.
    pub assessed_on: Option<NaiveDate>,
}

impl Assessors {
    /// All who were assigned, those with a conflict included.
    pub fn iter(&self) -> impl Iterator<Item = &Assessor> {
        self.0.iter()
    }

    /// Whether all who are to score have done so, and at least one has.
    #[must_use]
    pub fn all_in(&self) -> bool {
        let mut scoring = self.0.iter().filter(|assessor| !assessor.conflict).peekable();
        scoring.peek().is_some() && scoring.all(|assessor| assessor.assessment.is_some())
    }

    /// What counts.
    fn assessments(&self) -> impl Iterator<Item = &WrittenAssessmentRecorded> {
        let scoring = self.0.iter().filter(|assessor| !assessor.conflict);
        scoring.filter_map(|assessor| assessor.assessment.as_ref())
    }

    pub(super) fn visible_to(&self, worker: WorkerId) -> Vec<&WrittenAssessmentRecorded> {
        let all = self.all_in();
        self.assessments().filter(|own| all || own.assessor == worker).collect()
    }

    /// Somebody declared a conflict: as long as assessments are to come, what they wrote does not count.
    pub(super) fn recuse(&mut self, worker: WorkerId) {
        let open = !self.all_in();
        if let Some(known) = self.0.iter_mut().find(|known| open && known.worker == worker) {
            known.conflict = true;
        }
    }

    fn find(&self, worker: WorkerId) -> Option<&Assessor> {
        self.0.iter().find(|assessor| assessor.worker == worker)
    }
}

impl IntoPayload<State, WrittenAssessmentRecorded> for Assessment {
    fn fields(&self, fields: &mut Fields<'_>) {
        self.scores.look_at(fields);
        fields.written("motivation", &self.motivation, TEXT_MAX);
    }

    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> WrittenAssessmentRecorded {
        let Self { scores, motivation } = self;
        WrittenAssessmentRecorded {
            assessor: at.actor.worker,
            total: scores.total(at),
            scores,
            motivation,
            outside_window: !at.timeline.is_within(ASSESSMENT, at.now),
            of_rival: at.rival,
        }
    }
}

impl EventPayload<State> for AssessorAssigned {
    /// When all assessments are in they are visible, so nobody who may have read them is added.
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.at_one_of(&[Stage::Admissible])?;
        let assessor = self.assessor;
        match state.assessors.find(assessor) {
            Some(known) if known.conflict || !self.conflict => {
                Err(AssessmentRefusal::AssessorAlreadyAssigned { assessor }.into())
            }
            _ if self.conflict => Ok(()),
            _ => state.without_conflict(assessor),
        }
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        let Self { assessor: worker, conflict } = *self;
        if conflict {
            state.conflicts.insert(worker);
        }
        let Assessors(assessors) = &mut state.assessors;
        match assessors.iter_mut().find(|assessor| assessor.worker == worker) {
            Some(known) => known.conflict = conflict,
            None => {
                assessors.push(Assessor { worker, conflict, assessment: None, assessed_on: None });
            }
        }
    }
}

impl EventPayload<State> for WrittenAssessmentRecorded {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let assessor = self.assessor;
        let draft = state.draft()?;
        Refusal::when(draft.organisation == at.actor.organisation, || {
            AssessmentRefusal::AssessorOfApplicant
        })?;
        state.without_conflict(assessor)?;
        match state.assessors.find(assessor) {
            Some(known) if known.assessment.is_some() => {
                return Err(AssessmentRefusal::AlreadyScored { assessor }.into());
            }
            _ => state.at_one_of(&[Stage::Admissible])?,
        }
        Refusal::when(state.assessors.find(assessor).is_none(), || {
            AssessmentRefusal::AssessorNotAssigned { assessor }
        })?;
        self.scores.are_complete(at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let Assessors(assessors) = &mut state.assessors;
        if let Some(known) = assessors.iter_mut().find(|known| known.worker == self.assessor) {
            known.assessment = Some(self.clone());
            known.assessed_on = Some(on);
        }
    }
}

#[cfg(test)]
mod tests;
