//! What a person has a right to: that processing is restricted, and that data are erased.

use async_graphql::{Context, Object, Result};
use loopbrug_domain::catalogue::list::{ErasureGround, RestrictionGround};
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::erasure::{ErasureDecided, ErasureRequested};
use loopbrug_domain::trajectory::restriction::{ProcessingRestricted, RestrictionLifted};
use loopbrug_infra::commands::Commands;

use super::about::{About, OnTrajectory};
use super::given::{Given, Id};
use super::input::{answer, read, record_read};
use super::payload::TrajectoryPayload;
use super::reading::Reading;
use crate::error::{TraceId, UserError, refusals};
use crate::input::{Code, Described, input_objects};

mutations! {
    RightsMutations on OnTrajectory;

    /// Restricts the processing at the client's request (GDPR, article 18), from today on: what is there is kept, put
    /// right, erased, and not added to; what is personal is opened for the client's rights, a complaint or a legal claim
    /// alone.
    restrict_processing:
    /// Nothing more is done with the client's data for now.
    RestrictProcessingInput {
        /// On what ground.
        ground: Code<RestrictionGround>,
    } => Intent::RestrictProcessing(ProcessingRestricted { ground });

    /// Lifts a restriction, from today on. The client is informed before.
    lift_restriction:
    /// The data are used again.
    LiftRestrictionInput {} => Intent::LiftRestriction(RestrictionLifted {});

    /// Records that the client asks for erasure (GDPR, article 17). The steward finds it in the work list and decides.
    request_erasure:
    /// The client asks that all personal data are erased.
    RequestErasureInput {
        /// On what ground.
        ground: Code<ErasureGround>,
    } => Intent::RequestErasure(ErasureRequested { ground });
}

input_objects! {
    /// The steward decides on erasure.
    struct DecideErasureInput {
        #[graphql(flatten)]
        about: OnTrajectory,
        /// Whether the data are erased.
        granted: bool,
        /// On what ground they are, or are not.
        ground: Code<ErasureGround>,
    }

    /// Two clients are alike, and are two.
    struct NotTheSamePersonInput {
        /// A trajectory that your organisation has access to.
        trajectory_id: Id<TrajectoryId>,
        /// The other one, as `knownClients` names it.
        other_id: Id<TrajectoryId>,
        /// They may be the same person after all: takes back what was said of them. Default: false.
        take_back: Option<bool>,
    }
}

/// What came of it.
#[derive(Debug, Default, async_graphql::SimpleObject)]
pub(super) struct NotTheSamePersonPayload {
    /// Whether it is remembered.
    remembered: bool,
    /// What was wrong, and why nothing is remembered.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct ErasureMutations;

#[Object]
impl ErasureMutations {
    /// Decides on erasure, as the steward of the region: on a request, or because the catalogue's years have passed.
    /// Where it is granted, the client's key is destroyed at once, here and in every trajectory that was merged with
    /// this one: names, notes and everything else that was sealed cannot be read by anybody any more, in no copy.
    /// Figures keep their counts. There is no way back. Who went on in another region, or came from there
    /// (`wentOnIn`, `transferredFrom`), is not erased there by that: the steward of that region is asked to.
    async fn decide_erasure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is decided, and under which command.")] input: Described<
            DecideErasureInput,
        >,
    ) -> Result<TrajectoryPayload> {
        let DecideErasureInput { about, granted, ground } = input.0;
        let (corrects, head) = (about.recording.corrects.is_some(), about.head());
        let decided = ErasureDecided { granted, ground: ground.into() };
        let decide = |_: &mut Reading| Intent::DecideErasure(decided);
        let read = read(ctx, &head, |reading| about.read(reading, Box::new(decide)))?;
        if corrects || !read.faults.is_empty() {
            return record_read(ctx, Ok(read)).await;
        }
        answer(ctx, ctx.data::<Commands>()?.decide_erasure(read.request).await)
    }

    /// Remembers that two clients who are alike are not the same person: they are not suggested again. The other one
    /// is one of those that `knownClients` names for the first. Who says it is recorded for both.
    async fn not_the_same_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which two.")] input: Described<NotTheSamePersonInput>,
    ) -> Result<NotTheSamePersonPayload> {
        let (commands, actor) = (ctx.data::<Commands>()?, ctx.data()?);
        let mut reading = Reading::of_no_command(commands.today());
        let one = input.0.trajectory_id.read(&mut reading, "trajectoryId");
        let other = input.0.other_id.read(&mut reading, "otherId");
        let errors = reading.into_faults();
        if !errors.is_empty() {
            return Ok(NotTheSamePersonPayload { errors, remembered: false });
        }
        let (views, take_back) = (ctx.data()?, input.0.take_back.unwrap_or_default());
        match commands.not_the_same_person(views, actor, one, other, take_back).await {
            Ok(()) => Ok(NotTheSamePersonPayload { remembered: !take_back, errors: vec![] }),
            Err(error) => {
                let errors = refusals(&error, *ctx.data::<TraceId>()?)?;
                Ok(NotTheSamePersonPayload { remembered: false, errors })
            }
        }
    }
}
