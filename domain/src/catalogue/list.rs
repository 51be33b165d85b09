//! The lists that codes belong to: each is a type, so that a code says in its type of which list it is.
//!
//! One table says all of them: the name, which is also the list's key in the reference files; whether a region
//! publishes it or all regions share it; and the common list that its codes map to, where they do.

use std::fmt;
use std::hash::Hash;

/// No list, or whichever: of a code whose list is chosen while the program runs, or that is of no list, as a region's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnyList {}

/// What a code may be of: one list, or any.
pub trait OfList: Copy + Ord + Hash + fmt::Debug + 'static {
    /// The list, if it is one.
    const LIST: Option<CodeKind>;
}

/// One list.
pub trait List: OfList {
    /// Which.
    const KIND: CodeKind;
}

impl OfList for AnyList {
    const LIST: Option<CodeKind> = None;
}

macro_rules! lists {
    (regional { $($(#[$regional_doc:meta])* $regional:ident = $regional_name:literal $(=> $common:ident)?;)* }
     shared { $($(#[$shared_doc:meta])* $shared:ident = $shared_name:literal;)* }) => {
        /// Which list it is. The lists of a region differ from region to region and from version to version; the
        /// shared ones are the same everywhere, so that regions stay comparable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CodeKind {
            $($(#[$regional_doc])* $regional,)*
            $($(#[$shared_doc])* $shared,)*
        }

        impl CodeKind {
            /// Every list, those of a region first.
            pub const ALL: &[Self] = &[$(Self::$regional,)* $(Self::$shared,)*];

            /// The lists that a region publishes, from `reference/regions`.
            pub const REGIONAL: &[Self] = &[$(Self::$regional,)*];

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

            /// The common list that the codes of this one map to, where they do.
            #[must_use]
            pub(super) const fn common(self) -> Option<Self> {
                match self {
                    $($(Self::$regional => Some(Self::$common),)?)*
                    _ => None,
                }
            }
        }

        lists! { @types $($(#[$regional_doc])* $regional)* $($(#[$shared_doc])* $shared)* }
    };
    (@types $($(#[$doc:meta])* $list:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $list {}

        impl OfList for $list {
            const LIST: Option<CodeKind> = Some(CodeKind::$list);
        }

        impl List for $list {
            const KIND: CodeKind = CodeKind::$list;
        }
    )*};
}

lists! {
    regional {
        /// The local authorities of the region, by NIS code.
        Municipality = "municipality";
        /// The region's challenges (*regio-uitdagingen*).
        Challenge = "challenge";
        /// The personas, by name only.
        Persona = "persona";
        /// The problem areas (*problematieken*), in order of importance.
        ProblemArea = "problem_area" => CommonProblemArea;
        /// The types of service that the region asks for, each within a problem area.
        ServiceType = "service_type" => CommonServiceType;
        /// The findings of the enrichment day (*verrijkingsdag*).
        Finding = "finding" => CommonFinding;
        /// Other local input.
        LocalInput = "local_input";
        /// The framing sentences of the addendum.
        Passage = "passage";
        /// The criteria by which proposals are assessed.
        Criterion = "criterion";
        /// The dates of the round.
        RoundItem = "round_item";
    }
    shared {
        /// Gender, as the client gives it.
        Gender = "gender";
        /// Labour status, mapped to its ESF+ class.
        LabourStatus = "labour_status";
        /// Level of education, ISCED 2011.
        Isced = "isced";
        /// Nationality, as far as ESF+ asks.
        NationalityGroup = "nationality_group";
        /// Composition of the household.
        Household = "household";
        /// Ages of the children in a household.
        ChildAgeGroup = "child_age_group";
        /// When children need care.
        CareMoment = "care_moment";
        /// Sources of income.
        IncomeSource = "income_source";
        /// Access to digital means, and the skill to use them.
        DigitalAccess = "digital_access";
        /// Languages, ISO 639-1 where it has a code.
        Language = "language";
        /// Housing situation, ETHOS Light.
        Ethos = "ethos";
        /// Title by which a dwelling is held.
        Tenure = "tenure";
        /// Why a dwelling was lost.
        HousingLossReason = "housing_loss_reason";
        /// Why a reference address was refused.
        ReferenceAddressRefusalReason = "reference_address_refusal_reason";
        /// Kinds of employment contract.
        ContractType = "contract_type";
        /// Broad sectors of work that a client aims at.
        JobTarget = "job_target";
        /// Skills seen on a practice floor.
        Skill = "skill";
        /// What an employer was coached about.
        EmployerTopic = "employer_topic";
        /// What a workplace that is adapted to a client consists of.
        WorkplaceAdaptation = "workplace_adaptation";
        /// What supports a job: allowances, and guidance at work.
        WorkSupport = "work_support";
        /// Why a planned job or home never began.
        CancellationReason = "cancellation_reason";
        /// Why a job ended.
        JobEndReason = "job_end_reason";
        /// What proves that a job exists.
        JobVerificationSource = "job_verification_source";
        /// Language levels, CEFR.
        Cefr = "cefr";
        /// Kinds of training.
        TrainingKind = "training_kind";
        /// How a training ended.
        TrainingResult = "training_result";
        /// Dated steps forward.
        Milestone = "milestone";
        /// What a recorded fact rests on.
        Evidence = "evidence";
        /// By which way a client came in.
        OpeningSource = "opening_source";
        /// Why a trajectory was paused.
        PauseReason = "pause_reason";
        /// Why a trajectory was closed.
        ClosureReason = "closure_reason";
        /// Why a trajectory was reopened.
        ReopenReason = "reopen_reason";
        /// Why a bridge figure stopped.
        BridgeEndReason = "bridge_end_reason";
        /// Why a transfer was declined.
        TransferDeclineReason = "transfer_decline_reason";
        /// How a follow-up was done.
        FollowUpMethod = "follow_up_method";
        /// Why an event was corrected or voided.
        CorrectionReason = "correction_reason";
        /// Why an organisation disputes that its record was corrected or voided.
        DisputeReason = "dispute_reason";
        /// On what ground the processing of data is restricted.
        RestrictionGround = "restriction_ground";
        /// On what ground an erasure was decided.
        ErasureGround = "erasure_ground";
        /// Why an organisation did not get the access that it asked for.
        AccessRefusalReason = "access_refusal_reason";
        /// Why someone looked without a grant.
        AccessOverrideReason = "access_override_reason";
        /// How contact was sought.
        ContactMode = "contact_mode";
        /// Where contact was sought.
        ContactPlace = "contact_place";
        /// What came of a contact attempt.
        ContactOutcome = "contact_outcome";
        /// What an appointment is for.
        AppointmentPurpose = "appointment_purpose";
        /// Whether an appointment was kept.
        AppointmentOutcome = "appointment_outcome";
        /// In which form a service is delivered.
        InterventionMode = "intervention_mode";
        /// What an intervention brought.
        InterventionResult = "intervention_result";
        /// Why an intervention was stopped.
        StopReason = "stop_reason";
        /// How soon a referral needs an answer.
        ReferralUrgency = "referral_urgency";
        /// Why an organisation declined a referral.
        ReferralDeclineReason = "referral_decline_reason";
        /// Why a client declined a referral.
        ClientDeclineReason = "client_decline_reason";
        /// Legal bases for processing, GDPR articles 6 and 9.
        LegalBasis = "legal_basis";
        /// Purposes of processing.
        Purpose = "purpose";
        /// What personal data are looked at for.
        AccessPurpose = "access_purpose";
        /// Why the sharing of data was withdrawn.
        WithdrawalReason = "withdrawal_reason";
        /// What a client is good at (*talenten*).
        Strength = "strength";
        /// The domain of life that a goal belongs to.
        GoalDomain = "goal_domain";
        /// What every region's problem areas map to.
        CommonProblemArea = "common_problem_area";
        /// What exactly holds a client back, under a common problem area.
        BarrierDetail = "barrier_detail";
        /// Findings that clients can be linked to in every region.
        CommonFinding = "common_finding";
        /// What every region's service types map to.
        CommonServiceType = "common_service_type";
        /// What an organisation of the directory does in the partnership.
        PartnerRole = "partner_role";
        /// Why a date of a round was moved.
        TimelineReason = "timeline_reason";
        /// Why a proposal was not admitted.
        AdmissibilityGround = "admissibility_ground";
        /// How a tie in a ranking was broken.
        TieBreakReason = "tie_break_reason";
        /// By which channel a decision is communicated.
        DecisionChannel = "decision_channel";
        /// How urban the municipalities are by DEGURBA, by NIS code.
        Degurba = "degurba";
        /// What the numbers that rules and reports use are where a region does not say.
        Limit = "limit";
        /// ESF+ indicators, Regulation (EU) 2021/1057, Annex I.
        Indicator = "indicator";
        /// What the figures of reports are called.
        Figure = "figure";
        /// What the facts that make figures are called.
        Measure = "measure";
        /// What kinds of events of a trajectory are called.
        Event = "event";
        /// What the parts of a state and the fields of events are called.
        StateWord = "state_word";
        /// What parts of figures are called.
        FigurePart = "figure_part";
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
}
