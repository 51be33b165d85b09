//! The replay of a stream, or of a region, step by step.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Error, ID, Json, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::difference::{Change, Word, WordOf};
use loopbrug_domain::event::Origin;
use loopbrug_domain::ids::{KboNumber, Position, Version, WorkerId};
use loopbrug_infra::log::{History, Step};
use loopbrug_infra::views::{
    HistoryRequest, Paged, Payload, SeenStep, StateAfter, StreamId, Views,
};

use super::names::Name;
use super::page::{List, Listed, TOTAL, list_of, no_cursor};
use super::{Coded, ProposalStage, Trajectory};
use crate::error::unanswered;
use crate::id::{of_stream, of_trajectory};

/// One step: what was recorded, by whom, when, and the state before and after it.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct HistoryStep {
    /// What it is about: Relay id of a trajectory, a round, a proposal or an employer.
    about: Option<ID>,
    /// The event's place in the stream, 1 for the first.
    event: u32,
    /// Its place in the region's log.
    position: u32,
    /// Its id.
    event_id: ID,
    /// What kind of event it is.
    #[graphql(name = "type")]
    event_type: &'static str,
    /// The version of the form of its payload. What was recorded in an older form is shown in this one.
    payload_version: &'static str,
    /// What was recorded, as the log keeps it: a JSON object with one member, which is called as `type`, and in it
    /// the fields of that type and `payloadVersion`. `docs/payloads.md` in the repository says how they are written,
    /// and where each type and version has an example. Null where it is not for you to see, as the scores of others
    /// until all are in.
    payload: Option<Json<Payload>>,
    /// The day it happened, in Brussels, as it was given.
    occurred_on: NaiveDate,
    /// When the log learned of it (UTC).
    recorded_at: DateTime<Utc>,
    /// Whether it was recorded late.
    late: bool,
    /// The organisation that recorded it, by KBO number.
    organisation: String,
    /// The name of that organisation.
    organisation_name: Name<KboNumber>,
    /// The person who recorded it, by worker id.
    worker: Option<ID>,
    /// The name of that person.
    worker_name: Option<Name<WorkerId>>,
    /// The command that led to it.
    command_id: Option<ID>,
    /// What was asked for: mostly the mutation of that name. Of what only follows from another event, what led to that
    /// one; of what was carried from another trajectory, what was asked for there. Null where nobody asked.
    command: Option<String>,
    /// The event of the same stream that it follows from: their command added it.
    follows_from: Option<Version>,
    /// The event that it was carried from: one of another trajectory of the client, after a merge or
    /// from another region.
    origin: Option<EventOrigin>,
    /// The event that this one puts right.
    puts_right: Option<Version>,
    /// The later events that put this one right.
    put_right_by: Vec<Version>,
    /// The trajectory after it, as it was known then. Null for other streams.
    state: Option<Trajectory>,
    /// Where the proposal was after it. Null for other streams.
    stage: Option<ProposalStage>,
    #[graphql(skip)]
    changed: Vec<StateChange>,
}

#[ComplexObject]
impl HistoryStep {
    /// What it changed of the state: each place with what was there before it and after it, in codes and in words. Of
    /// what you may see, as it was known then. Places are named after the parts of the state that this program keeps.
    #[graphql(complexity = "CHANGES * child_complexity")]
    async fn changes(&self) -> &[StateChange] {
        &self.changed
    }
}

/// How many changes a step is taken to have, for its cost: both states are compared as a whole.
const CHANGES: usize = 5;

/// Something of a state that a step changed.
#[derive(SimpleObject)]
pub(crate) struct StateChange {
    /// Where: from the theme to the field. Of several things of a kind the number, from 1, or what they go by.
    place: Vec<Coded>,
    /// What was there; null: nothing.
    before: Option<Coded>,
    /// What is there now; null: nothing.
    after: Option<Coded>,
}

/// Where an event was recorded first.
#[derive(SimpleObject)]
pub(crate) struct EventOrigin {
    /// The region.
    region: String,
    /// The trajectory.
    trajectory_id: ID,
    /// The event's place in that trajectory, 1 for the first.
    event: Version,
}

impl From<Origin> for EventOrigin {
    fn from(origin: Origin) -> Self {
        let Origin { region, trajectory, sequence, .. } = origin;
        let trajectory_id = of_trajectory(trajectory);
        Self { region: region.to_string(), trajectory_id, event: sequence }
    }
}

/// What is said of the whole of a history.
pub(crate) enum HistoryTotal {
    /// It is known.
    Counted(Version),
    /// That of a region by days.
    OfRegion(Code, HistoryRequest),
}

/// What is said of the whole of a history.
#[Object]
impl HistoryTotal {
    /// How many steps there are in all within the range, those included that are not for you to see. Of a region by
    /// days of occurrence, each event is looked at.
    #[graphql(complexity = "TOTAL")]
    async fn total_count(&self, ctx: &Context<'_>) -> Result<Version, Error> {
        match self {
            Self::Counted(total) => Ok(*total),
            Self::OfRegion(region, request) => {
                let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
                views.count_history(actor, region, request).await.map_err(unanswered(ctx))
            }
        }
    }
}

/// A step that can be shown, with its place in the list.
pub(crate) struct ShownStep {
    cursor: String,
    step: HistoryStep,
}

impl Listed for HistoryStep {
    const LIST: &'static str = "History";

    type Row = ShownStep;

    fn cursor(row: &ShownStep) -> String {
        row.cursor.clone()
    }
}

/// Reads the cursor of a step of a stream.
pub(crate) fn step_place(cursor: &str, _: &'static str) -> Result<Version, Error> {
    cursor.parse().map_err(|_| no_cursor(cursor))
}

/// Before the position in the cursor of a step of a region: in another list it is none.
const IN_REGION: &str = "position:";

/// Reads the cursor of a step of a region.
pub(crate) fn region_place(cursor: &str, _: &'static str) -> Result<Position, Error> {
    let place = cursor.strip_prefix(IN_REGION).and_then(|position| position.parse().ok());
    place.map(Position).ok_or_else(|| no_cursor(cursor))
}

/// A page of the history of a stream.
pub(crate) async fn history(
    ctx: &Context<'_>,
    found: History<SeenStep>,
) -> Result<List<HistoryStep, HistoryTotal>, Error> {
    let total = HistoryTotal::Counted(found.total);
    page_of(ctx, found.steps, total, |step| step.sequence.to_string()).await
}

/// A page of the history of a region.
pub(crate) async fn history_of_region(
    ctx: &Context<'_>,
    region: &Code,
    request: HistoryRequest,
    (found, total): (Paged<Step<SeenStep>>, Option<Version>),
) -> Result<List<HistoryStep, HistoryTotal>, Error> {
    let counted_later = || HistoryTotal::OfRegion(region.clone(), request);
    let total = total.map_or_else(counted_later, HistoryTotal::Counted);
    page_of(ctx, found, total, |step| format!("{IN_REGION}{}", step.position)).await
}

async fn page_of(
    ctx: &Context<'_>,
    found: Paged<Step<SeenStep>>,
    total: HistoryTotal,
    cursor: impl Fn(&Step<SeenStep>) -> String,
) -> Result<List<HistoryStep, HistoryTotal>, Error> {
    let Paged { items, previous, next } = found;
    let mut shown = Vec::with_capacity(items.len());
    for step in items {
        shown.push(ShownStep { cursor: cursor(&step), step: shown_step(ctx, step).await? });
    }
    Ok(list_of(Paged { items: shown, previous, next }, total, |row: ShownStep| row.step))
}

async fn shown_step(ctx: &Context<'_>, step: Step<SeenStep>) -> Result<HistoryStep, Error> {
    let catalogues = ctx.data::<Views>()?.catalogues();
    let about = StreamId::of(&step).map(of_stream);
    let (trajectory, stage) = match step.seen.state {
        StateAfter::Trajectory(state, corrections) => {
            (Trajectory::new(step.sequence, *state, corrections, catalogues), None)
        }
        StateAfter::Proposal(stage) => (None, stage.map(Into::into)),
        StateAfter::NotShown => (None, None),
    };
    let mut changed = Vec::with_capacity(step.seen.changes.len());
    if let Some(catalogue) = catalogues.latest(step.region.as_str()) {
        for change in step.seen.changes {
            changed.push(StateChange::of(ctx, catalogue, change).await?);
        }
    }
    Ok(HistoryStep {
        about,
        event: step.sequence,
        position: step.position.0,
        event_id: ID(step.event_id.to_string()),
        event_type: step.event_type.name,
        payload_version: step.event_type.version,
        payload: step.seen.payload.map(Json),
        occurred_on: step.occurred_on,
        recorded_at: step.recorded_at,
        late: step.late,
        organisation: step.organisation.to_string(),
        organisation_name: Name::of(&step.region, step.organisation),
        worker_name: step.actor.as_ref().map(|actor| Name::of(&step.region, actor.worker)),
        worker: step.actor.map(|actor| ID(actor.worker.to_string())),
        command_id: step.command.map(|command| ID(command.to_string())),
        command: step.asked.map(camel_case),
        follows_from: step.follows_from,
        origin: step.origin.map(|origin| (*origin).into()),
        puts_right: step.puts_right,
        put_right_by: step.put_right_by,
        state: trajectory,
        stage,
        changed,
    })
}

impl StateChange {
    async fn of(
        ctx: &Context<'_>,
        catalogue: &Arc<Catalogue>,
        change: Change,
    ) -> Result<Self, Error> {
        let mut place = Vec::with_capacity(change.place.len());
        for word in change.place {
            place.push(labelled(ctx, catalogue, word).await?);
        }
        let [mut before, mut after] = [None, None];
        if let Some(word) = change.before {
            before = Some(labelled(ctx, catalogue, word).await?);
        }
        if let Some(word) = change.after {
            after = Some(labelled(ctx, catalogue, word).await?);
        }
        Ok(Self { place, before, after })
    }
}

/// A word with its label: of the catalogue, or of the directory, as far as who asks may see it.
async fn labelled(
    ctx: &Context<'_>,
    catalogue: &Arc<Catalogue>,
    word: Word,
) -> Result<Coded, Error> {
    let (region, text) = (catalogue.region(), &word.text);
    let name = match word.of {
        WordOf::List(_) | WordOf::State => None,
        WordOf::Organisation => match text.parse::<KboNumber>() {
            Ok(organisation) => Name::of(region, organisation).look_up(ctx).await?,
            Err(_) => None,
        },
        WordOf::Worker => match text.parse::<WorkerId>() {
            Ok(worker) => Name::of(region, worker).look_up(ctx).await?,
            Err(_) => None,
        },
    };
    Ok(Coded::of_list(word.list(catalogue), catalogue, text).called(name))
}

/// `RecordHousingFound` as `recordHousingFound`.
fn camel_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
