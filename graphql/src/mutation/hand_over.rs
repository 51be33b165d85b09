//! A caseload is handed over.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code as AnyCode;
use loopbrug_domain::catalogue::list::BridgeEndReason;
use loopbrug_domain::directory::HandOver;
use loopbrug_domain::ids::WorkerId;
use loopbrug_infra::commands::{Commands, HandOverRequest, HandedOver};
use loopbrug_infra::views::Views;

use super::about::Head;
use super::given::{Given, Id, Organisation};
use super::reading::Reading;
use crate::error::{TraceId, UserError, refusals};
use crate::id;
use crate::input::{Code, Described, input_objects};

input_objects! {
    /// A worker hands the caseload over to another one of the same organisation.
    struct HandOverCaseloadInput {
        /// A UUID of your own, new for every hand-over that you intend. Sent again, it is about the same
        /// trajectories: what was done stays, what was refused is tried again.
        command_id: ID,
        /// The day, in Brussels. Default: today.
        occurred_on: Option<NaiveDate>,
        /// The region, by its code.
        region: String,
        /// The bridge figure who stops, by worker id.
        from: Id<WorkerId>,
        /// The one who goes on, by worker id.
        to: Id<WorkerId>,
        /// The organisation for which both guide, by KBO number.
        organisation: Organisation,
        /// Why.
        #[graphql(default_with = "\"worker_left\".into()")]
        reason: Code<BridgeEndReason>,
        /// Whether clients were introduced in person.
        #[graphql(default)]
        warm_handover: bool,
    }
}

/// What came of handing a caseload over, or errors and nothing handed over.
#[derive(Debug, Default, SimpleObject)]
pub(super) struct HandOverPayload {
    /// The trajectories that it is about, 100 at most: those that the worker guided for the organisation when it was
    /// first asked, the one opened first first.
    trajectories: Vec<HandedOverTrajectory>,
    /// How many were handed over.
    handed_over: u32,
    /// How many were not.
    refused: u32,
    /// Whether there were more than are handed over at once: then send another one, with a new `commandId`.
    more: bool,
    /// The last position of these changes in the log: ask with `atLeast` to see them all.
    position: Option<u32>,
    /// Why nothing was handed over; empty when it was tried.
    errors: Vec<UserError>,
}

/// A trajectory that was to be handed over.
#[derive(Debug, SimpleObject)]
struct HandedOverTrajectory {
    /// Relay id.
    trajectory_id: ID,
    /// Its version after it. Null where it was refused.
    version: Option<u32>,
    /// Why it was not handed over; empty when it was.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct HandOverMutations;

#[Object]
impl HandOverMutations {
    /// Hands over all trajectories of which a worker is the bridge figure for an organisation. In each of them the
    /// one stops and the other begins; what is refused of one leaves the others alone.
    async fn hand_over_caseload(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is recorded, and under which command.")] input: Described<
            HandOverCaseloadInput,
        >,
    ) -> Result<HandOverPayload> {
        let (commands, views) = (ctx.data::<Commands>()?, ctx.data::<Views>()?);
        let (request, errors) = input.0.read(ctx.data::<Actor>()?.clone(), commands.today());
        if !errors.is_empty() {
            return Ok(HandOverPayload { errors, ..HandOverPayload::default() });
        }
        let trace = *ctx.data::<TraceId>()?;
        match commands.hand_over(views, &request).await {
            Ok(handed_over) => HandOverPayload::of(handed_over, trace),
            Err(error) => Ok(HandOverPayload {
                errors: refusals(&error, trace)?,
                ..HandOverPayload::default()
            }),
        }
    }
}

impl HandOverCaseloadInput {
    fn read(self, actor: Actor, today: NaiveDate) -> (HandOverRequest, Vec<UserError>) {
        let Self { command_id, occurred_on, region, from, to, organisation, reason, warm_handover } =
            self;
        let head = Head { command_id, occurred_on, expected_version: None };
        let mut reading = Reading::new(&head, actor.worker, today);
        let what = HandOver {
            from: from.read(&mut reading, "from"),
            to: to.read(&mut reading, "to"),
            organisation: organisation.read(&mut reading, "organisation"),
            reason: reason.into(),
            warm_handover,
        };
        let (command, region) = (reading.command, AnyCode::new(region));
        (HandOverRequest { command, actor, region, occurred_on, what }, reading.into_faults())
    }
}

impl HandOverPayload {
    fn of(done: HandedOver, trace: TraceId) -> Result<Self> {
        let mut payload = Self { more: done.more, ..Self::default() };
        for (trajectory, recorded) in done.trajectories {
            let (version, errors) = match recorded {
                Ok(recorded) => {
                    payload.handed_over += 1;
                    payload.position = payload.position.max(Some(recorded.position.0));
                    (Some(recorded.version), vec![])
                }
                Err(error) => {
                    payload.refused += 1;
                    (None, refusals(&error, trace)?)
                }
            };
            let trajectory_id = id::of_trajectory(trajectory);
            payload.trajectories.push(HandedOverTrajectory { trajectory_id, version, errors });
        }
        Ok(payload)
    }
}
