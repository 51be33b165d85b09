//! Enrolling: what an intake comes to, by one command.

use async_graphql::{Context, Object, Result};
use loopbrug_domain::trajectory::Intent;
use loopbrug_infra::commands::Commands;

use super::about::Head;
use super::barriers::IdentifyBarrierInput;
use super::bridge::AssignBridgeFigureInput;
use super::consent::RecordLegalBasisInput;
use super::direction::{IdentifyStrengthInput, SetGoalInput};
use super::identity::{RecordBackgroundInput, RecordIdentityInput};
use super::input::{read, record_read};
use super::intake::CompleteIntakeInput;
use super::opening::OpenTrajectoryInput;
use super::part::{Part, PartsOf};
use super::payload::TrajectoryPayload;
use super::profile::LinkPersonaInput;
use crate::input::{Described, input_objects};

input_objects! {
    /// A client takes part. `occurredOn` is the day of each part that does not say its own; the command ids of the parts
    /// follow from `commandId`.
    struct EnrolClientInput {
        #[graphql(flatten)]
        head: Head,
        /// How the client is met. A client who has a trajectory in the region, by `clientId`, goes on in that one: then
        /// nothing is opened.
        opening: Part<OpenTrajectoryInput>,
        /// Who the client is.
        identity: Option<Part<RecordIdentityInput>>,
        /// A past in detention or in youth care.
        background: Option<Part<RecordBackgroundInput>>,
        /// On what ground data are kept; needed before the intake.
        legal_basis: Option<Part<RecordLegalBasisInput>>,
        /// The entry data of the ESF+ indicators: the client becomes a participant. The age follows from the birth date of
        /// `identity`, where none is given here.
        intake: Option<Part<CompleteIntakeInput>>,
        /// The personas that the client's situation resembles.
        #[graphql(default)]
        personas: Vec<Part<LinkPersonaInput>>,
        /// What holds the client back.
        #[graphql(default)]
        barriers: Vec<Part<IdentifyBarrierInput>>,
        /// What the client is good at.
        #[graphql(default)]
        strengths: Vec<Part<IdentifyStrengthInput>>,
        /// What the client wants first.
        goal: Option<Part<SetGoalInput>>,
        /// One trusted person for the client.
        bridge_figure: Option<Part<AssignBridgeFigureInput>>,
    }
}

#[derive(Default)]
pub(super) struct EnrolmentMutations;

#[Object]
impl EnrolmentMutations {
    /// Opens the trajectory of a client where need be, and records what is known at the intake: all or none. Each part
    /// is an event of its own, which is corrected or voided by itself.
    async fn enrol_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            EnrolClientInput,
        >,
    ) -> Result<TrajectoryPayload> {
        let (catalogues, Described(input)) = (ctx.data::<Commands>()?.catalogues(), input);
        let read = read(ctx, &input.head, |reading| {
            let (trajectory, recording, opened) =
                reading.below("opening", |reading| input.opening.0.read(reading, catalogues));
            let mut parts = PartsOf::new(reading, trajectory);
            let open = Box::new(|_: &mut _| Intent::OpenTrajectory(opened));
            parts.read("opening".to_owned(), recording, open);
            let born = input.identity.as_ref().and_then(|Part(identity)| identity.birth_date());
            parts.one("identity", input.identity);
            parts.one("background", input.background);
            parts.one("legalBasis", input.legal_basis);
            let intake = input.intake.map(|Part(intake)| Part(intake.of_somebody_born(born)));
            parts.one("intake", intake);
            parts.each("personas", input.personas);
            parts.each("barriers", input.barriers);
            parts.each("strengths", input.strengths);
            parts.one("goal", input.goal);
            parts.one("bridgeFigure", input.bridge_figure);
            parts.into_command()
        });
        record_read(ctx, read).await
    }
}
