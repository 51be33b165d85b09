//! What is said to whoever may not do something.

/// What somebody may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// Have to do with a trajectory. It is answered like one that is not there.
    #[error("the trajectory is not for who asks")]
    Trajectory,
    /// Record about clients.
    #[error("this is for caseworkers of the region; ask somebody who has that role there")]
    NotCaseworker,
    /// Read the register of employers.
    #[error("the register of employers is for caseworkers and for who looks after the region")]
    Employers,
    /// Read what is personal.
    #[error(
        "what is personal is for caseworkers whose organisation has access for a purpose that takes it"
    )]
    Personal,
    /// Read what is personal while the client has the processing restricted.
    #[error(
        "at the client's request what is personal is kept and not used: it is opened for the client's rights, a \
         complaint or a legal claim alone; where that is what you need it for, say so as the purpose"
    )]
    Restricted,
    /// Be shown something to be done.
    #[error("a task is for those who have to do it, and for who looks after the region")]
    Task,
    /// Change the directory, say which company an employer is, merge trajectories or erase.
    #[error("this is for the steward of the region: ask the steward")]
    NotSteward,
    /// Read names of workers.
    #[error(
        "the names of workers are for caseworkers, and for those who take part in the selection procedure or look \
             after the region"
    )]
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
    /// Read figures of any day. What is published is for everybody.
    #[error(
        "figures are for those who work with clients, look after the region or read reports; for everybody there are \
             publications"
    )]
    Figures,
    /// Read figures as they are.
    #[error("exact figures are for those who hold the cases or account for them")]
    ExactFigures,
    /// Read who looked at whom.
    #[error("who looked at whom is for the steward and the auditor of the region")]
    AccessRecord,
    /// Read the history of a whole region.
    #[error(
        "the history of a whole region is for its steward and its auditor; ask for that of one thing, by its id"
    )]
    Histories,
    /// Read the heads of the seal, and have something proved by them.
    #[error(
        "proofs by the seal are for the steward and the auditor of the region; its last head is for everybody, at \
         /seal/<region>/checkpoint"
    )]
    Seal,
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
            Self::Personal => "PERSONAL_DATA_NOT_VISIBLE",
            Self::Restricted => "READING_RESTRICTED",
            Self::Task => "TASK_NOT_VISIBLE",
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
            Self::Figures => "FIGURES_NOT_VISIBLE",
            Self::ExactFigures => "FIGURES_NOT_EXACT",
            Self::AccessRecord => "ACCESS_RECORD_NOT_VISIBLE",
            Self::Histories => "HISTORIES_NOT_VISIBLE",
            Self::Seal => "SEAL_NOT_VISIBLE",
            Self::Lineage => "LINEAGE_NOT_VISIBLE",
        }
    }
}
