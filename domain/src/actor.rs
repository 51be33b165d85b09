//! Who asks. Every command and every query carries one.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantArray};

use crate::ids::{KboNumber, WorkerId};

/// What somebody may be in a partnership.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Guides the clients for which the organisation holds a grant.
    Caseworker,
    /// Looks after a region and its work lists.
    Coordinator,
    /// Submits partnership proposals for an organisation.
    Applicant,
    /// Assesses proposals in writing.
    Assessor,
    /// Judges pitches.
    Jury,
    /// Reads reports.
    Analyst,
    /// Replays histories, without personal data.
    Auditor,
    /// Keeps the catalogue, decides on erasure and merges.
    Steward,
}

impl Role {
    /// Every role.
    pub const ALL: &[Self] = Self::VARIANTS;
}

/// A worker, for the organisation in whose name the worker acts, with the roles held there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub worker: WorkerId,
    /// The organisation.
    pub organisation: KboNumber,
    /// What the person may be there.
    pub roles: Vec<Role>,
}
