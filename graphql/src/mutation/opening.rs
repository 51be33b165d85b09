//! Opening a trajectory.

use async_graphql::{Context, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{Language, Municipality, OpeningSource};
use loopbrug_domain::catalogue::{self, Catalogues};
use loopbrug_domain::ids::{ClientId, TrajectoryId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::moves::{ContactLanguageChanged, ResidenceChanged};
use loopbrug_domain::trajectory::opening::{CatalogueAdopted, TrajectoryOpened};
use loopbrug_infra::commands::Commands;

use super::about::{OnTrajectory, Recording};
use super::given::{DayOrThatDay, Given, New};
use super::input::{read, record_read};
use super::payload::TrajectoryPayload;
use super::reading::Reading;
use crate::input::{Code, Described, input_objects};

input_objects! {
    /// A client is met for the first time.
    pub(super) struct OpenTrajectoryInput {
        #[graphql(flatten)]
        recording: Recording,
        /// A client whom you know already, by random id (a UUID). Default: a new client.
        client_id: New<ClientId>,
        /// The region, by its code.
        region: String,
        /// The day that names the version of the region's catalogue. Default: the latest.
        catalogue: Option<NaiveDate>,
        /// How the client came in sight.
        source: Code<OpeningSource>,
        /// Where the client stays.
        municipality: Code<Municipality>,
        /// The language to speak with the client.
        #[graphql(default_with = "\"nl\".into()")]
        contact_language: Code<Language>,
        /// Whether an interpreter is needed.
        #[graphql(default)]
        interpreter: bool,
    }
}

impl OpenTrajectoryInput {
    /// Reads which trajectory it is, what it says about itself, and how it is opened.
    pub(super) fn read(
        self,
        reading: &mut Reading,
        catalogues: &Catalogues,
    ) -> (TrajectoryId, Recording, TrajectoryOpened) {
        let latest = catalogues.latest(&self.region).map(|latest| latest.version());
        let region = catalogue::Code::new(self.region);
        reading.within(&region);
        let client = self.client_id.read(reading, "clientId");
        let opened = TrajectoryOpened {
            client,
            region: region.clone(),
            // Without any catalogue of the region the command is refused, whatever the day.
            catalogue: self.catalogue.or(latest).unwrap_or(reading.today),
            source: self.source.into(),
            municipality: self.municipality.into(),
            contact_language: self.contact_language.into(),
            interpreter: self.interpreter,
            transferred_from: None,
        };
        (TrajectoryId::of(&region, client), self.recording, opened)
    }
}

#[derive(Default)]
pub(super) struct OpeningMutations;

#[Object]
impl OpeningMutations {
    /// Opens the trajectory of a client in a region. Your organisation owns it.
    async fn open_trajectory(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            OpenTrajectoryInput,
        >,
    ) -> Result<TrajectoryPayload> {
        let (catalogues, Described(input)) = (ctx.data::<Commands>()?.catalogues(), input);
        let head = input.recording.head.clone();
        let read = read(ctx, &head, |reading| {
            let (trajectory, recording, opened) = input.read(reading, catalogues);
            let intent = recording.intent(reading, Intent::OpenTrajectory(opened));
            (trajectory, intent.into())
        });
        record_read(ctx, read).await
    }
}

mutations! {
    CatalogueMutations on OnTrajectory;

    /// Moves the trajectory to a newer version of its region's catalogue. What was recorded
    /// before stays under the version that it was recorded under.
    adopt_catalogue:
    /// A newer version of the catalogue holds from now on.
    AdoptCatalogueInput {
        /// The day that names the version.
        catalogue: NaiveDate,
    } => Intent::AdoptCatalogue(CatalogueAdopted { catalogue });
}

mutations! {
    MoveMutations on OnTrajectory;

    /// Records that the client stays somewhere else. What was recorded of the opening stays as it was.
    change_residence:
    /// The client stays somewhere else.
    ChangeResidenceInput {
        /// Where. Default: outside the region.
        municipality: Option<Code<Municipality>>,
        /// The first day there. Default: the day on which it happened.
        from: DayOrThatDay,
    } => Intent::ChangeResidence(ResidenceChanged { municipality, from });

    /// Records that the client is spoken with in another language, or with or without an interpreter.
    change_contact_language:
    /// The client is spoken with in another language.
    ChangeContactLanguageInput {
        /// The language to speak with the client.
        language: Code<Language>,
        /// Whether an interpreter is needed.
        #[graphql(default)]
        interpreter: bool,
    } => Intent::ChangeContactLanguage(ContactLanguageChanged { language, interpreter });
}
