//! What somebody sees of one step, of each kind of aggregate.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::difference::{Change, between};
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::event::Payloads;
use loopbrug_domain::policy::{Action, Sight, Subject, may};
use loopbrug_domain::proposal::{self, PartnershipProposal};
use loopbrug_domain::round::{self, SelectionRound};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use serde::Serialize;

use super::{Payload, SeenStep, StateAfter};
use crate::log::At;
use crate::views::Opened;
use crate::views::opened::in_clear;

/// Who sees, and how much of each step.
#[derive(Clone, Copy)]
pub(super) struct Seeing<'a> {
    pub(super) actor: &'a Actor,
    /// With the difference that it made.
    pub(super) changes: bool,
}

impl Seeing<'_> {
    fn changes(self, before: &impl Serialize, after: &impl Serialize) -> Vec<Change> {
        if self.changes { between(before, after) } else { Vec::new() }
    }

    pub(super) fn trajectory(self, at: &At<'_, Trajectory>, opened: Option<&Opened>) -> SeenStep {
        let At { event, before, after, erased, .. } = *at;
        let word =
            if erased || after.state().rights.erased_on().is_some() { "erased" } else { "sealed" };
        let payload = match opened {
            Some(opened) => Some(in_clear(event, opened, word)),
            None => event.what.masked(word),
        };
        let as_it_is = || Payload::Trajectory(event.what.clone());
        let payload = Some(payload.map_or_else(as_it_is, Payload::Written));
        let corrections = after.corrections().map(|(one, what)| (one.clone(), what)).collect();
        let changes = self.changes(&before.state().with_phase(), &after.state().with_phase());
        let state = StateAfter::Trajectory(Box::new(after.state().clone()), corrections);
        SeenStep { payload, state, changes }
    }

    pub(super) fn round(self, at: &At<'_, SelectionRound>) -> SeenStep {
        let At { event, before, after, .. } = *at;
        let ranks = matches!(event.what, round::Payload::MatchingReportDrawnUp(_));
        let region = after.state().launched.as_ref().map(|launched| &launched.region);
        let ranking = |region| may(self.actor, region, Action::Read, Subject::Ranking);
        let shown = !ranks || region.is_some_and(|region| ranking(region).is_ok());
        let payload = shown.then(|| Payload::Round(event.what.clone()));
        // The ranking is the only part of the state that is not for everybody, and no other step changes it.
        let changes = if shown { self.changes(before.state(), after.state()) } else { Vec::new() };
        SeenStep { payload, state: StateAfter::NotShown, changes }
    }

    pub(super) fn employer(self, at: &At<'_, RegionEmployer>) -> SeenStep {
        let payload = Some(Payload::Employer(at.event.what.clone()));
        let changes = self.changes(at.before.state(), at.after.state());
        SeenStep { payload, state: StateAfter::NotShown, changes }
    }

    /// `now` is the proposal as it is now: it says what of it is open by now. The difference is of what was open then.
    pub(super) fn proposal(
        self,
        at: &At<'_, PartnershipProposal>,
        now: &proposal::State,
        sight: Sight,
    ) -> Option<SeenStep> {
        let At { event, before, after, .. } = *at;
        let worker = self.actor.worker;
        let shown = now.shows(&event.what, sight, worker);
        let payload = shown.then(|| Payload::Proposal(event.what.clone()));
        let state = StateAfter::Proposal(after.state().stage_seen(sight));
        let changes =
            self.changes(&before.state().seen(sight, worker), &after.state().seen(sight, worker));
        // That something happened is no secret to those who work on the procedure.
        (shown || sight == Sight::Procedure).then_some(SeenStep { payload, state, changes })
    }
}
