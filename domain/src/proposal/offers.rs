//! What a proposal offers: interventions, with their capacity and budget.

use super::State;
use crate::catalogue::list::{Challenge, ServiceType};
use crate::ids::OfferId;
use crate::procedure::prelude::*;

refusals! {
    /// Rules about interventions that a proposal offers.
    OfferRefusal {
        InterventionAlreadyProposed { offer: OfferId }, "INTERVENTION_ALREADY_PROPOSED",
            "intervention {offer} was proposed before";
        InterventionNotProposed { offer: OfferId }, "INTERVENTION_NOT_PROPOSED",
            "intervention {offer} is not part of the proposal";
        /// An offer answers a challenge and delivers a service that the proposal names.
        InterventionOutsideProposal { offer: OfferId, code: Code }, "INTERVENTION_OUTSIDE_PROPOSAL",
            "intervention {offer} is for '{code}', which the proposal does not name";
    }
}

/// An intervention was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InterventionProposed {
    /// The offer.
    pub id: OfferId,
    /// What it offers.
    #[serde(flatten)]
    pub offer: Offer,
}

/// It was dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InterventionDropped {
    /// The offer.
    pub id: OfferId,
}

/// An intervention as proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// The challenge that it answers.
    pub challenge: Code<Challenge>,
    /// The service that it delivers.
    pub service: Code<ServiceType>,
    /// How, in the organisation's words. About the offer, never about a client.
    pub approach: String,
    /// How many clients it can take (1 to 10,000).
    pub capacity: u32,
    /// What it costs, in whole euros (0 to 100,000,000).
    pub budget: u32,
}

impl EventPayload<State> for InterventionProposed {
    fn fields(&self, fields: &mut Fields<'_>) {
        let Offer { approach, capacity, budget, .. } = &self.offer;
        fields.written("approach", approach, TEXT_MAX);
        fields.number("capacity", *capacity, 1, 10_000);
        fields.number("budget", *budget, 0, 100_000_000);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.editable(at)?;
        let offer = self.id;
        Refusal::when(state.draft()?.offers.contains_key(&offer), || {
            OfferRefusal::InterventionAlreadyProposed { offer }
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        if let Some(draft) = &mut state.draft {
            draft.offers.insert(self.id, self.offer.clone());
            draft.withdrawn = false;
        }
    }
}

impl EventPayload<State> for InterventionDropped {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.editable(at)?;
        let offer = self.id;
        Refusal::unless(state.draft()?.offers.contains_key(&offer), || {
            OfferRefusal::InterventionNotProposed { offer }
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        if let Some(draft) = &mut state.draft {
            draft.offers.remove(&self.id);
            draft.withdrawn = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::procedure::TEXT_MAX;
    use crate::proposal::Intent;
    use crate::proposal::drafting::DraftRefusal;
    use crate::proposal::story::{drafted, offer, offered, submitted};

    fn dropped(n: u128) -> Intent {
        Intent::DropIntervention(InterventionDropped { id: offer(n).id })
    }

    #[test]
    fn an_intervention_is_proposed_once_and_dropped_once() {
        drafted().when(Intent::ProposeIntervention(offer(1))).then(vec![offer(1).into()]);
        offered()
            .when(Intent::ProposeIntervention(offer(1)))
            .then_refused(&OfferRefusal::InterventionAlreadyProposed { offer: offer(1).id });
        offered().when(dropped(1)).then(vec![InterventionDropped { id: offer(1).id }.into()]);
        offered()
            .when(dropped(2))
            .then_refused(&OfferRefusal::InterventionNotProposed { offer: offer(2).id });
        submitted().when(dropped(1)).then_refused(&DraftRefusal::ProposalFrozen);
    }

    #[test]
    fn an_intervention_is_described_and_takes_somebody() {
        let propose = |change: fn(&mut Offer)| {
            let mut odd = offer(1);
            change(&mut odd.offer);
            drafted().when(Intent::ProposeIntervention(odd))
        };
        propose(|offer| offer.approach = " ".into())
            .then_refused(&FieldFault::NothingWritten { path: "approach" });
        propose(|offer| offer.approach = "é".repeat(4001))
            .then_refused(&FieldFault::TextTooLong { path: "approach", max: TEXT_MAX });
        propose(|offer| offer.capacity = 0).then_refused(&FieldFault::OutOfRange {
            path: "capacity",
            value: 0,
            min: 1,
            max: 10_000,
        });
    }
}
