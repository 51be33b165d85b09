//! Reports: the question, as of when it is answered, and what of the answer is shown to whom.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code, Limits};
use loopbrug_domain::ids::{KboNumber, Position};
use loopbrug_domain::policy::{Audience, audience, may_ask};
use loopbrug_domain::time::day_in_brussels;
use loopbrug_reporting::disclosure::grid::{Asked, OffTheGrid, OnTheGrid, When};
use loopbrug_reporting::disclosure::{Treatment, treatment};
use loopbrug_reporting::reports::{
    AsOf, Codes, Filter, Period, Question, ReportKind, Shown, Sources, Table, answer_over,
};

use super::{ViewError, Views, Wanted};
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
    pub(super) fn on_the_grid(
        &self,
        period: Period,
        now: DateTime<Utc>,
    ) -> Result<OnTheGrid, OffTheGrid> {
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
        let wanted = Wanted { report, periods: periods.to_vec(), codes: request.codes };
        let mut answers = self.reports_together(actor, request, &[wanted]).await?;
        Ok(answers.pop().ok_or(ViewError::Stopping)??)
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

    /// What is made of each count, over one of these periods, from images that are as far as `as_of`. Where the part
    /// of the own organisation is shown as it is, it is counted apart from all others.
    pub(super) async fn counted<T: Send + 'static>(
        &self,
        report: ReportKind,
        request: &ReportRequest,
        periods: Vec<Period>,
        as_of: &[(Code, AsOf)],
        own: Option<KboNumber>,
        show: impl Fn(Table, Option<Table>) -> T + Send + 'static,
    ) -> Result<Vec<T>, ViewError> {
        let (this, request, as_of) = (self.clone(), request.clone(), as_of.to_vec());
        let pass = move || {
            let Some(first) = periods.first().copied() else { return Ok(vec![]) };
            let tables = as_of.iter().map(|(region, as_of)| {
                let question = question(&request, first, *as_of);
                this.with_sources(region, |sources| {
                    let count = |filter| {
                        let asked = Question { filter, ..question.clone() };
                        answer_over(report, sources, &asked, &periods).into_iter()
                    };
                    let filter = || question.filter.clone();
                    // Both are counted of the same image, so that nobody is in both.
                    let others = count(Filter { others_than: own, ..filter() });
                    (others, own.map(|_| count(Filter { organisation: own, ..filter() })))
                })
            });
            let tables = tables.collect::<Result<Vec<_>, ViewError>>()?.into_iter();
            let (mut tables, own): (Vec<_>, Vec<_>) = tables.unzip();
            let mut own: Vec<_> = own.into_iter().flatten().collect();
            let joined = |regions: &mut Vec<std::vec::IntoIter<Table>>| {
                Table::joined(regions.iter_mut().filter_map(Iterator::next))
            };
            let shown = periods.iter().map(|_| {
                let table = joined(&mut tables).ok_or_else(no_region)?;
                Ok(show(table, joined(&mut own)))
            });
            shown.collect()
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

    /// The position and day of each region for a report, once its images are as far.
    pub(super) async fn as_of(
        &self,
        report: ReportKind,
        request: &ReportRequest,
    ) -> Result<Vec<(Code, AsOf)>, ViewError> {
        Ok(self.reached(request).await?.iter().map(|reached| reached.of(report)).collect())
    }

    /// How far the images of each region are, once that is far enough.
    pub(super) async fn reached(&self, request: &ReportRequest) -> Result<Vec<Reached>, ViewError> {
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
            let recorded = match request.known {
                Known::At(position) => read(|| recorded_at(&self.pool, region, position)).await?,
                _ => None,
            };
            let day = day_in_brussels(recorded.unwrap_or(moment));
            let at = |seen| AsOf { position: wanted.unwrap_or(seen), day };
            let (trajectories, both) = (at(trajectories), at(trajectories.min(procedure)));
            all.push(Reached { region: region.clone(), trajectories, both });
        }
        Ok(all)
    }
}

/// How far the images of a region are.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    region: Code,
    trajectories: AsOf,
    /// That of trajectories and that of the procedure.
    both: AsOf,
}

impl Reached {
    /// For what a report is true.
    pub(super) fn of(&self, report: ReportKind) -> (Code, AsOf) {
        let as_of = match report {
            ReportKind::Needs | ReportKind::Guidance => self.both,
            _ => self.trajectories,
        };
        (self.region.clone(), as_of)
    }
}

/// The question about one region.
pub(super) fn question(request: &ReportRequest, period: Period, as_of: AsOf) -> Question {
    Question { period, as_of, filter: request.filter.clone(), codes: codes(request) }
}

/// The codes that an answer has rows of.
pub(super) fn codes(request: &ReportRequest) -> Codes {
    if request.regions.len() > 1 { Codes::Common } else { request.codes }
}

pub(super) fn no_region() -> ViewError {
    ViewError::RegionNotFound(Code::from(""))
}
