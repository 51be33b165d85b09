//! Commands on trajectories. Their states are kept at hand, because there are many of them. One command may
//! record several things.

mod together;

use std::collections::{BTreeSet, VecDeque};

use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate, AggregateContext, EventStore};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::employer::registration::RegistrationRefusal;
use loopbrug_domain::employer::{self, Employer, RegionEmployer};
use loopbrug_domain::ids::{CommandId, EmployerId, TrajectoryId, Version};
use loopbrug_domain::policy::{Action, Denial, Subject, may};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::consent::ConsentRefusal;
use loopbrug_domain::trajectory::links::links;
use loopbrug_domain::trajectory::opening::{OpeningRefusal, TrajectoryOpened};
use loopbrug_domain::trajectory::together::{Part, decide_together};
use loopbrug_domain::trajectory::transfer::TransferRequested;
use loopbrug_domain::trajectory::{
    Intent, Payload, Refusal, State, Trajectory, TrajectoryCommand, TrajectoryEvent, check_fields,
    opened,
};
use serde::Serialize;

use self::together::together;
use super::kind::{Denied, Handled, Kind, Read, handle};
use super::sealing::PersonalText;
use super::states::States;
use super::{CommandError, Commands, Request};
use crate::log::{Loaded, Store};
use crate::views::note_denied;

/// What is asked of a trajectory.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum TrajectoryIntent {
    /// One thing.
    Record(Intent),
    /// Several things, of which all are recorded or none.
    RecordTogether(Vec<Part>),
}

impl From<Intent> for TrajectoryIntent {
    fn from(intent: Intent) -> Self {
        Self::Record(intent)
    }
}

impl TrajectoryIntent {
    /// The opening that is asked for.
    fn opening(&self) -> Option<&TrajectoryOpened> {
        match self {
            Self::Record(intent) => opened(intent),
            Self::RecordTogether(parts) => parts.iter().find_map(|part| opened(&part.intent)),
        }
    }

    /// What the policy is asked for.
    fn actions(&self) -> impl Iterator<Item = Action> {
        let (one, parts) = match self {
            Self::Record(intent) => (Some(intent.action()), &[][..]),
            Self::RecordTogether(parts) => (None, &parts[..]),
        };
        one.into_iter().chain(parts.iter().map(|part| part.intent.action()))
    }
}

impl Kind for Trajectory {
    type About = TrajectoryId;
    type Intent = TrajectoryIntent;
    type Beside = ();

    fn at_hand<'a>(
        commands: &'a Commands,
        about: &TrajectoryId,
    ) -> Option<(&'a States<Self>, TrajectoryId)> {
        Some((&commands.states, *about))
    }

    fn trajectory(about: &TrajectoryId) -> Option<TrajectoryId> {
        Some(*about)
    }

    async fn read(
        _: &Commands,
        request: &Request,
        store: &Store<'_, Self>,
        at_hand: Option<Loaded<Self>>,
    ) -> Result<Read<Self>, CommandError> {
        let id = request.about;
        let loaded = match at_hand {
            Some(loaded) => loaded,
            None => store.load_aggregate(&id.to_string()).await?,
        };
        Ok(Read { id, loaded, beside: () })
    }

    fn permit(
        commands: &Commands,
        read: &Read<Self>,
        request: &Request,
        region: &Code,
    ) -> Result<(), Denied> {
        let Request { actor, intent, .. } = request;
        if intent.opening().is_some() {
            return Ok(may(actor, region, Action::Record, Subject::Cases)?);
        }
        let (asked, state) = (commands.asked_by(actor), read.loaded.aggregate.state());
        let permitted = intent.actions().try_for_each(|action| asked.may(action, state));
        permitted.map_err(|denial| match denial {
            Denial::Trajectory => {
                note_denied(actor, denial, request.about);
                let answer = Refusal::from(OpeningRefusal::TrajectoryNotFound).into();
                Denied { denial, answer }
            }
            denial => denial.into(),
        })
    }

    fn unseen(commands: &Commands, trajectory: &Self, request: &Request) -> Option<Denied> {
        let (state, denial) = (trajectory.state(), Denial::Trajectory);
        let refusal: Refusal = if request.intent.opening().is_some() {
            OpeningRefusal::TrajectoryAlreadyOpened.into()
        } else if request.intent.actions().all(|action| action == Action::Enter) {
            ConsentRefusal::AccessNotPossible.into()
        } else {
            // Who answers was asked, and all else is for those who see it.
            return None;
        };
        state.opening.as_ref()?;
        let sees = commands.asked_by(&request.actor).may(Action::Read, state);
        sees.is_err().then(|| Denied { denial, answer: refusal.into() })
    }

    fn region(read: &Read<Self>, intent: &TrajectoryIntent) -> Result<Code, Refusal> {
        match (&read.loaded.aggregate.state().opening, intent.opening()) {
            (Some(opening), _) => Ok(opening.region.clone()),
            (None, Some(opening)) => Ok(opening.region.clone()),
            (None, None) => Err(OpeningRefusal::TrajectoryNotFound.into()),
        }
    }

    fn check_fields(
        commands: &Commands,
        request: &Request,
        read: Option<&Read<Self>>,
    ) -> Result<(), CommandError> {
        let nothing = Self::default();
        let trajectory = read.map_or(&nothing, |read| &*read.loaded.aggregate);
        let (now, catalogues) = (commands.clock.now(), &commands.catalogues);
        match &request.intent {
            TrajectoryIntent::Record(intent) => {
                Ok(check_fields(trajectory, &command(request, intent, now), catalogues)?)
            }
            TrajectoryIntent::RecordTogether(parts) => {
                let mut trajectory = trajectory.clone();
                match decide_together(&mut trajectory, parts, &request.actor, now, catalogues) {
                    Err(refused) if refused.is_of_fields() => Err(refused.into()),
                    _ => Ok(()),
                }
            }
        }
    }

    fn personal_texts(request: &mut Request) -> Vec<PersonalText<'_>> {
        fn texts_of(
            event: CommandId,
            intent: &mut Intent,
        ) -> impl Iterator<Item = PersonalText<'_>> {
            let corrects = match intent {
                Intent::CorrectEvent(correction) => Some(correction.target),
                _ => None,
            };
            let texts = intent.sealed_fields().into_iter();
            texts.map(move |(field, text)| PersonalText { event, corrects, field, text })
        }
        match &mut request.intent {
            TrajectoryIntent::Record(intent) => texts_of(request.command, intent).collect(),
            TrajectoryIntent::RecordTogether(parts) => {
                parts.iter_mut().flat_map(|part| texts_of(part.command, &mut part.intent)).collect()
            }
        }
    }

    fn sealed_for(
        read: &Read<Self>,
        corrects: Option<Version>,
    ) -> Option<(TrajectoryId, TrajectoryId)> {
        let trajectory = &read.loaded.aggregate;
        let corrected = trajectory.entries().iter().find(|entry| Some(entry.sequence) == corrects);
        let origin = corrected.and_then(|entry| entry.event.origin.as_deref());
        let opening = trajectory.state().opening.as_ref();
        let key_of = origin.zip(opening).and_then(|(origin, here)| origin.key_of(&here.region));
        Some((read.id, key_of.unwrap_or(read.id)))
    }

    /// The rules of one stream cannot see whether the trajectories that it comes to be linked with are
    /// what they have to be, nor what has to be carried between the two: those are read here, past what
    /// is at hand, and what is recorded in them is appended with the rest.
    ///
    /// What was found in *another* region no append can rest on, since two logs share no transaction. All
    /// that is asked of it is that it was opened there, and an opening is never voided and keeps its
    /// region: once seen, it stays so. What is carried from there was true when it was read.
    async fn carry_out(
        commands: &Commands,
        request: &Request,
        now: DateTime<Utc>,
        read: &mut Read<Self>,
        store: &mut Store<'_, Self>,
    ) -> Result<Handled<Self>, CommandError> {
        let intent = match &request.intent {
            TrajectoryIntent::Record(intent) => intent,
            TrajectoryIntent::RecordTogether(parts) => {
                return together(commands, request, parts, now, read, store).await;
            }
        };
        let was_merged_into = read.loaded.aggregate.state().merged_into;
        let (command, catalogues) = (command(request, intent, now), &commands.catalogues);
        let recorded_before = read.loaded.aggregate.recorded_before(&command);
        let mut events = handle(&mut read.loaded, command.clone(), catalogues).await?;
        if let Some(event) = recorded_before {
            store.may_repeat(commands.possible_repeat(&read.loaded, event, now).await);
        }
        let (mut rests_on, mut to_index) = (Vec::new(), Vec::new());
        let state = read.loaded.aggregate.state();
        let here = state.opening.as_ref().map(|opening| opening.region.clone());
        asked_are_known(commands, request, state, &events).await?;
        employers_are_registered(commands, state, &events).await?;
        let mut links = VecDeque::from(links(was_merged_into, state, &events));
        let mut linked = BTreeSet::from([request.about]);
        while let Some(link) = links.pop_front() {
            if !linked.insert(link.other) {
                continue;
            }
            let (region, id) = (&link.region, link.other.to_string());
            let other = commands.log.reader().load_in::<Self>(region, &id).await?;
            let this = &read.loaded.aggregate;
            let mut carried = link.lead_to(this, &other.aggregate, &command, catalogues)?;
            links.extend(link.further(other.aggregate.state()));
            let to = (region, link.other);
            commands.seal_anew(request.command, &mut carried.there, to).await?;
            if let Some(here) = &here {
                let to = (here, request.about);
                commands.seal_anew(request.command, &mut carried.here, to).await?;
            }
            if Some(region) == here.as_ref() {
                let known =
                    commands.index_later(region, link.other, &other.aggregate, &carried.there);
                to_index.extend(known.await?);
                store.rest_on(&other);
                store.append_beside(&carried.there, &other)?;
                rests_on.push(link.other);
            }
            for event in carried.here {
                read.loaded.aggregate().apply(event.clone());
                events.push(event);
            }
        }
        if let Some(here) = &here {
            let after = &read.loaded.aggregate;
            to_index.extend(commands.index_later(here, request.about, after, &events).await?);
        }
        Ok(Handled { events, rests_on, to_index })
    }
}

/// Rule 11: who is asked to take over is an organisation that exists.
async fn asked_are_known(
    commands: &Commands,
    request: &Request,
    state: &State,
    events: &[TrajectoryEvent],
) -> Result<(), CommandError> {
    let here = state.opening.as_ref().map(|opening| &opening.region);
    for asked in events.iter().filter_map(|event| transfer_requested(&event.what)) {
        let Some(region) = asked.region.as_ref().or(here) else { continue };
        let days = [request.occurred_on, commands.today()];
        commands.directory.is_known(region, asked.organisation, days).await?;
    }
    Ok(())
}

/// Whoever is named and not numbered is in the region's register: what is typed freely would be in clear in the log,
/// and stay there. What is carried was recorded in another trajectory.
async fn employers_are_registered(
    commands: &Commands,
    state: &State,
    events: &[TrajectoryEvent],
) -> Result<(), CommandError> {
    let Some(opening) = &state.opening else { return Ok(()) };
    let (region, log) = (&opening.region, commands.log.reader());
    for event in events.iter().filter(|event| event.origin.is_none()) {
        let Some(employer @ Employer::Named(_)) = event.what.employer() else { continue };
        let id = EmployerId::of(region, employer).to_string();
        let found = log.load_in::<RegionEmployer>(region, &id).await?;
        if found.aggregate.state().registered.is_none() {
            let refusal = employer::Refusal::from(RegistrationRefusal::EmployerNotRegistered);
            return Err(refusal.into());
        }
    }
    Ok(())
}

/// The request to take over that an event records, or puts in another one's place.
fn transfer_requested(what: &Payload) -> Option<&TransferRequested> {
    match what {
        Payload::TransferRequested(asked) => Some(asked),
        Payload::EventCorrected(corrected) => transfer_requested(&corrected.replacement),
        _ => None,
    }
}

/// The command that a request for one thing is, at a moment.
pub(super) fn command(request: &Request, intent: &Intent, now: DateTime<Utc>) -> TrajectoryCommand {
    let Request { actor, occurred_on, .. } = request;
    TrajectoryCommand {
        occurred_on: *occurred_on,
        now,
        actor: actor.clone(),
        intent: intent.clone(),
    }
}
