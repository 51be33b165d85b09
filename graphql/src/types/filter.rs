//! What lists and reports can be filtered by. A code that the catalogue does not have is an
//! error: an empty table would look like a zero.

use async_graphql::{Enum, Error, ID, InputObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{Challenge, Gender, Municipality, Persona};
use loopbrug_domain::catalogue::{self, Catalogue, List};
use loopbrug_domain::ids::MalformedId;
use loopbrug_domain::trajectory::Phase;
use loopbrug_infra::views::TrajectoryFilter;
use loopbrug_reporting::facts::AgeGroup;
use loopbrug_reporting::reports::{Filter, Period};

use crate::day::in_range;
use crate::error::coded;
use crate::input::{Code, described_as_they_are, input_objects};

described_as_they_are!(AgeGroupInput, TrajectoryPhase);

/// Days in Brussels, both included.
#[derive(Debug, InputObject)]
pub(crate) struct PeriodInput {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
}

impl PeriodInput {
    pub(crate) fn read(&self) -> Result<Period, Error> {
        let (from, to) = (in_range(self.from, "period.from")?, in_range(self.to, "period.to")?);
        Period::try_new(from, to).map_err(|error| coded("PERIOD_ENDS_BEFORE_IT_BEGINS", error))
    }
}

/// Age at entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "AgeGroup", name = "AgeGroup")]
pub(crate) enum AgeGroupInput {
    /// Under 18 (EECO06).
    Under18,
    /// 18 to 29 (EECO07).
    From18To29,
    /// 30 to 54.
    From30To54,
    /// 55 and over (EECO08).
    From55,
}

input_objects! {
    /// Whom a report is about; what is absent does not matter.
    #[derive(Clone, Default)]
    pub(crate) struct ReportFilterInput {
        /// Linked to this challenge.
        challenge: Option<Code<Challenge>>,
        /// Linked to this persona.
        persona: Option<Code<Persona>>,
        /// Staying here.
        municipality: Option<Code<Municipality>>,
        /// Owned by this organisation, by KBO number.
        organisation: Option<String>,
        /// Of this gender at entry.
        gender: Option<Code<Gender>>,
        /// Of this age at entry.
        age_group: Option<AgeGroupInput>,
    }
}

impl ReportFilterInput {
    pub(crate) fn read(self, catalogue: &Catalogue) -> Result<Filter, Error> {
        Ok(Filter {
            challenge: known(catalogue, self.challenge)?,
            persona: known(catalogue, self.persona)?,
            municipality: known(catalogue, self.municipality)?,
            organisation: parsed(self.organisation)?,
            gender: known(catalogue, self.gender)?,
            age_group: self.age_group.map(Into::into),
            others_than: None,
        })
    }
}

/// Where a trajectory is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Phase", name = "Phase")]
pub(crate) enum TrajectoryPhase {
    /// Somebody is looking for the client.
    Outreach,
    /// There is a legal basis; the intake can be done.
    Intake,
    /// The client is guided.
    Active,
    /// The guidance waits for the client.
    OnHold,
    /// The guidance has stopped; what lasts of it is followed.
    FollowUp,
    /// It is over.
    Ended,
    /// It is a duplicate of another.
    Merged,
}

input_objects! {
    /// Which trajectories; what is absent does not matter.
    #[derive(Default)]
    pub(crate) struct TrajectoryFilterInput {
        /// In this phase.
        phase: Option<TrajectoryPhase>,
        /// Of a client who stays here.
        municipality: Option<Code<Municipality>>,
        /// Linked to this persona.
        persona: Option<Code<Persona>>,
        /// Linked to this challenge.
        challenge: Option<Code<Challenge>>,
        /// Owned by this organisation or shared with it, by KBO number.
        organisation: Option<String>,
        /// With this bridge figure, by worker id.
        bridge_figure: Option<ID>,
    }
}

impl TrajectoryFilterInput {
    pub(crate) fn read(self, catalogue: &Catalogue) -> Result<TrajectoryFilter, Error> {
        Ok(TrajectoryFilter {
            phase: self.phase.map(Into::into),
            municipality: known(catalogue, self.municipality)?,
            persona: known(catalogue, self.persona)?,
            challenge: known(catalogue, self.challenge)?,
            organisation: parsed(self.organisation)?,
            bridge_figure: parsed(self.bridge_figure.map(|id| id.0))?,
            changed_since: None,
        })
    }
}

fn known<L: List>(
    catalogue: &Catalogue,
    code: Option<Code<L>>,
) -> Result<Option<catalogue::Code<L>>, Error> {
    let Some(code) = code.map(catalogue::Code::from) else { return Ok(None) };
    match catalogue.entry(L::KIND, code.as_str()) {
        Some(_) => Ok(Some(code)),
        None => {
            let list = L::KIND.name();
            Err(coded("UNKNOWN_CODE", format!("'{code}' is not a code of list {list}")))
        }
    }
}

pub(crate) fn parsed<T: std::str::FromStr<Err = MalformedId>>(
    text: Option<String>,
) -> Result<Option<T>, Error> {
    let parsed = text.map(|text| text.parse());
    parsed.transpose().map_err(|error: MalformedId| coded("MALFORMED_ID", error))
}
