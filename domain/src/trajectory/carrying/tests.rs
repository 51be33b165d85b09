//! Commands on two trajectories of one client.

mod arrival;
mod merging;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::actor::{Actor, Roles};
use crate::ids::{ClientId, TrajectoryId, WorkerId};
use crate::stream::{Aggregate, Stream};
use crate::time::start_of_day;
use crate::trajectory::laws::chance::CATALOGUES;
use crate::trajectory::links::links;
use crate::trajectory::opening::TrajectoryOpened;
use crate::trajectory::story::{Story, opened, organisation, story};
use crate::trajectory::{
    Intent, Payload, Refusal, Trajectory, TrajectoryCommand, TrajectoryEvent, decide,
};

fn client(n: u128) -> ClientId {
    ClientId(Uuid::from_u128(n))
}

/// The trajectory of client `n` in the region of the stories.
fn id(n: u128) -> TrajectoryId {
    TrajectoryId::of(&opened().region, client(n))
}

/// Client `n` was met on day `on`.
fn met(n: u128, on: NaiveDate) -> Story {
    story().given(on, TrajectoryOpened { client: client(n), ..opened() })
}

/// What `organisation` asks of `one`, recorded in it and in the `other` that it is linked with.
fn asks(
    by: u32,
    on: NaiveDate,
    intent: Intent,
    one: &Trajectory,
    other: &Trajectory,
) -> Result<(Trajectory, Trajectory), Refusal> {
    let worker = WorkerId(Uuid::from_u128(1));
    let actor = Actor { worker, organisation: organisation(by), roles: Roles::default() };
    let command = TrajectoryCommand { occurred_on: on, now: start_of_day(on), actor, intent };
    let was_merged_into = one.state().merged_into;
    let events = decide(one, &command, &CATALOGUES)?;
    let (mut one, mut other) = (one.clone(), other.clone());
    for event in &events {
        one.apply(event.clone());
    }
    for link in links(was_merged_into, one.state(), &events) {
        let carried = link.lead_to(&one, &other, &command, &CATALOGUES)?;
        carried.here.into_iter().for_each(|event| one.apply(event));
        carried.there.into_iter().for_each(|event| other.apply(event));
    }
    Ok((one, other))
}

/// What was carried there, in its order.
fn carried(trajectory: &Trajectory) -> Vec<(NaiveDate, Payload)> {
    let events = trajectory.entries().iter().map(|entry| &entry.event);
    let carried = events.filter(|event: &&TrajectoryEvent| event.origin.is_some());
    carried.map(|event| (event.occurred_on, event.what.clone())).collect()
}
