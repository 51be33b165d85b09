//! What a proposal offers: an intervention is added, changed, or taken back.

use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::list::{Challenge, ServiceType};
use loopbrug_domain::catalogue::{Code, List};
use loopbrug_domain::ids::OfferId;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::offers::{InterventionDropped, InterventionProposed, Offer};
use maud::{Markup, html};

use super::of_proposal::{OFFER, OfProposal};
use super::{Form, Subject};
use crate::form::{Choice, Field, Reading, Typed, coded};
use crate::rounds::proposal::offer;

/// What the id of an offer follows from, beside the command: what the API has it follow from as well.
const NEW: &str = "intervention";
/// How many clients it takes at most, and what it costs at most, in whole euros.
const CAPACITY: (u32, u32) = (1, 10_000);
const BUDGET: (u32, u32) = (0, 100_000_000);

fn fields(subject: &OfProposal) -> Vec<Field> {
    let (lang, scope) = (subject.here().lang, &subject.found.seen.draft.scope);
    vec![
        Field::one_of(
            "challenge",
            lang.say("which-challenge"),
            named::<Challenge>(subject, |code| scope.challenges.contains(code)),
        ),
        Field::select(
            "service",
            lang.say("which-service"),
            named::<ServiceType>(subject, |code| scope.services.contains(code)),
        )
        .helped(lang.say("services-of-proposal")),
        Field::text("approach", lang.say("which-approach")).helped(lang.say("approach-help")),
        Field::number("capacity", lang.say("how-many-places"), CAPACITY)
            .helped(lang.say("places-help")),
        Field::number("budget", lang.say("which-budget"), BUDGET).helped(lang.say("budget-help")),
        Field::hidden(OFFER),
    ]
}

/// The codes that the proposal names.
fn named<L: List>(subject: &OfProposal, is_named: impl Fn(&Code<L>) -> bool) -> Vec<Choice> {
    let all = coded::<L>(subject.here().lang, subject.catalogue(), subject.here().today);
    all.into_iter().filter(|choice| is_named(&Code::new(choice.value.as_str()))).collect()
}

fn proposed(reading: &mut Reading<'_>, subject: &OfProposal) -> Intent {
    let id = OfferId(reading.command.within(subject.found.id).derive(NEW));
    let offer = Offer {
        challenge: reading.code("challenge"),
        service: reading.code("service"),
        approach: reading.written("approach"),
        capacity: reading.number("capacity"),
        budget: reading.number("budget"),
    };
    Intent::ProposeIntervention(InterventionProposed { id, offer })
}

/// One more is offered.
pub(super) struct Add;

impl Form<OfProposal> for Add {
    fn name(&self) -> &'static str {
        "aanbod"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Applicant]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        fields(subject)
    }

    fn likely(&self, subject: &OfProposal) -> Typed {
        let mut challenges = subject.found.seen.draft.scope.challenges.iter();
        match (challenges.next(), challenges.next()) {
            (Some(only), None) => Typed::default().set("challenge", only.as_str()),
            _ => Typed::default(),
        }
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        subject.frozen()
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &OfProposal) -> Intent {
        proposed(reading, subject)
    }

    fn rests_on_what_is_shown(&self) -> bool {
        true
    }
}

/// One is changed: what it is to be is proposed, and then what it was is taken back. Where the second fails, the same
/// form sent again does what is left.
pub(super) struct Change;

impl Form<OfProposal> for Change {
    fn name(&self) -> &'static str {
        "wijzig"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Applicant]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        fields(subject)
    }

    fn likely(&self, subject: &OfProposal) -> Typed {
        let Some((_, offer)) = subject.offer() else { return Typed::default() };
        Typed::default()
            .set("challenge", offer.challenge.as_str())
            .set("service", offer.service.as_str())
            .set("approach", offer.approach.as_str())
            .set("capacity", offer.capacity.to_string())
            .set("budget", offer.budget.to_string())
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        html! { (subject.frozen()) (gone(subject)) }
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &OfProposal) -> Intent {
        reading.id::<OfferId>(OFFER);
        proposed(reading, subject)
    }

    fn read_second(&self, typed: &Typed, _: &OfProposal) -> Option<Intent> {
        let id = typed.one(OFFER)?.parse().ok()?;
        Some(Intent::DropIntervention(InterventionDropped { id }))
    }

    fn rests_on_what_is_shown(&self) -> bool {
        true
    }
}

/// One is taken back.
pub(super) struct TakeBack;

impl Form<OfProposal> for TakeBack {
    fn name(&self) -> &'static str {
        "verwijder"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Applicant]
    }

    fn fields(&self, _: &OfProposal, _: &Typed) -> Vec<Field> {
        vec![Field::hidden(OFFER)]
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        html! {
            (subject.frozen())
            (gone(subject))
            @if let Some((_, one)) = subject.offer() { (offer(subject.here().lang, subject.catalogue(), one)) }
        }
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfProposal) -> Intent {
        Intent::DropIntervention(InterventionDropped { id: reading.id(OFFER) })
    }
}

/// Says that the offer is not there any more.
fn gone(subject: &OfProposal) -> Markup {
    let lang = subject.here().lang;
    html! {
        @if subject.offer().is_none() {
            p.notice.warm { (lang.refusal("INTERVENTION_NOT_PROPOSED", vec![], None)) }
        }
    }
}
