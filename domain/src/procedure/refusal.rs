//! Why something of the procedure is not recorded. Each names the rule that it would break.

use chrono::{DateTime, NaiveDate, Utc};
use strum::{EnumDiscriminants, IntoStaticStr, VariantArray};

use crate::catalogue::Code;
use crate::catalogue::list::{Criterion, RoundItem};
use crate::content_hash::ContentHash;
use crate::field::{FieldFault, FieldFaults};
use crate::ids::{KboNumber, OfferId, ProposalId, WorkerId};
use crate::proposal::Stage;
use crate::time::{clock_in_brussels, last_minute};

/// A rule of the round or of a proposal that a command would break. Nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr, EnumDiscriminants)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[strum_discriminants(name(RefusalKind), derive(VariantArray, IntoStaticStr), vis(pub))]
#[strum_discriminants(
    strum(serialize_all = "SCREAMING_SNAKE_CASE"),
    doc = "The kinds of [`Refusal`]."
)]
pub enum Refusal {
    /// Fields are at fault, whatever the rules would say. All of them are named.
    #[error(transparent)]
    Fields(#[from] FieldFaults),
    /// The named catalogue was never published.
    #[error("there is no catalogue of region '{region}' dated {version}")]
    CatalogueNotFound {
        /// The region that was named.
        region: Code,
        /// The version that was named.
        version: NaiveDate,
    },
    /// The catalogue publishes another round.
    #[error("the catalogue publishes round '{published}', not '{round}'")]
    RoundNotPublished {
        /// The round that was named.
        round: Code,
        /// The round of the catalogue.
        published: Code,
    },
    /// Nothing is recorded ahead of time.
    #[error("{occurred_on} has yet to come: today is {today}")]
    OccurredInTheFuture {
        /// The day that was given.
        occurred_on: NaiveDate,
        /// The server's day in Brussels.
        today: NaiveDate,
    },
    /// Nothing of a round happens before its launch.
    #[error("{occurred_on} is before the launch of the round, on {launched_on}")]
    OccurredBeforeLaunch {
        /// The day that was given.
        occurred_on: NaiveDate,
        /// The day of the launch.
        launched_on: NaiveDate,
    },

    /// The round has not been launched, or proposals cannot come yet.
    #[error("the round has not been launched")]
    RoundNotLaunched,
    /// A round is launched on its day, or later.
    #[error("the round is launched from {} on", clock_in_brussels(*opens_at))]
    LaunchTooEarly {
        /// The first moment of the launch.
        opens_at: DateTime<Utc>,
    },
    /// A round is launched once.
    #[error("the round was launched before")]
    RoundAlreadyLaunched,
    /// The launch stays as it was; a day that an event sets is not amended.
    #[error("'{item}' is not a date that can be amended")]
    ItemNotAmendable {
        /// The item of the round.
        item: Code<RoundItem>,
    },
    /// The date is what it was.
    #[error("'{item}' is on that day already")]
    NothingAmended {
        /// The item of the round.
        item: Code<RoundItem>,
    },
    /// A deadline that has passed cannot be shortened, nor one be shortened into the past.
    #[error("'{item}' would end on {}, which has passed", last_minute(*closes_at))]
    PassedDeadlineShortened {
        /// The item that would end sooner: the one amended, or one that is counted from it.
        item: Code<RoundItem>,
        /// The first moment after it.
        closes_at: DateTime<Utc>,
    },

    /// Nothing was recorded under this id.
    #[error("there is no such proposal")]
    ProposalNotFound,
    /// One proposal per organisation, region and round.
    #[error("the organisation has a proposal for this region and round already")]
    ProposalAlreadyDrafted,
    /// Only the organisation itself speaks for its proposal.
    #[error("organisation {organisation} does not speak for this proposal")]
    ProposalOfAnother {
        /// The organisation that asked.
        organisation: KboNumber,
    },
    /// The proposal is for another round.
    #[error("the proposal is not for this round")]
    ProposalOfAnotherRound,
    /// The server's clock says that it is too late.
    #[error("the deadline for proposals was {}; it has passed", last_minute(*closed_at))]
    SubmissionDeadlinePassed {
        /// The first moment after it.
        closed_at: DateTime<Utc>,
    },
    /// A submitted proposal is frozen by its hash.
    #[error("the proposal was submitted and is frozen; withdraw it to change it")]
    ProposalFrozen,
    /// The step does not follow the one that the proposal is at.
    #[error("a proposal that is {stage} does not take this step")]
    StepOutOfOrder {
        /// Where the proposal is.
        stage: Stage,
    },
    /// An offer is proposed once.
    #[error("intervention {offer} was proposed before")]
    InterventionAlreadyProposed {
        /// The offer.
        offer: OfferId,
    },
    /// There is no such offer.
    #[error("intervention {offer} is not part of the proposal")]
    InterventionNotProposed {
        /// The offer.
        offer: OfferId,
    },
    /// An offer answers a challenge and delivers a service that the proposal names.
    #[error("intervention {offer} is for '{code}', which the proposal does not name")]
    InterventionOutsideProposal {
        /// The offer.
        offer: OfferId,
        /// Its challenge or service.
        code: Code,
    },

    /// An assessor is assigned once.
    #[error("the assessor was assigned before")]
    AssessorAlreadyAssigned {
        /// The assessor.
        assessor: WorkerId,
    },
    /// Who was not assigned does not score.
    #[error("the assessor was not assigned to this proposal")]
    AssessorNotAssigned {
        /// The assessor.
        assessor: WorkerId,
    },
    /// An organisation does not assess its own proposal.
    #[error("an organisation does not assess its own proposal")]
    AssessorOfApplicant,
    /// A declared conflict bars scoring.
    #[error("the assessor declared a conflict of interest")]
    ConflictDeclared {
        /// The assessor.
        assessor: WorkerId,
    },
    /// An assessor scores once.
    #[error("the assessor has scored this proposal")]
    AlreadyScored {
        /// The assessor.
        assessor: WorkerId,
    },
    /// Every criterion has a score.
    #[error("criterion '{criterion}' has no score")]
    CriterionNotScored {
        /// The criterion.
        criterion: Code<Criterion>,
    },

    /// A ranking is of all proposals, so none may come after it.
    #[error("proposals can be submitted until {}", last_minute(*closes_at))]
    SubmissionStillOpen {
        /// The first moment after the deadline.
        closes_at: DateTime<Utc>,
    },
    /// A proposal is in the report when the jury has judged it, or when it was left out before.
    #[error("proposal {proposal} is {stage} and has not been judged")]
    ProposalNotJudged {
        /// The proposal.
        proposal: ProposalId,
        /// Where it is.
        stage: Stage,
    },
    /// There is nothing to rank.
    #[error("the round has no proposals")]
    NothingToReport,
    /// A tie-break is for all proposals of one rank, and for nothing else.
    #[error("the tie-break does not name all proposals of one rank, each once")]
    NotATie,
    /// No report was drawn up.
    #[error("no matching report was drawn up")]
    NoMatchingReport,
    /// A date before the report depends on is not moved after it.
    #[error("the matching report has been drawn up")]
    MatchingReportDrawnUp,
    /// A report is ratified once.
    #[error("the matching report has been ratified")]
    MatchingReportAlreadyRatified,
    /// What is ratified is the report that was drawn up.
    #[error("the hash {given} is not that of the report, {drawn_up}")]
    ReportHashDiffers {
        /// The hash that was given.
        given: ContentHash,
        /// The hash of the report.
        drawn_up: ContentHash,
    },
    /// The proposals are no longer as the report says.
    #[error("the proposals are no longer as the report says; draw it up again")]
    ReportOutOfDate,
    /// A ratification does not go before its report.
    #[error("the report was drawn up on {drawn_up_on}, after {ratified_on}")]
    RatifiedBeforeReport {
        /// The day of the ratification.
        ratified_on: NaiveDate,
        /// The day of the report.
        drawn_up_on: NaiveDate,
    },
    /// No decision is communicated before the ratification.
    #[error("the matching report has not been ratified")]
    NotYetRatified,
    /// What is communicated is what was ratified.
    #[error("the decision differs from the ratified report")]
    DecisionDiffersFromReport,

    /// There is no decision to reply to, or to close.
    #[error("no decision has been communicated")]
    DecisionNotCommunicated,
    /// There is nothing to answer.
    #[error("there is no rebuttal without an answer")]
    NoRebuttalOpen,
    /// A rebuttal in time is answered before the proposal is final.
    #[error("a rebuttal waits for its answer")]
    RebuttalNotAnswered,
    /// A proposal is not final as long as a rebuttal may come.
    #[error("rebuttals can be given until {}", last_minute(*closes_at))]
    RebuttalStillOpen {
        /// The first moment after the last minute for rebuttals.
        closes_at: DateTime<Utc>,
    },
    /// It is over.
    #[error("the proposal is final")]
    ProposalAlreadyFinal,
}

impl Refusal {
    /// A name that never changes, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fields(faults) => faults.first().code(),
            rule => rule.into(),
        }
    }

    /// All that is wrong with the fields; nothing where a rule stands against it.
    pub fn field_faults(&self) -> impl Iterator<Item = &FieldFault> {
        let faults = match self {
            Self::Fields(faults) => Some(faults),
            _ => None,
        };
        faults.into_iter().flat_map(FieldFaults::iter)
    }

    /// The field at fault, where one is.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Fields(faults) => Some(faults.first().path()),
            Self::OccurredInTheFuture { .. }
            | Self::OccurredBeforeLaunch { .. }
            | Self::RatifiedBeforeReport { .. } => Some("occurredOn"),
            Self::CriterionNotScored { .. } => Some("scores"),
            Self::ItemNotAmendable { .. } => Some("item"),
            Self::NothingAmended { .. } | Self::PassedDeadlineShortened { .. } => Some("new"),
            Self::ReportHashDiffers { .. } => Some("report"),
            Self::NotATie => Some("tieBreaks"),
            Self::DecisionDiffersFromReport => Some("outcome"),
            _ => None,
        }
    }
}

impl From<FieldFault> for Refusal {
    fn from(fault: FieldFault) -> Self {
        Self::Fields(fault.into())
    }
}
