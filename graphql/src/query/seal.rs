//! Queries of the seal: heads, proofs by them, and whether the log is whole.

use async_graphql::{Context, Error, Object};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::views::{ViewError, Views};

use crate::error::unanswered;
use crate::types::{IntegrityView, SealView};

/// What can be asked of the seal.
#[derive(Default)]
pub(super) struct SealQuery;

#[Object]
impl SealQuery {
    /// The seal of a region's log: by its heads it is proved that the log only grew, and that an event is in it. For its
    /// steward and its auditor. Null where nothing was sealed yet.
    #[graphql(complexity = "5 + child_complexity")]
    async fn seal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
    ) -> Result<Option<SealView>, Error> {
        let seal = ctx.data::<Views>()?.seal(ctx.data::<Actor>()?, &Code::new(region));
        let seal = seal.map_err(unanswered(ctx))?;
        let status = seal.status().await.map_err(ViewError::from).map_err(unanswered(ctx))?;
        Ok(status.map(|status| SealView { seal, status }))
    }

    /// The secret half of a receipt of rounded figures that was issued here: the exact table that the receipt commits to,
    /// and the salt by which that is verified. For those who see these figures as they are; they decide whom else they
    /// give it to. Null with an error for everybody else.
    #[graphql(complexity = "20")]
    async fn secret_half(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "All of the receipt.")] receipt: String,
    ) -> Result<Option<String>, Error> {
        let half = ctx.data::<Views>()?.secret_half(ctx.data::<Actor>()?, &receipt).await;
        half.map(|half| Some(half.to_string())).map_err(unanswered(ctx))
    }

    /// Whether the log of a region is whole, as far as this program can say it: how far it is sealed and by which keys,
    /// who cosigned, and what was found where it was compared with its seal. For its steward and its auditor.
    #[graphql(complexity = "10 + child_complexity")]
    async fn integrity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The region, by its code.")] region: String,
    ) -> Result<IntegrityView, Error> {
        let seal = ctx.data::<Views>()?.seal(ctx.data::<Actor>()?, &Code::new(region));
        let seal = seal.map_err(unanswered(ctx))?;
        let integrity = seal.integrity().await.map_err(ViewError::from).map_err(unanswered(ctx))?;
        Ok(IntegrityView { seal, integrity })
    }
}
