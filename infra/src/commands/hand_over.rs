//! A caseload is handed over: one command about each trajectory, with an id that follows from that of the whole. It
//! records two things together, so that no client is left without a bridge figure.
//!
//! Which trajectories it is about is written down before the first of them. So the same request sent again, after a
//! crash or after a refusal whose cause is gone, does what is left and answers about all of them.

use chrono::NaiveDate;
use futures::stream::{StreamExt, iter};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::directory::{DirectoryRefusal, HandOver, Refusal};
use loopbrug_domain::ids::{CommandId, TrajectoryId, Version};
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::bridge::BridgeRefusal;
use loopbrug_domain::trajectory::permission::Asked;
use loopbrug_domain::trajectory::together::Part;
use loopbrug_domain::trajectory::{self, Trajectory};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::trajectory::TrajectoryIntent;
use super::{CommandError, Commands, Recorded, Request};
use crate::access_record::{Access, What};
use crate::database::read;
use crate::views::{ViewError, Views};

/// So many trajectories are handed over by one request.
const AT_ONCE: usize = 100;
/// So many are looked at to find them: a worker may guide clients for several organisations.
const LOOKED_AT: i64 = 500;
/// So many are recorded about at the same time.
const TOGETHER: usize = 8;

/// Somebody asks for a caseload to be handed over.
#[derive(Debug, Clone)]
pub struct HandOverRequest {
    /// Given by the caller, once per intended change.
    pub command: CommandId,
    /// Who asks.
    pub actor: Actor,
    /// The region whose trajectories are meant.
    pub region: Code,
    /// The day, in Brussels; absent: today.
    pub occurred_on: Option<NaiveDate>,
    /// What is handed over.
    pub what: HandOver,
}

/// What came of it.
#[derive(Debug)]
pub struct HandedOver {
    /// Each trajectory, with the assignment of the new bridge figure or the reason why there is none.
    pub trajectories: Vec<(TrajectoryId, Result<Recorded, CommandError>)>,
    /// Whether there were more than are handed over at once: the rest is left for another request.
    pub more: bool,
}

/// Which trajectories a request is about, and of which day.
struct Plan {
    occurred_on: NaiveDate,
    trajectories: Vec<TrajectoryId>,
    more: bool,
}

impl Commands {
    /// Hands a caseload over. What is refused of one trajectory leaves the others alone.
    ///
    /// # Errors
    /// See [`CommandError`]: nothing was handed over, but for
    /// [`OutcomeUnknown`](CommandError::OutcomeUnknown), after which the same request completes it.
    pub async fn hand_over(
        &self,
        views: &Views,
        request: &HandOverRequest,
    ) -> Result<HandedOver, CommandError> {
        let region = &request.region;
        let access = Access { region: Some(region), ..Access::by(&request.actor, What::Command) };
        let decided = may(&request.actor, region, Action::Record, Subject::Cases);
        self.access.decided::<CommandError>(access, decided).await?;
        let HandOverRequest { command, actor, region, occurred_on: asked_on, what } = request;
        let digest: [u8; 32] = Sha256::digest(serde_json::to_vec(&(actor, asked_on, what))?).into();
        let plan = match self.planned(region, *command, digest).await? {
            Some(plan) => plan,
            None => self.plan(views, request, digest).await?,
        };
        let Plan { occurred_on, trajectories, more } = plan;
        let each = trajectories.into_iter().map(|id| async move {
            let recorded = self.hand_over_one(request, occurred_on, id).await;
            (id, recorded)
        });
        let trajectories: Vec<_> = iter(each).buffered(TOGETHER).collect().await;
        if trajectories.iter().any(|(_, one)| matches!(one, Err(CommandError::OutcomeUnknown))) {
            return Err(CommandError::OutcomeUnknown);
        }
        Ok(HandedOver { trajectories, more })
    }

    /// Finds what a request is about, and writes it down.
    async fn plan(
        &self,
        views: &Views,
        request: &HandOverRequest,
        digest: [u8; 32],
    ) -> Result<Plan, CommandError> {
        let HandOverRequest { command, region, what, .. } = request;
        let Some(catalogue) = self.catalogues.latest(region.as_str()) else {
            let region = region.clone();
            return Err(Refusal::from(DirectoryRefusal::NoSuchRegion { region }).into());
        };
        let today = self.today();
        let on = request.occurred_on.unwrap_or(today);
        let directory = self.directory.entries(region).await.map_err(CommandError::unread)?;
        what.check(&directory, (on, today), catalogue)?;
        let guided = views.guided_by(region, what.from, LOOKED_AT).await.map_err(unseen)?;
        let mut found = Vec::new();
        let asked =
            Asked { actor: &request.actor, now: self.clock.now(), catalogues: &self.catalogues };
        for id in &guided {
            let loaded = self.log.reader().load_in::<Trajectory>(region, &id.to_string()).await?;
            let state = loaded.aggregate.state();
            if guides(what, state) && asked.may(Action::Record, state).is_ok() {
                found.push(id.0);
            }
            if found.len() > AT_ONCE {
                break;
            }
        }
        let more = found.len() > AT_ONCE;
        found.truncate(AT_ONCE);
        sqlx::query(
            "INSERT INTO caseload_handovers
                 (region, command_id, digest, occurred_on, trajectories, more)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(region.as_str())
        .bind(command.0)
        .bind(digest)
        .bind(on)
        .bind(found)
        .bind(more)
        .execute(self.log.reader().pool())
        .await
        .map_err(CommandError::of_table)?;
        // The same request may have been sent twice at once: then the first holds.
        self.planned(region, *command, digest).await?.ok_or(CommandError::OutcomeUnknown)
    }

    /// What was written down for a request before.
    async fn planned(
        &self,
        region: &Code,
        command: CommandId,
        digest: [u8; 32],
    ) -> Result<Option<Plan>, CommandError> {
        let ask = || {
            sqlx::query_as::<_, (Vec<u8>, NaiveDate, Vec<Uuid>, bool)>(
                "SELECT digest, occurred_on, trajectories, more FROM caseload_handovers
                 WHERE region = $1 AND command_id = $2",
            )
            .bind(region.as_str())
            .bind(command.0)
            .fetch_optional(self.log.reader().pool())
        };
        let found = read(ask).await.map_err(CommandError::unread)?;
        let Some((before, occurred_on, trajectories, more)) = found else { return Ok(None) };
        if before != digest {
            return Err(CommandError::CommandIdReused);
        }
        let trajectories = trajectories.into_iter().map(TrajectoryId).collect();
        Ok(Some(Plan { occurred_on, trajectories, more }))
    }

    /// Hands one trajectory over.
    async fn hand_over_one(
        &self,
        request: &HandOverRequest,
        occurred_on: NaiveDate,
        about: TrajectoryId,
    ) -> Result<Recorded, CommandError> {
        let ids = request.command.within(about);
        // Which version was seen is no part of what is asked.
        let asked = serde_json::to_value((&request.what, occurred_on))?;
        let parts = request.what.intents().map(|(what, intent)| Part {
            command: ids.command(what),
            path: what.to_owned(),
            occurred_on,
            intent,
        });
        let command = ids.command("handover");
        let before = async || self.carried_out(&request.region, command).await;
        let expected_version = match before().await? {
            Some(_) => None,
            None => match self.guided_version(request, about).await {
                Ok(version) => Some(version),
                // What the same request sent before it was cut off may have been recorded in between.
                Err(_) if before().await?.is_some() => None,
                Err(error) => return Err(error),
            },
        };
        self.execute(Request {
            command,
            about,
            expected_version,
            actor: request.actor.clone(),
            occurred_on,
            intent: TrajectoryIntent::RecordTogether(parts.into()),
            asked: Some(asked),
        })
        .await
    }

    /// The version of a trajectory whose bridge figure is the one who stops.
    async fn guided_version(
        &self,
        request: &HandOverRequest,
        about: TrajectoryId,
    ) -> Result<Version, CommandError> {
        let id = about.to_string();
        let loaded = self.log.reader().load_in::<Trajectory>(&request.region, &id).await?;
        if !guides(&request.what, loaded.aggregate.state()) {
            return Err(trajectory::Refusal::from(BridgeRefusal::BridgeFigureIsAnother).into());
        }
        Ok(loaded.version())
    }
}

/// Whether the one who stops is the bridge figure, for that organisation.
fn guides(what: &HandOver, state: &trajectory::State) -> bool {
    let figure = state.bridge.current.as_ref();
    figure.is_some_and(|one| one.worker == what.from && one.organisation == what.organisation)
}

/// Why views do not say what a command is about. Where they are behind, the same request can be sent again.
pub(super) fn unseen(error: ViewError) -> CommandError {
    match error {
        ViewError::Database(error) => CommandError::unread(error),
        ViewError::Log(error) => error.into(),
        ViewError::Vault(error) => error.into(),
        ViewError::Denied(denial) => denial.into(),
        ViewError::NotRecorded(error) => error.into(),
        _ => CommandError::Busy,
    }
}
