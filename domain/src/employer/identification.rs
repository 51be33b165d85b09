//! Which company an employer is that people know by an informal name: the one with a number, which the register has
//! as well. From then on the two are counted as one.
//!
//! It goes one way, from a name to a number, so it leads in no circle. What trajectories say stays as it was written.

use super::prelude::*;

refusals! {
    /// Rules about which company an employer is.
    IdentificationRefusal {
        /// Two numbers are two companies.
        EmployerHasNumber { number: KboNumber }, "EMPLOYER_HAS_NUMBER",
            "the employer is registered by the number {number}: only one that is registered by a name is identified";
        EmployerAlreadyIdentified, "EMPLOYER_ALREADY_IDENTIFIED" at "number",
            "that is what is known of the employer already; send a number that is different, or none to take it back";
        NumberNotRegistered { number: KboNumber }, "NUMBER_NOT_REGISTERED" at "number",
            "no employer is registered by the number {number} in this region: register it first, with its name";
    }
}

/// It is known which company the employer is. What is said last holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EmployerIdentified {
    /// The number of the company. Absent: it is none of those with a number after all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<KboNumber>,
}

impl EventPayload<State> for EmployerIdentified {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        if let Employer::Numbered(number) = state.registered()?.employer {
            return Err(IdentificationRefusal::EmployerHasNumber { number }.into());
        }
        Refusal::when(state.number == self.number, || {
            IdentificationRefusal::EmployerAlreadyIdentified
        })?;
        match self.number {
            Some(number) if !at.has_number => {
                Err(IdentificationRefusal::NumberNotRegistered { number }.into())
            }
            _ => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.number = self.number;
    }
}
