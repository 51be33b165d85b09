//! Making publications: what the reports of a quarter show, as rows that stay.
//!
//! A quarter is counted as it was known on the day of its publication, also where it is made later, and
//! under the catalogue of that day. At the same time all quarters before it are counted anew. Where
//! that shows another figure, the quarter gets a further edition: under the same catalogue, so that
//! thresholds and rows are the same, and by the same keys, so that only other people make other
//! figures. All of it is written in one transaction, or nothing is.

use std::sync::Arc;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::Position;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::procedure::ProcedureImage;
use loopbrug_reporting::reports::{
    AsOf, Codes, Filter, Question, ReportKind, Sources, Table, answer,
};
use sqlx::Error;
use tokio::time::timeout;

use super::image::{Followed, LiveImage};
use super::images::LazyImage;
use super::publications::for_publication;
use super::{PATIENCE, ViewError, Views};
use crate::database::{in_time, read};
use crate::publications::{Edition, Frozen, FrozenTable, METHOD, Quarter, published, rows};

/// A region whose quarters are being published, with images that nobody else need have asked for.
struct Press<'a> {
    views: &'a Views,
    region: &'a Code,
    trajectories: Arc<LiveImage<Image>>,
    procedure: Arc<LiveImage<ProcedureImage>>,
}

impl Views {
    /// Today in Brussels.
    pub(crate) fn today(&self) -> NaiveDate {
        day_in_brussels(self.clock.now())
    }

    /// The first quarter of each region that is due and was not published.
    pub(crate) async fn quarters_due(&self) -> Result<Vec<(Code, Quarter)>, ViewError> {
        let regions: Vec<_> = self.catalogues.regions().map(ToString::to_string).collect();
        let now = self.clock.now();
        let mut next = read(|| rows::next(&self.pool, &regions)).await?;
        next.retain(|(_, quarter)| quarter.published_at() <= now);
        Ok(next)
    }

    /// Publishes this quarter of a region and all later ones that are due, until another process is met
    /// that does the same.
    pub(crate) async fn publish(&self, region: &Code, first: Quarter) -> Result<(), ViewError> {
        let images = self.images(region)?;
        let trajectories = self.loaded(&images.trajectories, region).await?;
        let procedure = self.loaded(&images.procedure, region).await?;
        let press = Press { views: self, region, trajectories, procedure };
        let mut next = Some(first);
        while let Some(quarter) = next.filter(|next| next.published_at() <= self.clock.now()) {
            next = if press.publish(quarter).await? { quarter.next() } else { None };
        }
        Ok(())
    }

    /// The image that readers have, or one that is dropped after use: a region that nobody asks about does
    /// not stay in memory.
    async fn loaded<I: Followed>(
        &self,
        lazy: &LazyImage<I>,
        region: &Code,
    ) -> Result<Arc<LiveImage<I>>, ViewError> {
        match lazy.loaded() {
            Ok(live) => Ok(live),
            Err(_) => Ok(LiveImage::load(self.pool.clone(), region.clone()).await?),
        }
    }
}

impl Press<'_> {
    /// Publishes a quarter, and the quarters before it again where they were corrected. Gives whether it
    /// did, and no other process.
    async fn publish(&self, quarter: Quarter) -> Result<bool, ViewError> {
        let Self { views, region, .. } = self;
        let Views { pool, log, .. } = views;
        read(|| rows::recorded_by_now(pool, region)).await?;
        let position = log.position_at(region, quarter.published_at()).await?;
        let as_of = AsOf { position, day: quarter.published_on() };
        self.reaches(position).await?;
        let catalogue = self.catalogue_of(as_of.day)?;
        let mut made = vec![self.edition((quarter, 1), as_of, catalogue).await?];
        for before in read(|| rows::before(pool, region, quarter)).await? {
            // Nothing was recorded since.
            if before.as_of.position == position {
                continue;
            }
            let same = views.catalogues.get(region.as_str(), before.catalogue);
            let same = same.ok_or_else(|| not_loaded(before.catalogue))?;
            let next = (before.quarter, before.number + 1);
            let (edition, tables) = self.edition(next, as_of, same).await?;
            let shown = read(|| rows::tables(pool, region, &before)).await?;
            let differs = |table: &Frozen| {
                let mut same = shown.iter().filter(|shown| shown.report == table.report);
                same.any(|shown| table.differs_from(shown))
            };
            if tables.iter().any(differs) {
                made.push((edition, tables));
            }
        }
        let editions = made.len();
        let written = in_time(PATIENCE, rows::write(pool, region, &made)).await?;
        if written {
            let (year, number) = (quarter.year(), quarter.number());
            tracing::info!(%region, year, quarter = number, editions, "published");
        }
        Ok(written)
    }

    /// Waits until both images are at a position.
    async fn reaches(&self, wanted: Position) -> Result<(), ViewError> {
        let visible = self.trajectories.read().position().min(self.procedure.read().position());
        let both = async {
            tokio::join!(self.trajectories.reached(wanted), self.procedure.reached(wanted));
        };
        // What is not followed does not move, and is loaded again the next time.
        let reached = timeout(PATIENCE / 10, both).await;
        reached.map_err(|_| ViewError::NotYetVisible { wanted, visible })
    }

    /// The catalogue that held on a day: the last version of before, or else the first one.
    fn catalogue_of(&self, day: NaiveDate) -> Result<&Arc<Catalogue>, ViewError> {
        let mut versions =
            self.views.catalogues.all().filter(|version| version.region() == self.region);
        let first = versions.next();
        let last = versions.take_while(|version| version.version() <= day).last();
        last.or(first).ok_or_else(|| ViewError::RegionNotFound(self.region.clone()))
    }

    /// An edition of a quarter, with its tables.
    async fn edition(
        &self,
        (quarter, number): (Quarter, u32),
        as_of: AsOf,
        catalogue: &Arc<Catalogue>,
    ) -> Result<(Edition, Vec<Frozen>), ViewError> {
        let mut tables = Vec::new();
        for report in published() {
            let question = Question {
                period: quarter.period(),
                as_of,
                filter: Filter::default(),
                codes: Codes::Own,
            };
            let (trajectories, procedure) =
                (Arc::clone(&self.trajectories), Arc::clone(&self.procedure));
            let catalogue = Arc::clone(catalogue);
            // Each has its turn among those who ask.
            let count = move || {
                let (image, procedure) = (trajectories.read(), procedure.read());
                let sources =
                    Sources { image: &image, procedure: &procedure, catalogue: &catalogue };
                frozen(report, &answer(report, sources, &question), &catalogue)
            };
            tables.push(self.views.scans.run(count).await?);
        }
        let limits = catalogue.limits();
        let edition = Edition {
            quarter,
            number,
            as_of,
            catalogue: catalogue.version(),
            disclosure_k: limits.disclosure_k,
            public_k: limits.public_k,
            method: METHOD.to_owned(),
            made_at: self.views.clock.now(),
        };
        Ok((edition, tables))
    }
}

fn frozen(report: ReportKind, table: &Table, catalogue: &Catalogue) -> Frozen {
    let [analysts, public] = for_publication(table, catalogue.limits());
    Frozen { report, analysts: FrozenTable::of(&analysts), public: FrozenTable::of(&public) }
}

/// A version that was published after this process started is loaded when the next one starts.
fn not_loaded(version: NaiveDate) -> Error {
    Error::Decode(format!("the catalogue of {version} is not loaded").into())
}
