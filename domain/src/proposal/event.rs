//! The table of everything that can be recorded about a proposal.

use super::{Circumstance, Refusal, State};
use super::{
    admissibility, assessment, decision, drafting, jury, offers, pitch, ratification, rebuttal,
    submission,
};
use crate::event::Event;
use crate::event_table::event_table;

/// Something that happened to a proposal, as the log keeps it.
pub type ProposalEvent = Event<Payload>;

event_table! {
    payloads {
        drafting::ProposalDrafted, "ProposalDrafted", "1";
        drafting::ProposalRevised, "ProposalRevised", "1";
        offers::InterventionProposed, "InterventionProposed", "1";
        offers::InterventionDropped, "InterventionDropped", "1";
        submission::ProposalSubmitted, "ProposalSubmitted", "1";
        submission::ProposalWithdrawn, "ProposalWithdrawn", "1";
        admissibility::AdmissibilityDecided, "AdmissibilityDecided", "1";
        assessment::AssessorAssigned, "AssessorAssigned", "1";
        assessment::WrittenAssessmentRecorded, "WrittenAssessmentRecorded", "1";
        pitch::PitchInvited, "PitchInvited", "1";
        pitch::PitchInvitationWithheld, "PitchInvitationWithheld", "1";
        pitch::PitchHeld, "PitchHeld", "1";
        jury::JuryConflictDeclared, "JuryConflictDeclared", "1";
        jury::JuryDeliberated, "JuryDeliberated", "1";
        ratification::ProposalRatified, "ProposalRatified", "1";
        decision::DecisionCommunicated, "DecisionCommunicated", "1";
        rebuttal::RebuttalReceived, "RebuttalReceived", "1";
        rebuttal::RebuttalAnswered, "RebuttalAnswered", "1";
        decision::ProposalFinalised, "ProposalFinalised", "1";
    }
    intents {
        /// An organisation starts on a proposal.
        DraftProposal(drafting::Scope) => drafting::ProposalDrafted;
        /// It aims at something else.
        ReviseProposal(drafting::ProposalRevised) => drafting::ProposalRevised;
        /// It offers an intervention.
        ProposeIntervention(offers::InterventionProposed) => offers::InterventionProposed;
        /// It takes one back.
        DropIntervention(offers::InterventionDropped) => offers::InterventionDropped;
        /// It hands the proposal in.
        SubmitProposal(submission::Submission) => submission::ProposalSubmitted;
        /// It takes the proposal back.
        WithdrawProposal(submission::ProposalWithdrawn) => submission::ProposalWithdrawn;
        /// The proposal is admitted or not.
        DecideAdmissibility(admissibility::AdmissibilityDecided) => admissibility::AdmissibilityDecided;
        /// Somebody is to assess it, or declares a conflict.
        AssignAssessor(assessment::AssessorAssigned) => assessment::AssessorAssigned;
        /// An assessor scores it.
        RecordWrittenAssessment(assessment::Assessment) => assessment::WrittenAssessmentRecorded;
        /// The organisation is invited to pitch.
        InviteToPitch(pitch::Invitation) => pitch::PitchInvited;
        /// It is not.
        WithholdPitchInvitation(pitch::PitchInvitationWithheld) => pitch::PitchInvitationWithheld;
        /// It pitches.
        RecordPitch(pitch::Pitch) => pitch::PitchHeld;
        /// A member of the jury declares a conflict of interest.
        DeclareJuryConflict(jury::JuryConflictDeclared) => jury::JuryConflictDeclared;
        /// The jury judges.
        RecordDeliberation(jury::Deliberation) => jury::JuryDeliberated;
        /// The decision is communicated.
        CommunicateDecision(decision::Decision) => decision::DecisionCommunicated;
        /// It replies.
        ReceiveRebuttal(rebuttal::Rebuttal) => rebuttal::RebuttalReceived;
        /// It gets an answer.
        AnswerRebuttal(rebuttal::RebuttalAnswered) => rebuttal::RebuttalAnswered;
        /// Nothing more can come.
        FinaliseProposal(decision::ProposalFinalised) => decision::ProposalFinalised;
        /// The report that it is in is ratified: see [`ratify`](crate::matching::ratify()).
        RatifyProposal(ratification::ProposalRatified) => ratification::ProposalRatified;
    }
}
