//! Lists of proposals: rows with an index, read page by page.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{Challenge, Municipality, ServiceType};
use loopbrug_domain::ids::{KboNumber, Position, ProposalId, Version};
use loopbrug_domain::policy::VisibleProposals;
use loopbrug_domain::proposal::Stage;
use loopbrug_domain::round::Outcome;
use sqlx::postgres::{PgRow, Postgres};
use sqlx::{PgPool, QueryBuilder, Row};

use super::rows::{codes, number, paged, parsed, push_changed_since, push_current};
use crate::page::{Page, Paged, push_page};
use crate::projection::Projection;

/// Which proposals; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct ProposalFilter {
    /// Of the round of this code.
    pub round: Option<Code>,
    /// At one of these stages; empty: at any.
    pub stages: Vec<Stage>,
    /// Of this organisation.
    pub organisation: Option<KboNumber>,
    /// Of which something was recorded after this position.
    pub changed_since: Option<Position>,
}

/// The place of a proposal in the list: the code of its round and its organisation.
pub type ProposalPlace = (Code, KboNumber);

/// A proposal in a list.
#[derive(Debug, Clone)]
pub struct ProposalOverview {
    /// The proposal.
    pub proposal: ProposalId,
    /// Whose it is.
    pub organisation: KboNumber,
    /// The code of its round.
    pub round: Code,
    /// Where it is on its way.
    pub stage: Stage,
    /// The challenges that it answers.
    pub challenges: Vec<Code<Challenge>>,
    /// The services that it delivers.
    pub services: Vec<Code<ServiceType>>,
    /// Where it works.
    pub municipalities: Vec<Code<Municipality>>,
    /// Places at a time, over all that it offers.
    pub capacity: u64,
    /// In whole euros, over all that it offers.
    pub budget: u64,
    /// When it was received, by the server's clock.
    pub received_at: Option<DateTime<Utc>>,
    /// The rank that was ratified, for who may see it.
    pub rank: Option<u32>,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// The day of that, in Brussels.
    pub outcome_on: Option<NaiveDate>,
    /// How many events were recorded, as far as this row knows.
    pub version: Version,
    /// The position of the last of them.
    pub position: Position,
}

/// The latest round first, within it by organisation: those that are visible, each as it may be shown.
pub(super) async fn page(
    pool: &PgPool,
    region: &Code,
    filter: &ProposalFilter,
    visible: VisibleProposals,
    page: &Page<ProposalPlace>,
) -> Result<Paged<ProposalOverview>, sqlx::Error> {
    paged(pool, statement(region, filter, visible, page), page, overview).await
}

fn statement<'a>(
    region: &'a Code,
    filter: &'a ProposalFilter,
    visible: VisibleProposals,
    page: &Page<ProposalPlace>,
) -> QueryBuilder<'a, Postgres> {
    let mut sql = filtered("*", region, filter, visible);
    let values = |(round, organisation): &ProposalPlace| {
        (round.as_str().to_owned(), organisation.to_string())
    };
    push_page(&mut sql, page, ["round", "organisation"], values);
    sql
}

/// What is asked of all that the filter leaves and that are visible.
pub(super) fn filtered<'a>(
    asked: &str,
    region: &'a Code,
    filter: &'a ProposalFilter,
    visible: VisibleProposals,
) -> QueryBuilder<'a, Postgres> {
    let own = visible.own.to_string();
    let only = (!visible.others).then_some(visible.own);
    let mut sql = QueryBuilder::new(format!(
        "SELECT {asked} FROM (
             SELECT region, generation, proposal_id, organisation, round, challenges, services,
                    municipalities, capacity, budget, received_at, outcome, outcome_on, version,
                    position, CASE WHEN organisation = "
    ));
    sql.push_bind(own.clone()).push(" THEN stage_as_told ELSE stage END AS stage, ");
    sql.push("CASE WHEN organisation <> ").push_bind(own).push(" THEN rank END AS rank ");
    sql.push("FROM proposal_facts) AS seen");
    push_current(&mut sql, "seen", Projection::Procedure, region);
    if let Some(round) = &filter.round {
        sql.push(" AND round = ").push_bind(round.as_str());
    }
    if !filter.stages.is_empty() {
        let stages: Vec<&'static str> = filter.stages.iter().map(Into::into).collect();
        sql.push(" AND stage = ANY(").push_bind(stages).push(")");
    }
    if visible.none {
        sql.push(" AND false");
    }
    for organisation in [filter.organisation, only].into_iter().flatten() {
        sql.push(" AND organisation = ").push_bind(organisation.to_string());
    }
    push_changed_since(&mut sql, filter.changed_since);
    sql
}

fn overview(row: &PgRow) -> Result<ProposalOverview, sqlx::Error> {
    let sum = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
    let outcome = row.try_get::<Option<&str>, _>("outcome")?;
    Ok(ProposalOverview {
        proposal: ProposalId(row.try_get("proposal_id")?),
        organisation: parsed(row, "organisation")?,
        round: Code::new(row.try_get::<String, _>("round")?),
        stage: parsed(row, "stage")?,
        challenges: codes(row, "challenges")?,
        services: codes(row, "services")?,
        municipalities: codes(row, "municipalities")?,
        capacity: sum("capacity")?,
        budget: sum("budget")?,
        received_at: row.try_get("received_at")?,
        rank: row.try_get::<Option<i32>, _>("rank")?.map(i32::unsigned_abs),
        outcome: outcome.map(|_| parsed(row, "outcome")).transpose()?,
        outcome_on: row.try_get("outcome_on")?,
        version: number(row, "version")?,
        position: Position(number(row, "position")?),
    })
}
