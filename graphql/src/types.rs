//! What the schema shows: one small file a type.

mod alerts;
mod appointments;
mod barriers;
mod bridge;
mod catalogue;
mod coded;
mod connection;
mod consent;
mod course;
mod direction;
mod filter;
mod follow_up;
mod history;
mod housing;
mod intake;
mod interventions;
mod learning;
mod milestones;
mod outcomes;
mod outreach;
mod practice;
mod referrals;
mod trajectory;
mod transfer;
mod work;
mod work_list;

pub(crate) use catalogue::CatalogueView;
pub(crate) use coded::{Coded, Language};
pub(crate) use connection::{TrajectoryConnection, page_of};
pub(crate) use filter::{PeriodInput, ReportFilterInput, TrajectoryFilterInput, parsed};
pub(crate) use history::{HistoryConnection, load_history};
pub(crate) use outcomes::OutcomesReport;
pub(crate) use trajectory::{Trajectory, load_trajectory};
pub(crate) use work_list::WorkItemView;
