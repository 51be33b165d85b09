//! Commands on trajectories. Their states are kept at hand, because there are many of them.

use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate, AggregateContext, EventStore};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::field::FieldFaults;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::policy::Subject;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::links::links;
use loopbrug_domain::trajectory::opening::OpeningRefusal;
use loopbrug_domain::trajectory::transfer::TransferRequested;
use loopbrug_domain::trajectory::{
    Intent, Payload, Refusal, Trajectory, TrajectoryCommand, check_fields,
};

use super::kind::{Handled, Kind, Read, handle};
use super::states::States;
use super::{CommandError, Commands, Request};
use crate::log::{Loaded, Store};

impl Kind for Trajectory {
    type About = TrajectoryId;
    type Intent = Intent;
    type Beside = ();

    fn at_hand<'a>(
        commands: &'a Commands,
        about: &TrajectoryId,
    ) -> Option<(&'a States<Self>, TrajectoryId)> {
        Some((&commands.states, *about))
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

    fn subject(_: &Read<Self>, _: &Request) -> Subject {
        Subject::Trajectory
    }

    fn region(read: &Read<Self>, intent: &Intent) -> Result<Code, Refusal> {
        match (&read.loaded.aggregate.state().opening, intent) {
            (Some(opening), _) => Ok(opening.region.clone()),
            (None, Intent::OpenTrajectory(opening)) => Ok(opening.region.clone()),
            (None, _) => Err(OpeningRefusal::TrajectoryNotFound.into()),
        }
    }

    fn check_fields(
        commands: &Commands,
        request: &Request,
        read: Option<&Read<Self>>,
    ) -> Result<(), FieldFaults> {
        let nothing = Self::default();
        let trajectory = read.map_or(&nothing, |read| &read.loaded.aggregate);
        check_fields(trajectory, &command(request, commands.clock.now()), &commands.catalogues)
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
        let was_merged_into = read.loaded.aggregate.state().merged_into;
        let (command, catalogues) = (command(request, now), &commands.catalogues);
        let said_before = read.loaded.aggregate.said_before(&command);
        let mut events = handle(&mut read.loaded, command.clone(), catalogues).await?;
        if let Some(event) = said_before {
            store.may_repeat(commands.possible_repeat(&read.loaded, event, now).await);
        }
        let mut rests_on = Vec::new();
        let state = read.loaded.aggregate.state();
        let here = state.opening.as_ref().map(|opening| opening.region.clone());
        for asked in events.iter().filter_map(|event| transfer_requested(&event.what)) {
            let Some(region) = asked.region.as_ref().or(here.as_ref()) else { continue };
            let days = [request.occurred_on, commands.today()];
            commands.directory.is_known(region, asked.organisation, days).await?;
        }
        for link in links(was_merged_into, state, &events) {
            let (region, id) = (&link.region, link.other.to_string());
            let other = commands.log.reader().load_in::<Self>(region, &id).await?;
            let this = &read.loaded.aggregate;
            let carried = link.lead_to(this, &other.aggregate, &command, catalogues)?;
            if Some(region) == here.as_ref() {
                store.rest_on(&other);
                store.append_beside(&carried.there, &other)?;
                rests_on.push(link.other);
            }
            for event in carried.here {
                read.loaded.aggregate().apply(event.clone());
                events.push(event);
            }
        }
        Ok(Handled { events, rests_on })
    }
}

/// The request to take over that an event records, or puts in another one's place.
fn transfer_requested(what: &Payload) -> Option<&TransferRequested> {
    match what {
        Payload::TransferRequested(asked) => Some(asked),
        Payload::EventCorrected(corrected) => transfer_requested(&corrected.replacement),
        _ => None,
    }
}

/// The command that a request is, at a moment.
pub(super) fn command(request: &Request, now: DateTime<Utc>) -> TrajectoryCommand {
    let Request { actor, occurred_on, intent, .. } = request.clone();
    TrajectoryCommand { occurred_on, now, actor, intent }
}
