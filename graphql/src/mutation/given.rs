//! What the fields of an input are: how each is sent, and what it is read as.
//!
//! An input is read to its end, so that whoever sends a form gets every fault at once. That is why a field
//! keeps what was sent, and becomes an id or a number only when it is read.

use std::collections::BTreeSet;

use async_graphql::ID;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use loopbrug_domain::catalogue::{self, List};
use loopbrug_domain::content_hash::ContentHash;
use loopbrug_domain::employer::Employer;
use loopbrug_domain::ids::{
    AppointmentId, ClientId, EmployerId, EmploymentId, GoalId, InterventionId, KboNumber,
    MalformedId, OfferId, PracticeFloorId, ProposalId, ReferralId, RoundId, TrainingId,
    TrajectoryId, WorkerId,
};
use loopbrug_domain::round::Outcome;
use loopbrug_domain::time::{days_after, start_of_day};
use uuid::Uuid;

use super::reading::Reading;
use crate::error::UserError;
use crate::id;
use crate::input::{Code, Describe, described_as_they_are, sent_as};
use crate::types::ProposalOutcome;

/// The type of a field of an input.
pub(super) trait Given: Describe {
    /// What it is read as.
    type As;

    /// Reads what was sent as `field`, or notes what is wrong with it and gives a placeholder.
    fn read(self, reading: &mut Reading, field: &str) -> Self::As;
}

sent_as! {
    /// The id of something that there is: a Relay id, where that has one.
    #[derive(Debug)]
    pub(super) Id<T> as ID;
    /// The id of something new, by choice of the caller. Where none is given it follows from the command: sent
    /// again, it is the same.
    #[derive(Debug, Default)]
    pub(super) New<T> as Option<ID>;
    /// An organisation, by KBO number.
    #[derive(Debug)]
    pub(super) Organisation as String;
    /// An employer, by KBO number or by the name of the company.
    #[derive(Debug)]
    pub(super) NamedEmployer as String;
    /// A day. Where none is given, that on which it happened.
    #[derive(Debug)]
    pub(super) DayOrThatDay as Option<NaiveDate>;
    /// A moment. Where none is given, the end of today in Brussels.
    #[derive(Debug)]
    pub(super) MomentOrTonight as Option<DateTime<Utc>>;
    /// Somebody, by worker id. Where none is given, whoever sends the command.
    #[derive(Debug)]
    pub(super) WorkerOrYou as Option<ID>;
    /// The hash of a report.
    #[derive(Debug)]
    pub(super) ReportHash as String;
}

impl<T> Describe for Id<T> {}
impl<T> Describe for New<T> {}
described_as_they_are!(
    Organisation,
    NamedEmployer,
    DayOrThatDay,
    MomentOrTonight,
    WorkerOrYou,
    ReportHash,
    ProposalOutcome
);

impl<L: List> Given for Code<L> {
    type As = catalogue::Code<L>;

    fn read(self, _: &mut Reading, _: &str) -> Self::As {
        self.into()
    }
}

impl<T: FromId> Given for Id<T> {
    type As = T;

    fn read(self, reading: &mut Reading, field: &str) -> T {
        reading.or_stand_in(T::from_id(&self.0), field)
    }
}

impl<T: Named> Given for New<T> {
    type As = T;

    fn read(self, reading: &mut Reading, field: &str) -> T {
        match self.0 {
            Some(id) => reading.or_stand_in(T::from_id(&id), field),
            None => T::new(reading.new_id(T::NAME)),
        }
    }
}

impl Given for Organisation {
    type As = KboNumber;

    fn read(self, reading: &mut Reading, field: &str) -> KboNumber {
        reading.or_stand_in(self.0.parse(), field)
    }
}

impl Given for NamedEmployer {
    type As = Employer;

    fn read(self, reading: &mut Reading, field: &str) -> Employer {
        reading.or_stand_in(self.0.parse(), field)
    }
}

impl Given for DayOrThatDay {
    type As = NaiveDate;

    fn read(self, reading: &mut Reading, _: &str) -> NaiveDate {
        self.0.unwrap_or(reading.on)
    }
}

impl Given for MomentOrTonight {
    type As = DateTime<Utc>;

    fn read(self, reading: &mut Reading, _: &str) -> DateTime<Utc> {
        self.0.unwrap_or_else(|| start_of_day(days_after(reading.today, 1)))
    }
}

impl Given for WorkerOrYou {
    type As = WorkerId;

    fn read(self, reading: &mut Reading, field: &str) -> WorkerId {
        match self.0 {
            Some(worker) => reading.or_stand_in(worker.parse(), field),
            None => reading.you,
        }
    }
}

impl Given for ReportHash {
    type As = ContentHash;

    fn read(self, reading: &mut Reading, field: &str) -> ContentHash {
        self.0.parse().unwrap_or_else(|error| {
            reading.fault(UserError::malformed(&error, field));
            ContentHash::of(&())
        })
    }
}

impl Given for ProposalOutcome {
    type As = Outcome;

    fn read(self, _: &mut Reading, _: &str) -> Outcome {
        self.into()
    }
}

macro_rules! given_as_they_are {
    ($($type:ty),*) => {$(
        impl Given for $type {
            type As = Self;

            fn read(self, _: &mut Reading, _: &str) -> Self {
                self
            }
        }
    )*};
}

given_as_they_are!(bool, u32, String, NaiveDate, NaiveDateTime, DateTime<Utc>);

macro_rules! given_many {
    ($($many:ident<$one:ident $(: $bound:ident)?>;)*) => {$(
        impl<$one: Given $(+ $bound)?> Given for $many<$one>
        where
            $many<$one>: Describe,
            $($one::As: $bound,)?
        {
            type As = $many<$one::As>;

            fn read(self, reading: &mut Reading, field: &str) -> Self::As {
                self.into_iter().map(|one| one.read(reading, field)).collect()
            }
        }
    )*};
}

given_many! {
    Vec<G>;
    BTreeSet<G: Ord>;
}

impl<G: Given> Given for Option<G> {
    type As = Option<G::As>;

    fn read(self, reading: &mut Reading, field: &str) -> Self::As {
        self.map(|given| given.read(reading, field))
    }
}

/// What has an id that the API shows.
pub(super) trait FromId: Default {
    /// Reads the id as the API shows it.
    fn from_id(id: &str) -> Result<Self, MalformedId>;
}

/// What gets an id of its own where the caller gives none.
pub(super) trait Named: FromId {
    /// What the id follows from, beside the command. A repeat has to give the same id, so this never changes.
    const NAME: &'static str;

    /// Of this id.
    fn new(id: Uuid) -> Self;
}

macro_rules! ids {
    ($($id:ident $(= $name:literal)?, $read:expr;)*) => {
        $(impl FromId for $id {
            fn from_id(id: &str) -> Result<Self, MalformedId> {
                $read(id)
            }
        }

        $(impl Named for $id {
            const NAME: &'static str = $name;

            fn new(id: Uuid) -> Self {
                Self(id)
            }
        })?)*
    };
}

ids! {
    TrajectoryId, id::trajectory;
    RoundId, id::round;
    ProposalId, id::proposal;
    EmployerId, id::employer;
    WorkerId = "worker", str::parse;
    ClientId = "client", str::parse;
    EmploymentId = "employment", str::parse;
    AppointmentId = "appointment", str::parse;
    PracticeFloorId = "practice floor", str::parse;
    TrainingId = "training", str::parse;
    GoalId = "goal", str::parse;
    InterventionId = "intervention", str::parse;
    ReferralId = "referral", str::parse;
    OfferId = "intervention", str::parse;
}
