//! What the jury found.

use loopbrug_domain::actor::Role;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::jury::Deliberation;
use maud::Markup;

use super::of_proposal::OfProposal;
use super::{Form, Subject, scores};
use crate::form::{Field, Reading, Typed};
use crate::rounds::proposal::read_over;
use crate::rounds::words::{outcome_in, outcomes};

/// The jury judges.
pub(super) struct Judge;

impl Form<OfProposal> for Judge {
    fn name(&self) -> &'static str {
        "jury"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Jury]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let (lang, today) = (subject.here().lang, subject.here().today);
        let mut fields = vec![
            scores::fields(lang, subject.catalogue()),
            Field::one_of("advice", lang.say("which-advice"), outcomes(lang)).wide(),
            Field::text("motivation", lang.say("why")).helped(lang.say("why-help")),
            Field::text("dissent", lang.say("dissent")).optional(),
            Field::occurred_on(lang, today),
        ];
        if !subject.workers.is_empty() {
            let members =
                Field::any_of("members", lang.say("who-judged"), subject.worker_choices());
            fields.push(members.helped(lang.say("who-judged-help")).optional());
        }
        fields
    }

    fn likely(&self, subject: &OfProposal) -> Typed {
        Typed::default().on(subject.here().today)
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        read_over(subject.here().lang, &subject.found)
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &OfProposal) -> Intent {
        let scores = scores::read(reading, subject.catalogue());
        let members = reading.ids("members").into_iter().collect();
        Intent::RecordDeliberation(Deliberation {
            scores,
            advice: outcome_in(reading, "advice"),
            motivation: reading.written("motivation"),
            dissent: reading.typed.one("dissent").map(str::to_owned),
            members,
        })
    }

    fn place(&self, subject: &OfProposal, typed: &Typed, field: &str) -> Option<String> {
        scores::place(subject.catalogue(), typed, field)
    }
}
