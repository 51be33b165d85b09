//! Reports: the question, as of when it is answered, and what of the answer is shown to whom.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code, Limits};
use loopbrug_domain::ids::Position;
use loopbrug_domain::policy::{Audience, audience};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_reporting::disclosure::{QuestionKind, Treatment, treatment};
use loopbrug_reporting::reports::{
    AsOf, Codes, Filter, Period, Question, ReportKind, Shown, Sources, Table, answer, shown,
};

use super::{ViewError, Views};
use crate::database::read;
use crate::log::recorded_at;
use crate::publications::Edition;

/// How many tables one answer holds.
pub const MOST_TABLES: usize = 60;

/// As of when a report is to be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Known {
    /// Now.
    #[default]
    Now,
    /// At a position of the log of the one region that it is about, on the day that it was recorded.
    At(Position),
    /// At a moment.
    By(DateTime<Utc>),
}

/// What a report is to be about.
#[derive(Debug, Clone)]
pub struct ReportRequest {
    /// On which region; several are answered as one, in the codes that they share.
    pub regions: Vec<Code>,
    /// In which codes, where it is one region.
    pub codes: Codes,
    /// As of when.
    pub known: Known,
    /// The position that has to be in the figures, where they are of one region.
    pub at_least: Option<Position>,
    /// About whom.
    pub filter: Filter,
}

/// An answer.
#[derive(Debug)]
pub struct Reported {
    /// Over which days.
    pub period: Period,
    /// What is shown.
    pub shown: Shown,
    /// The catalogue whose rows it has: that of the first region.
    pub catalogue: Arc<Catalogue>,
    /// As of when it is true, by region.
    pub as_of: Vec<(Code, AsOf)>,
    /// The edition that it is of, where it was published.
    pub edition: Option<Edition>,
}

impl Views {
    /// A report over some periods, each as a table of its own.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn reports(
        &self,
        actor: &Actor,
        report: ReportKind,
        request: &ReportRequest,
        periods: &[Period],
    ) -> Result<Vec<Reported>, ViewError> {
        let asked = periods.len() * request.regions.len();
        if asked > MOST_TABLES {
            return Err(ViewError::ReportTooLarge { asked, limit: MOST_TABLES });
        }
        let audience = audience(actor, request.filter.organisation);
        let treatment = self.treatment(audience, QuestionKind::Free, &request.regions)?;
        let as_of = self.as_of(report, request).await?;
        let questions = periods.iter().map(|period| (*period, request.known));
        self.remember((actor, audience), report, request, questions).await?;
        let mut reported = Vec::with_capacity(periods.len());
        for period in periods {
            reported.push(self.report(report, request, *period, &as_of, treatment).await?);
        }
        Ok(reported)
    }

    /// One table, from images that are as far as `as_of`.
    pub(super) async fn report(
        &self,
        report: ReportKind,
        request: &ReportRequest,
        period: Period,
        as_of: &[(Code, AsOf)],
        treatment: Treatment,
    ) -> Result<Reported, ViewError> {
        let (this, request, as_of) = (self.clone(), request.clone(), as_of.to_vec());
        let pass = move || this.scan(report, &request, period, &as_of, treatment);
        self.scans.run(pass).await?
    }

    fn scan(
        &self,
        report: ReportKind,
        request: &ReportRequest,
        period: Period,
        as_of: &[(Code, AsOf)],
        treatment: Treatment,
    ) -> Result<Reported, ViewError> {
        let tables = as_of.iter().map(|(region, as_of)| {
            let question = question(request, period, *as_of);
            self.with_sources(region, |sources| answer(report, sources, &question))
        });
        let tables = tables.collect::<Result<Vec<_>, _>>()?;
        let table = Table::joined(tables).ok_or_else(no_region)?;
        let first = request.regions.first().ok_or_else(no_region)?;
        Ok(Reported {
            period,
            shown: shown(&table, treatment),
            catalogue: Arc::clone(self.catalogue(first)?),
            as_of: as_of.to_vec(),
            edition: None,
        })
    }

    /// Gives the images of a region, held still.
    pub(super) fn with_sources<T>(
        &self,
        region: &Code,
        use_them: impl FnOnce(Sources<'_>) -> T,
    ) -> Result<T, ViewError> {
        let images = self.images(region)?;
        let catalogue = self.catalogue(region)?;
        let (image, procedure) = (images.trajectories.loaded()?, images.procedure.loaded()?);
        let (image, procedure) = (image.read(), procedure.read());
        Ok(use_them(Sources { image: &image, procedure: &procedure, catalogue }))
    }

    /// What is done to the figures before they are shown. Of several regions the strictest counts.
    pub(super) fn treatment(
        &self,
        audience: Audience,
        kind: QuestionKind,
        regions: &[Code],
    ) -> Result<Treatment, ViewError> {
        let limits = regions.iter().map(|region| Ok(self.catalogue(region)?.limits()));
        let limits = limits.collect::<Result<Vec<&Limits>, ViewError>>()?;
        let strictest = limits.into_iter().max_by_key(|limits| limits.disclosure_k);
        Ok(treatment(audience, kind, strictest.ok_or_else(no_region)?))
    }

    /// The position and day of each region, once its images are as far.
    pub(super) async fn as_of(
        &self,
        report: ReportKind,
        request: &ReportRequest,
    ) -> Result<Vec<(Code, AsOf)>, ViewError> {
        let now = self.clock.now();
        if let Known::By(moment) = request.known
            && moment > now
        {
            return Err(ViewError::MomentNotYet(moment));
        }
        let names_a_position = matches!(request.known, Known::At(_)) || request.at_least.is_some();
        if names_a_position && request.regions.len() > 1 {
            return Err(ViewError::PositionOfSeveralRegions);
        }
        let mut all = Vec::with_capacity(request.regions.len());
        for (n, region) in request.regions.iter().enumerate() {
            if request.regions[..n].contains(region) {
                return Err(ViewError::RegionTwice(region.clone()));
            }
            // This comes first, so that a region that is not there is refused as such.
            self.images(region)?;
            let (wanted, moment) = match request.known {
                Known::Now => (None, now),
                Known::At(position) => (Some(position), now),
                Known::By(moment) => (Some(self.log.position_at(region, moment).await?), moment),
            };
            let wait_for = request.at_least.max(wanted);
            let trajectories = self.image(region, wait_for).await?.read().position();
            let procedure = self.procedure_image(region, wait_for).await?.read().position();
            let seen = match report {
                ReportKind::Needs => trajectories.min(procedure),
                _ => trajectories,
            };
            let recorded = match request.known {
                Known::At(position) => read(|| recorded_at(&self.pool, region, position)).await?,
                _ => None,
            };
            let day = day_in_brussels(recorded.unwrap_or(moment));
            all.push((region.clone(), AsOf { position: wanted.unwrap_or(seen), day }));
        }
        Ok(all)
    }
}

/// The question about one region.
pub(super) fn question(request: &ReportRequest, period: Period, as_of: AsOf) -> Question {
    let codes = if request.regions.len() > 1 { Codes::Common } else { request.codes };
    Question { period, as_of, filter: request.filter.clone(), codes }
}

fn no_region() -> ViewError {
    ViewError::RegionNotFound(Code::from(""))
}
