//! How many items a list has, whatever the page: counted by the conditions that its pages are read by.

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::policy::{Action, Subject, VisibleProposals, may};

use super::{ProposalFilter, TrajectoryFilter, ViewError, Views, WorkFilter};
use super::{proposals, trajectories, work_list};
use crate::access_record::{self, Access, AccessFilter, What};
use crate::database::read;

/// A list of a region.
#[derive(Debug, Clone)]
pub enum ListOf {
    /// Its trajectories.
    Trajectories(Code, TrajectoryFilter),
    /// Its proposals.
    Proposals(Code, ProposalFilter),
    /// What is to be done on a day.
    Work(Code, WorkFilter, NaiveDate),
    /// Who looked at whom.
    Accesses(Code, AccessFilter),
}

impl Views {
    /// How many items a list shows to `actor`.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn count(&self, actor: &Actor, list: &ListOf) -> Result<u32, ViewError> {
        let (region, what, subject) = match list {
            ListOf::Proposals(region, _) => (region, What::Procedure, None),
            ListOf::Trajectories(region, _) => {
                (region, What::Trajectories, Some(Subject::Trajectory))
            }
            ListOf::Work(region, ..) => (region, What::WorkList, Some(Subject::Trajectory)),
            ListOf::Accesses(region, _) => {
                (region, What::AccessRecord, Some(Subject::AccessRecord))
            }
        };
        if let Some(subject) = subject {
            let access = Access { region: Some(region), ..self.by(actor, what) };
            self.access.decided::<ViewError>(access, may(actor, Action::Read, subject)).await?;
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
                ListOf::Work(region, filter, today) => work_list::counting(region, filter, *today),
                ListOf::Accesses(region, filter) => {
                    access_record::filtered("count(*)", region, filter)
                }
            };
            counting.build_query_scalar::<i64>().fetch_one(&self.pool).await
        });
        Ok(u32::try_from(count.await?).unwrap_or(u32::MAX))
    }
}
