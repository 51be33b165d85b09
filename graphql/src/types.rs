//! What the schema shows: one small file a type.

mod accesses;
mod accounts;
mod alerts;
mod appointments;
mod barriers;
mod bridge;
mod catalogue;
mod coded;
mod consent;
mod corrections;
mod course;
mod decision;
mod direction;
mod directory;
mod edition;
mod employers;
mod filter;
mod follow_up;
mod found;
mod history;
mod household;
mod housing;
mod intake;
mod integrity;
mod interventions;
mod judgement;
mod known;
mod learning;
mod lineage;
mod matching;
mod milestones;
mod moves;
mod names;
mod outreach;
mod page;
mod personal;
mod practice;
mod precision;
mod proposal;
mod proposals;
mod records;
mod referrals;
mod region;
mod report;
mod report_arguments;
mod rights;
mod round;
mod seal;
mod selection;
mod shows;
mod trajectories;
mod trajectory;
mod transfer;
mod work;
mod work_list;

pub(crate) use accesses::{AccessView, access_place};
pub(crate) use accounts::{AccessCountView, RecordCountView, shown_access, shown_records};
pub(crate) use catalogue::CatalogueView;
pub(crate) use coded::{Coded, Language};
pub(crate) use consent::OpenWork;
pub(crate) use directory::{
    DirectoryOrganisation, DirectoryWorker, OrganisationChange, WorkerChange, organisation_place,
    worker_place,
};
pub(crate) use edition::Edition;
pub(crate) use employers::{Employer, EmployerOverview, employer_place, load_employer};
pub(crate) use filter::{
    PeriodInput, ReportFilterInput, TrajectoryFilterInput, TrajectoryPhase, parsed,
};
pub(crate) use found::{FoundClient, found_clients};
pub(crate) use history::{
    HistoryStep, HistoryTotal, history, history_of_region, region_place, step_place,
};
pub(crate) use integrity::IntegrityView;
pub(crate) use known::KnownClient;
pub(crate) use lineage::FigureLineage;
pub(crate) use matching::{MatchingReport, ProposalOutcome, load_ranking};
pub(crate) use page::{Found, LIST, List, ListTotal, STEPS, WORK, shown_list};
pub(crate) use personal::{BackgroundAnswer, IdentityPart, Note, PersonalTexts};
pub(crate) use proposal::{Proposal, load_proposal};
pub(crate) use proposals::{ProposalOverview, ProposalStage, proposal_place};
pub(crate) use records::{
    COUNTING, CorrectionRecordView, ErasureRecordView, RecordsTotal, record_place,
};
pub(crate) use region::Region;
pub(crate) use report::{ReportInput, ReportTable};
pub(crate) use report_arguments::{AsOfInput, CodesInput, QuarterInput, StepInput};
pub(crate) use round::{Round, load_round};
pub(crate) use seal::{SealView, TreeHeadView};
pub(crate) use selection::SelectionReport;
pub(crate) use shows::Shows;
pub(crate) use trajectories::{TrajectoryOverview, trajectory_place};
pub(crate) use trajectory::{Trajectory, load_trajectory};
pub(crate) use work_list::{WorkItemView, work_place};
