//! Opening a trajectory.

use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{ClientId, TrajectoryId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::opening::{CatalogueAdopted, TrajectoryOpened};
use loopbrug_infra::commands::Commands;

use super::{OnTrajectory, Recording, TrajectoryPayload, record, record_on};

/// A client is met for the first time.
#[derive(Debug, InputObject)]
struct OpenTrajectoryInput {
    #[graphql(flatten)]
    recording: Recording,
    /// A client whom you know already, by random id (a UUID). Default: a new client.
    client_id: Option<ID>,
    /// The region, by its code.
    region: String,
    /// The day that names the version of the region's catalogue. Default: the latest.
    catalogue: Option<NaiveDate>,
    /// How the client came in sight (list `opening_source`).
    source: String,
    /// Where the client stays (list `municipality`).
    municipality: String,
    /// The language to speak with the client (list `language`).
    #[graphql(default_with = "\"nl\".to_owned()")]
    contact_language: String,
    /// Whether an interpreter is needed.
    #[graphql(default)]
    interpreter: bool,
}

/// A newer version of the catalogue holds from now on.
#[derive(Debug, InputObject)]
struct AdoptCatalogueInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The day that names the version.
    catalogue: NaiveDate,
}

#[derive(Default)]
pub(super) struct OpeningMutations;

#[Object]
impl OpeningMutations {
    /// Opens the trajectory of a client in a region. Your organisation owns it.
    async fn open_trajectory(
        &self,
        ctx: &Context<'_>,
        input: OpenTrajectoryInput,
    ) -> Result<TrajectoryPayload> {
        let commands = ctx.data::<Commands>()?;
        let catalogues = commands.catalogues();
        let latest = catalogues.latest(&input.region).map(|catalogue| catalogue.version());
        record_on(ctx, input.recording, |read| {
            let region = Code::new(input.region);
            read.within(&region);
            let client = read.id_or_new(input.client_id.as_ref(), "clientId", "client", ClientId);
            let opened = TrajectoryOpened {
                client,
                region: region.clone(),
                // Without any catalogue of the region the command is refused, whatever the day.
                catalogue: input.catalogue.or(latest).unwrap_or_else(|| commands.today()),
                source: Code::new(input.source),
                municipality: Code::new(input.municipality),
                contact_language: Code::new(input.contact_language),
                interpreter: input.interpreter,
                transferred_from: None,
            };
            (TrajectoryId::of(&region, client), Intent::OpenTrajectory(opened))
        })
        .await
    }

    /// Moves the trajectory to a newer version of its region's catalogue. What was recorded
    /// before stays under the version that it was recorded under.
    async fn adopt_catalogue(
        &self,
        ctx: &Context<'_>,
        input: AdoptCatalogueInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::AdoptCatalogue(CatalogueAdopted { catalogue: input.catalogue })
        })
        .await
    }
}
