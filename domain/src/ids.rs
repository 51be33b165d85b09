//! Identifiers. Each is a type of its own, so that a client cannot be passed for a worker.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use uuid::{Builder, Uuid};

use crate::catalogue::Code;
use crate::employer::Employer;

/// The text is not an identifier of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not a valid {kind}")]
pub struct MalformedId {
    /// What was expected, in words.
    pub kind: &'static str,
    /// What was given.
    pub text: String,
}

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident, $kind:literal $(, unless $reserved:path)?;)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug,
            Default,
            Clone,
            Copy,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            Serialize,
            Deserialize,
            JsonSchema,
        )]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = MalformedId;
            fn from_str(text: &str) -> Result<Self, MalformedId> {
                let id = Uuid::parse_str(text).ok()$(.filter(|id| !$reserved(id)))?;
                id.map(Self).ok_or_else(|| MalformedId { kind: $kind, text: text.to_owned() })
            }
        }
    )*};
}

uuid_ids! {
    /// A person, known in the log by this random id only.
    ClientId, "client id";
    /// One client's way through one region's partnership.
    TrajectoryId, "trajectory id";
    /// A person who records: caseworker, coordinator, bridge figure.
    WorkerId, "worker id";
    /// Given by the caller, once per intended change; a repeat gets the first answer again.
    CommandId, "command id (a UUID of any version but 8, which is for commands of the server)", unless is_of_the_server;
    /// One event of the log (UUIDv7, so that ids sort by the time they were given out).
    EventId, "event id";
    /// One job of a client.
    EmploymentId, "employment id";
    /// One appointment of a client.
    AppointmentId, "appointment id";
    /// One stay of a client on a practice floor.
    PracticeFloorId, "practice floor id";
    /// One training of a client.
    TrainingId, "training id";
    /// One goal of a client.
    GoalId, "goal id";
    /// One service delivered to a client.
    InterventionId, "intervention id";
    /// One referral of a client to another organisation.
    ReferralId, "referral id";
    /// One selection round of a region.
    RoundId, "round id";
    /// One organisation's proposal for a region and round.
    ProposalId, "proposal id";
    /// One intervention that a proposal offers.
    OfferId, "offer id";
    /// One employer of a region.
    EmployerId, "employer id";
}

impl WorkerId {
    /// What it is serialised as, for [`difference`](crate::difference); no format writes it.
    pub(crate) const NAME: &'static str = "WorkerId";
}

/// Commands that the server sends by itself have ids of version 8. No caller's id is one: whoever knows what such a
/// command is about could use its id first, and it would never be carried out.
fn is_of_the_server(id: &Uuid) -> bool {
    id.get_version_num() == 8
}

impl TrajectoryId {
    /// The one trajectory that a client has in a region. Derived, so that opening it twice
    /// meets the first one: there is nothing to search and no duplicate to clean up.
    #[must_use]
    pub fn of(region: &Code, client: ClientId) -> Self {
        Self(Uuid::new_v5(&client.0, region.as_str().as_bytes()))
    }
}

impl RoundId {
    /// The round of this code in a region. Codes hold no `/`, so two rounds never share an id.
    #[must_use]
    pub fn of(region: &Code, round: &Code) -> Self {
        Self(Uuid::new_v5(&ROUNDS, format!("{region}/{round}").as_bytes()))
    }
}

/// Under which the ids of rounds are derived; drawn once, never changed.
const ROUNDS: Uuid = Uuid::from_u128(0x6f9a_3c52_8d1e_4b07_a2c4_51e0_d7b6_3f98);

impl ProposalId {
    /// The one proposal that an organisation has for a region and round. Derived, so that a
    /// second one meets the first.
    #[must_use]
    pub fn of(region: &Code, round: &Code, organisation: KboNumber) -> Self {
        let round = RoundId::of(region, round);
        Self(Uuid::new_v5(&round.0, organisation.to_string().as_bytes()))
    }
}

impl EmployerId {
    /// The employer of a region, whoever registers it and however its name is written. Codes hold no `/`.
    #[must_use]
    pub fn of(region: &Code, employer: &Employer) -> Self {
        let employer = employer.to_string().to_lowercase();
        Self(Uuid::new_v5(&EMPLOYERS, format!("{region}/{employer}").as_bytes()))
    }
}

/// Under which the ids of employers are derived; drawn once, never changed.
const EMPLOYERS: Uuid = Uuid::from_u128(0x2d81_57f4_b03c_4a6e_9e15_c8a2_04d7_6b31);

impl CommandId {
    /// The ids of what this command brings into being within `scope`: a region, or a trajectory or
    /// a proposal, each of which belongs to one. A command's id is its own in one region only: in
    /// another, somebody may use the same, and has to name other things.
    #[must_use]
    pub fn within(self, scope: impl fmt::Display) -> DerivedIds {
        DerivedIds(Uuid::new_v5(&self.0, scope.to_string().as_bytes()))
    }
}

/// Ids that follow from a command and from where it was carried out. The same command sent again
/// names the same things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DerivedIds(Uuid);

impl DerivedIds {
    /// The id of the thing called `what`.
    #[must_use]
    pub fn derive(self, what: &str) -> Uuid {
        Uuid::new_v5(&self.0, what.as_bytes())
    }

    /// The id of the command called `what`, which the server sends. No caller can send one with this id.
    #[must_use]
    pub fn command(self, what: &str) -> CommandId {
        CommandId(Builder::from_custom_bytes(self.derive(what).into_bytes()).into_uuid())
    }

    /// The command id of a part of the command, by its place from 0 on.
    #[must_use]
    pub fn part(self, place: usize) -> CommandId {
        self.command(&format!("part {place}"))
    }
}

/// An organisation's number in the Crossroads Bank for Enterprises (KBO): ten digits, the last
/// two of which check the first eight (97 minus their remainder by 97).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct KboNumber(u64);

/// Every format writes plain text. The name of the newtype, which formats leave out, says what it is.
impl Serialize for KboNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(Self::NAME, &self.to_string())
    }
}

/// Of no organisation: the register never hands it out.
impl Default for KboNumber {
    fn default() -> Self {
        Self::of_stem(0)
    }
}

impl KboNumber {
    /// What it is serialised as, for [`difference`](crate::difference).
    pub(crate) const NAME: &'static str = "KboNumber";

    /// Whether it stands for no organisation: that of the public, of which nobody is.
    #[must_use]
    pub fn is_nobody(self) -> bool {
        self == Self::default()
    }

    /// The number whose first eight digits are `stem`, with its check digits.
    /// Stems below 20 are never handed out by the register, so tests and demos may use them.
    #[must_use]
    pub fn of_stem(stem: u32) -> Self {
        let stem = u64::from(stem % 100_000_000);
        Self(stem * 100 + (97 - stem % 97))
    }
}

impl fmt::Display for KboNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

impl From<KboNumber> for String {
    fn from(number: KboNumber) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for KboNumber {
    type Error = MalformedId;
    fn try_from(text: String) -> Result<Self, MalformedId> {
        text.parse()
    }
}

impl FromStr for KboNumber {
    type Err = MalformedId;

    /// Reads `0123.456.749` or `0123456749`, and what people write as well: with spaces in place
    /// of the points, and with the `BE` of a VAT number before it.
    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let malformed = || MalformedId { kind: "KBO number", text: text.to_owned() };
        let number = text.trim();
        let number = match number.get(..2) {
            Some(country) if country.eq_ignore_ascii_case("BE") => &number[2..],
            _ => number,
        };
        let digits: String = number.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        if digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(malformed());
        }
        let number: u64 = digits.parse().map_err(|_| malformed())?;
        if 97 - (number / 100) % 97 == number % 100 { Ok(Self(number)) } else { Err(malformed()) }
    }
}

/// A place in a region's log: 1 for the first event, without holes. 0 is before the first.
#[derive(
    Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub u32);

impl Position {
    /// Before the first event.
    pub const START: Self = Self(0);
    /// After every event there can be: "not yet superseded".
    pub const NEVER: Self = Self(u32::MAX);
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How many events a stream holds: the version that a command expects to find.
pub type Version = u32;

#[cfg(test)]
mod tests;
