//! What a proposal aims at: challenges, services, local authorities.

use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::list::{Challenge, Municipality, ServiceType};
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::drafting::{ProposalRevised, Scope};
use maud::Markup;

use super::of_proposal::OfProposal;
use super::{Form, Here, Subject};
use crate::form::{Field, Reading, Typed, coded};

const CHALLENGES: &str = "challenges";
const SERVICES: &str = "services";
const MUNICIPALITIES: &str = "municipalities";

/// What is asked. Services come in the order of importance of the addendum.
pub(super) fn fields(here: &Here, catalogue: &Catalogue) -> Vec<Field> {
    let (lang, today) = (here.lang, here.today);
    vec![
        Field::any_of(
            CHALLENGES,
            lang.say("which-challenges"),
            coded::<Challenge>(lang, catalogue, today),
        ),
        Field::any_of(
            SERVICES,
            lang.say("which-services"),
            coded::<ServiceType>(lang, catalogue, today),
        )
        .helped(lang.say("services-in-order")),
        Field::any_of(
            MUNICIPALITIES,
            lang.say("which-municipalities"),
            coded::<Municipality>(lang, catalogue, today),
        )
        .wide(),
    ]
}

/// What was chosen.
pub(super) fn scope(reading: &mut Reading<'_>) -> Scope {
    Scope {
        challenges: reading.codes(CHALLENGES).into_iter().collect(),
        services: reading.codes(SERVICES).into_iter().collect(),
        municipalities: reading.codes(MUNICIPALITIES).into_iter().collect(),
    }
}

/// It aims at something else.
pub(super) struct Aim;

impl Form<OfProposal> for Aim {
    fn name(&self) -> &'static str {
        "gebied"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Applicant]
    }

    fn fields(&self, subject: &OfProposal, _: &Typed) -> Vec<Field> {
        fields(subject.here(), subject.catalogue())
    }

    fn likely(&self, subject: &OfProposal) -> Typed {
        let scope = &subject.found.seen.draft.scope;
        let likely = all(Typed::default(), CHALLENGES, &scope.challenges);
        let likely = all(likely, SERVICES, &scope.services);
        all(likely, MUNICIPALITIES, &scope.municipalities)
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        subject.frozen()
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OfProposal) -> Intent {
        Intent::ReviseProposal(ProposalRevised { scope: scope(reading) })
    }

    fn rests_on_what_is_shown(&self) -> bool {
        true
    }
}

fn all<'a, L: List + 'a>(
    typed: Typed,
    field: &str,
    codes: impl IntoIterator<Item = &'a Code<L>>,
) -> Typed {
    codes.into_iter().fold(typed, |typed, code| typed.and(field, code.as_str()))
}
