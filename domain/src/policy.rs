//! Who may do what: all rules of authorisation are here. Only `Commands`, `Views` and the `Directory` ask them.
//!
//! The answer follows from who somebody is. What depends on the state of a stream is a rule of that stream: an
//! organisation without a grant records nothing of a client (`NO_OPEN_GRANT`, in
//! [`consent`](crate::trajectory::consent)), only an applicant speaks for its proposal
//! (`PROPOSAL_OF_ANOTHER`), only who was assigned assesses it (`ASSESSOR_NOT_ASSIGNED`).

use Action::{Apply, Assess, DeclareConflict, Deliberate, Read, ReadInFull, Record};
use Role::{
    Analyst, Applicant, Assessor, Auditor, Caseworker, Coordinator, Jury, Monitor, Steward,
};
use Subject::{
    Employers, Figures, Lineage, Organisations, Proposal, Proposals, Ranking, Round,
    SelectionReport, Trajectory, Workers,
};

use crate::actor::{Actor, Role};
use crate::ids::KboNumber;

/// Those who work on the selection procedure, or account for it.
const PROCEDURE: &[Role] = &[Coordinator, Assessor, Jury, Auditor, Steward];

/// Those whose interests matter, since they judge or say who does.
const JUDGES: &[Role] = &[Assessor, Jury, Coordinator];

/// Those who read reports.
const REPORTS: &[Role] = &[Analyst, Monitor];

/// Those who look after a region, or account for it.
const REGION: &[Role] = &[Coordinator, Auditor, Steward];

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Have something recorded about it. In the selection procedure: a step that the coordinator takes.
    Record,
    /// Take a step of an applicant: draft, hand in, take back, reply.
    Apply,
    /// Assess in writing.
    Assess,
    /// Record what the jury found.
    Deliberate,
    /// Declare that one has a conflict of interest oneself.
    DeclareConflict,
    /// Read it.
    Read,
    /// Read all of it: how a proposal is judged, figures as they are.
    ReadInFull,
}

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Trajectories: one, its history, the list of them, and what is to be done for them.
    Trajectory,
    /// A selection round, its dates and its history.
    Round,
    /// The jury's ranking of a round's proposals.
    Ranking,
    /// The proposals of all organisations, in a list.
    Proposals,
    /// The report on the selection procedure, with its ranking.
    SelectionReport,
    /// The employers of a region's register.
    Employers,
    /// The organisations of the directory.
    Organisations,
    /// The workers of the directory: names of people.
    Workers,
    /// The proposal of this organisation.
    Proposal(KboNumber),
    /// Figures: about the cases of this organisation alone, or about those of all.
    Figures(Option<KboNumber>),
    /// Who is behind a figure.
    Lineage(Option<KboNumber>),
}

/// Whether somebody may do something: all rules that there are.
///
/// # Errors
/// What the actor may not do.
pub fn may(actor: &Actor, action: Action, subject: Subject) -> Result<(), Denial> {
    let holds = |roles: &[Role]| actor.roles.anywhere().any(|role| roles.contains(&role));
    let is_of = |organisation: KboNumber| organisation == actor.organisation;
    let sees_cases =
        |of: Option<KboNumber>| holds(REGION) || (holds(&[Caseworker]) && of.is_some_and(is_of));
    let only_monitors =
        !actor.roles.is_empty() && actor.roles.anywhere().all(|role| role == Monitor);
    let (allowed, denial) = match (action, subject) {
        (_, Trajectory) => (!only_monitors, Denial::Trajectory),
        (Record, Employers) => (holds(&[Caseworker]), Denial::NotCaseworker),
        (Record, Organisations | Workers) => (holds(&[Steward]), Denial::NotSteward),
        // Nobody who has an interest in a proposal takes a step on it for the procedure.
        (Record, Proposal(of)) if holds(&[Coordinator]) => (!is_of(of), Denial::OwnProposal),
        (Deliberate, Proposal(of)) if holds(&[Jury]) => (!is_of(of), Denial::OwnProposal),
        (Record, _) => (holds(&[Coordinator]), Denial::NotCoordinator),
        (Apply, _) => (holds(&[Applicant]), Denial::NotApplicant),
        (Assess, _) => (holds(&[Assessor]), Denial::NotAssessor),
        (Deliberate, _) => (holds(&[Jury]), Denial::NotJury),
        (DeclareConflict, _) => (holds(JUDGES), Denial::NoJudge),
        (_, Round | Organisations) | (Read, Figures(_)) => return Ok(()),
        // Whoever has no role is the public.
        (_, Employers) => (!actor.roles.is_empty() && !only_monitors, Denial::Employers),
        (_, Workers) => (!actor.roles.is_empty() && !only_monitors, Denial::Workers),
        // The report holds the ranking: whoever sees the one sees the other.
        (_, Ranking) => (holds(PROCEDURE) || holds(REPORTS), Denial::Ranking),
        (_, Proposals) => (holds(PROCEDURE), Denial::Proposal),
        (_, SelectionReport) => (holds(PROCEDURE) || holds(REPORTS), Denial::SelectionReport),
        (Read, Proposal(of)) => (is_of(of) || holds(PROCEDURE), Denial::Proposal),
        // An applicant sees its own as an applicant, whatever other roles the person has.
        (ReadInFull, Proposal(of)) => (!is_of(of) && holds(PROCEDURE), Denial::Judgement),
        (ReadInFull, Figures(of)) => (sees_cases(of) || holds(&[Monitor]), Denial::ExactFigures),
        (_, Lineage(of)) => (sees_cases(of), Denial::Lineage),
    };
    if allowed { Ok(()) } else { Err(denial) }
}

/// What somebody may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// Have to do with a trajectory.
    #[error("a monitor reads reports, and nothing of any trajectory")]
    Trajectory,
    /// Record about an employer.
    #[error("only a caseworker records about employers; ask somebody who has that role")]
    NotCaseworker,
    /// Read the register of employers.
    #[error("the register of employers is for those who have a role in the partnership")]
    Employers,
    /// Change the directory.
    #[error("the directory of a region is kept by its steward; ask the steward to change it")]
    NotSteward,
    /// Read names of workers.
    #[error("the names of workers are for those who have a role in the partnership")]
    Workers,
    /// Take a step of the coordinator.
    #[error(
        "this step of the selection procedure is the coordinator's; ask the coordinator of the region"
    )]
    NotCoordinator,
    /// Take a step of an applicant.
    #[error(
        "only an applicant speaks for the proposal of an organisation; ask somebody who has that role"
    )]
    NotApplicant,
    /// Assess.
    #[error(
        "only an assessor assesses in writing; ask the coordinator to assign you, with that role"
    )]
    NotAssessor,
    /// Judge.
    #[error("only a member of the jury records what the jury found")]
    NotJury,
    /// Declare a conflict of interest.
    #[error("only who assesses, judges or coordinates declares a conflict of interest")]
    NoJudge,
    /// Take a step of the procedure on the own proposal.
    #[error("the proposal is of your own organisation; leave this step to somebody of another one")]
    OwnProposal,
    /// Read the ranking of a round.
    #[error("the ranking is for those who work on the procedure, or read reports")]
    Ranking,
    /// Read the report on the selection procedure.
    #[error("this report is for those who work on the procedure, or read reports")]
    SelectionReport,
    /// Read a proposal.
    #[error("a proposal is for its organisation and for those who work on the procedure")]
    Proposal,
    /// Read how a proposal is judged.
    #[error("how a proposal is judged is for those who work on the procedure")]
    Judgement,
    /// Read figures as they are.
    #[error("exact figures are for those who hold the cases or account for them")]
    ExactFigures,
    /// Read who is behind a figure.
    #[error("who is behind a figure is for those who hold the cases or account for them")]
    Lineage,
}

impl Denial {
    /// A name that never changes, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Trajectory => "TRAJECTORY_NOT_VISIBLE",
            Self::NotCaseworker => "NOT_A_CASEWORKER",
            Self::Employers => "EMPLOYERS_NOT_VISIBLE",
            Self::NotSteward => "NOT_THE_STEWARD",
            Self::Workers => "WORKERS_NOT_VISIBLE",
            Self::NotCoordinator => "NOT_THE_COORDINATOR",
            Self::NotApplicant => "NOT_AN_APPLICANT",
            Self::NotAssessor => "NOT_AN_ASSESSOR",
            Self::NotJury => "NOT_OF_THE_JURY",
            Self::NoJudge => "NEITHER_ASSESSOR_NOR_JURY",
            Self::OwnProposal => "PROPOSAL_OF_OWN_ORGANISATION",
            Self::Ranking => "RANKING_NOT_VISIBLE",
            Self::SelectionReport => "REPORT_NOT_VISIBLE",
            Self::Proposal => "PROPOSAL_NOT_VISIBLE",
            Self::Judgement => "JUDGEMENT_NOT_VISIBLE",
            Self::ExactFigures => "FIGURES_NOT_EXACT",
            Self::Lineage => "LINEAGE_NOT_VISIBLE",
        }
    }
}

/// How much of a proposal somebody sees. What that is, is said in
/// [`visibility`](crate::proposal::visibility).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Not even that it is there.
    Nothing,
    /// What an applicant sees of its own.
    Own,
    /// All that the procedure keeps, but hidden scores.
    Procedure,
}

/// How much somebody sees of the proposal of an organisation.
#[must_use]
pub fn sight(actor: &Actor, of: KboNumber) -> Sight {
    if may(actor, ReadInFull, Proposal(of)).is_ok() {
        Sight::Procedure
    } else if may(actor, Read, Proposal(of)).is_ok() {
        Sight::Own
    } else {
        Sight::Nothing
    }
}

/// Which proposals a list shows to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisibleProposals {
    /// Those of this organisation, as the applicant knows them.
    pub own: KboNumber,
    /// Those of all others too, as the procedure keeps them.
    pub others: bool,
}

impl VisibleProposals {
    /// Those that a list shows to this actor.
    #[must_use]
    pub fn to(actor: &Actor) -> Self {
        Self { own: actor.organisation, others: may(actor, Read, Proposals).is_ok() }
    }
}

/// For whom figures are made ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Those who hold the cases or account for them: figures as they are.
    Accountable,
    /// Those with another role in the partnership.
    Analysts,
    /// Everybody else.
    Public,
}

/// For whom the answer to a question is made ready, which is about the cases of one organisation or about
/// those of all. A publication is about all.
#[must_use]
pub fn audience(actor: &Actor, about: Option<KboNumber>) -> Audience {
    if may(actor, ReadInFull, Figures(about)).is_ok() {
        Audience::Accountable
    } else if actor.roles.is_empty() {
        Audience::Public
    } else {
        Audience::Analysts
    }
}

/// The organisation whose part in the answer to a question somebody sees as it is, where that is not all of it.
#[must_use]
pub fn own_part(actor: &Actor, about: Option<KboNumber>) -> Option<KboNumber> {
    let sees = |of| may(actor, ReadInFull, Figures(of)).is_ok();
    let own = Some(actor.organisation);
    own.filter(|_| about.is_none() && !sees(None) && sees(own))
}

#[cfg(test)]
mod tests;
