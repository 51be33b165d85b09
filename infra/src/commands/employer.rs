//! Commands on an employer of a region's register.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use cqrs_es::EventStore;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::employer::{
    EmployerCommand, Intent, Refusal, RegionEmployer, Register, catalogue_for,
};
use loopbrug_domain::ids::EmployerId;
use loopbrug_domain::policy::{Action, Subject, may};
use loopbrug_domain::stream::Stream;

use super::kind::{Denied, Handled, Kind, Read, handle};
use super::{CommandError, Commands, Request};
use crate::log::{Loaded, Store};

impl Kind for RegionEmployer {
    type About = EmployerId;
    type Intent = Intent;
    /// Whether the register has the employer by the number that is asked for.
    type Beside = bool;

    async fn read(
        _: &Commands,
        request: &Request<Self>,
        store: &Store<'_, Self>,
        _: Option<Loaded<Self>>,
    ) -> Result<Read<Self>, CommandError> {
        let id = request.about;
        let loaded = store.load_aggregate(&id.to_string()).await?;
        // A registration is never taken back: what was seen once need not be seen again at the append.
        let number = match (&request.intent, &loaded.aggregate.state().registered) {
            (Intent::IdentifyEmployer(identified), Some(registered)) => {
                identified.number.map(|number| EmployerId::of(&registered.region, &number.into()))
            }
            _ => None,
        };
        let beside = match number {
            Some(number) => store.load_aggregate(&number.to_string()).await?.version() > 0,
            None => false,
        };
        Ok(Read { id, loaded, beside })
    }

    fn permit(
        _: &Commands,
        _: &Read<Self>,
        request: &Request<Self>,
        region: &Code,
    ) -> Result<(), Denied> {
        let action = match request.intent {
            Intent::IdentifyEmployer(_) => Action::Merge,
            _ => Action::Record,
        };
        Ok(may(&request.actor, region, action, Subject::Employers)?)
    }

    fn region(read: &Read<Self>, intent: &Intent) -> Result<Code, Refusal> {
        read.loaded.aggregate.region_of(intent)
    }

    fn check_fields(
        commands: &Commands,
        request: &Request<Self>,
        read: Option<&Read<Self>>,
    ) -> Result<(), CommandError> {
        let nothing = Self::default();
        let employer = read.map_or(&nothing, |read| &*read.loaded.aggregate);
        let catalogue = catalogue_for(employer, &request.intent, &commands.catalogues).ok();
        Ok(request.intent.check_fields(request.occurred_on, catalogue)?)
    }

    async fn carry_out(
        commands: &Commands,
        request: &Request<Self>,
        now: DateTime<Utc>,
        read: &mut Read<Self>,
        _: &mut Store<'_, Self>,
    ) -> Result<Handled<Self>, CommandError> {
        let (occasion, intent) = (request.occasion(now), request.intent.clone());
        let command = EmployerCommand { occasion, intent };
        let catalogues = Arc::clone(&commands.catalogues);
        let register = Register { catalogues, has_number: read.beside };
        Ok(Handled::alone(handle(&mut read.loaded, command, &register).await?))
    }
}
