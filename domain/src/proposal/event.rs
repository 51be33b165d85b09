//! The tables of everything that can be recorded about a proposal.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Circumstance, Fact, Refusal, State, Told};
use super::{
    admissibility, assessment, decision, drafting, jury, offers, pitch, ratification, rebuttal,
    submission,
};
use crate::catalogue::Catalogue;
use crate::fact_table::{EventType, fact_table, intent_table};
use crate::field::{FieldFaults, Fields};
use crate::ids::KboNumber;
use crate::stream::stream_event;

/// Something that happened to a proposal, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposalEvent {
    /// The day it happened, in Brussels, as told by the person who recorded it.
    pub occurred_on: NaiveDate,
    /// The organisation that recorded it.
    pub organisation: KboNumber,
    /// Recorded more days after it happened than the catalogue calls prompt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// What happened.
    pub what: Happening,
}

stream_event! { ProposalEvent {
    fn read(_: &str, _: &str, payload: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(payload)
    }
} }

fact_table! {
    drafting::ProposalDrafted, "1";
    drafting::ProposalRevised, "1";
    offers::InterventionProposed, "1";
    offers::InterventionDropped, "1";
    submission::ProposalSubmitted, "1";
    submission::ProposalWithdrawn, "1";
    admissibility::AdmissibilityDecided, "1";
    assessment::AssessorAssigned, "1";
    assessment::WrittenAssessmentRecorded, "1";
    pitch::PitchInvited, "1";
    pitch::PitchInvitationWithheld, "1";
    pitch::PitchHeld, "1";
    jury::JuryDeliberated, "1";
    ratification::ProposalRatified, "1";
    decision::DecisionCommunicated, "1";
    rebuttal::RebuttalReceived, "1";
    rebuttal::RebuttalAnswered, "1";
    decision::ProposalFinalised, "1";
}

intent_table! {
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
    /// The jury judges.
    RecordDeliberation(jury::Deliberation) => jury::JuryDeliberated;
    /// The organisation is told.
    CommunicateDecision(decision::Decision) => decision::DecisionCommunicated;
    /// It replies.
    ReceiveRebuttal(rebuttal::Rebuttal) => rebuttal::RebuttalReceived;
    /// It gets an answer.
    AnswerRebuttal(rebuttal::RebuttalAnswered) => rebuttal::RebuttalAnswered;
    /// Nothing more can come.
    FinaliseProposal(decision::ProposalFinalised) => decision::ProposalFinalised;
}
