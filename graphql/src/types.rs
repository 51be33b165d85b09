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
mod judgement;
mod known;
mod learning;
mod lineage;
mod matching;
mod milestones;
mod outreach;
mod practice;
mod precision;
mod proposal;
mod proposals;
mod referrals;
mod report;
mod round;
mod selection;
mod trajectory;
mod transfer;
mod verdict;
mod work;
mod work_list;

pub(crate) use catalogue::CatalogueView;
pub(crate) use coded::{Coded, Language};
pub(crate) use connection::{
    MAX_PAGE, MAX_STEPS, TrajectoryConnection, page_cost, page_of, page_size,
};
pub(crate) use filter::{PeriodInput, ReportFilterInput, TrajectoryFilterInput, parsed};
pub(crate) use history::{HistoryConnection, load_history};
pub(crate) use known::{AsOfInput, CodesInput, QuarterInput, StepInput};
pub(crate) use lineage::FigureLineage;
pub(crate) use matching::{MatchingReport, ProposalOutcome, load_ranking};
pub(crate) use proposal::{Proposal, load_proposal};
pub(crate) use proposals::{ProposalConnection, StageInput, proposal_page_of};
pub(crate) use report::{ReportInput, ReportTable};
pub(crate) use round::{Round, load_round};
pub(crate) use selection::SelectionReport;
pub(crate) use trajectory::{Trajectory, load_trajectory};
pub(crate) use work_list::{WorkListConnection, work_page_of};
