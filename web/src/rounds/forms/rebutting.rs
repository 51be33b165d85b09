//! The organisation replies to the decision, and is answered.

use loopbrug_domain::actor::Role;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::rebuttal::{Rebuttal, RebuttalAnswered};
use maud::{Markup, html};

use super::of_proposal::OfProposal;
use super::{Form, Subject};
use crate::form::{Field, Reading, Typed};
use crate::rounds::rebuttals::clock;
use crate::rounds::words::{outcome_in, outcomes};

/// It replies, in time or late.
pub(super) struct Rebut;

impl Form<OfProposal> for Rebut {
    fn name(&self) -> &'static str {
        "weerwoord"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Applicant]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let lang = subject.here().lang;
        vec![Field::text("text", lang.say("which-rebuttal")).helped(lang.say("why-help"))]
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        clock(subject.here().lang, &subject.found.round, subject.here().now)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfProposal) -> Intent {
        Intent::ReceiveRebuttal(Rebuttal { text: reading.written("text") })
    }
}

/// It is answered.
pub(super) struct Answer;

impl Form<OfProposal> for Answer {
    fn name(&self) -> &'static str {
        "antwoord"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let (lang, today) = (subject.here().lang, subject.here().today);
        vec![
            Field::one_of("outcome", lang.say("decided-now"), outcomes(lang)).wide(),
            Field::text("motivation", lang.say("why-in-letter")).helped(lang.say("why-help")),
            Field::occurred_on(lang, today),
        ]
    }

    fn likely(&self, subject: &OfProposal) -> Typed {
        Typed::default().on(subject.here().today)
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        let waiting = subject.found.seen.rebuttals.iter().filter(|rebuttal| !rebuttal.answered);
        html! { @for rebuttal in waiting { blockquote.written { (rebuttal.fact.text) } } }
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfProposal) -> Intent {
        let outcome = outcome_in(reading, "outcome");
        let motivation = reading.written("motivation");
        Intent::AnswerRebuttal(RebuttalAnswered { outcome, motivation })
    }

    fn rests_on_what_is_shown(&self) -> bool {
        true
    }
}
