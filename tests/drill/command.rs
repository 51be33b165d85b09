//! What clients ask: commands of a few kinds, each with an id of its own, all of one event.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::REGION;

/// The day of most of what is recorded. Openings, consents and intakes are before it.
const DAY: &str = "2024-02-01";

/// What a command asks to be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Open,
    Consent,
    Intake,
    /// A contact attempt on a day that is named.
    Attempt,
    /// A contact attempt without a day: today, as the program takes it.
    AttemptToday,
    Home,
    Job,
    Observation,
    /// About a trajectory that there is not: has to be refused.
    OnNobody,
    /// Under a version that was passed long ago: has to be refused.
    OnOldVersion,
    /// On the day after tomorrow: has to be refused.
    InTheFuture,
}

impl Deed {
    fn mutation(self) -> &'static str {
        match self {
            Self::Open => "openTrajectory",
            Self::Consent => "recordLegalBasis",
            Self::Intake => "completeIntake",
            Self::Attempt | Self::AttemptToday | Self::OnOldVersion | Self::InTheFuture => {
                "recordContactAttempt"
            }
            Self::Home | Self::OnNobody => "recordHousingFound",
            Self::Job => "startEmployment",
            Self::Observation => "observeHousing",
        }
    }

    /// The stored name of the one event that comes of it.
    pub(crate) fn event(self) -> &'static str {
        match self {
            Self::Open => "TrajectoryOpened",
            Self::Consent => "LegalBasisRecorded",
            Self::Intake => "IntakeCompleted",
            Self::Attempt | Self::AttemptToday | Self::OnOldVersion | Self::InTheFuture => {
                "ContactAttempted"
            }
            Self::Home | Self::OnNobody => "HousingFound",
            Self::Job => "EmploymentStarted",
            Self::Observation => "HousingObserved",
        }
    }

    /// The code that it has to be refused with, where it has to be.
    pub(crate) fn refusal(self) -> Option<&'static str> {
        match self {
            Self::OnNobody => Some("TRAJECTORY_NOT_FOUND"),
            Self::OnOldVersion => Some("VERSION_CONFLICT"),
            Self::InTheFuture => Some("OCCURRED_IN_THE_FUTURE"),
            _ => None,
        }
    }
}

/// A command that can be sent, and sent again.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub(crate) id: Uuid,
    pub(crate) deed: Deed,
    /// By UUID; none for an opening, which brings it into being.
    pub(crate) trajectory: Option<String>,
    input: Value,
}

impl Command {
    /// Opens a trajectory of a new client.
    pub(crate) fn opening() -> Self {
        let input = json!({
            "region": REGION, "source": "ocmw", "municipality": "45041",
            "occurredOn": "2024-01-01",
        });
        Self::new(Deed::Open, None, input)
    }

    /// Asks something about a trajectory.
    pub(crate) fn about(trajectory: &str, deed: Deed) -> Self {
        let attempt = json!({ "occurredOn": DAY, "mode": "phone", "outcome": "reached" });
        let mut input = match deed {
            Deed::Open => return Self::opening(),
            Deed::Consent => json!({
                "occurredOn": "2024-01-05", "bases": ["consent"],
                "purposes": ["guidance", "esf_reporting"],
            }),
            Deed::Intake => json!({ "occurredOn": "2024-01-10", "gender": "woman", "age": 30 }),
            Deed::Attempt => attempt,
            Deed::AttemptToday => json!({ "mode": "email", "outcome": "not_reached" }),
            Deed::Home | Deed::OnNobody => json!({ "occurredOn": DAY, "tenure": "room" }),
            Deed::Job => json!({ "occurredOn": DAY, "contract": "flexi", "ftePercent": 50 }),
            Deed::Observation => json!({ "occurredOn": DAY, "ethos": "6" }),
            Deed::OnOldVersion => {
                let mut attempt = attempt;
                attempt["expectedVersion"] = json!(1);
                attempt
            }
            Deed::InTheFuture => {
                let later = crate::times::real_today() + chrono::Days::new(2);
                json!({ "occurredOn": later, "mode": "phone", "outcome": "reached" })
            }
        };
        input["trajectoryId"] = json!(format!("trajectory:{trajectory}"));
        Self::new(deed, Some(trajectory.to_owned()), input)
    }

    fn new(deed: Deed, trajectory: Option<String>, mut input: Value) -> Self {
        let id = loopbrug_infra::ids::new_trace_id();
        input["commandId"] = json!(id);
        Self { id, deed, trajectory, input }
    }

    /// The mutation by which it is sent.
    pub(crate) fn mutation(&self) -> &'static str {
        self.deed.mutation()
    }

    /// The request's body.
    pub(crate) fn body(&self) -> Value {
        let name = self.mutation();
        let (first, rest) = (name[..1].to_uppercase(), &name[1..]);
        let query = format!(
            "mutation ($input: {first}{rest}Input!) {{ {name}(input: $input) {{
                version position trajectory {{ id }} errors {{ code message }}
            }} }}"
        );
        json!({ "query": query, "variables": { "input": self.input } })
    }
}
