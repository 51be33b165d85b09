//! Opening: a client is met for the first time.

use super::transfer::LinkedTrajectory;
use crate::catalogue::list::{Language, Municipality, OpeningSource};
use crate::ids::{ClientId, TrajectoryId};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about the opening.
    OpeningRefusal {
        /// Nothing was recorded under this id.
        TrajectoryNotFound, "TRAJECTORY_NOT_FOUND",
            "there is no such trajectory";
        /// A client has one trajectory in a region.
        TrajectoryAlreadyOpened, "TRAJECTORY_ALREADY_OPENED",
            "this client has a trajectory in this region: ask its owner for access, and reopen it if \
             it was closed";
        /// Rule 4.
        OccurredBeforeOpening { occurred_on: NaiveDate, opened_on: NaiveDate }, "OCCURRED_BEFORE_OPENING" at "occurredOn",
            "{occurred_on} is before the trajectory was opened, on {opened_on}";
        /// A trajectory moves to a newer version of its catalogue, never to an older one.
        CatalogueNotNewer { version: NaiveDate, current: NaiveDate }, "CATALOGUE_NOT_NEWER",
            "the trajectory is under catalogue {current}, which is not older than {version}";
    }
}

/// A trajectory begins. The organisation that records it owns it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrajectoryOpened {
    /// The person, by a random id.
    pub client: ClientId,
    /// The region whose partnership it is.
    pub region: Code,
    /// The day that names the catalogue version whose codes and limits hold.
    pub catalogue: NaiveDate,
    /// How the client came in sight.
    pub source: Code<OpeningSource>,
    /// Where the client stays.
    pub municipality: Code<Municipality>,
    /// The language to speak with the client (S: "andere contacttaal").
    pub contact_language: Code<Language>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// The trajectory in another region that goes on in this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transferred_from: Option<LinkedTrajectory>,
}

/// A newer version of the region's catalogue holds for what happens from this day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CatalogueAdopted {
    /// The day that names the version.
    pub catalogue: NaiveDate,
}

/// What stays known of the opening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// The day of the opening, in Brussels.
    pub on: NaiveDate,
    /// The organisation that owns the trajectory.
    pub owner: KboNumber,
    /// The person.
    pub client: ClientId,
    /// The region.
    pub region: Code,
    /// The catalogue version.
    pub catalogue: NaiveDate,
    /// How the client came in sight.
    pub source: Code<OpeningSource>,
    /// Where the client stays.
    pub municipality: Code<Municipality>,
    /// The language to speak with the client.
    pub contact_language: Code<Language>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// The trajectory in another region that goes on in this one.
    pub transferred_from: Option<LinkedTrajectory>,
}

impl Opening {
    /// The trajectory's id.
    #[must_use]
    pub fn trajectory(&self) -> TrajectoryId {
        TrajectoryId::of(&self.region, self.client)
    }

    /// Rule 4: nothing happened before the opening.
    pub(super) fn not_before(&self, occurred_on: NaiveDate) -> Result<(), Refusal> {
        Refusal::when(occurred_on < self.on, || OpeningRefusal::OccurredBeforeOpening {
            occurred_on,
            opened_on: self.on,
        })
    }
}

impl State {
    /// The opening, without which nothing else happens.
    pub(super) fn opened(&self) -> Result<&Opening, Refusal> {
        self.opening.as_ref().ok_or(OpeningRefusal::TrajectoryNotFound.into())
    }
}

impl EventPayload<State> for TrajectoryOpened {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.day("catalogue", self.catalogue);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        Refusal::when(state.opening.is_some(), || OpeningRefusal::TrajectoryAlreadyOpened)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, organisation: KboNumber) {
        let opened = self.clone();
        state.opening = Some(Opening {
            on,
            owner: organisation,
            client: opened.client,
            region: opened.region,
            catalogue: opened.catalogue,
            source: opened.source,
            municipality: opened.municipality,
            contact_language: opened.contact_language,
            interpreter: opened.interpreter,
            transferred_from: opened.transferred_from,
        });
    }
}

impl EventPayload<State> for CatalogueAdopted {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.day("catalogue", self.catalogue);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let (version, current) = (self.catalogue, state.opened()?.catalogue);
        Refusal::unless(version > current, || OpeningRefusal::CatalogueNotNewer {
            version,
            current,
        })
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        if let Some(opening) = &mut state.opening {
            opening.catalogue = self.catalogue;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::occasion::OccasionRefusal;
    use crate::trajectory::Intent;
    use crate::trajectory::story::{self, day, opened, story};

    #[test]
    fn a_client_met_for_the_first_time_gets_a_trajectory() {
        story().when(day(1), Intent::OpenTrajectory(opened())).then(vec![opened().into()]);
    }

    #[test]
    fn a_client_has_one_trajectory_in_a_region() {
        for again in [day(1), day(3), day(-3)] {
            story()
                .given(day(1), opened())
                .when(again, Intent::OpenTrajectory(opened()))
                .then_refused(&OpeningRefusal::TrajectoryAlreadyOpened);
        }
    }

    #[test]
    fn rule_13_an_opening_names_codes_of_its_catalogue() {
        let elsewhere = TrajectoryOpened { municipality: Code::new("44021"), ..opened() };
        story().when(day(1), Intent::OpenTrajectory(elsewhere)).then_refused(&story::unknown(
            "municipality",
            "44021",
            "municipality",
        ));
    }

    #[test]
    fn rule_13_an_opening_names_a_published_catalogue() {
        let version = day(0);
        let unpublished = TrajectoryOpened { catalogue: version, ..opened() };
        story()
            .when(day(1), Intent::OpenTrajectory(unpublished))
            .then_refused(&OccasionRefusal::CatalogueNotFound { region: opened().region, version });
    }

    #[test]
    fn a_trajectory_moves_to_a_newer_catalogue_that_was_published() {
        let adopt = |catalogue| Intent::AdoptCatalogue(CatalogueAdopted { catalogue });
        let current = opened().catalogue;
        story()
            .given(day(1), opened())
            .when(day(2), adopt(current))
            .then_refused(&OpeningRefusal::CatalogueNotNewer { version: current, current });
        story().given(day(1), opened()).when(day(2), adopt(day(2))).then_refused(
            &OccasionRefusal::CatalogueNotFound { region: opened().region, version: day(2) },
        );
    }

    #[test]
    fn what_was_adopted_is_not_corrected_to_a_catalogue_that_was_never_published() {
        let version = day(3);
        let corrected = story::corrected(2, day(4), CatalogueAdopted { catalogue: version });
        story()
            .given(day(1), opened())
            .given(day(4), CatalogueAdopted { catalogue: day(2) })
            .today(day(5))
            .when(day(3), Intent::CorrectEvent(corrected))
            .then_refused(&OccasionRefusal::CatalogueNotFound { region: opened().region, version });
    }

    #[test]
    fn rule_4_nothing_happens_in_the_future() {
        story().today(day(1)).when(day(2), Intent::OpenTrajectory(opened())).then_refused(
            &OccasionRefusal::OccurredInTheFuture { occurred_on: day(2), today: day(1) },
        );
    }
}
