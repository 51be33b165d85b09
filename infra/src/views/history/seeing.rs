//! What somebody sees of one step, of each kind of aggregate.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::difference::{Change, SEALED, all_of, between};
use loopbrug_domain::employer::RegionEmployer;
use loopbrug_domain::event::Payloads;
use loopbrug_domain::policy::{Action, Sight, Subject, may};
use loopbrug_domain::proposal::{self, PartnershipProposal};
use loopbrug_domain::round::{self, SelectionRound};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use serde::Serialize;

use super::{Payload, SeenStep, StateAfter, StepParts, Steps};
use crate::log::At;
use crate::views::Opened;
use crate::views::opened::in_clear;

/// Who sees, and how much of each step.
#[derive(Clone, Copy)]
pub(super) struct Seeing<'a> {
    pub(super) actor: &'a Actor,
    pub(super) parts: StepParts,
}

/// What was recorded, and the state before and after it, as far as all of that is for who asks.
struct InWords<'a, P, S> {
    said: Option<&'a P>,
    before: Option<S>,
    after: Option<S>,
}

impl Seeing<'_> {
    fn seen(
        self,
        at: &At<'_, impl Stream>,
        (payload, state): (Option<Payload>, StateAfter),
        shown: &InWords<'_, impl Serialize, impl Serialize>,
    ) -> SeenStep {
        let sequence = at.after.version();
        let StepParts { words, changes, whole, .. } = self.parts;
        let InWords { said, before, after } = shown;
        let made = |asked: Steps, make: &dyn Fn() -> Vec<Change>| {
            if asked.has(sequence) { make() } else { vec![] }
        };
        SeenStep {
            payload,
            state,
            words: made(words, &|| said.map_or_else(Vec::new, all_of)),
            changes: made(changes, &|| between(before, after)),
            whole: made(whole, &|| all_of(after)),
        }
    }

    pub(super) fn trajectory(self, at: &At<'_, Trajectory>, opened: Option<&Opened>) -> SeenStep {
        let At { event, before, after, erased, .. } = *at;
        let word =
            if erased || after.state().rights.erased_on().is_some() { "erased" } else { SEALED };
        let payload = match opened {
            Some(opened) => Some(in_clear(event, opened, word)),
            None => event.what.masked(word),
        };
        let as_it_is = || Payload::Trajectory(event.what.clone());
        let payload = Some(payload.map_or_else(as_it_is, Payload::Written));
        let state = if self.parts.state.has(after.version()) {
            let corrections = after.corrections().map(|(one, what)| (one.clone(), what)).collect();
            StateAfter::Trajectory(Box::new(after.state().clone()), corrections)
        } else {
            StateAfter::NotShown
        };
        let [before, after] = [before, after].map(|of| Some(of.state().with_phase()));
        let mut seen =
            self.seen(at, (payload, state), &InWords { said: Some(&event.what), before, after });
        for change in seen.words.iter_mut().chain(&mut seen.whole) {
            for sealed in change.after.iter_mut().filter(|of| of.text == SEALED) {
                word.clone_into(&mut sealed.text);
            }
        }
        seen
    }

    pub(super) fn round(self, at: &At<'_, SelectionRound>) -> SeenStep {
        let At { event, before, after, .. } = *at;
        let ranks = matches!(event.what, round::Payload::MatchingReportDrawnUp(_));
        let region = after.state().launched.as_ref().map(|launched| &launched.region);
        let ranking = |region| may(self.actor, region, Action::Read, Subject::Ranking);
        let sees_ranking = region.is_some_and(|region| ranking(region).is_ok());
        let said = (sees_ranking || !ranks).then_some(&event.what);
        let payload = said.map(|said| Payload::Round(said.clone()));
        // The ranking is the only part of the state that is not for everybody, and no other step changes it.
        let [before, after] = [before, after].map(|of| said.map(|_| of.state()));
        let is_ranked = at.after.state().report.is_some();
        let mut seen =
            self.seen(at, (payload, StateAfter::NotShown), &InWords { said, before, after });
        if is_ranked && !sees_ranking {
            seen.whole.clear();
        }
        seen
    }

    pub(super) fn employer(self, at: &At<'_, RegionEmployer>) -> SeenStep {
        let said = Some(&at.event.what);
        let payload = said.map(|said| Payload::Employer(said.clone()));
        let [before, after] = [at.before, at.after].map(|of| Some(of.state()));
        self.seen(at, (payload, StateAfter::NotShown), &InWords { said, before, after })
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
        let said = Some(&event.what).filter(|said| now.shows(said, sight, worker));
        let payload = said.map(|said| Payload::Proposal(said.clone()));
        let state = StateAfter::Proposal(after.state().stage_seen(sight));
        let [before, after] = [before, after].map(|of| of.state().seen(sight, worker));
        let shown = payload.is_some();
        let seen = self.seen(at, (payload, state), &InWords { said, before, after });
        // That something happened is no secret to those who work on the procedure.
        (shown || sight == Sight::Procedure).then_some(seen)
    }
}
