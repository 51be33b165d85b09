//! Who asks. Every command and every query carries one.

use serde::{Deserialize, Serialize};
use strum::VariantArray;

use crate::ids::{KboNumber, WorkerId};
use crate::word_enum::word_enum;

word_enum! {
    /// What somebody may be in a partnership.
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
        /// Reads reports, rounded.
        Analyst,
        /// Replays histories, without personal data.
        Auditor,
        /// Keeps the catalogue, decides on erasure and merges.
        Steward,
        /// Reads reports as they are, and nothing of any trajectory.
        Monitor,
    }
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
