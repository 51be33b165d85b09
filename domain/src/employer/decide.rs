//! From a command to an event, or to the rule that it would break.

use std::sync::Arc;

use cqrs_es::event_sink::EventSink;

use super::{Circumstance, EmployerEvent, Intent, Refusal, RegionEmployer};
use crate::catalogue::{Catalogue, Catalogues};
use crate::occasion::{named, recorded, within_time};
use crate::procedure::Command;
use crate::stream::{Aggregate, Stream};

/// Something to be recorded about an employer.
pub type EmployerCommand = Command<Intent>;

impl Aggregate for RegionEmployer {
    const TYPE: &'static str = "Employer";
    type Command = EmployerCommand;
    type Event = EmployerEvent;
    type Error = Refusal;
    type Services = Arc<Catalogues>;

    async fn handle(
        &mut self,
        command: EmployerCommand,
        catalogues: &Arc<Catalogues>,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        let event = decide(self, &command, catalogues)?;
        sink.write(event, self).await;
        Ok(())
    }

    fn apply(&mut self, event: EmployerEvent) {
        self.add(&event);
    }
}

/// The event that `command` leads to.
///
/// # Errors
/// All faults of its fields, or else the first rule that the command would break. Nothing is to be recorded then.
pub fn decide(
    employer: &RegionEmployer,
    command: &EmployerCommand,
    catalogues: &Catalogues,
) -> Result<EmployerEvent, Refusal> {
    let EmployerCommand { occasion, intent } = command;
    let catalogue = catalogue_for(employer, intent, catalogues);
    intent.check_fields(occasion.occurred_on, catalogue.as_ref().ok().copied())?;
    within_time::<Refusal>(occasion.occurred_on, occasion.now)?;
    let at = Circumstance { on: occasion.occurred_on, catalogue: catalogue? };
    let what = intent.clone().into_payload(employer.state(), &at);
    what.permitted(employer.state(), &at)?;
    Ok(recorded(what, occasion.occurred_on, occasion.now, &occasion.actor, at.catalogue))
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
    let registered = match intent {
        Intent::RegisterEmployer(registered) => registered,
        Intent::CoachEmployerWithoutClient(_) => employer.state().registered()?,
    };
    Ok(named(&registered.region, registered.catalogue, catalogues)?)
}
