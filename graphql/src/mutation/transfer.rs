//! Taking over, here or in another region.

use async_graphql::{Context, Object, Result};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code as AnyCode;
use loopbrug_domain::catalogue::list::{Language, Municipality, TransferDeclineReason};
use loopbrug_domain::occasion::OccasionRefusal;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::transfer::{
    TransferAccepted, TransferDeclined, TransferRequested,
};
use loopbrug_domain::trajectory::{Intent, Refusal};
use loopbrug_infra::commands::{CommandError, Commands, TransferOpening};

use super::about::{About, OnTrajectory};
use super::given::Organisation;
use super::input::{answer, read, record_read};
use super::payload::TrajectoryPayload;
use crate::input::{Code, Described, input_objects};

mutations! {
    TransferMutations on OnTrajectory;

    /// Asks another organisation to take over; it gets access, to decide.
    request_transfer:
    /// Another organisation is asked to take over.
    RequestTransferInput {
        /// The organisation, by KBO number.
        organisation: Organisation,
        /// The region where it would go on. Absent: in this one.
        region: Option<String>,
    } => Intent::RequestTransfer(TransferRequested {
        organisation,
        region: region.map(AnyCode::new),
    });

    /// Declines to take over.
    decline_transfer:
    /// The organisation does not take over.
    DeclineTransferInput {
        /// Why.
        reason: Code<TransferDeclineReason>,
    } => Intent::DeclineTransfer(TransferDeclined { reason });
}

input_objects! {
    /// The organisation takes over. The last three matter when it goes on in another region, where
    /// a trajectory is then opened.
    struct AcceptTransferInput {
        #[graphql(flatten)]
        about: OnTrajectory,
        /// Where the client stays in that region.
        municipality: Option<Code<Municipality>>,
        /// The language to speak with the client. Absent: as until now.
        contact_language: Option<Code<Language>>,
        /// Whether an interpreter is needed. Absent: as until now, or not where another language is given.
        interpreter: Option<bool>,
    }
}

#[derive(Default)]
pub(super) struct AcceptingMutations;

#[Object]
impl AcceptingMutations {
    /// Takes over a trajectory that your organisation was asked to take over. Where it goes on
    /// in another region, it is opened there and closed here, each linked to the other.
    async fn accept_transfer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            AcceptTransferInput,
        >,
    ) -> Result<TrajectoryPayload> {
        let AcceptTransferInput { about, municipality, contact_language, interpreter } = input.0;
        let (corrects, head) = (about.recording.corrects.is_some(), about.head());
        let accept = |_: &mut _| Intent::AcceptTransfer(TransferAccepted { trajectory: None });
        let read = read(ctx, &head, |reading| about.read(reading, Box::new(accept)))?;
        // Nothing is opened by a correction, nor by what cannot be read.
        if corrects || !read.faults.is_empty() {
            return record_read(ctx, Ok(read)).await;
        }
        let (commands, on) = (ctx.data::<Commands>()?, read.request.occurred_on);
        let open = |opening: TransferOpening| {
            let TransferOpening { client, region, from, .. } = opening;
            let (spoken, interpreted) = (opening.contact_language, opening.interpreter);
            let Some(catalogue) = commands.catalogues().latest(region.as_str()) else {
                return Err(no_catalogue(region, on));
            };
            Ok(TrajectoryOpened {
                client,
                catalogue: catalogue.version(),
                region,
                source: "other_region".into(),
                municipality: municipality.map_or_else(|| "".into(), Into::into),
                interpreter: interpreter.unwrap_or(contact_language.is_none() && interpreted),
                contact_language: contact_language.map_or(spoken, Into::into),
                transferred_from: Some(from),
            })
        };
        answer(ctx, commands.accept_transfer(read.request, open).await)
    }
}

fn no_catalogue(region: AnyCode, version: NaiveDate) -> CommandError {
    Refusal::from(OccasionRefusal::CatalogueNotFound { region, version }).into()
}
