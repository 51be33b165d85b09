//! Names beside numbers: of organisations and workers, as the directory of a region has them.
//!
//! A name is looked up when it is asked for, in what this process keeps in memory, so a list of many costs one reading
//! of the directory. In the schema it is a text: null where the directory has no such entry, where it was
//! erased, and for whoever does not see names of people.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextBase, ContextSelectionSet, Error, OutputType, Positioned, ServerResult, Value,
};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_infra::directory::Directory;
use loopbrug_infra::views::ViewError;

use super::shows::Shows;
use crate::error::unanswered;

/// The name of an organisation or a worker of a region.
#[derive(Debug, Clone)]
pub(crate) struct Name<Id> {
    region: Code,
    of: Id,
}

/// What has a name in the directory.
pub(crate) trait Named: Copy + Send + Sync {
    /// Looks it up.
    fn name(
        self,
        directory: &Directory,
        actor: &Actor,
        region: &Code,
    ) -> impl Future<Output = Result<Option<String>, ViewError>> + Send;
}

impl Named for KboNumber {
    async fn name(
        self,
        directory: &Directory,
        _: &Actor,
        region: &Code,
    ) -> Result<Option<String>, ViewError> {
        directory.organisation_name(region, self).await
    }
}

impl Named for WorkerId {
    async fn name(
        self,
        directory: &Directory,
        actor: &Actor,
        region: &Code,
    ) -> Result<Option<String>, ViewError> {
        directory.worker_name(actor, region, self).await
    }
}

impl<Id> Name<Id> {
    /// The name of somebody of a region.
    pub(crate) fn of(region: &Code, of: Id) -> Self {
        Self { region: region.clone(), of }
    }
}

impl<Id: Named> Name<Id> {
    /// The name, as far as whoever asks may see it.
    pub(crate) async fn look_up<T>(
        &self,
        ctx: &ContextBase<'_, T>,
    ) -> Result<Option<String>, Error> {
        let (directory, actor) = (ctx.data::<Directory>()?, ctx.data::<Actor>()?);
        let name = self.of.name(directory, actor, &self.region).await;
        name.map_err(unanswered(ctx))
    }
}

impl Shows<KboNumber> for Name<KboNumber> {
    fn of(id: &KboNumber, catalogue: &Arc<Catalogue>) -> Self {
        Self::of(catalogue.region(), *id)
    }
}

impl Shows<WorkerId> for Name<WorkerId> {
    fn of(id: &WorkerId, catalogue: &Arc<Catalogue>) -> Self {
        Self::of(catalogue.region(), *id)
    }
}

#[async_graphql::async_trait::async_trait]
impl<Id: Named> OutputType for Name<Id> {
    fn type_name() -> Cow<'static, str> {
        String::type_name()
    }

    fn qualified_type_name() -> String {
        Option::<String>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Option::<String>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match self.look_up(ctx).await {
            Ok(name) => Ok(name.map_or(Value::Null, Value::String)),
            Err(error) => Err(ctx.set_error_path(error.into_server_error(field.pos))),
        }
    }
}
