//! The regions that there are.

use std::sync::Arc;

use async_graphql::{Context, Error, Object};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_infra::views::Views;

use super::Language;
use crate::error::unanswered;

/// A region, by its latest catalogue.
pub(crate) struct Region(pub(crate) Arc<Catalogue>);

/// A region.
#[Object]
impl Region {
    /// Its code: what an argument `region` names.
    async fn code(&self) -> &str {
        self.0.region().as_str()
    }

    /// Its name, in its latest catalogue.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        lang.of(self.0.label())
    }

    /// The versions of its catalogue by their days of publication, the latest first.
    async fn catalogues(&self, ctx: &Context<'_>) -> Result<Vec<NaiveDate>, Error> {
        let all = ctx.data::<Views>()?.catalogues().all();
        let of_region = all.filter(|catalogue| catalogue.region() == self.0.region());
        let mut versions: Vec<_> = of_region.map(|catalogue| catalogue.version()).collect();
        versions.reverse();
        Ok(versions)
    }

    /// The last position of its log: what was recorded later is after it (`changedSince`).
    #[graphql(complexity = 5)]
    async fn position(&self, ctx: &Context<'_>) -> Result<u32, Error> {
        let head = ctx.data::<Views>()?.head(self.0.region()).await;
        head.map(|position| position.0).map_err(unanswered(ctx))
    }
}
