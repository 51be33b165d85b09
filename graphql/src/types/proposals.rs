//! A list of proposals, page by page (Relay).

use std::sync::Arc;

use async_graphql::connection::EmptyFields;
use async_graphql::{Enum, Error, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::proposal::Stage;
use loopbrug_infra::views::{Paged, ProposalOverview as Overview, ProposalPlace};

use super::page::{List, Listed, list_of, no_cursor};
use super::{Coded, ProposalOutcome};
use crate::id;

/// Where a proposal is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Stage")]
pub(crate) enum ProposalStage {
    /// Being written.
    Draft,
    /// Taken back.
    Withdrawn,
    /// Handed in.
    Submitted,
    /// Not admitted.
    Inadmissible,
    /// Admitted, and being assessed.
    Admissible,
    /// All assessments are in.
    Assessed,
    /// Not invited to pitch.
    NotInvited,
    /// Invited to pitch.
    Invited,
    /// The organisation has pitched.
    Pitched,
    /// The jury has judged.
    Judged,
    /// In the ratified matching report.
    Ratified,
    /// The decision was communicated.
    Communicated,
    /// A rebuttal waits for its answer.
    Rebutted,
    /// All rebuttals in time were answered.
    Answered,
    /// It is over.
    Final,
}

/// A proposal in a list, as you may see it. Ask `proposal` for all of it.
pub(crate) struct ProposalOverview {
    row: Overview,
    catalogue: Arc<Catalogue>,
}

impl Listed for ProposalOverview {
    const LIST: &'static str = "Proposal";

    fn cursor(&self) -> String {
        format!("{}/{}", self.row.round, self.row.organisation)
    }
}

/// Reads the cursor of a proposal.
pub(crate) fn proposal_place(cursor: &str, _: &'static str) -> Result<ProposalPlace, Error> {
    let (round, organisation) = cursor.split_once('/').ok_or_else(|| no_cursor(cursor))?;
    Ok((Code::new(round), organisation.parse().map_err(|_| no_cursor(cursor))?))
}

/// A page of proposals.
pub(crate) fn list_of_proposals(
    page: Paged<Overview>,
    catalogue: &Arc<Catalogue>,
) -> List<ProposalOverview> {
    let node = |row| ProposalOverview { row, catalogue: Arc::clone(catalogue) };
    list_of(page.map(node), EmptyFields)
}

/// A proposal in a list, as you may see it. Ask `proposal` for all of it.
#[Object]
impl ProposalOverview {
    /// Relay id of the proposal.
    async fn id(&self) -> ID {
        id::of_proposal(self.row.proposal)
    }

    /// Whose it is, by KBO number.
    async fn organisation(&self) -> String {
        self.row.organisation.to_string()
    }

    /// The code of its round.
    async fn round(&self) -> &str {
        self.row.round.as_str()
    }

    /// Where it is on its way.
    async fn stage(&self) -> ProposalStage {
        self.row.stage.into()
    }

    /// The challenges that it answers.
    async fn challenges(&self) -> Vec<Coded> {
        Coded::all(&self.catalogue, &self.row.challenges)
    }

    /// The services that it delivers.
    async fn services(&self) -> Vec<Coded> {
        Coded::all(&self.catalogue, &self.row.services)
    }

    /// Where it works.
    async fn municipalities(&self) -> Vec<Coded> {
        Coded::all(&self.catalogue, &self.row.municipalities)
    }

    /// Places at a time, over all that it offers.
    async fn capacity(&self) -> u64 {
        self.row.capacity
    }

    /// In whole euros, over all that it offers.
    async fn budget(&self) -> u64 {
        self.row.budget
    }

    /// When it was received, by the server's clock (UTC).
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.row.received_at
    }

    /// The rank that was ratified. Null for the applicant.
    async fn rank(&self) -> Option<u32> {
        self.row.rank
    }

    /// What was decided, once it was communicated.
    async fn outcome(&self) -> Option<ProposalOutcome> {
        self.row.outcome.map(Into::into)
    }

    /// The day of that decision, in Brussels.
    async fn outcome_on(&self) -> Option<NaiveDate> {
        self.row.outcome_on
    }
}
