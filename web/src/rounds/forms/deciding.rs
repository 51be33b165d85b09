//! The decision is communicated, by a letter that says *u*; in the end the proposal is closed.

use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::list::DecisionChannel;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::decision::{Decision, ProposalFinalised};
use loopbrug_domain::round::Outcome;
use maud::{Markup, html};

use super::of_proposal::OfProposal;
use super::{Form, Subject};
use crate::form::{Field, Reading, Typed, coded};
use crate::rounds::proposal::letter;

/// What was ratified. It is known already, and asked of nobody.
const OUTCOME: &str = "outcome";

/// The decision is communicated.
pub(super) struct Decide;

impl Form<OfProposal> for Decide {
    fn name(&self) -> &'static str {
        "beslissing"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let (lang, today) = (subject.here().lang, subject.here().today);
        let channels = coded::<DecisionChannel>(lang, subject.catalogue(), today);
        vec![
            Field::hidden(OUTCOME),
            Field::text("motivation", lang.say("why-in-letter")).helped(lang.say("why-help")),
            Field::one_of("channel", lang.say("which-channel"), channels).wide(),
            Field::occurred_on(lang, today),
        ]
    }

    fn likely(&self, subject: &OfProposal) -> Typed {
        let likely = Typed::default().on(subject.here().today);
        match &subject.found.seen.ratification {
            Some(ratified) => likely.set(OUTCOME, ratified.outcome.to_string()),
            None => likely,
        }
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        let lang = subject.here().lang;
        let Some(ratified) = &subject.found.seen.ratification else { return html! {} };
        letter(lang, &subject.found, ratified.outcome, &lang.say("letter-why"))
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfProposal) -> Intent {
        // Where nothing is ratified yet there is no outcome, and the rules say so.
        let outcome = reading.typed.one(OUTCOME).and_then(|word| word.parse().ok());
        Intent::CommunicateDecision(Decision {
            outcome: outcome.unwrap_or(Outcome::Rejected),
            motivation: reading.written("motivation"),
            channel: reading.code("channel"),
        })
    }

    fn rests_on_what_is_shown(&self) -> bool {
        true
    }
}

/// Nothing more can come.
pub(super) struct Finalise;

impl Form<OfProposal> for Finalise {
    fn name(&self) -> &'static str {
        "afsluiten"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, _: &OfProposal, _: &Typed) -> Vec<Field> {
        vec![]
    }

    fn read(&self, _: &mut Reading<'_>, _: &OfProposal) -> Intent {
        Intent::FinaliseProposal(ProposalFinalised {})
    }
}
