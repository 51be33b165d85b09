//! The form by which an organisation begins its one proposal for a round.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::actor::Role;
use loopbrug_domain::ids::{ProposalId, Version};
use loopbrug_domain::proposal::{Intent, PartnershipProposal};
use loopbrug_infra::commands::AboutProposal;
use loopbrug_infra::views::StreamId;

use super::of_round::REGION;
use super::{Form, Here, Subject, aiming, recorded, shown};
use crate::form::{Field, Posted, Reading, Typed, see};
use crate::rounds::read::Round;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The proposal that an organisation has not begun yet.
pub(super) struct OwnFor {
    here: Here,
    round: Round,
}

impl OwnFor {
    async fn read(visit: &Visit, code: &str, typed: &Typed) -> Result<Self, Trouble> {
        let here = Here::of(visit)?;
        let region = typed.one(REGION).map(str::to_owned);
        let round = Round::find(visit, region.as_ref(), code).await?;
        Ok(Self { here, round })
    }

    fn id(&self) -> ProposalId {
        ProposalId::of(&self.round.region, &self.round.code, self.here.actor.organisation)
    }
}

impl Subject for OwnFor {
    type Of = PartnershipProposal;

    fn here(&self) -> &Here {
        &self.here
    }

    fn round(&self) -> &Round {
        &self.round
    }

    fn about(&self) -> AboutProposal {
        AboutProposal::OwnFor(self.round.id)
    }

    fn version(&self) -> Option<Version> {
        None
    }

    fn stream(&self) -> StreamId {
        StreamId::Proposal(self.id())
    }
}

/// What it is to aim at.
struct Begin;

impl Form<OwnFor> for Begin {
    fn name(&self) -> &'static str {
        "begin"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Applicant]
    }

    fn fields(&self, subject: &OwnFor, _: &Typed) -> Vec<Field> {
        let mut fields = aiming::fields(&subject.here, &subject.round.catalogue);
        fields.push(Field::hidden(REGION));
        fields
    }

    fn read(&self, reading: &mut Reading<'_>, _: &OwnFor) -> Intent {
        Intent::DraftProposal(aiming::scope(reading))
    }
}

/// Shows the form.
pub(crate) async fn begin(visit: Visit, Path(code): Path<String>) -> Result<Response, Trouble> {
    let typed = Typed::read(visit.query().unwrap_or_default().as_bytes());
    let subject = OwnFor::read(&visit, &code, &typed).await?;
    shown(&visit, &Begin, &subject).await
}

/// Takes it; what comes next is to say what is offered.
pub(crate) async fn record(Path(code): Path<String>, posted: Posted) -> Result<Response, Trouble> {
    let subject = OwnFor::read(&posted.visit, &code, &posted.typed).await?;
    match recorded(&Begin, &subject, &posted).await? {
        Ok((_, done)) => Ok(see(&format!("/kandidaturen/{code}/{}/bewerk", done.id))),
        Err(again) => Ok(again),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rounds::forms::tests::has_its_words;

    #[test]
    fn the_form_has_its_words() {
        has_its_words(&[Begin.name()]);
    }
}
