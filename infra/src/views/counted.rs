//! How many items a list has, whatever the page: counted by the conditions that its pages are read by.

use std::collections::HashMap;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::policy::{Action, Subject, VisibleProposals, may};
use loopbrug_domain::trajectory::Phase;

use super::rows::{number, parsed};
use super::{EmployerFilter, ProposalFilter, TrajectoryFilter, ViewError, Views, WorkFilter};
use super::{employers, proposals, trajectories, work_list};
use crate::access_record::{self, Access, AccessFilter, What};
use crate::database::read;

/// A list of a region.
#[derive(Debug, Clone)]
pub enum ListOf {
    /// Its trajectories.
    Trajectories(Code, TrajectoryFilter),
    /// Its proposals.
    Proposals(Code, ProposalFilter),
    /// Its employers.
    Employers(Code, EmployerFilter),
    /// What is to be done on a day.
    Work(Code, WorkFilter, NaiveDate),
    /// Who looked at whom.
    Accesses(Code, AccessFilter),
}

impl ListOf {
    pub(super) fn region(&self) -> &Code {
        match self {
            Self::Trajectories(region, _)
            | Self::Proposals(region, _)
            | Self::Employers(region, _)
            | Self::Work(region, ..)
            | Self::Accesses(region, _) => region,
        }
    }
}

impl Views {
    /// How many items a list shows to `actor`.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn count(&self, actor: &Actor, list: &ListOf) -> Result<u32, ViewError> {
        let subject = match list {
            ListOf::Employers(..) => Some((What::Directory, Subject::Employers)),
            ListOf::Accesses(..) => Some((What::AccessRecord, Subject::AccessRecord)),
            ListOf::Trajectories(..) | ListOf::Proposals(..) | ListOf::Work(..) => None,
        };
        if let Some((what, subject)) = subject {
            let region = list.region();
            let access = Access { region: Some(region), ..self.by(actor, what) };
            let decided = may(actor, region, Action::Read, subject);
            self.access.decided::<ViewError>(access, decided).await?;
        }
        let seen = self.seen_by(actor, list.region());
        let gone = self.gone_since(actor, list).await?;
        let count = read(async || {
            let mut counting = match list {
                ListOf::Trajectories(region, filter) => {
                    let mut sql = trajectories::filtered("count(*)", region, filter, &seen);
                    sql.push(" AND overview.trajectory_id <> ALL(").push_bind(&gone).push(")");
                    sql
                }
                ListOf::Proposals(region, filter) => {
                    let visible = VisibleProposals::to(actor, region);
                    proposals::filtered("count(*)", region, filter, visible)
                }
                ListOf::Employers(region, filter) => employers::counting(region, filter),
                ListOf::Work(region, filter, day) => {
                    let desks = self.desks_of(actor, region);
                    work_list::counting(region, filter, desks, *day, &gone)
                }
                ListOf::Accesses(region, filter) => {
                    access_record::filtered("count(*)", region, filter)
                }
            };
            counting.build_query_scalar::<i64>().fetch_one(&self.pool).await
        });
        Ok(u32::try_from(count.await?).unwrap_or(u32::MAX))
    }

    /// How many trajectories of a region a list shows to `actor` in each phase, whatever phase the filter asks for.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn count_by_phase(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &TrajectoryFilter,
    ) -> Result<HashMap<Phase, u32>, ViewError> {
        let filter = TrajectoryFilter { phase: None, ..filter.clone() };
        let list = ListOf::Trajectories(region.clone(), filter.clone());
        let gone = self.gone_since(actor, &list).await?;
        let seen = self.seen_by(actor, region);
        let counts = read(async || {
            let mut sql = trajectories::filtered("phase, count(*) AS n", region, &filter, &seen);
            sql.push(" AND overview.trajectory_id <> ALL(").push_bind(&gone).push(")");
            sql.push(" GROUP BY phase");
            sql.build().fetch_all(&self.pool).await
        });
        let counts = counts.await?;
        let counts = counts.iter().map(|row| Ok((parsed(row, "phase")?, number(row, "n")?)));
        Ok(counts.collect::<Result<_, sqlx::Error>>()?)
    }
}
