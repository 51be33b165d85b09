//! Publications, from the rows that were made once: whoever asks is shown the same for ever.

use std::sync::Arc;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Code, Limits};
use loopbrug_domain::policy::{Audience, audience};
use loopbrug_reporting::disclosure::{Thresholds, Treatment};
use loopbrug_reporting::reports::{Codes, Filter, ReportKind, Shown, Table, shown};
use sqlx::Error;

use super::reports::{AskedFor, Reported};
use super::{ViewError, Views};
use crate::database::read;
use crate::publications::{Edition, Quarter, is_published, rows};

/// What analysts and what the public are shown of a table that was counted to be published.
pub(super) fn for_publication(table: &Table, limits: &Limits) -> [Shown; 2] {
    [Thresholds::of_analysts(limits), Thresholds::of_public(limits)]
        .map(|thresholds| shown(table, Treatment::Rounded(thresholds)))
}

impl Views {
    /// A report of a quarter as it was published: in this edition, or in the last one. It is the same for
    /// everybody with a role, also for those who account for the cases, and coarser for the public.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn publication(
        &self,
        actor: &Actor,
        region: &Code,
        report: ReportKind,
        quarter: Quarter,
        edition: Option<u32>,
    ) -> Result<Reported, ViewError> {
        let latest = self.catalogue(region)?;
        if !is_published(report) {
            return Err(ViewError::NotPublished);
        }
        // Those who account for the cases are shown what analysts are.
        let audience = audience(actor, [region], None).max(Audience::Analysts);
        let for_public = audience == Audience::Public;
        let named = (quarter, edition);
        let found = read(|| rows::table(&self.pool, region, named, report, for_public)).await?;
        let Some((edition, table)) = found else {
            // An edition that there is not is none of the quarter's; or the quarter has none at all.
            self.editions(region, quarter).await?;
            return Err(ViewError::NoSuchEdition);
        };
        let catalogue = self.catalogues.get(region.as_str(), edition.catalogue).unwrap_or(latest);
        let (filter, codes, own) = (Filter::default(), Codes::Own, None);
        Ok(Reported {
            asked: AskedFor { filter, codes, audience, own },
            period: quarter.period(),
            shown: table.shown(report).map_err(|error| Error::Decode(error.into()))?,
            catalogue: Arc::clone(catalogue),
            as_of: vec![(region.clone(), edition.as_of)],
            edition: Some(edition),
        })
    }

    /// The last edition of every quarter that was published of a region, the last quarter first.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn published_quarters(&self, region: &Code) -> Result<Vec<Edition>, ViewError> {
        self.catalogue(region)?;
        Ok(read(|| rows::of_all_quarters(&self.pool, region)).await?)
    }

    /// All editions of a quarter, the last one first.
    ///
    /// # Errors
    /// See [`ViewError`]; a quarter that has none is refused with the reason.
    pub async fn editions(
        &self,
        region: &Code,
        quarter: Quarter,
    ) -> Result<Vec<Edition>, ViewError> {
        self.catalogue(region)?;
        let editions = read(|| rows::editions(&self.pool, region, quarter)).await?;
        if !editions.is_empty() {
            return Ok(editions);
        }
        if quarter.published_at() > self.clock.now() {
            return Err(ViewError::NotYetPublished { on: quarter.published_on() });
        }
        let began = read(|| rows::began(&self.pool, region)).await?;
        if began.is_none_or(|began| quarter.period().to() < began) {
            return Err(ViewError::QuarterBeforeRegion { began });
        }
        Err(ViewError::BeingPublished)
    }
}
