//! The launch (S: "Lancering addendum"): from here on proposals may come.

use chrono::{DateTime, Utc};

use super::State;
use crate::procedure::prelude::*;
use crate::procedure::timeline::LAUNCH;
use crate::time::{clock_in_brussels, day_in_brussels};

refusals! {
    /// Rules about the launch.
    LaunchRefusal {
        RoundNotPublished { round: Code, published: Code }, "ROUND_NOT_PUBLISHED",
            "the catalogue publishes round '{published}', not '{round}'";
        /// A round is launched on its day, or later.
        LaunchTooEarly { opens_at: DateTime<Utc> }, "LAUNCH_TOO_EARLY",
            "the round is launched from {} on", clock_in_brussels(*opens_at);
        RoundAlreadyLaunched, "ROUND_ALREADY_LAUNCHED",
            "the round was launched before";
    }
}

/// The round is to be launched under a published catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    /// The region.
    pub region: Code,
    /// The round's code.
    pub round: Code,
    /// The version of the region's catalogue that publishes it.
    pub catalogue: NaiveDate,
}

/// The round was launched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoundLaunched {
    /// The region.
    pub region: Code,
    /// The round's code.
    pub round: Code,
    /// The version of the region's catalogue that holds for the whole round.
    pub catalogue: NaiveDate,
    /// The server's clock.
    pub launched_at: DateTime<Utc>,
    /// The first day of the round, in Brussels, as published.
    pub from: NaiveDate,
}

impl RoundLaunched {
    /// The first day on which something of the round can have happened.
    #[must_use]
    pub fn launched_on(&self) -> NaiveDate {
        self.from
    }
}

impl IntoPayload<State, RoundLaunched> for Launch {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.day("catalogue", self.catalogue);
    }

    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> RoundLaunched {
        let Self { region, round, catalogue } = self;
        let from = at.timeline.day(LAUNCH).unwrap_or_else(|| day_in_brussels(at.now));
        RoundLaunched { region, round, catalogue, launched_at: at.now, from }
    }
}

impl EventPayload<State> for RoundLaunched {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::when(state.launched.is_some(), || LaunchRefusal::RoundAlreadyLaunched)?;
        let published = &at.catalogue.round().code;
        if self.round != *published {
            let (round, published) = (self.round.clone(), published.clone());
            return Err(LaunchRefusal::RoundNotPublished { round, published }.into());
        }
        match at.timeline.opens_at(LAUNCH) {
            Some(opens_at) if at.now < opens_at => {
                Err(LaunchRefusal::LaunchTooEarly { opens_at }.into())
            }
            _ => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.launched = Some(self.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::occasion::OccasionRefusal;
    use crate::round::Intent;
    use crate::round::story::{launch, launched, story, utc};

    #[test]
    fn a_round_is_launched_under_a_catalogue_from_its_day_on() {
        story()
            .at("2023-08-11T00:00:00")
            .when(Intent::LaunchRound(launch()))
            .then_each(&["RoundLaunched"]);
        story()
            .at("2023-08-10T23:59:59")
            .when(Intent::LaunchRound(launch()))
            .then_refused(&LaunchRefusal::LaunchTooEarly { opens_at: utc("2023-08-11T00:00:00") });
    }

    #[test]
    fn a_round_is_launched_once_under_what_was_published() {
        launched()
            .at("2023-08-12T09:00:00")
            .when(Intent::LaunchRound(launch()))
            .then_refused(&LaunchRefusal::RoundAlreadyLaunched);
        let (round, published) = (Code::new("2024"), Code::new("2023"));
        story()
            .at("2023-08-12T09:00:00")
            .when(Intent::LaunchRound(Launch { round: round.clone(), ..launch() }))
            .then_refused(&LaunchRefusal::RoundNotPublished { round, published });
        let (region, version) = (Code::new("meetjesland"), launch().catalogue);
        story()
            .at("2023-08-12T09:00:00")
            .when(Intent::LaunchRound(Launch { region: region.clone(), ..launch() }))
            .then_refused(&OccasionRefusal::CatalogueNotFound { region, version });
    }
}
