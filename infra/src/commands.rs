//! The way in: from what somebody asks to events in the log.
//!
//! Every command goes the same way. The streams that it looks at are read, the request is run through
//! `handle` of the aggregates, and the events are appended together, as long as none of those streams has
//! moved on. What differs from kind to kind is in `kind.rs`.

mod employer;
mod erasure;
mod error;
mod hand_over;
mod kind;
mod proposal;
mod refused;
mod repeat;
mod request;
mod round;
mod sealing;
mod states;
mod trajectory;
mod transfer;
mod who_is;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use cqrs_es::{AggregateError, EventStore};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::{CommandId, Version};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::Trajectory;
use loopbrug_domain::trajectory::permission::Asked;

pub use self::error::CommandError;
pub use self::hand_over::{HandOverRequest, HandedOver};
pub use self::kind::Kind;
use self::kind::{Handled, Read};
pub use self::proposal::AboutProposal;
use self::refused::log_refusal;
use self::request::answered_before;
pub use self::request::{Recorded, Request};
pub use self::round::RoundIntent;
pub use self::sealing::PersonalText;
use self::states::{Held, Slot, States};
pub use self::trajectory::TrajectoryIntent;
pub use self::transfer::TransferOpening;
use crate::access_record::AccessRecord;
use crate::clock::Clock;
use crate::directory::Directory;
use crate::log::{AppendError, CarriedOut, Loaded, LogWriter, REGION, Recording, Store};
use crate::vault::Vault;

/// How often a command is decided anew when others append to its streams first.
const ATTEMPTS: u32 = 16;

/// Carries out commands.
#[derive(Debug, Clone)]
pub struct Commands {
    log: LogWriter,
    catalogues: Arc<Catalogues>,
    clock: Clock,
    states: States<Trajectory>,
    directory: Directory,
    vault: Vault,
    access: AccessRecord,
}

impl Commands {
    /// Commands on this log, under these catalogues, by this clock; what is typed about clients is sealed by this
    /// vault, and what the policy refuses is recorded.
    #[must_use]
    pub fn new(
        log: LogWriter,
        catalogues: Arc<Catalogues>,
        clock: Clock,
        vault: Vault,
        access: AccessRecord,
    ) -> Self {
        let (pool, recorded) = (log.reader().pool().clone(), access.clone());
        let directory = Directory::new(pool, Arc::clone(&catalogues), clock.clone(), recorded);
        Self { log, catalogues, clock, states: States::default(), directory, vault, access }
    }

    /// The directory, by which transfers are checked.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// The catalogues that commands are held to.
    #[must_use]
    pub fn catalogues(&self) -> &Arc<Catalogues> {
        &self.catalogues
    }

    /// The day it is in Brussels.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        day_in_brussels(self.clock.now())
    }

    /// Carries out a command, once: repeated, it gets the answer that it got the first time.
    ///
    /// # Errors
    /// See [`CommandError`]: it says whether nothing was recorded.
    pub async fn execute<K: Kind>(
        &self,
        mut request: Request<K>,
    ) -> Result<Recorded<K>, CommandError> {
        // Whoever needs the vault waits for it here, and holds up nobody who does not.
        self.wake_vault(&mut request).await;
        let held = match K::at_hand(self, &request.about) {
            Some((states, id)) => states.hold(id).await,
            None => Slot::default().lock_owned().await,
        };
        self.execute_holding(request, held).await
    }

    /// The same for whoever holds the place of the state already.
    async fn execute_holding<K: Kind>(
        &self,
        mut request: Request<K>,
        held: Held<K>,
    ) -> Result<Recorded<K>, CommandError> {
        let result = self.decide_and_append(&mut request, held).await;
        match &result {
            Ok(recorded) => tracing::debug!(position = %recorded.position, "recorded"),
            Err(error) => log_refusal(error, &request),
        }
        result
    }

    async fn decide_and_append<K: Kind>(
        &self,
        request: &mut Request<K>,
        mut held: Held<K>,
    ) -> Result<Recorded<K>, CommandError> {
        let digest = self.digest(request).await?;
        let about = request.about.clone();
        let at_hand = K::at_hand(self, &about);
        let weighed = held.as_ref().map_or(0, Loaded::version);
        let mut others = Vec::new();
        for _ in 0..ATTEMPTS {
            // Whatever comes of the attempt: a state that was not appended is not kept.
            let found = held.take();
            let was_at_hand = found.is_some();
            match self.attempt(request, digest, found).await {
                Ok(recorded) => {
                    if let Some((states, id)) = at_hand {
                        held.clone_from(&recorded.state);
                        states.weigh(id, weighed, recorded.version);
                    }
                    return Ok(recorded);
                }
                // Another process may have moved it on: only the log itself can refuse.
                Err(Attempt::MovedOn(rests_on)) => {
                    if let Some((states, id)) = at_hand
                        && others.is_empty()
                        && !rests_on.is_empty()
                    {
                        // Others of this process may keep moving what it rests on: they wait now.
                        drop(held);
                        (held, others) = states.hold_with(id, rests_on).await;
                    }
                }
                // Trying again at once would only add to it; and what is found out after an unknown
                // outcome would not be about what was sent before.
                Err(Attempt::Failed(
                    error @ (CommandError::Busy | CommandError::OutcomeUnknown),
                )) => {
                    return Err(error);
                }
                Err(Attempt::Failed(_)) if was_at_hand => {}
                Err(Attempt::Failed(error)) => return Err(error),
            }
        }
        Err(CommandError::Busy)
    }

    async fn attempt<K: Kind>(
        &self,
        request: &mut Request<K>,
        digest: [u8; 32],
        at_hand: Option<Loaded<K>>,
    ) -> Result<Recorded<K>, Attempt<K>> {
        let was_read = at_hand.is_none();
        let store = self.store(request, digest);
        let read = K::read(self, request, &store, at_hand).await;
        let read = read.map_err(|error| self.fields_first(request, None, error))?;
        let region = K::region(&read, &request.intent).map_err(Into::into);
        let region = match region {
            Ok(region) => region,
            Err(answer) => return Err(self.not_there(request, &read, answer).await.into()),
        };
        if let Err(denied) = K::permit(self, &read, request, &region) {
            // Whoever has lost access since gets the answer that the same command got before.
            match self.carried_out(&region, request.command).await? {
                Some(before) if before.digest == digest => {
                    return Ok(answered_before(&before, digest)?);
                }
                _ => {}
            }
            // What is refused on a state at hand is decided anew on the stream.
            return Err(if was_read {
                self.denied(request, &region, denied).await.into()
            } else {
                denied.answer.into()
            });
        }
        let unseen = K::unseen(self, &read.loaded.aggregate, request);
        let done = match &unseen {
            // Whoever does not see it has seen no version.
            Some(unseen) if request.expected_version.is_some() => {
                Err(CommandError::from(unseen.denial).into())
            }
            _ => self.handle_and_commit(request, &region, read, store).await,
        };
        let mut recorded = match done {
            // What is refused now may have been carried out before: then that answer holds.
            Err(Attempt::Failed(error))
                if was_read
                    && !matches!(error, CommandError::Busy | CommandError::OutcomeUnknown) =>
            {
                let Some(before) = self.carried_out(&region, request.command).await? else {
                    return Err(match unseen {
                        Some(unseen) => self.refused_unseen(request, &region, unseen, error).await,
                        None => error,
                    }
                    .into());
                };
                answered_before(&before, digest)?
            }
            done => done?,
        };
        let left = recorded.state.as_ref();
        recorded.is_unseen = left
            .map_or(unseen.is_some(), |left| K::unseen(self, &left.aggregate, request).is_some());
        Ok(recorded)
    }

    async fn handle_and_commit<K: Kind>(
        &self,
        request: &mut Request<K>,
        region: &Code,
        mut read: Read<K>,
        mut store: Store<'_, K>,
    ) -> Result<Recorded<K>, Attempt<K>> {
        expected(request.expected_version, read.loaded.version())?;
        let sealed = self.sealed(request, &read, region).await?;
        let request = sealed.as_ref().unwrap_or(request);
        let now = self.clock.now();
        let Handled { events, rests_on, to_index } =
            K::carry_out(self, request, now, &mut read, &mut store).await?;
        let Read { id, loaded, .. } = read;
        let mut left = loaded.clone();
        let shares = store.shares(events.len());
        let metadata = HashMap::from([(REGION.to_owned(), region.to_string())]);
        match store.commit(events, loaded, metadata).await {
            Err(AggregateError::AggregateConflict) => return Err(Attempt::MovedOn(rests_on)),
            Err(error) => return Err(CommandError::from(error).into()),
            Ok(_) => {}
        }
        let (tip, appended) = store.committed().ok_or(CommandError::OutcomeUnknown)?;
        self.index_now(&to_index).await;
        left.recent.note(left.version(), shares, appended);
        left.tip = tip;
        let possible_repeat_of = store.possible_repeat();
        let (version, position) = (tip.version, appended.last);
        let state = Some(left);
        Ok(Recorded { id, version, position, possible_repeat_of, state, is_unseen: false })
    }

    /// The event store for a request.
    fn store<K: Kind>(&self, request: &Request<K>, digest: [u8; 32]) -> Store<'_, K> {
        let (command, actor) = (request.command, request.actor.clone());
        let recorded_at = self.clock.set_moment();
        self.log.recording(Recording { command, digest, actor, recorded_at })
    }

    /// What is wrong with the fields of a request that cannot be carried out anyway, so that all
    /// of it is named at once.
    ///
    /// # Errors
    /// See [`CommandError`]: the fields, or that the log does not answer.
    pub async fn check_fields<K: Kind>(&self, request: &Request<K>) -> Result<(), CommandError> {
        // Nothing is appended, so nobody compares it with another request.
        let store = self.store(request, [0; 32]);
        let read = match K::read(self, request, &store, None).await {
            Ok(read) => Some(read),
            Err(error) if error.is_of_a_rule() => None,
            Err(error) => return Err(error),
        };
        // To whoever may not know of it, all fields are as those of what is not there.
        let read = read.filter(|read| {
            K::region(read, &request.intent).is_ok_and(|region| {
                K::permit(self, read, request, &region).is_ok()
                    && K::unseen(self, &read.loaded.aggregate, request).is_none()
            })
        });
        K::check_fields(self, request, read.as_ref())
    }

    pub(super) fn asked_by<'a>(&'a self, actor: &'a Actor) -> Asked<'a> {
        Asked { actor, now: self.clock.now(), catalogues: &self.catalogues }
    }

    async fn carried_out(
        &self,
        region: &Code,
        command: CommandId,
    ) -> Result<Option<CarriedOut>, CommandError> {
        let found = self.log.reader().carried_out(region, command).await;
        found.map_err(|error| CommandError::from(AppendError::from(error)))
    }
}

/// Why an attempt came to nothing.
enum Attempt<K: Kind> {
    /// Another command was first, on this stream or on one that it rests on, of which these are of the
    /// same kind: decide anew.
    MovedOn(Vec<K::Id>),
    Failed(CommandError),
}

impl<K: Kind> From<CommandError> for Attempt<K> {
    fn from(error: CommandError) -> Self {
        Self::Failed(error)
    }
}

/// The caller has seen this version, or does not say.
fn expected(expected: Option<Version>, actual: Version) -> Result<(), CommandError> {
    match expected.filter(|expected| *expected != actual) {
        Some(expected) => Err(CommandError::VersionConflict { expected, actual }),
        None => Ok(()),
    }
}
