//! What mutations have in common: the command's id, its day, and what it is about.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::catalogue;
use loopbrug_domain::catalogue::list::CorrectionReason;
use loopbrug_domain::ids::{EmployerId, ProposalId, RoundId, TrajectoryId, Version};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::record_keeping::EventCorrected;
use loopbrug_infra::commands::{AboutProposal, Kind};

use super::given::{Given, Id};
use super::payload::{EmployerPayload, Payload, ProposalPayload, RoundPayload, TrajectoryPayload};
use super::reading::Reading;
use crate::input::{Code, Describe, input_objects};

/// The fields that every mutation about one kind of thing has.
pub(super) trait About: Describe + Sized {
    /// What is answered.
    type Payload: Payload;

    /// What is to be recorded, as its mutations are read.
    type Intent;

    /// What all commands have in common.
    fn head(&self) -> Head;

    /// Reads what it is about, then what is to be recorded.
    fn read(self, reading: &mut Reading, intent: ReadIntent<Self>) -> Command<Self::Payload>;
}

/// What is asked of one kind of aggregate.
type IntentOf<P> = <<P as Payload>::Of as Kind>::Intent;
/// Reads what is to be recorded.
pub(super) type ReadIntent<A> = Box<dyn FnOnce(&mut Reading) -> <A as About>::Intent + Send + Sync>;
/// What a command is about, and what is to be recorded.
pub(super) type Command<P> = (<<P as Payload>::Of as Kind>::About, IntentOf<P>);

input_objects! {
    /// What all commands have in common.
    #[derive(Clone)]
    pub(super) struct Head {
        /// A UUID of your own, new for every change that you intend. Sent again, it records nothing
        /// and gives the first answer.
        pub(super) command_id: ID,
        /// The day it happened, in Brussels. Default: today.
        pub(super) occurred_on: Option<NaiveDate>,
        /// The version of the trajectory that you have seen; if it has moved on, nothing is
        /// recorded. Default: any.
        pub(super) expected_version: Option<u32>,
    }

    /// What every mutation says about itself.
    pub(super) struct Recording {
        #[graphql(flatten)]
        pub(super) head: Head,
        /// An event that was recorded wrongly: this is what is recorded in its place. Name the ids
        /// that the event named.
        pub(super) corrects: Option<Correction>,
    }
}

impl Recording {
    /// What is to be recorded: `intent`, or the correction of an event to it.
    pub(super) fn intent(self, reading: &mut Reading, intent: Intent) -> Intent {
        let Some(correction) = self.corrects else { return intent };
        let (event, reason) = correction.read(reading, "corrects");
        // A correction is made today.
        let occurred_on = std::mem::replace(&mut reading.on, reading.today);
        Intent::CorrectEvent(EventCorrected::new(event, reason, occurred_on, intent.into()))
    }
}

inputs! {
    /// An event that is put right.
    Correction -> (Version, catalogue::Code<CorrectionReason>) {
        /// The event's place in the trajectory, or among the events of the employer; 1 for the first.
        event: u32,
        /// Why.
        reason: Code<CorrectionReason>,
    } => (event, reason);
}

input_objects! {
    /// What every mutation of the selection procedure, or on an employer, says about itself.
    pub(super) struct ProcedureRecording {
        /// A UUID of your own, new for every change that you intend. Sent again, it records nothing
        /// and gives the first answer.
        command_id: ID,
        /// The day it happened, in Brussels. Default: today. Deadlines look at the server's clock
        /// alone.
        occurred_on: Option<NaiveDate>,
        /// The version of the round, proposal or employer that you have seen; if it has moved on, nothing is
        /// recorded. Default: any.
        expected_version: Option<u32>,
    }
}

impl ProcedureRecording {
    /// What all commands have in common.
    pub(super) fn head(&self) -> Head {
        let Self { command_id, occurred_on, expected_version } = self;
        Head {
            command_id: command_id.clone(),
            occurred_on: *occurred_on,
            expected_version: *expected_version,
        }
    }
}

input_objects! {
    /// What every mutation on a trajectory that there is says.
    pub(super) struct OnTrajectory {
        #[graphql(flatten)]
        pub(super) recording: Recording,
        /// The trajectory.
        pub(super) trajectory_id: Id<TrajectoryId>,
    }
}

impl About for OnTrajectory {
    type Payload = TrajectoryPayload;
    type Intent = Intent;

    fn head(&self) -> Head {
        self.recording.head.clone()
    }

    fn read(self, reading: &mut Reading, intent: ReadIntent<Self>) -> Command<TrajectoryPayload> {
        let trajectory = self.trajectory_id.read(reading, "trajectoryId");
        reading.within(trajectory);
        let intent = intent(reading);
        (trajectory, self.recording.intent(reading, intent).into())
    }
}

macro_rules! about_procedure {
    ($($(#[$doc:meta])* $name:ident -> $payload:ty {
        $(#[$id_doc:meta])* $id:ident: $type:ty,
    } => |$reading:ident| $about:expr;)*) => {$(
        input_objects! {
            $(#[$doc])*
            pub(super) struct $name {
                #[graphql(flatten)]
                recording: ProcedureRecording,
                $(#[$id_doc])*
                $id: Id<$type>,
            }
        }

        impl About for $name {
            type Payload = $payload;
            type Intent = IntentOf<$payload>;

            fn head(&self) -> Head {
                self.recording.head()
            }

            fn read(
                self,
                $reading: &mut Reading,
                intent: ReadIntent<Self>,
            ) -> Command<$payload> {
                let $id = self.$id.read($reading, stringify!($id));
                let about = $about;
                (about, intent($reading))
            }
        }
    )*};
}

about_procedure! {
    /// What every mutation on a proposal that there is says.
    OnProposal -> ProposalPayload {
        /// The proposal.
        proposal_id: ProposalId,
    } => |reading| {
        reading.within(proposal_id);
        AboutProposal::Id(proposal_id)
    };

    /// What a mutation on your organisation's proposal for a round says.
    OnOwnProposal -> ProposalPayload {
        /// The round.
        round_id: RoundId,
    } => |_reading| AboutProposal::OwnFor(round_id);

    /// What every mutation on an employer that is registered says.
    OnEmployer -> EmployerPayload {
        /// The employer.
        employer_id: EmployerId,
    } => |_reading| employer_id;

    /// What every mutation on a round that there is says.
    OnRound -> RoundPayload {
        /// The round.
        round_id: RoundId,
    } => |_reading| round_id;
}
