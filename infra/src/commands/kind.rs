//! What is particular to a kind of aggregate in carrying out a command: which streams are looked at in
//! deciding, which region it is in, and whether its state is kept at hand.

use std::fmt::{Debug, Display};
use std::future::Future;

use chrono::{DateTime, Utc};
use cqrs_es::AggregateContext;
use cqrs_es::event_sink::EventSink;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::policy::Denial;
use loopbrug_domain::stream::Stream;
use serde::Serialize;

use super::sealing::PersonalText;
use super::states::States;
use super::{CommandError, Commands, Request};
use crate::log::{Loaded, Store};

/// A kind of aggregate that commands are carried out on.
pub trait Kind: Stream<Error: Into<CommandError>> {
    /// How a request says which one it is about.
    type About: Clone + Debug + Display + PartialEq + Serialize + Send + Sync;

    /// What can be asked.
    type Intent: Clone + Debug + PartialEq + Serialize + Send + Sync;

    /// The streams that its rules look at beside its own.
    type Beside: Send + Sync;

    /// Where its state is kept at hand, and under which id; nowhere, for kinds of which there are few
    /// commands.
    #[doc(hidden)]
    #[must_use]
    fn at_hand<'a>(_: &'a Commands, _: &Self::About) -> Option<(&'a States<Self>, Self::Id)> {
        None
    }

    /// The trajectory that a command is about, if it is about one.
    #[must_use]
    fn trajectory(_: &Self::About) -> Option<TrajectoryId> {
        None
    }

    /// Reads what is to be decided on: its own stream, unless that is at hand, and those beside it.
    fn read(
        commands: &Commands,
        request: &Request<Self>,
        store: &Store<'_, Self>,
        at_hand: Option<Loaded<Self>>,
    ) -> impl Future<Output = Result<Read<Self>, CommandError>> + Send;

    /// Asks the policy whether it is for who asks. What they may not know of is refused like what is not there.
    ///
    /// # Errors
    /// It is not.
    fn permit(
        commands: &Commands,
        read: &Read<Self>,
        request: &Request<Self>,
        region: &Code,
    ) -> Result<(), Denied>;

    /// What is answered, in place of a refusal that says something of what is there, to somebody who may ask this without
    /// seeing what it is about. None to whoever sees it, and of kinds that everybody sees.
    #[doc(hidden)]
    #[must_use]
    fn unseen(_: &Commands, _: &Self, _: &Request<Self>) -> Option<Denied> {
        None
    }

    /// The region that it belongs to. What brings it into being names it; everything later is in the
    /// same.
    ///
    /// # Errors
    /// Nothing was recorded of it, and this is not what brings it into being.
    fn region(read: &Read<Self>, intent: &Self::Intent) -> Result<Code, Self::Error>;

    /// All that is wrong with the fields of a request, as far as what was read says what they are
    /// held to.
    ///
    /// # Errors
    /// Where anything is.
    fn check_fields(
        commands: &Commands,
        request: &Request<Self>,
        read: Option<&Read<Self>>,
    ) -> Result<(), CommandError>;

    /// What is typed about a client in what is asked. Most kinds have no such thing.
    #[doc(hidden)]
    #[must_use]
    fn personal_texts(_: &mut Request<Self>) -> Vec<PersonalText<'_>> {
        vec![]
    }

    /// The trajectory that it is sealed for, and the one whose key seals it: another where it corrects what was
    /// carried from there.
    #[doc(hidden)]
    #[must_use]
    fn sealed_for(_: &Read<Self>, _: Option<Version>) -> Option<(TrajectoryId, TrajectoryId)> {
        None
    }

    /// Runs the request through [`handle`](cqrs_es::Aggregate::handle) of each aggregate that it
    /// concerns (several things of one trajectory: through `decide` for each), and says to the store which
    /// other streams the decision rests on, and what is to be appended to them. Each attempt reads those anew.
    fn carry_out(
        commands: &Commands,
        request: &Request<Self>,
        now: DateTime<Utc>,
        read: &mut Read<Self>,
        store: &mut Store<'_, Self>,
    ) -> impl Future<Output = Result<Handled<Self>, CommandError>> + Send;
}

/// What the policy refuses, and what is answered: the refusal, or that nothing is there.
#[derive(Debug)]
pub struct Denied {
    /// What the actor may not do.
    pub(super) denial: Denial,
    /// What the actor is answered.
    pub(super) answer: CommandError,
}

impl From<Denial> for Denied {
    fn from(denial: Denial) -> Self {
        Self { denial, answer: denial.into() }
    }
}

/// What a decision is made on.
#[derive(Debug)]
pub struct Read<K: Kind> {
    /// The id of what the command is about.
    pub(super) id: K::Id,
    /// Its stream.
    pub(super) loaded: Loaded<K>,
    /// The streams beside it.
    pub(super) beside: K::Beside,
}

/// What a request led to.
#[derive(Debug)]
pub struct Handled<K: Kind> {
    /// The events of its own stream.
    pub(super) events: Vec<K::Event>,
    /// Others of its kind that the decision rests on.
    pub(super) rests_on: Vec<K::Id>,
    /// The trajectories whose index is made anew once it is recorded.
    pub(super) to_index: Vec<(Code, TrajectoryId)>,
}

impl<K: Kind> Handled<K> {
    /// A decision that rests on no other of its kind.
    pub(super) fn alone(events: Vec<K::Event>) -> Self {
        Self { events, rests_on: vec![], to_index: vec![] }
    }
}

/// Runs a command through an aggregate. It gives the events that it led to, which the aggregate has then.
pub(super) async fn handle<A: Stream>(
    loaded: &mut Loaded<A>,
    command: A::Command,
    services: &A::Services,
) -> Result<Vec<A::Event>, A::Error> {
    let sink = EventSink::default();
    loaded.aggregate().handle(command, services, &sink).await?;
    Ok(sink.collect().await)
}
