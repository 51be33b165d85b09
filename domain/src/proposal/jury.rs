//! The jury: what it scores, advises and leaves open.

use super::{Stage, State};
use crate::procedure::prelude::*;
use crate::procedure::{Points, Scores};
use crate::round::Outcome;

/// What the jury found. Its rank follows from all totals, and is in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliberation {
    /// A score for each criterion.
    pub scores: Scores,
    /// What the jury advises.
    pub advice: Outcome,
    /// Why. About the proposal, never about a client.
    pub motivation: String,
    /// What a minority held against it, if one did.
    pub dissent: Option<String>,
}

/// The jury has judged the proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JuryDeliberated {
    /// What it found.
    #[serde(flatten)]
    pub deliberation: Deliberation,
    /// The total by the catalogue's weights.
    pub total: Points,
    /// It was on no day for pitches and jury: a warning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_window: bool,
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

    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> JuryDeliberated {
        JuryDeliberated {
            total: self.scores.total(at),
            deliberation: self,
            outside_window: !at.timeline.is_pitch_day(at.on),
        }
    }
}

impl EventPayload<State> for JuryDeliberated {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.at_one_of(&[Stage::Pitched])?;
        self.deliberation.scores.are_complete(at)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.jury = Some(self.clone());
        state.days.judged = Some(on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::proposal::story::{deliberation, invited, pitched};
    use crate::proposal::{Intent, StageRefusal};

    #[test]
    fn the_jury_judges_who_has_pitched() {
        let deliberation = deliberation(70);
        let total = Points(7000);
        let fact =
            JuryDeliberated { deliberation: deliberation.clone(), total, outside_window: false };
        pitched().when(Intent::RecordDeliberation(deliberation.clone())).then(vec![fact.into()]);
        invited()
            .when(Intent::RecordDeliberation(deliberation))
            .then_refused(&StageRefusal::StepOutOfOrder { stage: Stage::Invited });
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
