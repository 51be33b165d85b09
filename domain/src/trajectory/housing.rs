//! Housing: where the client lives, the search for a home, and whether it lasts.

use crate::catalogue::list::{
    Ethos, HousingLossReason, Municipality, ReferenceAddressRefusalReason, Tenure,
};
use crate::field::FieldFault;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about housing.
    HousingRefusal {
        ReferenceAddressStillRequested, "REFERENCE_ADDRESS_STILL_REQUESTED",
            "a reference address was requested and not yet answered";
        NoReferenceAddressRequested, "NO_REFERENCE_ADDRESS_REQUESTED",
            "no reference address was requested";
        /// Rule 7.
        NoHousingToLose, "NO_HOUSING_TO_LOSE",
            "no housing was found that could be lost";
        /// Of events that are carried from another trajectory.
        HomeOfAnother, "HOME_OF_ANOTHER",
            "a home was found in one trajectory and lost in the other, with another home between the two";
    }
}

/// The ETHOS Light code of somebody who has a home.
const STABLE: &str = "0";

/// It was observed how the client is housed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HousingObserved {
    /// ETHOS Light.
    pub ethos: Code<Ethos>,
    /// Since when, if known.
    pub since: Option<NaiveDate>,
}

/// A reference address was asked for (S: "referentieadres").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceAddressRequested {}

/// It was granted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceAddressGranted {}

/// It was refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReferenceAddressRefused {
    /// Why.
    pub reason: Code<ReferenceAddressRefusalReason>,
}

/// The client has a home. It ends the housing situation of before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HousingFound {
    /// How it is held.
    pub tenure: Code<Tenure>,
    /// Where; absent: outside the region.
    pub municipality: Option<Code<Municipality>>,
    /// The first day, in Brussels: not after the day of the event.
    pub from: NaiveDate,
    /// Whether the client can afford it (S: "financieel haalbaar"); absent: unknown.
    pub affordable: Option<bool>,
    /// Whether it is large enough; absent: unknown.
    pub adequate_size: Option<bool>,
}

/// The client lost the home that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HousingLost {
    /// The first day without it, in Brussels: not before it was had.
    pub on: NaiveDate,
    /// Why.
    pub reason: Code<HousingLossReason>,
}

/// Where the client lives and has lived.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Housing {
    /// The one current situation.
    pub situation: Option<Situation>,
    /// The day that the last of what is known of the situation is about.
    known_on: Option<NaiveDate>,
    /// A reference address was asked for and not yet answered.
    pub address_requested_on: Option<NaiveDate>,
    /// Homes found, in order.
    pub homes: Vec<Home>,
}

/// An ETHOS Light code and since when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Situation {
    /// ETHOS Light.
    pub ethos: Code<Ethos>,
    /// Since when, as far as is known.
    pub since: NaiveDate,
}

/// A home that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// The day of the event.
    pub found_on: NaiveDate,
    /// How it is held.
    pub tenure: Code<Tenure>,
    /// Where; absent: outside the region.
    pub municipality: Option<Code<Municipality>>,
    /// The first day.
    pub from: NaiveDate,
    /// The first day without it, and why.
    pub lost: Option<HousingLost>,
}

impl Housing {
    /// The home that the client has now, if one was found.
    #[must_use]
    pub fn home(&self) -> Option<&Home> {
        self.homes.last().filter(|home| home.lost.is_none())
    }

    /// It was seen on a day how the client is housed, and has been since another.
    pub(super) fn observe(&mut self, ethos: Code<Ethos>, since: NaiveDate, on: NaiveDate) {
        self.learn(Some(Situation { ethos, since }), on);
    }

    /// What is learned of a day in the past changes nothing that is known of a later one.
    fn learn(&mut self, situation: Option<Situation>, on: NaiveDate) {
        if self.known_on.is_none_or(|known_on| known_on <= on) {
            self.situation = situation;
            self.known_on = Some(on);
        }
    }
}

impl EventPayload<State> for HousingObserved {
    fn fields(&self, fields: &mut Fields<'_>) {
        if let Some(since) = self.since {
            fields.past_day("since", since);
        }
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant()
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.housing.observe(self.ethos.clone(), self.since.unwrap_or(on), on);
    }
}

impl EventPayload<State> for ReferenceAddressRequested {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        match state.housing.address_requested_on {
            Some(_) => Err(HousingRefusal::ReferenceAddressStillRequested.into()),
            None => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.housing.address_requested_on = Some(on);
    }
}

/// An answer needs a request.
fn requested(state: &State) -> Result<(), Refusal> {
    state.participant()?;
    state
        .housing
        .address_requested_on
        .map_or(Err(HousingRefusal::NoReferenceAddressRequested.into()), |_| Ok(()))
}

impl EventPayload<State> for ReferenceAddressGranted {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        requested(state)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.housing.address_requested_on = None;
    }
}

impl EventPayload<State> for ReferenceAddressRefused {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        requested(state)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.housing.address_requested_on = None;
    }
}

impl EventPayload<State> for HousingFound {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.past_day("from", self.from);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant()
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let housing = &mut state.housing;
        // A client who moves from one home to the next has not lost the first.
        housing.homes.push(Home {
            found_on: on,
            tenure: self.tenure.clone(),
            municipality: self.municipality.clone(),
            from: self.from,
            lost: None,
        });
        housing.observe(Code::new(STABLE), self.from, on);
    }
}

impl EventPayload<State> for HousingLost {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.past_day("on", self.on);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let home = state.housing.home().ok_or(HousingRefusal::NoHousingToLose)?;
        Ok(FieldFault::not_before("on", self.on, home.from)?)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(home) = state.housing.homes.last_mut() {
            home.lost = Some(self.clone());
        }
        // Where the client lives now is not known until it is observed.
        state.housing.learn(None, on);
    }
}

#[cfg(test)]
mod tests;
