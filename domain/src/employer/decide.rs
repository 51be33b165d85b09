//! From a command to an event, or to the rule that it would break.

use std::sync::Arc;

use super::{Circumstance, EmployerEvent, Intent, Refusal, RegionEmployer};
use crate::catalogue::{Catalogue, Catalogues};
use crate::occasion::{named, recorded, within_time};
use crate::procedure::Command;
use crate::stream::{Stream, aggregate};

/// Something to be recorded about an employer.
pub type EmployerCommand = Command<Intent>;

/// What an employer's rules look at beside it.
#[derive(Debug, Clone)]
pub struct Register {
    /// All catalogues.
    pub catalogues: Arc<Catalogues>,
    /// The register has an employer by the number that the command names.
    pub has_number: bool,
}

aggregate! {
    RegionEmployer, "Employer", EmployerCommand => EmployerEvent, Refusal,
    |employer, command, register: Register| decide(employer, &command, register)
}

/// The events that `command` leads to.
///
/// # Errors
/// All faults of its fields, or else the first rule that the command would break. Nothing is to be recorded then.
pub fn decide(
    employer: &RegionEmployer,
    command: &EmployerCommand,
    register: &Register,
) -> Result<Vec<EmployerEvent>, Refusal> {
    let EmployerCommand { occasion, intent } = command;
    let catalogue = catalogue_for(employer, intent, &register.catalogues);
    intent.check_fields(occasion.occurred_on, catalogue.as_ref().ok().copied())?;
    within_time::<Refusal>(occasion.occurred_on, occasion.now)?;
    let at = Circumstance {
        on: occasion.occurred_on,
        organisation: occasion.actor.organisation,
        catalogue: catalogue?,
        has_number: register.has_number,
    };
    let what = intent.permitted(employer.state(), &at)?;
    Ok(vec![recorded(what, occasion.occurred_on, occasion.now, &occasion.actor, at.catalogue)])
}

/// The catalogue that a registration names: its own, or the one that there is.
///
/// # Errors
/// The employer is not registered, or there is no such catalogue.
pub fn catalogue_for<'a>(
    employer: &RegionEmployer,
    intent: &Intent,
    catalogues: &'a Catalogues,
) -> Result<&'a Catalogue, Refusal> {
    let registered = employer.registration(intent)?;
    Ok(named(&registered.region, registered.catalogue, catalogues)?)
}
