//! A proposal is admitted, and assessed in writing by those who were asked and have no interest in it.

use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::list::AdmissibilityGround;
use loopbrug_domain::proposal::admissibility::AdmissibilityDecided;
use loopbrug_domain::proposal::assessment::{Assessment, AssessorAssigned};
use loopbrug_domain::proposal::jury::JuryConflictDeclared;
use loopbrug_domain::proposal::{Intent, Stage};
use maud::Markup;

use super::of_proposal::OfProposal;
use super::{Form, Subject, scores};
use crate::form::{Choice, Field, Reading, Typed, coded};
use crate::rounds::proposal::read_over;

/// It is admitted, or not.
pub(super) struct Admit;

impl Form<OfProposal> for Admit {
    fn name(&self) -> &'static str {
        "ontvankelijkheid"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let (lang, today) = (subject.here().lang, subject.here().today);
        let answers = [("ja", "is-admitted"), ("nee", "is-not-admitted")];
        let answers = answers.map(|(value, words)| Choice::new(value, lang.say(words)));
        let grounds = coded::<AdmissibilityGround>(lang, subject.catalogue(), today);
        vec![
            Field::one_of("ok", lang.say("is-it-admitted"), answers.to_vec()).wide(),
            Field::any_of("grounds", lang.say("which-grounds"), grounds)
                .helped(lang.say("grounds-help"))
                .optional(),
            Field::occurred_on(lang, today),
        ]
    }

    fn likely(&self, subject: &OfProposal) -> Typed {
        Typed::default().on(subject.here().today)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfProposal) -> Intent {
        let ok = reading.needed("ok") == "ja";
        let grounds = reading.codes("grounds").into_iter().collect();
        Intent::DecideAdmissibility(AdmissibilityDecided { ok, grounds })
    }
}

/// Somebody is asked to assess it.
pub(super) struct Assign;

impl Form<OfProposal> for Assign {
    fn name(&self) -> &'static str {
        "beoordelaar"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Coordinator]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let lang = subject.here().lang;
        vec![
            Field::select("assessor", lang.say("which-assessor"), subject.worker_choices()),
            Field::tick("conflict", lang.say("has-conflict")),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfProposal) -> Intent {
        let (assessor, conflict) = (reading.id("assessor"), reading.ticked("conflict"));
        Intent::AssignAssessor(AssessorAssigned { assessor, conflict })
    }
}

/// An assessor scores it.
pub(super) struct Assess;

impl Form<OfProposal> for Assess {
    fn name(&self) -> &'static str {
        "beoordeling"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Assessor]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let lang = subject.here().lang;
        vec![
            scores::fields(lang, subject.catalogue()),
            Field::text("motivation", lang.say("why")).helped(lang.say("why-help")),
        ]
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        read_over(subject.here().lang, &subject.found)
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &OfProposal) -> Intent {
        let scores = scores::read(reading, subject.catalogue());
        Intent::RecordWrittenAssessment(Assessment {
            scores,
            motivation: reading.written("motivation"),
        })
    }

    fn place(&self, subject: &OfProposal, typed: &Typed, field: &str) -> Option<String> {
        scores::place(subject.catalogue(), typed, field)
    }
}

/// Somebody who judges has an interest in it, and stays out of it. The coordinator says so of somebody else.
pub(super) struct StepBack;

impl StepBack {
    fn is_for_others(subject: &OfProposal) -> bool {
        subject.found.round.has(&subject.here().actor, Role::Coordinator)
    }
}

impl Form<OfProposal> for StepBack {
    fn name(&self) -> &'static str {
        "belangenconflict"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Assessor, Role::Jury, Role::Coordinator]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        let lang = subject.here().lang;
        if Self::is_for_others(subject) {
            vec![Field::select("member", lang.say("whose-conflict"), subject.worker_choices())]
        } else {
            vec![]
        }
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &OfProposal) -> Intent {
        let (seen, you) = (&subject.found.seen, subject.here().actor.worker);
        if Self::is_for_others(subject) {
            let member = reading.id("member");
            return Intent::DeclareJuryConflict(JuryConflictDeclared { member });
        }
        let is_asked = seen.assessors.iter().any(|assessor| assessor.worker == you);
        if is_asked && seen.stage == Stage::Admissible {
            Intent::AssignAssessor(AssessorAssigned { assessor: you, conflict: true })
        } else {
            Intent::DeclareJuryConflict(JuryConflictDeclared { member: you })
        }
    }
}
