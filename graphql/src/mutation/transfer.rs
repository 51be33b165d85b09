//! Taking over, here or in another region.

use async_graphql::{Context, InputObject, Object, Result};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::occasion::OccasionRefusal;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::transfer::{
    TransferAccepted, TransferDeclined, TransferRequested,
};
use loopbrug_domain::trajectory::{Intent, Refusal};
use loopbrug_infra::commands::{CommandError, Commands, TransferOpening};

use super::input::{answer, request};
use super::reading::Reading;
use super::{OnTrajectory, TrajectoryPayload, record};

/// Another organisation is asked to take over.
#[derive(Debug, InputObject)]
struct RequestTransferInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// The organisation, by KBO number.
    organisation: String,
    /// The region where it would go on. Absent: in this one.
    region: Option<String>,
}

/// The organisation takes over. The last three matter when it goes on in another region, where
/// a trajectory is then opened.
#[derive(Debug, InputObject)]
struct AcceptTransferInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Where the client stays there (list `municipality` of that region).
    municipality: Option<String>,
    /// The language to speak with the client (list `language`).
    #[graphql(default_with = "\"nl\".to_owned()")]
    contact_language: String,
    /// Whether an interpreter is needed.
    #[graphql(default)]
    interpreter: bool,
}

/// The organisation does not take over.
#[derive(Debug, InputObject)]
struct DeclineTransferInput {
    #[graphql(flatten)]
    about: OnTrajectory,
    /// Why (list `transfer_decline_reason`).
    reason: String,
}

#[derive(Default)]
pub(super) struct TransferMutations;

#[Object]
impl TransferMutations {
    /// Asks another organisation to take over; it gets access, to decide.
    async fn request_transfer(
        &self,
        ctx: &Context<'_>,
        input: RequestTransferInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |read| {
            let organisation = read.id(&input.organisation, "organisation");
            let region = input.region.map(Code::new);
            Intent::RequestTransfer(TransferRequested { organisation, region })
        })
        .await
    }

    /// Takes over a trajectory that your organisation was asked to take over. Where it goes on
    /// in another region, it is opened there and closed here, each linked to the other.
    async fn accept_transfer(
        &self,
        ctx: &Context<'_>,
        input: AcceptTransferInput,
    ) -> Result<TrajectoryPayload> {
        if input.about.recording.corrects.is_some() {
            // Nothing is opened by a correction.
            return record(ctx, input.about, |_| {
                Intent::AcceptTransfer(TransferAccepted { trajectory: None })
            })
            .await;
        }
        let read = |read: &mut Reading| {
            let trajectory = read.trajectory(&input.about.trajectory_id, "trajectoryId");
            (trajectory, Intent::AcceptTransfer(TransferAccepted { trajectory: None }))
        };
        let request = match request(ctx, input.about.recording.clone().into(), read).await? {
            Ok(request) => request,
            Err(faults) => return Ok(faults),
        };
        let commands = ctx.data::<Commands>()?;
        let catalogues = commands.catalogues();
        let open = |there| opening(there, &input, catalogues);
        answer(ctx, commands.accept_transfer(request, open).await)
    }

    /// Declines to take over.
    async fn decline_transfer(
        &self,
        ctx: &Context<'_>,
        input: DeclineTransferInput,
    ) -> Result<TrajectoryPayload> {
        record(ctx, input.about, |_| {
            Intent::DeclineTransfer(TransferDeclined { reason: Code::new(input.reason) })
        })
        .await
    }
}

/// How a trajectory is opened where it goes on.
fn opening(
    there: TransferOpening,
    input: &AcceptTransferInput,
    catalogues: &Catalogues,
) -> Result<TrajectoryOpened, CommandError> {
    let TransferOpening { client, region, from } = there;
    let Some(catalogue) = catalogues.latest(region.as_str()) else {
        let version = input.about.recording.occurred_on.unwrap_or_default();
        return Err(Refusal::from(OccasionRefusal::CatalogueNotFound { region, version }).into());
    };
    Ok(TrajectoryOpened {
        client,
        catalogue: catalogue.version(),
        region,
        source: Code::new("other_region"),
        municipality: Code::new(input.municipality.clone().unwrap_or_default()),
        contact_language: Code::new(&*input.contact_language),
        interpreter: input.interpreter,
        transferred_from: Some(from),
    })
}
