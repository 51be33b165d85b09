//! Who sees what of a proposal before access control is asked: the procedure's own rules.
//!
//! Whoever works on the procedure sees every proposal, but of written assessments only the own
//! one until all are in. Anybody else sees the proposals of the own organisation, and of those
//! what it handed in and what it was told.

use super::assessment::WrittenAssessmentRecorded;
use super::{Payload, Stage, State};
use crate::actor::{Actor, Role};

/// Those who work on the procedure, or account for it.
const PROCEDURE: &[Role] =
    &[Role::Coordinator, Role::Assessor, Role::Jury, Role::Auditor, Role::Steward];

/// The stages that an applicant knows of: by itself, or because it was told.
const TOLD_TO_APPLICANT: &[Stage] = &[
    Stage::Undrafted,
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

/// How much of a proposal somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Not even that it is there.
    Nothing,
    /// What an applicant sees of its own.
    Own,
    /// All that the procedure keeps, but hidden scores.
    Procedure,
}

/// Whether somebody works on the procedure, and may see the proposals of all organisations.
#[must_use]
pub fn works_on_procedure(actor: &Actor) -> bool {
    actor.roles.iter().any(|role| PROCEDURE.contains(role))
}

/// Whether somebody may read the report on the selection procedure, with its ranking: those who
/// work on the procedure, and those who read reports.
#[must_use]
pub fn reads_selection_procedure(actor: &Actor) -> bool {
    works_on_procedure(actor) || actor.roles.contains(&Role::Analyst)
}

impl State {
    /// How much of it `actor` sees. An applicant sees the own proposal as an applicant, whatever
    /// other roles the person has.
    #[must_use]
    pub fn sight_of(&self, actor: &Actor) -> Sight {
        let Some(draft) = &self.draft else { return Sight::Nothing };
        if draft.organisation == actor.organisation {
            Sight::Own
        } else if works_on_procedure(actor) {
            Sight::Procedure
        } else {
            Sight::Nothing
        }
    }

    /// The written assessments that `actor` may see: until all are in, an assessor's own; from
    /// then on all of them. The applicant and whoever declared a conflict see none.
    #[must_use]
    pub fn scores_visible_to(&self, actor: &Actor) -> Vec<&WrittenAssessmentRecorded> {
        match self.sight_of(actor) {
            Sight::Procedure => self.assessors.visible_to(actor.worker),
            Sight::Own | Sight::Nothing => vec![],
        }
    }

    /// The stage as `actor` is told it.
    #[must_use]
    pub fn stage_for(&self, actor: &Actor) -> Stage {
        match self.sight_of(actor) {
            Sight::Procedure => self.stage(),
            Sight::Own | Sight::Nothing => self.stage_as_told(),
        }
    }

    /// The stage as an applicant is told it: what the jury makes of it shows in the decision.
    #[must_use]
    pub fn stage_as_told(&self) -> Stage {
        let stage = self.stage();
        if TOLD_TO_APPLICANT.contains(&stage) {
            stage
        } else if self.pitch.held.is_some() {
            Stage::Pitched
        } else {
            Stage::Submitted
        }
    }

    /// Whether `actor` sees what an event of this proposal tells, as it stands now.
    #[must_use]
    pub fn shows(&self, what: &Payload, actor: &Actor) -> bool {
        match self.sight_of(actor) {
            Sight::Nothing => false,
            Sight::Procedure => match what {
                Payload::WrittenAssessmentRecorded(written) => {
                    self.scores_visible_to(actor).contains(&written)
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
    use super::*;
    use crate::ids::{KboNumber, WorkerId};
    use crate::proposal::story::{assessed, communicated, judged, submitted};
    use uuid::Uuid;

    fn actor(organisation: u32, worker: u128, roles: &[Role]) -> Actor {
        let worker = WorkerId(Uuid::from_u128(worker));
        let organisation = KboNumber::of_stem(organisation);
        Actor { worker, organisation, roles: roles.to_vec() }
    }

    #[test]
    fn an_organisation_sees_its_own_proposal_and_no_other_one() {
        let state = submitted().state().clone();
        assert_eq!(state.sight_of(&actor(2, 1, &[Role::Applicant])), Sight::Own);
        assert_eq!(state.sight_of(&actor(3, 1, &[Role::Applicant])), Sight::Nothing);
        assert_eq!(state.sight_of(&actor(3, 1, &[Role::Caseworker])), Sight::Nothing);
        for role in PROCEDURE {
            assert_eq!(state.sight_of(&actor(1, 1, &[*role])), Sight::Procedure);
            assert_eq!(state.sight_of(&actor(2, 1, &[*role])), Sight::Own);
        }
    }

    #[test]
    fn an_applicant_sees_neither_scores_nor_how_far_the_jury_is_until_it_is_told() {
        let applicant = actor(2, 1, &[Role::Applicant]);
        for story in [assessed(), judged(), communicated()] {
            assert!(story.state().scores_visible_to(&applicant).is_empty());
        }
        assert_eq!(assessed().state().stage_for(&applicant), Stage::Submitted);
        assert_eq!(judged().state().stage_for(&applicant), Stage::Pitched);
        assert_eq!(communicated().state().stage_for(&applicant), Stage::Communicated);
        let state = judged().state().clone();
        let jury = Payload::from(state.jury.clone().unwrap());
        assert!(!state.shows(&jury, &applicant));
        assert!(state.shows(&jury, &actor(1, 1, &[Role::Jury])));
    }
}
