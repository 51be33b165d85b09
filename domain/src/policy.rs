//! Who may do what: all rules of authorisation are here. Only `Commands`, `Views` and the `Directory` ask them.
//!
//! A role counts in the region that is asked about, and nowhere else: whoever has none there is the public there,
//! whatever roles the person has in another region.
//!
//! | who | what |
//! |---|---|
//! | the public | the catalogue, the regions, the dates of rounds, the organisations of the directory, publications, and over HTTP the last head of the seal with the hashes below it |
//! | caseworker | the trajectories that the organisation has [`Access`] to, as long as it has, with the personal data that the agreed purposes take; opens others, asks for access or takes it in an emergency; the tasks of the organisation; figures of the own organisation as they are, others rounded |
//! | coordinator | every trajectory of the region in codes, all its tasks, every figure as it is; the coordinator's steps of the procedure |
//! | auditor | every trajectory of the region in codes, the replay of all that happened there, every figure as it is, the procedure, the seal with its proofs |
//! | steward | every trajectory of the region in codes, the tasks of the region's own desk, every figure as it is, the procedure; merges, erases, hands a client's data out, keeps the directory; the replay of all that happened there |
//! | monitor | every figure as it is, and nothing of any trajectory |
//! | analyst | figures, rounded |
//! | applicant | proposals of the own organisation |
//! | assessor, jury | all proposals |
//!
//! What follows from the state of a stream and not from who asks is a rule of that stream: only an applicant
//! speaks for its proposal (`PROPOSAL_OF_ANOTHER`), only who was assigned assesses it (`ASSESSOR_NOT_ASSIGNED`).
//! The access of an organisation follows from the stream too, and is given to the policy: somebody who sees the
//! trajectory by another role is refused by the rule (`NO_OPEN_GRANT`), and everybody else as if it were not there.

mod denial;
mod shown;
#[cfg(test)]
mod tests;

pub use denial::Denial;
pub use shown::{
    Audience, Sight, VisibleProposals, VisibleTasks, VisibleTrajectories, audience, may_ask,
    own_part, sight,
};

use Action::{
    Answer, Apply, AskErasure, Assess, DeclareConflict, Deliberate, Enter, Erase, Export, Merge,
    Read, ReadInFull, Record,
};
use Role::{
    Analyst, Applicant, Assessor, Auditor, Caseworker, Coordinator, Jury, Monitor, Steward,
};
use Subject::{
    AccessRecord, Arriving, Cases, Employers, Figures, Histories, Lineage, Organisations, Personal,
    Proposal, Proposals, Ranking, Round, Seal, SelectionReport, Task, Tasks, Trajectory, Workers,
};

use crate::actor::{Actor, Role};
use crate::catalogue::Code;
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
    /// Come in without access: ask for it, take it in an emergency, bring a client along from another region.
    Enter,
    /// Answer a request to take over.
    Answer,
    /// Merge it, or undo that.
    Merge,
    /// Ask that what is personal in it be erased.
    AskErasure,
    /// Erase what is personal in it.
    Erase,
    /// Hand out all that there is of a client.
    Export,
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
    /// The clients of a region: to open a trajectory, to hand over a caseload.
    Cases,
    /// A trajectory, in codes: the state, the history, its place in a list. The access is that of the organisation
    /// of who asks.
    Trajectory(Access),
    /// A trajectory of another region that the organisation of who asks is asked to take over into this one.
    Arriving(Access),
    /// What is personal in a trajectory: names, contact data, texts.
    Personal(Access),
    /// All that is to be done in a region, in a list.
    Tasks,
    /// Something to be done: by an organisation, be it about a trajectory of another region that it is asked to take
    /// over into this one, or by the desk of the region.
    Task(Option<KboNumber>),
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
    /// The access record: who looked at whom.
    AccessRecord,
    /// The history of all streams of a region.
    Histories,
    /// The seal of the log: its heads, and proofs.
    Seal,
}

/// What access an organisation has to a trajectory at a moment, as its stream says
/// ([`State::access`](crate::trajectory::State::access)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// None.
    None,
    /// None; but it is asked to take over, and may answer.
    Asked,
    /// It owns the trajectory, has an open grant, or took access in an emergency that has not ended.
    Open {
        /// Whether what the client agreed to takes personal data.
        personal: bool,
    },
}

impl Access {
    fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

/// Whether somebody may do something in a region: all rules that there are.
///
/// # Errors
/// What the actor may not do.
pub fn may(actor: &Actor, region: &Code, action: Action, subject: Subject) -> Result<(), Denial> {
    let holds = |roles: &[Role]| actor.roles.within(region).any(|role| roles.contains(&role));
    let is_of = |organisation: KboNumber| organisation == actor.organisation;
    let guides = holds(&[Caseworker]);
    let (allowed, denial) = match (action, subject) {
        (Read, Trajectory(access)) => {
            (holds(REGION) || (guides && access.is_open()), Denial::Trajectory)
        }
        (_, Trajectory(access)) => return about_trajectory(actor, region, action, access),
        (Read, Arriving(access)) => (guides && access.is_open(), Denial::Trajectory),
        (_, Arriving(access)) => {
            (action == Answer && guides && access != Access::None, Denial::Trajectory)
        }
        (Read, Personal(access)) => {
            (guides && access == Access::Open { personal: true }, Denial::Personal)
        }
        (Erase | Export, Personal(_)) => (holds(&[Steward]), Denial::Personal),
        (_, Personal(_)) => (false, Denial::Personal),
        (_, Cases) | (Record, Employers) => (guides, Denial::NotCaseworker),
        (_, Tasks) => (holds(&[Coordinator]), Denial::Task),
        (_, Task(None)) => (holds(&[Coordinator, Steward]), Denial::Task),
        (_, Task(Some(of))) => (holds(&[Coordinator]) || (guides && is_of(of)), Denial::Task),
        (Record, Organisations | Workers) => (holds(&[Steward]), Denial::NotSteward),
        // Nobody who has an interest in a proposal takes a step on it for the procedure.
        (Record, Proposal(of)) if holds(&[Coordinator]) => (!is_of(of), Denial::OwnProposal),
        (Deliberate, Proposal(of)) if holds(&[Jury]) => (!is_of(of), Denial::OwnProposal),
        (Record | Enter | Answer | Merge | AskErasure | Erase | Export, _) => {
            (holds(&[Coordinator]), Denial::NotCoordinator)
        }
        (Apply, _) => (holds(&[Applicant]), Denial::NotApplicant),
        (Assess, _) => (holds(&[Assessor]), Denial::NotAssessor),
        (Deliberate, _) => (holds(&[Jury]), Denial::NotJury),
        (DeclareConflict, _) => (holds(JUDGES), Denial::NoJudge),
        (_, Round | Organisations) => return Ok(()),
        (_, Workers) => (guides || holds(PROCEDURE), Denial::Workers),
        (_, Employers) => (guides || holds(REGION), Denial::Employers),
        // The report holds the ranking: whoever sees the one sees the other.
        (_, Ranking) => (holds(PROCEDURE) || holds(REPORTS), Denial::Ranking),
        (_, Proposals) => (holds(PROCEDURE), Denial::Proposal),
        (_, SelectionReport) => (holds(PROCEDURE) || holds(REPORTS), Denial::SelectionReport),
        (Read, Proposal(of)) => {
            let is_own = is_of(of) && actor.roles.within(region).next().is_some();
            (is_own || holds(PROCEDURE), Denial::Proposal)
        }
        // An applicant sees its own as an applicant, whatever other roles the person has.
        (ReadInFull, Proposal(of)) => (!is_of(of) && holds(PROCEDURE), Denial::Judgement),
        (Read, Figures(_)) => (guides || holds(REGION) || holds(REPORTS), Denial::Figures),
        (ReadInFull, Figures(of)) => {
            let is_own = guides && of.is_some_and(is_of);
            (is_own || holds(REGION) || holds(&[Monitor]), Denial::ExactFigures)
        }
        (_, Lineage(of)) => (holds(REGION) || (guides && of.is_some_and(is_of)), Denial::Lineage),
        (_, AccessRecord) => (holds(&[Auditor, Steward]), Denial::AccessRecord),
        (_, Histories) => (holds(&[Auditor, Steward]), Denial::Histories),
        (_, Seal) => (holds(&[Auditor, Steward]), Denial::Seal),
    };
    if allowed { Ok(()) } else { Err(denial) }
}

/// Whether somebody may do more about a trajectory than read it. Whoever does not see it is denied that it is there.
fn about_trajectory(
    actor: &Actor,
    region: &Code,
    action: Action,
    access: Access,
) -> Result<(), Denial> {
    let is = |wanted: Role| actor.roles.within(region).any(|role| role == wanted);
    let sees = may(actor, region, Read, Trajectory(access)).is_ok();
    let (allowed, denial) = match action {
        Merge | Erase | Export => (is(Steward), Denial::NotSteward),
        AskErasure => (is(Steward) || (is(Caseworker) && sees), Denial::NotCaseworker),
        Enter => (is(Caseworker), Denial::NotCaseworker),
        Answer => (is(Caseworker) && (sees || access == Access::Asked), Denial::NotCaseworker),
        // Who sees it without access is refused by the rule of the stream, which says why.
        _ => (is(Caseworker) && sees, Denial::NotCaseworker),
    };
    match allowed {
        true => Ok(()),
        false if sees => Err(denial),
        false => Err(Denial::Trajectory),
    }
}
