//! A proposal is admitted, assessed, pitched and judged.

use std::collections::BTreeSet;

use async_graphql::registry::Registry;
use chrono::{DateTime, Utc};
use loopbrug_domain::catalogue;
use loopbrug_domain::catalogue::list::{AdmissibilityGround, Criterion};
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::procedure::Scores;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::admissibility::AdmissibilityDecided;
use loopbrug_domain::proposal::assessment::{Assessment, AssessorAssigned};
use loopbrug_domain::proposal::jury::{Deliberation, JuryConflictDeclared};
use loopbrug_domain::proposal::pitch::{Invitation, Pitch, PitchInvitationWithheld};

use super::about::OnProposal;
use super::given::{Given, Id, WorkerOrYou};
use super::reading::Reading;
use crate::error::UserError;
use crate::input::{Code, Describe, sent_as};
use crate::types::ProposalOutcome;

mutations! {
    AssessingMutations on OnProposal;

    /// Admits the proposal, or does not.
    decide_admissibility:
    /// The proposal is admitted or not.
    DecideAdmissibilityInput {
        /// It is admitted.
        ok: bool,
        /// Why not; one at least where it is not, and none where it is.
        #[graphql(default)]
        grounds: BTreeSet<Code<AdmissibilityGround>>,
    } => Intent::DecideAdmissibility(AdmissibilityDecided { ok, grounds });

    /// Assigns somebody to assess the proposal, or declares a conflict of interest. The coordinator assigns; who has a conflict may declare it without being asked.
    assign_assessor:
    /// Somebody is to assess it.
    AssignAssessorInput {
        /// The assessor, by worker id.
        assessor: Id<WorkerId>,
        /// The assessor declares a conflict of interest, and will not score. Assigned again with a conflict, an assessor declares one afterwards.
        #[graphql(default)]
        conflict: bool,
    } => Intent::AssignAssessor(AssessorAssigned { assessor, conflict });

    /// Records your written assessment. Others do not see it until all are in. Where your own organisation has a proposal in the round, it is marked `ofRival`: a warning.
    record_written_assessment:
    /// You have assessed it.
    RecordWrittenAssessmentInput {
        /// A score for each criterion of the round.
        scores: ScoresInput,
        /// Why, in your words, 4,000 characters at most. Nothing about any client.
        motivation: String,
    } => Intent::RecordWrittenAssessment(Assessment { scores, motivation });

    /// Invites the organisation to pitch.
    invite_to_pitch:
    /// The organisation is invited to pitch.
    InviteToPitchInput {
        /// When. Invited again, it has another slot.
        slot: DateTime<Utc>,
    } => Intent::InviteToPitch(Invitation { slot });

    /// Does not invite the organisation to pitch.
    withhold_pitch_invitation:
    /// It is not.
    WithholdPitchInvitationInput {
        /// Why, 4,000 characters at most. Nothing about any client.
        motivation: String,
    } => Intent::WithholdPitchInvitation(PitchInvitationWithheld { motivation });

    /// Records that the organisation pitched.
    record_pitch:
    /// It has pitched.
    RecordPitchInput {} => Intent::RecordPitch(Pitch {});

    /// Declares that a member of the jury has a conflict of interest, and neither judges nor assesses the proposal. A member declares the own one; the coordinator may for others.
    declare_jury_conflict:
    /// A member of the jury has a conflict of interest.
    DeclareJuryConflictInput {
        /// The member, by worker id. Default: you.
        member: WorkerOrYou,
    } => Intent::DeclareJuryConflict(JuryConflictDeclared { member });

    /// Records what the jury found. Where your own organisation has a proposal in the round, it is marked `ofRival`: a warning.
    record_deliberation:
    /// The jury has judged it.
    RecordDeliberationInput {
        /// A score for each criterion of the round.
        scores: ScoresInput,
        /// What the jury advises.
        advice: ProposalOutcome,
        /// Why, 4,000 characters at most. Nothing about any client.
        motivation: String,
        /// What a minority held against it.
        dissent: Option<String>,
        /// The members who judged, by worker id; nobody who declared a conflict of interest. Default: you.
        #[graphql(default)]
        members: Vec<Id<WorkerId>>,
    } => Intent::RecordDeliberation(Deliberation {
        scores,
        advice,
        motivation,
        dissent,
        members: members.into_iter().collect(),
    });
}

inputs! {
    /// A score on one criterion.
    ScoreInput -> (catalogue::Code<Criterion>, u32) {
        /// The criterion.
        criterion: Code<Criterion>,
        /// 0 to 100.
        score: u32,
    } => (criterion, score);
}

sent_as! {
    /// Scores, one for each criterion at most.
    #[derive(Debug)]
    pub(super) ScoresInput as Vec<ScoreInput>;
}

impl Describe for ScoresInput {
    fn describe(registry: &mut Registry, object: &str, field: &str) {
        Vec::<ScoreInput>::describe(registry, object, field);
    }
}

impl Given for ScoresInput {
    type As = Scores;

    fn read(self, reading: &mut Reading, field: &str) -> Scores {
        let mut scores = Scores::default();
        for (criterion, score) in self.0.read(reading, field) {
            if scores.0.insert(criterion.clone(), score).is_some() {
                reading.fault(UserError::given_twice(criterion.as_str(), field));
            }
        }
        scores
    }
}
