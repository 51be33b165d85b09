//! Lists of trajectories: rows with an index, read page by page.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{Challenge, Municipality, Persona};
use loopbrug_domain::ids::{ClientId, KboNumber, Position, TrajectoryId, Version, WorkerId};
use loopbrug_domain::policy::VisibleTrajectories;
use loopbrug_domain::trajectory::Phase;
use sqlx::postgres::{PgRow, Postgres};
use sqlx::{PgPool, QueryBuilder, Row};
use uuid::Uuid;

use super::rows::{codes, number, paged, parsed, push_changed_since, push_current};
use crate::page::{Page, Paged, push_page};
use crate::projection::Projection;

/// Which trajectories; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct TrajectoryFilter {
    /// In this phase.
    pub phase: Option<Phase>,
    /// Of a client who stays here.
    pub municipality: Option<Code<Municipality>>,
    /// Linked to this persona.
    pub persona: Option<Code<Persona>>,
    /// Linked to this challenge.
    pub challenge: Option<Code<Challenge>>,
    /// Owned by this organisation, or shared with it.
    pub organisation: Option<KboNumber>,
    /// With this bridge figure.
    pub bridge_figure: Option<WorkerId>,
    /// Of which something was recorded after this position.
    pub changed_since: Option<Position>,
}

/// The place of a trajectory in the list: its day of opening and its id.
pub type TrajectoryPlace = (NaiveDate, TrajectoryId);

/// A trajectory in a list.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The trajectory.
    pub trajectory: TrajectoryId,
    /// The client.
    pub client: ClientId,
    /// How many events were recorded, as far as this row knows.
    pub version: Version,
    /// The position of the last of them.
    pub position: Position,
    /// Where it is on its way.
    pub phase: Phase,
    /// Where the client stays; none outside the region.
    pub municipality: Option<Code<Municipality>>,
    /// The organisation that owns it.
    pub owner: KboNumber,
    /// Linked personas.
    pub personas: Vec<Code<Persona>>,
    /// Linked challenges.
    pub challenges: Vec<Code<Challenge>>,
    /// The bridge figure.
    pub bridge_figure: Option<WorkerId>,
    /// The day of the opening.
    pub opened_on: NaiveDate,
    /// The day of entry.
    pub entry_on: Option<NaiveDate>,
    /// The last day on which anything happened.
    pub last_on: NaiveDate,
}

/// Which trajectories somebody sees at a moment.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// By the access of whom.
    pub(super) visible: VisibleTrajectories,
    /// Access that has ended by then is none.
    pub(super) now: DateTime<Utc>,
}

pub(super) async fn page(
    pool: &PgPool,
    region: &Code,
    filter: &TrajectoryFilter,
    seen: &Seen,
    page: &Page<TrajectoryPlace>,
) -> Result<Paged<Overview>, sqlx::Error> {
    paged(pool, statement(region, filter, seen, page), page, overview).await
}

/// Those of some trajectories that somebody sees.
pub(super) async fn seen_of(
    pool: &PgPool,
    region: &Code,
    seen: &Seen,
    of: &[TrajectoryId],
) -> Result<HashSet<TrajectoryId>, sqlx::Error> {
    let none = TrajectoryFilter::default();
    let mut sql = filtered("overview.trajectory_id", region, &none, seen);
    let of: Vec<Uuid> = of.iter().map(|id| id.0).collect();
    sql.push(" AND overview.trajectory_id = ANY(").push_bind(of).push(")");
    let ids: Vec<Uuid> = sql.build_query_scalar().fetch_all(pool).await?;
    Ok(ids.into_iter().map(TrajectoryId).collect())
}

/// The trajectories of which somebody is the bridge figure, in the order in which they were opened.
pub(super) async fn guided_by(
    pool: &PgPool,
    region: &Code,
    worker: WorkerId,
    most: i64,
) -> Result<Vec<TrajectoryId>, sqlx::Error> {
    let mut sql = QueryBuilder::new("SELECT trajectory_id FROM trajectory_overview");
    push_current(&mut sql, "trajectory_overview", Projection::Trajectories, region);
    sql.push(" AND bridge_figure = ").push_bind(worker.0);
    sql.push(" ORDER BY opened_on, trajectory_id LIMIT ").push_bind(most);
    let ids: Vec<Uuid> = sql.build_query_scalar().fetch_all(pool).await?;
    Ok(ids.into_iter().map(TrajectoryId).collect())
}

fn statement<'a>(
    region: &'a Code,
    filter: &'a TrajectoryFilter,
    seen: &'a Seen,
    page: &Page<TrajectoryPlace>,
) -> QueryBuilder<'a, Postgres> {
    let mut sql = filtered("overview.*", region, filter, seen);
    let values = |(opened_on, trajectory): &TrajectoryPlace| (*opened_on, trajectory.0);
    // The places are those of the table whose index has them in order.
    let place = match seen.visible {
        VisibleTrajectories::All => ["overview.opened_on", "overview.trajectory_id"],
        VisibleTrajectories::Of { .. } => ["access.opened_on", "access.trajectory_id"],
    };
    push_page(&mut sql, page, place, values);
    sql
}

/// What is asked of all that somebody sees and the filter leaves.
pub(super) fn filtered<'a>(
    asked: &str,
    region: &'a Code,
    filter: &'a TrajectoryFilter,
    seen: &'a Seen,
) -> QueryBuilder<'a, Postgres> {
    let mut sql = QueryBuilder::new(format!("SELECT {asked} FROM trajectory_"));
    match &seen.visible {
        VisibleTrajectories::All => {
            sql.push("overview AS overview");
            push_current(&mut sql, "overview", Projection::Trajectories, region);
        }
        VisibleTrajectories::Of { organisation, asked_in } => {
            sql.push(
                "access AS access JOIN trajectory_overview AS overview
                     USING (region, generation, trajectory_id)",
            );
            push_current(&mut sql, "access", Projection::Trajectories, region);
            sql.push(" AND access.organisation = ").push_bind(organisation.to_string());
            sql.push(" AND access.ends_at > ").push_bind(seen.now);
            if let Some(regions) = asked_in {
                let regions: Vec<&str> = regions.iter().map(Code::as_str).collect();
                sql.push(" AND access.asked_into = ANY(").push_bind(regions).push(")");
                sql.push(" AND access.asked_until > ").push_bind(seen.now);
            }
        }
    }
    if let Some(phase) = filter.phase {
        sql.push(" AND phase = ").push_bind(<&'static str>::from(phase));
    }
    for (condition, code) in [
        (" AND municipality = ", filter.municipality.as_ref().map(Code::as_str)),
        (" AND personas @> ARRAY[", filter.persona.as_ref().map(Code::as_str)),
        (" AND challenges @> ARRAY[", filter.challenge.as_ref().map(Code::as_str)),
    ] {
        if let Some(code) = code {
            sql.push(condition).push_bind(code);
            sql.push(if condition.ends_with('[') { "]" } else { "" });
        }
    }
    if let Some(organisation) = filter.organisation {
        sql.push(" AND organisations @> ARRAY[").push_bind(organisation.to_string()).push("]");
    }
    if let Some(worker) = filter.bridge_figure {
        sql.push(" AND bridge_figure = ").push_bind(worker.0);
    }
    push_changed_since(&mut sql, filter.changed_since);
    sql
}

/// Where a client stays: a row has no code for what is outside the region.
pub(super) fn municipality(row: &PgRow) -> Result<Option<Code<Municipality>>, sqlx::Error> {
    let code: String = row.try_get("municipality")?;
    Ok((!code.is_empty()).then(|| Code::new(code)))
}

fn overview(row: &PgRow) -> Result<Overview, sqlx::Error> {
    Ok(Overview {
        trajectory: TrajectoryId(row.try_get("trajectory_id")?),
        client: ClientId(row.try_get("client_id")?),
        version: number(row, "version")?,
        position: Position(number(row, "position")?),
        phase: parsed(row, "phase")?,
        municipality: municipality(row)?,
        owner: parsed(row, "owner")?,
        personas: codes(row, "personas")?,
        challenges: codes(row, "challenges")?,
        bridge_figure: row.try_get::<Option<_>, _>("bridge_figure")?.map(WorkerId),
        opened_on: row.try_get("opened_on")?,
        entry_on: row.try_get("entry_on")?,
        last_on: row.try_get("last_on")?,
    })
}
