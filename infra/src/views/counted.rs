//! How many items a list has, whatever the page: counted by the conditions that its pages are read by.

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::policy::{Action, Subject, VisibleProposals, may};

use super::{EmployerFilter, ProposalFilter, TrajectoryFilter, ViewError, Views, WorkFilter};
use super::{employers, proposals, trajectories, work_list};
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
}

impl Views {
    /// How many items a list shows to `actor`.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn count(&self, actor: &Actor, list: &ListOf) -> Result<u32, ViewError> {
        match list {
            ListOf::Proposals(..) => {}
            ListOf::Employers(..) => may(actor, Action::Read, Subject::Employers)?,
            ListOf::Trajectories(..) | ListOf::Work(..) => {
                may(actor, Action::Read, Subject::Trajectory)?;
            }
        }
        let visible = VisibleProposals::to(actor);
        let count = read(async || {
            let mut counting = match list {
                ListOf::Trajectories(region, filter) => {
                    trajectories::filtered("count(*)", region, filter)
                }
                ListOf::Proposals(region, filter) => {
                    proposals::filtered("count(*)", region, filter, visible)
                }
                ListOf::Employers(region, filter) => employers::counting(region, filter),
                ListOf::Work(region, filter, today) => work_list::counting(region, filter, *today),
            };
            counting.build_query_scalar::<i64>().fetch_one(&self.pool).await
        });
        Ok(u32::try_from(count.await?).unwrap_or(u32::MAX))
    }
}
