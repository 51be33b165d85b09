//! Codes, and the lists that they belong to.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A code of the catalogue, as events store it: `sofasurfing`, `RU1`, `45041`. Whether it exists is for the
/// [`Catalogue`](super::Catalogue) to say, because that depends on the version and the day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(Box<str>);

impl Code {
    /// Takes any text: an unknown code is refused by a rule, not by a type.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into().into_boxed_str())
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Code {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Code {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl From<&str> for Code {
    fn from(code: &str) -> Self {
        Self(code.into())
    }
}

macro_rules! code_kinds {
    (regional { $($regional:ident $regional_name:literal $regional_doc:literal,)* }
     shared { $($shared:ident $shared_name:literal $shared_doc:literal,)* }) => {
        /// The list that a code belongs to. The lists of a region differ from region to region and from version to
        /// version; the shared ones are the same everywhere, so that regions stay comparable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CodeKind {
            $(#[doc = $regional_doc] $regional,)*
            $(#[doc = $shared_doc] $shared,)*
        }

        impl CodeKind {
            /// Every list, those of a region first.
            pub const ALL: &[Self] = &[$(Self::$regional,)* $(Self::$shared,)*];

            /// The lists that all regions share, from `reference/common`.
            pub const SHARED: &[Self] = &[$(Self::$shared,)*];

            /// The name of the list, which is also its key in the reference files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$regional => $regional_name,)*
                    $(Self::$shared => $shared_name,)*
                }
            }
        }
    };
}

code_kinds! {
    regional {
        Municipality "municipality" "The local authorities of the region, by NIS code.",
        Challenge "challenge" "The region's challenges (*regio-uitdagingen*).",
        Persona "persona" "The personas, by name only.",
        ProblemArea "problem_area" "The problem areas (*problematieken*), in order of importance.",
        ServiceType "service_type" "The types of service that the region asks for, each within a problem area.",
        Finding "finding" "The findings of the enrichment day (*verrijkingsdag*).",
        LocalInput "local_input" "Other local input.",
        Passage "passage" "The framing sentences of the addendum.",
        Criterion "criterion" "The criteria by which proposals are assessed.",
        RoundItem "round_item" "The dates of the round.",
    }
    shared {
        Gender "gender" "Gender, as the client gives it.",
        LabourStatus "labour_status" "Labour status, mapped to its ESF+ class.",
        Isced "isced" "Level of education, ISCED 2011.",
        NationalityGroup "nationality_group" "Nationality, as far as ESF+ asks.",
        Household "household" "Composition of the household.",
        IncomeSource "income_source" "Sources of income.",
        DigitalAccess "digital_access" "Access to digital means, and the skill to use them.",
        Language "language" "Languages, ISO 639-1 where it has a code.",
        Ethos "ethos" "Housing situation, ETHOS Light.",
        Tenure "tenure" "Title by which a dwelling is held.",
        HousingLossReason "housing_loss_reason" "Why a dwelling was lost.",
        ReferenceAddressRefusalReason "reference_address_refusal_reason" "Why a reference address was refused.",
        ContractType "contract_type" "Kinds of employment contract.",
        JobTarget "job_target" "Broad sectors of work that a client aims at.",
        Skill "skill" "Skills seen on a practice floor.",
        EmployerTopic "employer_topic" "What an employer was coached about.",
        JobEndReason "job_end_reason" "Why a job ended.",
        JobVerificationSource "job_verification_source" "What proves that a job exists.",
        Cefr "cefr" "Language levels, CEFR.",
        TrainingKind "training_kind" "Kinds of training.",
        TrainingResult "training_result" "How a training ended.",
        Milestone "milestone" "Dated steps forward.",
        Evidence "evidence" "What a recorded fact rests on.",
        OpeningSource "opening_source" "By which way a client came in.",
        PauseReason "pause_reason" "Why a trajectory was paused.",
        ClosureReason "closure_reason" "Why a trajectory was closed.",
        ReopenReason "reopen_reason" "Why a trajectory was reopened.",
        BridgeEndReason "bridge_end_reason" "Why a bridge figure stopped.",
        TransferDeclineReason "transfer_decline_reason" "Why a transfer was declined.",
        FollowUpMethod "follow_up_method" "How a follow-up was done.",
        CorrectionReason "correction_reason" "Why an event was corrected or voided.",
        ErasureGround "erasure_ground" "On what ground an erasure was decided.",
        AccessOverrideReason "access_override_reason" "Why someone looked without a grant.",
        ContactMode "contact_mode" "How contact was sought.",
        ContactPlace "contact_place" "Where contact was sought.",
        ContactOutcome "contact_outcome" "What came of a contact attempt.",
        AppointmentPurpose "appointment_purpose" "What an appointment is for.",
        AppointmentOutcome "appointment_outcome" "Whether an appointment was kept.",
        InterventionMode "intervention_mode" "In which form a service is delivered.",
        InterventionResult "intervention_result" "What an intervention brought.",
        StopReason "stop_reason" "Why an intervention was stopped.",
        ReferralUrgency "referral_urgency" "How soon a referral needs an answer.",
        ReferralDeclineReason "referral_decline_reason" "Why an organisation declined a referral.",
        ClientDeclineReason "client_decline_reason" "Why a client declined a referral.",
        LegalBasis "legal_basis" "Legal bases for processing, GDPR articles 6 and 9.",
        Purpose "purpose" "Purposes of processing.",
        WithdrawalReason "withdrawal_reason" "Why the sharing of data was withdrawn.",
        Strength "strength" "What a client is good at (*talenten*).",
        GoalDomain "goal_domain" "The domain of life that a goal belongs to.",
        CommonProblemArea "common_problem_area" "What every region's problem areas map to.",
        CommonServiceType "common_service_type" "What every region's service types map to.",
        TimelineReason "timeline_reason" "Why a date of a round was moved.",
        AdmissibilityGround "admissibility_ground" "Why a proposal was not admitted.",
        TieBreakReason "tie_break_reason" "How a tie in a ranking was broken.",
        DecisionChannel "decision_channel" "How a decision was told.",
        Indicator "indicator" "ESF+ indicators, Regulation (EU) 2021/1057, Annex I.",
        Figure "figure" "What the figures of reports are called.",
        FigurePart "figure_part" "What parts of them are called.",
    }
}

impl CodeKind {
    /// The list of this name, or none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for CodeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_found_by_its_own_name() {
        for kind in CodeKind::ALL {
            assert_eq!(CodeKind::from_name(kind.name()), Some(*kind));
        }
    }

    #[test]
    fn a_code_is_stored_as_plain_text() {
        let code = Code::new("RU1");
        assert_eq!(serde_json::to_string(&code).expect("text"), r#""RU1""#);
        assert_eq!(serde_json::from_str::<Code>(r#""RU1""#).expect("a code"), code);
    }
}
