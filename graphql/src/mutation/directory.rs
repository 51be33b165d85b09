//! The directory of a region, which the steward keeps.

use std::collections::BTreeSet;

use async_graphql::{ComplexObject, Context, Error, ID, Object, Result, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code as AnyCode;
use loopbrug_domain::catalogue::list::{PartnerRole, ServiceType};
use loopbrug_domain::directory::{Change, Contact, OrganisationGiven, WorkerGiven};
use loopbrug_domain::ids::{KboNumber, Version, WorkerId};
use loopbrug_infra::commands::Commands;
use loopbrug_infra::directory::{Directory, DirectoryRequest};
use loopbrug_infra::views::Views;

use super::about::Head;
use super::given::{Given, Id, New, Organisation};
use super::reading::Reading;
use crate::error::{TraceId, UserError, refusals, unanswered};
use crate::input::{Code, Described, input_objects};
use crate::types::{DirectoryOrganisation, DirectoryWorker, Shows};

input_objects! {
    /// What every change of a directory says about itself.
    struct InDirectory {
        /// A UUID of your own, new for every change that you intend. Sent again, it changes nothing
        /// and gives the first answer.
        command_id: ID,
        /// The version of the entry that you have seen, 0 for none; if it has moved on, nothing is
        /// changed. Default: any.
        expected_version: Option<u32>,
        /// The region, by its code.
        region: String,
    }

    /// An organisation, all of it: what is left out is not known any more, but for its first day.
    struct RecordOrganisationInput {
        #[graphql(flatten)]
        about: InDirectory,
        /// The organisation, by KBO number.
        organisation: Organisation,
        /// Its name.
        name: String,
        /// What it does in the partnership.
        #[graphql(default)]
        roles: BTreeSet<Code<PartnerRole>>,
        /// The services that it offers.
        #[graphql(default)]
        services: BTreeSet<Code<ServiceType>>,
        /// The general telephone number; not that of a person.
        phone: Option<String>,
        /// The general address for mail; not that of a person.
        mail: Option<String>,
        /// The website.
        website: Option<String>,
        /// The first day as a partner. Default: the one that is known, or today.
        from: Option<NaiveDate>,
        /// The last day as a partner. Absent: none is known.
        until: Option<NaiveDate>,
    }

    /// An organisation leaves the partnership.
    struct EndOrganisationInput {
        #[graphql(flatten)]
        about: InDirectory,
        /// The organisation, by KBO number.
        organisation: Organisation,
        /// The last day. Default: today.
        until: Option<NaiveDate>,
    }

    /// A worker, all of it: what is left out is not known any more, but for the first day.
    struct RecordWorkerInput {
        #[graphql(flatten)]
        about: InDirectory,
        /// The worker id, by a UUID of your own. Default: a new one.
        worker: New<WorkerId>,
        /// The name to show.
        name: String,
        /// Where the person works, by KBO number.
        organisation: Organisation,
        /// The first day there. Default: the one that is known, or today.
        from: Option<NaiveDate>,
        /// The last day there. Absent: none is known.
        until: Option<NaiveDate>,
    }

    /// A worker leaves the organisation.
    struct EndWorkerInput {
        #[graphql(flatten)]
        about: InDirectory,
        /// The worker id.
        worker: Id<WorkerId>,
        /// The last day there. Default: today.
        until: Option<NaiveDate>,
    }

    /// The name of a worker is erased, everywhere and for good. The id stays.
    struct EraseWorkerInput {
        #[graphql(flatten)]
        about: InDirectory,
        /// The worker id.
        worker: Id<WorkerId>,
    }
}

/// What came of a change of a directory: its place, or errors and nothing changed.
#[derive(Debug, Default, SimpleObject)]
#[graphql(complex)]
pub(super) struct DirectoryPayload {
    #[graphql(skip)]
    about: Option<(AnyCode, About)>,
    /// The version of the entry after this change.
    version: Option<Version>,
    /// The place of the change in the history of the directory, 1 for the first.
    position: Option<u32>,
    /// Why nothing was changed; empty when it was.
    errors: Vec<UserError>,
}

/// What was changed.
#[derive(Debug, Clone, Copy)]
enum About {
    Organisation(KboNumber),
    Worker(WorkerId),
}

#[ComplexObject]
impl DirectoryPayload {
    /// The organisation as it is now, if it was one that was changed.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<DirectoryOrganisation>> {
        let Some((region, About::Organisation(id))) = &self.about else { return Ok(None) };
        let (directory, actor) = (ctx.data::<Directory>()?, ctx.data::<Actor>()?);
        let found = directory.organisation(actor, region, *id).await.map_err(unanswered(ctx))?;
        shown(ctx, region, found)
    }

    /// The worker as it is now, if it was one that was changed.
    async fn worker(&self, ctx: &Context<'_>) -> Result<Option<DirectoryWorker>> {
        let Some((region, About::Worker(id))) = &self.about else { return Ok(None) };
        let (directory, actor) = (ctx.data::<Directory>()?, ctx.data::<Actor>()?);
        let found = directory.worker(actor, region, *id).await.map_err(unanswered(ctx))?;
        shown(ctx, region, found)
    }
}

/// Shows what was found in the words of the region's catalogue.
fn shown<S, T: Shows<S>>(
    ctx: &Context<'_>,
    region: &AnyCode,
    found: Option<S>,
) -> Result<Option<T>> {
    let catalogue = ctx.data::<Views>()?.catalogues().latest(region.as_str());
    Ok(found.zip(catalogue).map(|(found, catalogue)| T::of(&found, catalogue)))
}

#[derive(Default)]
pub(super) struct DirectoryMutations;

#[Object]
impl DirectoryMutations {
    /// Records an organisation of a region, or records it anew: for the steward.
    async fn record_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            RecordOrganisationInput,
        >,
    ) -> Result<DirectoryPayload> {
        let RecordOrganisationInput {
            about,
            organisation,
            name,
            roles,
            services,
            phone,
            mail,
            website,
            from,
            until,
        } = input.0;
        change(ctx, about, |reading| {
            let id = organisation.read(reading, "organisation");
            let (roles, services) =
                (roles.read(reading, "roles"), services.read(reading, "services"));
            let contact = Contact { phone, mail, website };
            let given = OrganisationGiven { name, roles, services, contact, from, until };
            (About::Organisation(id), Change::RecordOrganisation(id, given))
        })
        .await
    }

    /// Records that an organisation leaves the partnership: for the steward.
    async fn end_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            EndOrganisationInput,
        >,
    ) -> Result<DirectoryPayload> {
        let EndOrganisationInput { about, organisation, until } = input.0;
        change(ctx, about, |reading| {
            let id = organisation.read(reading, "organisation");
            (About::Organisation(id), Change::EndOrganisation(id, until))
        })
        .await
    }

    /// Records a worker of an organisation, or records the person anew: for the steward.
    async fn record_worker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            RecordWorkerInput,
        >,
    ) -> Result<DirectoryPayload> {
        let RecordWorkerInput { about, worker, name, organisation, from, until } = input.0;
        change(ctx, about, |reading| {
            let id = worker.read(reading, "worker");
            let organisation = organisation.read(reading, "organisation");
            let given = WorkerGiven { name, organisation, from, until };
            (About::Worker(id), Change::RecordWorker(id, given))
        })
        .await
    }

    /// Records that a worker leaves the organisation: for the steward.
    async fn end_worker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            EndWorkerInput,
        >,
    ) -> Result<DirectoryPayload> {
        let EndWorkerInput { about, worker, until } = input.0;
        change(ctx, about, |reading| {
            let id = worker.read(reading, "worker");
            (About::Worker(id), Change::EndWorker(id, until))
        })
        .await
    }

    /// Erases the name of a worker, everywhere and for good; the id stays: for the steward.
    async fn erase_worker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            EraseWorkerInput,
        >,
    ) -> Result<DirectoryPayload> {
        let EraseWorkerInput { about, worker } = input.0;
        change(ctx, about, |reading| {
            let id = worker.read(reading, "worker");
            (About::Worker(id), Change::EraseWorker(id))
        })
        .await
    }
}

/// Changes the directory, or names all that cannot be read.
async fn change(
    ctx: &Context<'_>,
    InDirectory { command_id, expected_version, region }: InDirectory,
    read: impl FnOnce(&mut Reading) -> (About, Change),
) -> Result<DirectoryPayload, Error> {
    let actor = ctx.data::<Actor>()?.clone();
    let head = Head { command_id, occurred_on: None, expected_version };
    let mut reading = Reading::new(&head, actor.worker, ctx.data::<Commands>()?.today());
    reading.within(&region);
    let (about, change) = read(&mut reading);
    let (command, region) = (reading.command, AnyCode::new(region));
    let errors = reading.into_faults();
    if !errors.is_empty() {
        return Ok(DirectoryPayload { errors, ..DirectoryPayload::default() });
    }
    let request =
        DirectoryRequest { command, expected_version, actor, region: region.clone(), change };
    match ctx.data::<Directory>()?.change(&request).await {
        Ok(changed) => Ok(DirectoryPayload {
            about: Some((region, about)),
            version: Some(changed.version),
            position: Some(changed.revision),
            errors: vec![],
        }),
        Err(error) => {
            let errors = refusals(&error, *ctx.data::<TraceId>()?)?;
            Ok(DirectoryPayload { errors, ..DirectoryPayload::default() })
        }
    }
}
