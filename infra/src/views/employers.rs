//! The register of employers: rows with an index, read page by page, and one employer from its own stream.

use std::sync::Arc;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{JobTarget, Municipality};
use loopbrug_domain::employer::coaching::Coaching;
use loopbrug_domain::employer::registration::EmployerRegistered;
use loopbrug_domain::employer::{Employer, RegionEmployer};
use loopbrug_domain::ids::{EmployerId, KboNumber, Position, Version};
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_domain::stream::Stream;
use sqlx::postgres::{PgRow, Postgres};
use sqlx::{QueryBuilder, Row};

use super::rows::{number, paged, parsed, push_changed_since, push_current};
use super::{Detail, ViewError, Views};
use crate::commands::Recorded;
use crate::database::read;
use crate::page::{Page, Paged, push_page};
use crate::projection::Projection;

/// An employer in detail.
#[derive(Debug, Clone)]
pub struct SeenEmployer {
    /// The employer.
    pub id: EmployerId,
    /// Its registration, as it was put right last.
    pub registered: EmployerRegistered,
    /// The day of the first registration.
    pub registered_on: NaiveDate,
    /// The number of the company that it is, where it is registered by a name and was identified.
    pub number: Option<KboNumber>,
    /// Each time that it was coached for no client, as it is known now, in order of recording.
    pub coaching: Vec<Coaching>,
}

/// Which employers; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct EmployerFilter {
    /// With this in a name by which it is known, or of this KBO number.
    pub search: Option<String>,
    /// Of which something was recorded after this position. What is recorded in trajectories is no part of it.
    pub changed_since: Option<Position>,
}

/// The place of an employer in the list: the day of its registration and its id.
pub type EmployerPlace = (NaiveDate, EmployerId);

/// An employer in a list: counts, which name no client. Those of the names that it was identified by are among them.
#[derive(Debug, Clone)]
pub struct EmployerOverview {
    /// The employer.
    pub id: EmployerId,
    /// What it is registered by.
    pub employer: Employer,
    /// Its name.
    pub name: String,
    /// Where it is; none where that is unknown, or outside the region.
    pub municipality: Option<Code<Municipality>>,
    /// The broad sector that it works in.
    pub sector: Option<Code<JobTarget>>,
    /// The day of the registration.
    pub registered_on: NaiveDate,
    /// How often it was coached for no client.
    pub coached_without_client: u64,
    /// How long that took.
    pub minutes_without_client: u64,
    /// How often it was coached for a client.
    pub coached_for_client: u64,
    /// How many jobs of clients were or are at it, or are planned.
    pub jobs: u64,
    /// How many practice floors of clients were or are at it.
    pub practice_floors: u64,
    /// How many events were recorded of the registration by this, as far as this row knows.
    pub version: Version,
    /// The position of the last event of the employer, under whichever name it is registered.
    pub position: Position,
}

impl Views {
    /// An employer, from its own stream. None before its registration.
    ///
    /// # Errors
    /// When it is for others to see, or the log cannot be read.
    pub async fn employer(
        &self,
        actor: &Actor,
        id: EmployerId,
    ) -> Result<Option<Detail<SeenEmployer>>, ViewError> {
        let loaded = self.log.load::<RegionEmployer>(&id.to_string()).await?;
        Ok(self.seen_employer(actor, &loaded.aggregate))
    }

    /// An employer as a command left it, without another read; where that was a repeat, as it is now.
    ///
    /// # Errors
    /// When it is for others to see, or the log cannot be read.
    pub async fn employer_left(
        &self,
        actor: &Actor,
        recorded: &Recorded<RegionEmployer>,
    ) -> Result<Option<Detail<SeenEmployer>>, ViewError> {
        let Some(left) = &recorded.state else { return self.employer(actor, recorded.id).await };
        Ok(self.seen_employer(actor, &left.aggregate))
    }

    /// None where it is not for `actor` to see.
    pub(super) fn seen_employer(
        &self,
        actor: &Actor,
        employer: &RegionEmployer,
    ) -> Option<Detail<SeenEmployer>> {
        let state = employer.state();
        let region = &state.registered.as_ref()?.region;
        may(actor, region, Action::Read, Subject::Employers).ok()?;
        let seen = SeenEmployer {
            id: employer.id()?,
            registered: state.registered.clone()?,
            registered_on: state.registered_on?,
            number: state.number,
            coaching: state.current_coaching().cloned().collect(),
        };
        let catalogue = self.catalogues.named_or_latest(region, seen.registered.catalogue)?;
        let catalogue = Arc::clone(catalogue);
        Some(Detail { version: employer.version(), seen, catalogue })
    }

    /// A page of a region's register of employers, the one registered last first.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn employers(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &EmployerFilter,
        page: &Page<EmployerPlace>,
        at_least: Option<Position>,
    ) -> Result<Paged<EmployerOverview>, ViewError> {
        may(actor, region, Action::Read, Subject::Employers)?;
        self.image(region, at_least).await?;
        self.procedure_image(region, at_least).await?;
        let statement = || paged(&self.pool, statement(region, filter, page), page, overview);
        Ok(read(statement).await?)
    }
}

fn statement<'a>(
    region: &'a Code,
    filter: &'a EmployerFilter,
    page: &Page<EmployerPlace>,
) -> QueryBuilder<'a, Postgres> {
    let mut sql = employers_of(region);
    sql.push(
        "SELECT * FROM employers CROSS JOIN LATERAL (
             SELECT coalesce(sum(coached), 0)::bigint AS coached_for_client,
                    coalesce(sum(jobs), 0)::bigint AS jobs,
                    coalesce(sum(practice_floors), 0)::bigint AS practice_floors
             FROM trajectory_employers",
    );
    push_current(&mut sql, "trajectory_employers", Projection::Trajectories, region);
    sql.push(" AND trajectory_employers.employer_id = ANY(ids)) AS at");
    push_filter(&mut sql, filter);
    let values = |(registered_on, employer): &EmployerPlace| (*registered_on, employer.0);
    push_page(&mut sql, page, ["registered_on", "employer_id"], values);
    sql
}

/// Counts all that the filter leaves.
pub(super) fn counting<'a>(
    region: &'a Code,
    filter: &'a EmployerFilter,
) -> QueryBuilder<'a, Postgres> {
    let mut sql = employers_of(region);
    sql.push("SELECT count(*) FROM employers");
    push_filter(&mut sql, filter);
    sql
}

/// Begins a statement with the employers of a region. One that is registered by a name and identified is no row of its
/// own: what was recorded of it is counted with the one that has the number.
fn employers_of(region: &Code) -> QueryBuilder<'_, Postgres> {
    let mut sql = QueryBuilder::new(
        "WITH known AS (
             SELECT *, coalesce((jsonb_path_query_first(
                        coaching,
                        '$[*] ? (exists(@.counted_as) && !exists(@.until)).counted_as'
                    ) #>> '{}')::uuid, employer_id) AS counted_as
             FROM employer_facts",
    );
    push_current(&mut sql, "employer_facts", Projection::Procedure, region);
    sql.push(
        "), employers AS (
             SELECT known.employer_id, employer, name, municipality, sector, registered_on, version,
                    its.*
             FROM known JOIN (
                 SELECT counted_as AS of_employer, array_agg(employer_id) AS ids,
                        string_agg(lower(name), E'\n') AS names,
                        sum(coached)::bigint AS coached, sum(minutes)::bigint AS minutes,
                        max(position) AS position
                 FROM known GROUP BY counted_as
             ) AS its ON of_employer = known.employer_id
         ) ",
    );
    sql
}

fn push_filter<'a>(sql: &mut QueryBuilder<'a, Postgres>, filter: &'a EmployerFilter) {
    sql.push(" WHERE true");
    if let Some(search) = &filter.search {
        match search.parse::<KboNumber>() {
            Ok(number) => sql.push(" AND employer = ").push_bind(number.to_string()),
            Err(_) => sql
                .push(" AND strpos(names, ")
                .push_bind(search.trim().to_lowercase())
                .push(") > 0"),
        };
    }
    push_changed_since(sql, filter.changed_since);
}

fn overview(row: &PgRow) -> Result<EmployerOverview, sqlx::Error> {
    let count = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
    let municipality = row.try_get::<Option<String>, _>("municipality")?;
    let sector = row.try_get::<Option<String>, _>("sector")?;
    Ok(EmployerOverview {
        id: EmployerId(row.try_get("employer_id")?),
        employer: parsed(row, "employer")?,
        name: row.try_get("name")?,
        municipality: municipality.map(Code::new),
        sector: sector.map(Code::new),
        registered_on: row.try_get("registered_on")?,
        coached_without_client: count("coached")?,
        minutes_without_client: count("minutes")?,
        coached_for_client: count("coached_for_client")?,
        jobs: count("jobs")?,
        practice_floors: count("practice_floors")?,
        version: number(row, "version")?,
        position: Position(number(row, "position")?),
    })
}
