//! The proposal is read over and handed in, or taken back.

use loopbrug_domain::actor::Role;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::submission::{ProposalWithdrawn, Submission};
use maud::{Markup, html};

use super::of_proposal::OfProposal;
use super::{Form, Subject};
use crate::form::{Field, Reading, Typed};
use crate::rounds::proposal::read_over;
use crate::rounds::words::fingerprint;

/// It is handed in as it is shown.
pub(super) struct Submit;

impl Form<OfProposal> for Submit {
    fn name(&self) -> &'static str {
        "indienen"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Applicant]
    }

    fn fields(&self, _: &OfProposal, _: &Typed) -> Vec<Field> {
        vec![]
    }

    fn shown(&self, subject: &OfProposal) -> Markup {
        let (lang, found) = (subject.here().lang, &subject.found);
        html! {
            (subject.frozen())
            (read_over(lang, found))
            p { (lang.say("fingerprint-now")) " " (fingerprint(&found.seen.draft.hash())) }
        }
    }

    fn read(&self, _: &mut Reading<'_>, _: &OfProposal) -> Intent {
        Intent::SubmitProposal(Submission {})
    }

    fn rests_on_what_is_shown(&self) -> bool {
        true
    }
}

/// It is taken back.
pub(super) struct Withdraw;

impl Form<OfProposal> for Withdraw {
    fn name(&self) -> &'static str {
        "intrekken"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Applicant]
    }

    fn fields(&self, _: &OfProposal, _: &Typed) -> Vec<Field> {
        vec![]
    }

    fn read(&self, _: &mut Reading<'_>, _: &OfProposal) -> Intent {
        Intent::WithdrawProposal(ProposalWithdrawn {})
    }
}
