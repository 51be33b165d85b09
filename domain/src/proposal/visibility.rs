//! What somebody sees of a proposal. The [`policy`](crate::policy) says how much; what that comprises is a
//! rule of the procedure.
//!
//! Those who work on the procedure see all of it, but until all written assessments are in, an assessor sees
//! only the own one. An applicant sees what it handed in and what was communicated to it.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::admissibility::AdmissibilityDecided;
use super::assessment::WrittenAssessmentRecorded;
use super::decision::DecisionCommunicated;
use super::drafting::Draft;
use super::jury::JuryDeliberated;
use super::pitch::PitchState;
use super::ratification::ProposalRatified;
use super::rebuttal::{RebuttalAnswered, ReceivedRebuttal};
use super::{Payload, Stage, State};
use crate::ids::WorkerId;
use crate::policy::Sight;
use crate::round::Outcome;

/// The stages that an applicant knows of: by itself, or because it was communicated.
const KNOWN_TO_APPLICANT: &[Stage] = &[
    Stage::Draft,
    Stage::Withdrawn,
    Stage::Submitted,
    Stage::Invited,
    Stage::Pitched,
    Stage::Communicated,
    Stage::Rebutted,
    Stage::Answered,
    Stage::Final,
];

/// A proposal as somebody sees it. What is absent may be there and be hidden.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeenProposal {
    /// The content.
    pub draft: Draft,
    /// Where it is, as far as the one who sees it knows.
    pub stage: Stage,
    /// When it was received, by the server's clock.
    pub received_at: Option<DateTime<Utc>>,
    /// The last day on which anything happened.
    pub last_on: Option<NaiveDate>,
    /// Whether it was admitted.
    pub admissibility: Option<AdmissibilityDecided>,
    /// Who assesses.
    pub assessors: Vec<SeenAssessor>,
    /// Who declared a conflict of interest, assessors and jury members alike.
    pub conflicts: BTreeSet<WorkerId>,
    /// What they wrote.
    pub assessments: Vec<WrittenAssessmentRecorded>,
    /// The pitch.
    pub pitch: PitchState,
    /// What the jury found.
    pub jury: Option<JuryDeliberated>,
    /// What was ratified.
    pub ratification: Option<ProposalRatified>,
    /// What was communicated to the organisation.
    pub decision: Option<DecisionCommunicated>,
    /// What was decided, once it was communicated.
    pub outcome: Option<Outcome>,
    /// What the organisation replied, in time or late.
    pub rebuttals: Vec<ReceivedRebuttal>,
    /// The last answer.
    pub answer: Option<RebuttalAnswered>,
}

/// Somebody who was assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SeenAssessor {
    /// Who.
    pub worker: WorkerId,
    /// With a conflict of interest, and so without a score.
    pub conflict: bool,
    /// Has written.
    pub done: bool,
}

impl State {
    /// The proposal as `worker` sees it with this `sight`; none where the worker may not see it.
    #[must_use]
    pub fn seen(&self, sight: Sight, worker: WorkerId) -> Option<SeenProposal> {
        if sight == Sight::Nothing {
            return None;
        }
        let open = sight == Sight::Procedure;
        // An applicant learns with the decision how it was judged.
        let communicated = open || self.decision.is_some();
        let assessors = self.assessors.iter().filter(|_| open).map(|assessor| SeenAssessor {
            worker: assessor.worker,
            conflict: assessor.conflict,
            done: assessor.assessment.is_some(),
        });
        let mut pitch = self.pitch.clone();
        pitch.withheld = pitch.withheld.filter(|_| communicated);
        Some(SeenProposal {
            draft: self.draft.clone()?,
            stage: self.stage_seen(sight)?,
            received_at: self.submission.as_ref().map(|submission| submission.received_at),
            last_on: self.last_on.filter(|_| open),
            admissibility: self.admissibility.clone().filter(|_| communicated),
            assessors: assessors.collect(),
            conflicts: if open { self.conflicts.clone() } else { BTreeSet::new() },
            assessments: self.scores_seen(sight, worker).into_iter().cloned().collect(),
            pitch,
            jury: self.jury.clone().filter(|_| open),
            ratification: self.ratification.clone().filter(|_| open),
            decision: self.decision.clone(),
            outcome: self.outcome(),
            rebuttals: self.rebuttals.clone(),
            answer: self.answer.clone(),
        })
    }

    /// The written assessments that `worker` sees: until all are in, an assessor's own; from then on all
    /// of them. The applicant and whoever declared a conflict see none.
    pub(super) fn scores_seen(
        &self,
        sight: Sight,
        worker: WorkerId,
    ) -> Vec<&WrittenAssessmentRecorded> {
        match sight {
            Sight::Procedure if !self.conflicts.contains(&worker) => {
                self.assessors.visible_to(worker)
            }
            _ => vec![],
        }
    }

    /// The stage, as far as this `sight` shows it.
    #[must_use]
    pub fn stage_seen(&self, sight: Sight) -> Option<Stage> {
        match sight {
            Sight::Procedure => self.stage(),
            Sight::Own | Sight::Nothing => self.stage_for_applicant(),
        }
    }

    /// The stage as an applicant knows it: what the jury makes of it shows in the decision.
    #[must_use]
    pub fn stage_for_applicant(&self) -> Option<Stage> {
        let stage = self.stage()?;
        Some(if KNOWN_TO_APPLICANT.contains(&stage) {
            stage
        } else if self.pitch.held.is_some() {
            Stage::Pitched
        } else {
            Stage::Submitted
        })
    }

    /// Whether `worker` sees the payload of an event of this proposal with this `sight`.
    #[must_use]
    pub fn shows(&self, what: &Payload, sight: Sight, worker: WorkerId) -> bool {
        match sight {
            Sight::Nothing => false,
            Sight::Procedure => match what {
                Payload::WrittenAssessmentRecorded(written) => {
                    self.scores_seen(sight, worker).contains(&written)
                }
                _ => true,
            },
            Sight::Own => matches!(
                what,
                Payload::ProposalDrafted(_)
                    | Payload::ProposalRevised(_)
                    | Payload::InterventionProposed(_)
                    | Payload::InterventionDropped(_)
                    | Payload::ProposalSubmitted(_)
                    | Payload::ProposalWithdrawn(_)
                    | Payload::PitchInvited(_)
                    | Payload::PitchHeld(_)
                    | Payload::DecisionCommunicated(_)
                    | Payload::RebuttalReceived(_)
                    | Payload::RebuttalAnswered(_)
                    | Payload::ProposalFinalised(_)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::proposal::story::{assessed, communicated, judged};

    const NOBODY: WorkerId = WorkerId(Uuid::nil());

    #[test]
    fn an_applicant_sees_neither_scores_nor_how_far_the_jury_is_until_it_is_communicated() {
        let own = |state: State| state.seen(Sight::Own, NOBODY).unwrap();
        for story in [assessed(), judged(), communicated()] {
            let seen = own(story.state());
            assert!(seen.assessments.is_empty() && seen.assessors.is_empty(), "{seen:?}");
            assert_eq!((seen.jury, seen.ratification, seen.last_on), (None, None, None));
        }
        assert_eq!(own(assessed().state()).stage, Stage::Submitted);
        assert_eq!(own(assessed().state()).admissibility, None);
        assert_eq!(own(judged().state()).stage, Stage::Pitched);
        assert_eq!(own(communicated().state()).stage, Stage::Communicated);
        assert!(own(communicated().state()).admissibility.is_some());
        let state = judged().state().clone();
        let jury = Payload::from(state.jury.clone().unwrap());
        assert!(!state.shows(&jury, Sight::Own, NOBODY));
        assert!(state.shows(&jury, Sight::Procedure, NOBODY));
        assert!(state.seen(Sight::Procedure, NOBODY).unwrap().jury.is_some());
    }

    #[test]
    fn who_sees_nothing_of_a_proposal_does_not_see_that_it_is_there() {
        assert_eq!(judged().state().seen(Sight::Nothing, NOBODY), None);
    }
}
