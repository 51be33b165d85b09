//! Reports: the question, as of when it is answered, and what of the answer is shown to whom.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code, Limits};
use loopbrug_domain::ids::{KboNumber, Position};
use loopbrug_domain::policy::{Audience, audience, may_ask, own_part};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_reporting::disclosure::grid::{Asked, OffTheGrid, OnTheGrid, When};
use loopbrug_reporting::disclosure::{Treatment, treatment};
use loopbrug_reporting::reports::{
    AsOf, Codes, Filter, Period, Question, ReportKind, Shown, Sources, Table, answer, shown,
    shown_with_own,
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
    /// Now; where figures are rounded, at the last moment that they can be asked of.
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

impl ReportRequest {
    /// The question over a period, as it is put where figures are rounded.
    fn on_the_grid(&self, period: Period, now: DateTime<Utc>) -> Result<OnTheGrid, OffTheGrid> {
        let when = match self.known {
            Known::By(moment) if self.at_least.is_none() => When::Moment(moment),
            Known::Now if self.at_least.is_none() => When::Last,
            _ => When::Position,
        };
        Asked { period, when, filter: &self.filter }.on_the_grid(now)
    }
}

/// What was asked, by whom, as far as that makes a difference to the figures.
#[derive(Debug, Clone)]
pub struct AskedFor {
    /// Whom it is about.
    pub filter: Filter,
    /// In which codes.
    pub codes: Codes,
    /// For whom the figures were made ready.
    pub audience: Audience,
    /// The organisation whose part is shown as it is.
    pub own: Option<KboNumber>,
}

/// An answer.
#[derive(Debug)]
pub struct Reported {
    /// What was asked.
    pub asked: AskedFor,
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
        let about = request.filter.organisation;
        let treatment = self.treatment_for(actor, &request.regions, about)?;
        let audience = audience(actor, &request.regions, about);
        let own = own_part(actor, &request.regions, about);
        let questions = periods.iter().map(|period| match treatment {
            Treatment::Exact => Ok((*period, request.known, true)),
            Treatment::Rounded(_) => request
                .on_the_grid(*period, self.clock.now())
                .map(|question| (question.period, Known::By(question.moment), question.by_row)),
        });
        let questions = questions.collect::<Result<Vec<_>, OffTheGrid>>()?;
        let asked = questions.iter().map(|(period, known, _)| (*period, *known));
        self.remember((actor, audience), report, request, asked).await?;
        let (mut request, mut as_of) = (request.clone(), Vec::new());
        let mut reported = Vec::with_capacity(questions.len());
        for (period, known, by_row) in questions {
            if as_of.is_empty() || request.known != known {
                request.known = known;
                as_of = self.as_of(report, &request).await?;
            }
            let show = move |table: Table, own: Option<Table>| {
                let shown = match (treatment, own) {
                    (Treatment::Rounded(thresholds), Some(own)) => {
                        shown_with_own(&table, &own, thresholds)
                    }
                    _ => shown(&table, treatment),
                };
                if by_row { shown } else { shown.of_all() }
            };
            let shown = self.counted(report, &request, period, &as_of, own, show).await?;
            let (filter, codes) = (request.filter.clone(), codes(&request));
            let own = own.filter(|_| treatment != Treatment::Exact);
            let asked = AskedFor { filter, codes, audience, own };
            let first = request.regions.first().ok_or_else(no_region)?;
            let catalogue = Arc::clone(self.catalogue(first)?);
            let as_of = as_of.clone();
            reported.push(Reported { asked, period, shown, catalogue, as_of, edition: None });
        }
        Ok(reported)
    }

    /// What is done to the figures before somebody is shown them who asks about the cases of one organisation, or
    /// about those of all.
    ///
    /// # Errors
    /// Where there is no such region, or somebody may not ask.
    pub fn treatment_for(
        &self,
        actor: &Actor,
        regions: &[Code],
        about: Option<KboNumber>,
    ) -> Result<Treatment, ViewError> {
        may_ask(actor, regions, about)?;
        self.treatment(audience(actor, regions, about), regions)
    }

    /// What is made of a count, from images that are as far as `as_of`. Where the part of the own
    /// organisation is shown as it is, it is counted apart from all others.
    pub(super) async fn counted<T: Send + 'static>(
        &self,
        report: ReportKind,
        request: &ReportRequest,
        period: Period,
        as_of: &[(Code, AsOf)],
        own: Option<KboNumber>,
        show: impl FnOnce(Table, Option<Table>) -> T + Send + 'static,
    ) -> Result<T, ViewError> {
        let (this, request, as_of) = (self.clone(), request.clone(), as_of.to_vec());
        let pass = move || {
            let tables = as_of.iter().map(|(region, as_of)| {
                let question = question(&request, period, *as_of);
                this.with_sources(region, |sources| {
                    let count =
                        |filter| answer(report, sources, &Question { filter, ..question.clone() });
                    let filter = || question.filter.clone();
                    // Both are counted of the same image, so that nobody is in both.
                    let others = count(Filter { others_than: own, ..filter() });
                    (others, own.map(|_| count(Filter { organisation: own, ..filter() })))
                })
            });
            let tables = tables.collect::<Result<Vec<_>, _>>()?.into_iter();
            let (tables, own): (Vec<_>, Vec<_>) = tables.unzip();
            let table = Table::joined(tables).ok_or_else(no_region)?;
            Ok(show(table, Table::joined(own.into_iter().flatten())))
        };
        self.scans.run(pass).await?
    }

    /// Gives the images of a region, held still.
    pub(super) fn with_sources<T>(
        &self,
        region: &Code,
        use_them: impl FnOnce(Sources<'_>) -> T,
    ) -> Result<T, ViewError> {
        self.with_sources_of(region, self.catalogue(region)?, use_them)
    }

    /// The same for the rows of one of its catalogues.
    pub(super) fn with_sources_of<T>(
        &self,
        region: &Code,
        catalogue: &Catalogue,
        use_them: impl FnOnce(Sources<'_>) -> T,
    ) -> Result<T, ViewError> {
        let images = self.images(region)?;
        let (image, procedure) = (images.trajectories.loaded()?, images.procedure.loaded()?);
        let (image, procedure) = (image.read(), procedure.read());
        Ok(use_them(Sources { image: &image, procedure: &procedure, catalogue }))
    }

    /// What is done to the figures before they are shown.
    pub(super) fn treatment(
        &self,
        audience: Audience,
        regions: &[Code],
    ) -> Result<Treatment, ViewError> {
        let limits = regions.iter().map(|region| Ok(self.catalogue(region)?.limits()));
        let limits = limits.collect::<Result<Vec<&Limits>, ViewError>>()?;
        Ok(treatment(audience, limits.into_iter()))
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
                ReportKind::Needs | ReportKind::Guidance => trajectories.min(procedure),
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
    Question { period, as_of, filter: request.filter.clone(), codes: codes(request) }
}

/// The codes that an answer has rows of.
fn codes(request: &ReportRequest) -> Codes {
    if request.regions.len() > 1 { Codes::Common } else { request.codes }
}

fn no_region() -> ViewError {
    ViewError::RegionNotFound(Code::from(""))
}
