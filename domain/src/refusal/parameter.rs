//! What the message of a refusal names, as values: whoever says it in another language needs them, and not the
//! English sentence.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::catalogue::list::OfList;
use crate::catalogue::{self, Code, CodeKind};
use crate::content_hash::ContentHash;
use crate::ids::{
    AppointmentId, EmploymentId, GoalId, InterventionId, KboNumber, OfferId, PracticeFloorId,
    ProposalId, ReferralId, TrainingId, TrajectoryId, Version, WorkerId,
};
use crate::proposal::Stage;
use crate::trajectory::identity::IdentityPart;
use crate::trajectory::merge::Named;
use crate::trajectory::referrals::ReferralStep;
use crate::trajectory::{self, NotCurrent};

/// What a message names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    /// A day in Brussels.
    Day(NaiveDate),
    /// A moment.
    Moment(DateTime<Utc>),
    /// A time by the clocks of Brussels.
    Clock(NaiveDateTime),
    /// A number.
    Number(u64),
    /// An organisation.
    Organisation(KboNumber),
    /// A worker.
    Worker(WorkerId),
    /// A code, and the list that it is of where that is known.
    Code(Option<CodeKind>, Code),
    /// A word of ours, such as the step of a referral.
    Word(String),
}

/// What a field of a refusal is for a message. Numbers and ids that mean nothing to people are nothing.
pub(crate) trait ForMessage {
    fn parameter(&self) -> Option<Parameter> {
        None
    }
}

macro_rules! for_message {
    ($($type:ty => |$value:ident| $parameter:expr;)+) => {$(
        impl ForMessage for $type {
            fn parameter(&self) -> Option<Parameter> {
                let $value = self;
                Some($parameter)
            }
        }
    )+};
}

for_message! {
    NaiveDate => |day| Parameter::Day(*day);
    DateTime<Utc> => |moment| Parameter::Moment(*moment);
    NaiveDateTime => |time| Parameter::Clock(*time);
    Version => |number| Parameter::Number(u64::from(*number));
    usize => |number| Parameter::Number(*number as u64);
    KboNumber => |organisation| Parameter::Organisation(*organisation);
    WorkerId => |worker| Parameter::Worker(*worker);
    ReferralStep => |step| Parameter::Word(step.to_string());
    Stage => |stage| Parameter::Word(stage.to_string());
    IdentityPart => |part| Parameter::Word(part.to_string());
    &'static str => |name| Parameter::Word((*name).to_owned());
}

macro_rules! no_message {
    ($($type:ty),+ $(,)?) => {$( impl ForMessage for $type {} )+};
}

no_message! {
    bool, Option<Version>, Vec<Version>, Vec<Named>, Vec<ProposalId>, NotCurrent, ContentHash, AppointmentId,
    EmploymentId, GoalId, InterventionId, OfferId, PracticeFloorId, ProposalId, ReferralId, TrainingId, TrajectoryId,
    Box<trajectory::Refusal>,
}

impl<L: OfList + Clone> ForMessage for catalogue::Code<L> {
    fn parameter(&self) -> Option<Parameter> {
        Some(Parameter::Code(L::LIST, self.clone().into_list()))
    }
}
