//! Whose step each command is. Who may take it is said by the [`policy`](crate::policy).

use super::Intent;
use crate::ids::WorkerId;
use crate::policy::Action;

impl Intent {
    /// What the policy is asked for where `you` send this command.
    #[must_use]
    pub fn action(&self, you: WorkerId) -> Action {
        match self {
            Self::DraftProposal(_)
            | Self::ReviseProposal(_)
            | Self::ProposeIntervention(_)
            | Self::DropIntervention(_)
            | Self::SubmitProposal(_)
            | Self::WithdrawProposal(_)
            | Self::ReceiveRebuttal(_) => Action::Apply,
            Self::RecordWrittenAssessment(_) => Action::Assess,
            Self::RecordDeliberation(_) => Action::Deliberate,
            Self::AssignAssessor(it) if it.conflict && it.assessor == you => {
                Action::DeclareConflict
            }
            Self::DeclareJuryConflict(it) if it.member == you => Action::DeclareConflict,
            Self::AssignAssessor(_)
            | Self::DeclareJuryConflict(_)
            | Self::DecideAdmissibility(_)
            | Self::InviteToPitch(_)
            | Self::WithholdPitchInvitation(_)
            | Self::RecordPitch(_)
            | Self::CommunicateDecision(_)
            | Self::AnswerRebuttal(_)
            | Self::FinaliseProposal(_)
            | Self::RatifyProposal(_) => Action::Record,
        }
    }
}
