//! Housing: where the client lives, the search for a home, and whether it lasts. A home may be planned: it is recorded
//! when the lease is signed, and is had from its first day on by itself, unless it is cancelled by then.

mod homes;

pub use homes::{CancelledHome, Home};

use crate::catalogue::list::{
    CancellationReason, Ethos, HousingLossReason, Municipality, ReferenceAddressRefusalReason,
    Tenure,
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
        /// Rule 7.
        HousingStillPlanned { from: NaiveDate }, "HOUSING_STILL_PLANNED",
            "a home is planned from {from}; cancel that first, if the client will have another one";
        /// Rule 7.
        NoHousingPlanned, "NO_HOUSING_PLANNED",
            "no home is planned on that day that could be cancelled, or begins on it; of one that the client has, record \
             that it was lost, or void it if that was a mistake";
        /// Of events that are carried from another trajectory.
        HomeOfAnother, "HOME_OF_ANOTHER",
            "a home was found in one trajectory and lost or cancelled in the other, with another home between the two";
        /// It would be counted as what came of the guidance.
        HousingBeforeOpening { from: NaiveDate, opened_on: NaiveDate }, "HOUSING_BEFORE_OPENING" at "from",
            "a home from {from} on was there before the opening on {opened_on} and is no outcome: the housing of the \
             intake, or an observation since that day, says that the client had one; give the first day of another one";
    }
}

/// The ETHOS Light code of somebody who has a home.
const STABLE: &str = "0";

/// It was observed how the client is housed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HousingObserved {
    /// ETHOS Light.
    pub ethos: Code<Ethos>,
    /// Since when, if known.
    pub since: Option<NaiveDate>,
}

/// A reference address was asked for (S: "referentieadres").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReferenceAddressRequested {}

/// It was granted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReferenceAddressGranted {}

/// It was refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReferenceAddressRefused {
    /// Why.
    pub reason: Code<ReferenceAddressRefusalReason>,
}

/// The client has a home, or will have one. From its first day on it ends the housing situation of before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HousingFound {
    /// How it is held.
    pub tenure: Code<Tenure>,
    /// Where; absent: outside the region.
    pub municipality: Option<Code<Municipality>>,
    /// The first day, in Brussels. It may lie ahead of the day of the event, as far as the catalogue says.
    pub from: NaiveDate,
    /// Whether the client can afford it (S: "financieel haalbaar"); absent: unknown.
    pub affordable: Option<bool>,
    /// Whether it is large enough; absent: unknown.
    pub adequate_size: Option<bool>,
}

/// The home that was planned is never had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HousingCancelled {
    /// Why.
    pub reason: Code<CancellationReason>,
}

/// The client lost the home that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HousingLost {
    /// The first day without it, in Brussels: not before it was had.
    pub on: NaiveDate,
    /// Why.
    pub reason: Code<HousingLossReason>,
}

/// Where the client lives and has lived.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Housing {
    /// The situation that is known, but for a planned home that has begun since: see [`Housing::situation_on`].
    pub situation: Option<Situation>,
    /// The day that the last of what is known of the situation is about.
    known_on: Option<NaiveDate>,
    /// A reference address was asked for and not yet answered.
    pub address_requested_on: Option<NaiveDate>,
    /// Homes found, in order of the day from which on they count: the one that is planned comes last.
    pub homes: Vec<Home>,
    /// Those that were planned and never had: no homes.
    pub cancelled: Vec<CancelledHome>,
}

/// An ETHOS Light code and since when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Situation {
    /// ETHOS Light.
    pub ethos: Code<Ethos>,
    /// Since when, as far as is known.
    pub since: NaiveDate,
}

impl Housing {
    /// How the client is housed on a day of now or later. Nobody has to say that a planned home began; what is seen
    /// on its first day or later says otherwise.
    #[must_use]
    pub fn situation_on(&self, day: NaiveDate) -> Option<Situation> {
        let unseen = |home: &&Home| self.known_on.is_none_or(|known_on| known_on < home.from);
        match self.begun(day).filter(|home| home.was_planned()).filter(unseen) {
            Some(home) => Some(Situation { ethos: Code::new(STABLE), since: home.from }),
            None => self.situation.clone(),
        }
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

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant_on(at.on)
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
fn requested(state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
    state.participant_on(at.on)?;
    state
        .housing
        .address_requested_on
        .map_or(Err(HousingRefusal::NoReferenceAddressRequested.into()), |_| Ok(()))
}

impl EventPayload<State> for ReferenceAddressGranted {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        requested(state, at)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.housing.address_requested_on = None;
    }
}

impl EventPayload<State> for ReferenceAddressRefused {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        requested(state, at)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.housing.address_requested_on = None;
    }
}

impl EventPayload<State> for HousingFound {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.first_day("from", self.from);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.participant_on(at.on.max(self.from))?;
        let (from, opened_on) = (self.from, state.opened()?.on);
        Refusal::when(at.carried_from.is_none() && from < opened_on, || {
            HousingRefusal::HousingBeforeOpening { from, opened_on }
        })?;
        // Which one is cancelled would not be known of two.
        match state.housing.planned_on(at.on) {
            Some(&Home { from, .. }) if at.on < self.from => {
                Err(HousingRefusal::HousingStillPlanned { from }.into())
            }
            _ => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let housing = &mut state.housing;
        // A client who moves from one home to the next has not lost the first.
        let home = Home {
            found_on: on,
            tenure: self.tenure.clone(),
            municipality: self.municipality.clone(),
            from: self.from,
            lost: None,
        };
        let counts_from = home.counts_from();
        let place = housing.homes.partition_point(|other| other.counts_from() <= counts_from);
        if !home.was_planned() {
            housing.observe(Code::new(STABLE), self.from, on);
        }
        housing.homes.insert(place, home);
    }
}

impl EventPayload<State> for HousingCancelled {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let housing = &state.housing;
        // What is carried may have its place here on a later day than it happened on.
        let was_planned = at.carried_from.is_some() && housing.homes.iter().any(Home::was_planned);
        Refusal::unless(was_planned || housing.to_cancel_on(at.on).is_some(), || {
            HousingRefusal::NoHousingPlanned
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let housing = &mut state.housing;
        if let Some(place) = housing.place_to_cancel(on) {
            let home = housing.homes.remove(place);
            housing.cancelled.push(CancelledHome { home, on, reason: self.reason.clone() });
        }
    }
}

impl EventPayload<State> for HousingLost {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.past_day("on", self.on);
    }

    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        // What is carried may have its place here on a later day, on which the client has another home.
        let on = if at.carried_from.is_some() { self.on } else { at.on };
        let home = state.housing.home_on(on).ok_or(HousingRefusal::NoHousingToLose)?;
        Ok(FieldFault::not_before("on", self.on, home.from)?)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        if let Some(home) = state.housing.homes.iter_mut().rfind(|home| !home.is_planned(on)) {
            home.lost = Some(self.clone());
        }
        // Where the client lives now is not known until it is observed.
        state.housing.learn(None, on);
    }
}

#[cfg(test)]
mod tests;
