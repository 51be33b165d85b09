//! Several things at once: what one command records of one trajectory, part by part. All are recorded, or
//! none.
//!
//! Each part is decided as if it were a command of its own that comes after those before it. So parts do not
//! follow from each other, and each is put right by itself (rule 15). They are recorded in order of their days, but
//! for those that stay in their place (`in_order`): so what happened earlier is not recorded after what it would
//! change.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Intent, Phase, Refusal, Trajectory, TrajectoryCommand, TrajectoryEvent, decide};
use crate::actor::Actor;
use crate::catalogue::Catalogues;
use crate::ids::CommandId;
use crate::refusal::refusals;
use crate::stream::{Aggregate, Stream};

/// The most parts that a command may have. It bounds what is decided and appended at once.
pub const MOST_PARTS: usize = 50;

refusals! {
    /// Rules about recording several things together.
    TogetherRefusal {
        /// A command records something.
        NothingToRecord, "NOTHING_TO_RECORD",
            "nothing is to be recorded: name one thing at least";
        /// See [`MOST_PARTS`].
        TooManyParts { parts: usize }, "TOO_MANY_PARTS",
            "{parts} things are to be recorded: one command may have {MOST_PARTS}, so send the others in another one";
        /// Whether somebody is guided again is for a person to decide, who has a reason for it.
        TrajectoryEnded, "TRAJECTORY_ENDED",
            "this client's trajectory in this region has ended: reopen it, and record the rest on it";
    }
}

/// One of several things that are recorded together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Its own command id, which follows from that of the whole.
    pub command: CommandId,
    /// What the caller calls it: its faults are named below this path.
    pub path: String,
    /// The day it happened, in Brussels.
    pub occurred_on: NaiveDate,
    /// What to record.
    pub intent: Intent,
}

impl Part {
    /// The command that it is, by somebody at a moment.
    #[must_use]
    pub fn asked_by(&self, actor: &Actor, now: DateTime<Utc>) -> TrajectoryCommand {
        let Self { occurred_on, intent, .. } = self.clone();
        TrajectoryCommand { occurred_on, now, actor: actor.clone(), intent }
    }

    /// An opening comes first: only by it is there a trajectory.
    fn sorted_by(&self) -> (bool, NaiveDate) {
        (!matches!(self.intent, Intent::OpenTrajectory(_)), self.occurred_on)
    }

    fn refused(&self, refusal: Refusal) -> PartRefused {
        PartRefused { path: self.path.clone(), refusal }
    }
}

/// Why a part is not recorded, and no other part either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRefused {
    /// What the caller calls the part.
    pub path: String,
    /// Why.
    pub refusal: Refusal,
}

impl PartRefused {
    fn is_of_fields(&self) -> bool {
        matches!(self.refusal, Refusal::Fields(_))
    }
}

/// The places of parts in the order in which they happened; those of one day in the order in which they are listed.
/// What changes who has access, or what was recorded before, stays between those that are listed before and after it.
fn in_order(parts: &[Part]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..parts.len()).collect();
    let moves = |place: &usize| !parts[*place].intent.bears_on_what_comes_after();
    for run in places.chunk_by_mut(|one, next| moves(one) && moves(next)) {
        run.sort_by_key(|place| parts[*place].sorted_by());
    }
    places
}

/// What comes of a part: its command, and the events that it leads to.
pub type DecidedPart = (CommandId, Vec<TrajectoryEvent>);

/// Why several things are not recorded together: the faults of the fields of all parts, or else the first rule
/// that a part would break. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedTogether(Vec<PartRefused>);

impl RefusedTogether {
    /// Of those that are refused, in the order in which they were decided, each with its place in the list. A rule that
    /// later parts break is not named: they may break it only because an earlier part failed.
    fn of(refused: Vec<(usize, PartRefused)>) -> Result<(), Self> {
        let of_fields = |(_, part): &(usize, PartRefused)| part.is_of_fields();
        let (mut named, rules): (Vec<_>, Vec<_>) = refused.into_iter().partition(of_fields);
        named.sort_by_key(|(place, _)| *place);
        if named.is_empty() {
            named.extend(rules.into_iter().next());
        }
        if named.is_empty() {
            return Ok(());
        }
        Err(Self(named.into_iter().map(|(_, part)| part).collect()))
    }

    /// A rule that is about the whole.
    fn whole(rule: TogetherRefusal) -> Self {
        Self(vec![PartRefused { path: String::new(), refusal: rule.into() }])
    }

    /// The first of them.
    #[must_use]
    pub fn first(&self) -> &PartRefused {
        &self.0[0]
    }

    /// All of them, as the parts are listed.
    pub fn iter(&self) -> impl Iterator<Item = &PartRefused> {
        self.0.iter()
    }

    /// Fields are at fault, whatever the rules say.
    #[must_use]
    pub fn is_of_fields(&self) -> bool {
        self.first().is_of_fields()
    }
}

impl std::fmt::Display for RefusedTogether {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let PartRefused { path, refusal } = self.first();
        if path.is_empty() { refusal.fmt(f) } else { write!(f, "{path}: {refusal}") }
    }
}

impl std::error::Error for RefusedTogether {}

/// The events that each part leads to, in the order in which they are recorded; `trajectory` has them then.
///
/// An opening with other parts is the opening where need be: a client who has a trajectory in the region goes
/// on in that one, unless it has ended.
///
/// # Errors
/// All faults of the fields of all parts, or else the first rule that a part would break. Nothing is to be
/// recorded, and `trajectory` is of no more use.
pub fn decide_together(
    trajectory: &mut Trajectory,
    parts: &[Part],
    actor: &Actor,
    now: DateTime<Utc>,
    catalogues: &Catalogues,
) -> Result<Vec<DecidedPart>, RefusedTogether> {
    match parts.len() {
        0 => return Err(RefusedTogether::whole(TogetherRefusal::NothingToRecord)),
        parts if parts > MOST_PARTS => {
            return Err(RefusedTogether::whole(TogetherRefusal::TooManyParts { parts }));
        }
        _ => {}
    }
    let (mut all, mut refused) = (Vec::with_capacity(parts.len()), vec![]);
    for place in in_order(parts) {
        let part = &parts[place];
        let command = part.asked_by(actor, now);
        let is_there = trajectory.state().opening.is_some();
        let events = match (&part.intent, trajectory.state().phase()) {
            (Intent::OpenTrajectory(_), Some(Phase::Ended)) => {
                Err(TogetherRefusal::TrajectoryEnded.into())
            }
            (Intent::OpenTrajectory(_), _) if is_there && parts.len() > 1 => Ok(vec![]),
            _ => decide(trajectory, &command, catalogues),
        };
        match events {
            Ok(events) => {
                for event in &events {
                    trajectory.apply(event.clone());
                }
                all.push((part.command, events));
            }
            Err(refusal) => {
                refused.push((place, part.refused(refusal)));
                // Only an opening says which catalogue the fields of the other parts are held to.
                if !is_there && matches!(part.intent, Intent::OpenTrajectory(_)) {
                    let (occurred_on, organisation) = (part.occurred_on, actor.organisation);
                    let what = part.intent.clone().into();
                    trajectory.apply(TrajectoryEvent {
                        occurred_on,
                        organisation,
                        late: false,
                        follows_from: None,
                        origin: None,
                        what,
                    });
                }
            }
        }
    }
    RefusedTogether::of(refused).map(|()| all)
}

#[cfg(test)]
mod tests;
