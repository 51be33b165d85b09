//! How far the figures of a region are in this process, and when that moves.
//!
//! Whoever waits for it waits in memory: the images are told by the database, once for all who wait.

use chrono::{Months, NaiveDate, TimeDelta};
use futures::future::select_all;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{KboNumber, Position};
use loopbrug_domain::policy::{Action, Denial, Subject, VisibleTasks, may};
use loopbrug_domain::time::{day_in_brussels, start_of_day};
use loopbrug_reporting::reports::Period;
use tokio::sync::watch;

use super::image::Contents;
use super::{ViewError, Views};
use crate::database::read;
use crate::log::{position, recorded_at};

/// So many months are told apart in which something was recorded: the last ten years.
const MOST_MONTHS: usize = 120;

/// What the figures of a region are counted of: as long as that is the same, so are all figures as of the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stand {
    trajectories: Contents,
    procedure: Contents,
}

/// How far figures are, each time that this moves.
#[derive(Debug)]
pub struct Moves {
    of: Vec<watch::Receiver<Position>>,
    told: Option<Position>,
}

impl Moves {
    /// The position that figures are at; the first time at once, and from then on when it is another one. None when
    /// nothing will move any more.
    pub async fn next(&mut self) -> Option<Position> {
        loop {
            let least = self.of.iter_mut().map(|of| *of.borrow_and_update()).min()?;
            if self.told != Some(least) {
                self.told = Some(least);
                return self.told;
            }
            let changed = self.of.iter_mut().map(|of| Box::pin(of.changed()));
            select_all(changed).await.0.ok()?;
        }
    }
}

impl Views {
    /// What the figures of a region are counted of now.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn stand(&self, region: &Code) -> Result<Stand, ViewError> {
        let trajectories = self.image(region, None).await?.contents();
        let procedure = self.procedure_image(region, None).await?.contents();
        Ok(Stand { trajectories, procedure })
    }

    /// How far the figures of a region are, as that moves: for those who see them exactly, about the cases of one
    /// organisation or about those of all. Rounded ones are asked as of moments that are past, so nothing moves there.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn moves_of_figures(
        &self,
        actor: &Actor,
        region: &Code,
        about: Option<KboNumber>,
    ) -> Result<Moves, ViewError> {
        self.images(region)?;
        may(actor, region, Action::ReadInFull, Subject::Figures(about))?;
        let trajectories = self.image(region, None).await?.moves();
        let procedure = self.procedure_image(region, None).await?.moves();
        Ok(Moves { of: vec![trajectories, procedure], told: None })
    }

    /// How far the work list of a region is, as that moves: for those who see tasks there.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn moves_of_work(&self, actor: &Actor, region: &Code) -> Result<Moves, ViewError> {
        self.images(region)?;
        let VisibleTasks { of_all, of_region, own } = VisibleTasks::to(actor, region);
        if !of_all && !of_region && own.is_none() {
            return Err(Denial::Task.into());
        }
        Ok(Moves { of: vec![self.image(region, None).await?.moves()], told: None })
    }

    /// For how long something has been recorded that is beyond a position; none where nothing is.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn lag(&self, region: &Code, at: Position) -> Result<Option<TimeDelta>, ViewError> {
        let next = Position(at.0.saturating_add(1));
        let recorded = read(|| recorded_at(&self.pool, region, next)).await?;
        Ok(recorded.map(|recorded| self.clock.now() - recorded))
    }

    /// How much was recorded of a region in each month, by its first day, from the first one on: for those who see its
    /// figures exactly.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn recorded_by_month(
        &self,
        actor: &Actor,
        region: &Code,
        about: Option<KboNumber>,
    ) -> Result<Vec<(NaiveDate, u32)>, ViewError> {
        may(actor, region, Action::ReadInFull, Subject::Figures(about))?;
        let began = read(|| recorded_at(&self.pool, region, Position(1))).await?;
        let Some(began) = began else { return Ok(vec![]) };
        let first = Period::around(day_in_brussels(began), 1).from();
        let today = self.today();
        let months = (0..).map_while(|n| first.checked_add_months(Months::new(n)));
        let months: Vec<_> = months.take_while(|month| *month <= today).collect();
        let months = &months[months.len().saturating_sub(MOST_MONTHS)..];
        let Some(last) = months.last() else { return Ok(vec![]) };
        let ends = last.checked_add_months(Months::new(1)).into_iter();
        let moments: Vec<_> = months.iter().copied().chain(ends).map(start_of_day).collect();
        let ask = || {
            sqlx::query_scalar(
                "SELECT position_at($1, moment - interval '1 microsecond')
                 FROM unnest($2::timestamptz[]) WITH ORDINALITY AS of_each (moment, n) ORDER BY n",
            )
            .bind(region.as_str())
            .bind(&moments)
            .fetch_all(&self.pool)
        };
        let positions: Vec<i64> = read(ask).await?;
        let recorded = positions.windows(2).map(|two| position(two[1] - two[0]).0);
        Ok(months.iter().copied().zip(recorded).collect())
    }
}
