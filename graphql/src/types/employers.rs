//! Employers of a region's register: one in detail, from its own stream, and the list, page by page (Relay).

use async_graphql::{Context, Error, ID};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::employer::coaching;
use loopbrug_domain::ids::{EmployerId, KboNumber};
use loopbrug_infra::views::{Detail, EmployerOverview as Row, EmployerPlace, SeenEmployer, Views};

use super::Coded;
use super::names::Name;
use super::page::{Listed, no_cursor};
use super::shows::{Shows, shows};
use crate::day::in_range;
use crate::error::unanswered;

/// Loads an employer; none before its registration.
pub(crate) async fn load_employer(
    ctx: &Context<'_>,
    id: EmployerId,
) -> Result<Option<Employer>, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    let found = views.employer(actor, id).await.map_err(unanswered(ctx))?;
    Ok(found.map(|found| Employer::of(&found, &found.catalogue)))
}

impl Listed for EmployerOverview {
    const LIST: &'static str = "Employer";

    type Row = Row;

    fn cursor(row: &Row) -> String {
        format!("{}/{}", row.registered_on, row.id)
    }
}

/// Reads the cursor of an employer.
pub(crate) fn employer_place(cursor: &str, argument: &'static str) -> Result<EmployerPlace, Error> {
    let (day, employer) = cursor.split_once('/').ok_or_else(|| no_cursor(cursor))?;
    let day = day.parse::<NaiveDate>().map_err(|_| no_cursor(cursor))?;
    Ok((in_range(day, argument)?, employer.parse().map_err(|_| no_cursor(cursor))?))
}

shows! {
    /// An employer of a region's register.
    Employer of Detail<SeenEmployer> as it {
        /// Relay id.
        #[graphql(owned)]
        pub(crate) id: ID = it.seen.id,
        /// How many events were recorded: give it as `expectedVersion`.
        version: u32,
        /// The region, by its code.
        region: String = it.seen.registered.region,
        /// What it is registered by: a KBO number, or the name of the company.
        #[graphql(name = "employer")]
        registered_by: String = it.seen.registered.employer,
        /// The name by which people know it.
        name: String = it.seen.registered.name(),
        /// Where it is. Null: unknown, or outside the region.
        municipality: Option<Coded> = it.seen.registered.municipality,
        /// The broad sector that it works in.
        sector: Option<Coded> = it.seen.registered.sector,
        /// The day of its registration.
        registered_on: NaiveDate = it.seen.registered_on,
        /// The KBO number of the company that it is, where it is registered by a name and was identified: there it is
        /// counted. Null: it was not.
        number: Option<String> = it.seen.number,
        /// Each time that it was coached for no client in particular, as it is known now, in order of recording.
        coaching: Vec<CoachingWithoutClient> = it.seen.coaching,
    }

    /// An employer was coached, for no client in particular.
    CoachingWithoutClient of coaching::Coaching as coaching {
        /// The event of the employer that recorded it: by it the coaching is corrected or voided.
        event: u32,
        /// The day.
        on: NaiveDate,
        /// The organisation that coached, by KBO number.
        organisation: String,
        /// The name of that organisation.
        organisation_name: Name<KboNumber> = coaching.organisation,
        /// About what.
        topic: Coded = coaching.what.topic,
        /// How long it took, in minutes.
        minutes: u32 = coaching.what.minutes,
    }

    /// An employer in the list of a region: counts, which name no client. One that is registered by a name and was
    /// identified is counted with the one that has the number. Ask `employer` for all of it.
    EmployerOverview of Row as row {
        /// Relay id of the employer.
        id: ID,
        /// What it is registered by: a KBO number, or the name of the company.
        employer: String,
        /// The name by which people know it.
        name: String,
        /// Where it is. Null: unknown, or outside the region.
        municipality: Option<Coded>,
        /// The broad sector that it works in.
        sector: Option<Coded>,
        /// The day of its registration.
        registered_on: NaiveDate,
        /// How often it was coached for no client in particular.
        coached_without_client: u64,
        /// How long that took, in minutes.
        minutes_without_client: u64,
        /// How often it was coached for a client.
        coached_for_client: u64,
        /// How many jobs of clients were or are at it, or are planned.
        jobs: u64,
        /// How many practice floors of clients were or are at it.
        practice_floors: u64,
        /// How many events were recorded, as far as this list knows.
        version: u32,
        /// The position of the last event of it, under whichever name it is registered.
        position: u32 = row.position.0,
    }
}
