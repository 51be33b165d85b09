//! Commands on an employer of a region's register.

use chrono::{DateTime, Utc};
use cqrs_es::EventStore;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::employer::{EmployerCommand, Intent, Refusal, RegionEmployer, catalogue_for};
use loopbrug_domain::ids::EmployerId;
use loopbrug_domain::policy::{Action, Subject, may};

use super::kind::{Denied, Handled, Kind, Read, handle};
use super::{CommandError, Commands, Request};
use crate::log::{Loaded, Store};

impl Kind for RegionEmployer {
    type About = EmployerId;
    type Intent = Intent;
    type Beside = ();

    async fn read(
        _: &Commands,
        request: &Request<Self>,
        store: &Store<'_, Self>,
        _: Option<Loaded<Self>>,
    ) -> Result<Read<Self>, CommandError> {
        let id = request.about;
        let loaded = store.load_aggregate(&id.to_string()).await?;
        Ok(Read { id, loaded, beside: () })
    }

    fn permit(
        _: &Commands,
        _: &Read<Self>,
        request: &Request<Self>,
        region: &Code,
    ) -> Result<(), Denied> {
        Ok(may(&request.actor, region, Action::Record, Subject::Employers)?)
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
        Ok(Handled::alone(handle(&mut read.loaded, command, &commands.catalogues).await?))
    }
}
