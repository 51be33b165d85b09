//! The registration: from then on a region's organisations record about the employer.

use super::LONGEST_NAME;
use super::prelude::*;
use crate::catalogue::list::{JobTarget, Municipality};

refusals! {
    /// Rules about the registration.
    RegistrationRefusal {
        EmployerNotRegistered, "EMPLOYER_NOT_REGISTERED",
            "the employer is not in the region's register; register it first";
        /// What is registered otherwise puts the registration right.
        EmployerAlreadyRegistered, "EMPLOYER_ALREADY_REGISTERED",
            "the employer is registered so already; to put its registration right, send what is different";
    }
}

/// The employer was registered, or its registration put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EmployerRegistered {
    /// The region.
    pub region: Code,
    /// The version of the region's catalogue whose codes hold for it.
    pub catalogue: NaiveDate,
    /// By number, or by the informal name where nobody knows a number.
    pub employer: Employer,
    /// The name by which people know it. Absent: it is registered by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is; absent: unknown, or outside the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality: Option<Code<Municipality>>,
    /// The broad sector that it works in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Code<JobTarget>>,
}

impl EmployerRegistered {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.employer.to_string())
    }
}

impl EventPayload<State> for EmployerRegistered {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.day("catalogue", self.catalogue);
        self.employer.check("employer", fields);
        match (&self.name, &self.employer) {
            (Some(name), _) => Employer::Named(name.clone()).check("name", fields),
            // A number alone says nothing to people.
            (None, Employer::Numbered(_)) => fields.written("name", "", LONGEST_NAME),
            (None, Employer::Named(_)) => {}
        }
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        let is_so = |registered: &Self| {
            Self { catalogue: registered.catalogue, ..self.clone() } == *registered
        };
        Refusal::when(state.registered.as_ref().is_some_and(is_so), || {
            RegistrationRefusal::EmployerAlreadyRegistered
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.registered_on.get_or_insert(on);
        state.registered = Some(self.clone());
    }
}
