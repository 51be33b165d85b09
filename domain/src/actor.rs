//! Who asks. Every command and every query carries one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::VariantArray;

use crate::catalogue::Code;
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
    pub roles: Roles,
}

/// The roles that somebody holds, each in one region or in all.
///
/// Stored and written as texts: `caseworker`, or `caseworker@vlaamse-ardennen` where it is held in that region
/// alone. What was stored before roles had regions reads as roles in all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(Vec<Held>);

/// A role that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Held {
    /// The role.
    pub role: Role,
    /// The one region in which it is held; absent: in all.
    pub region: Option<Code>,
}

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is not a role; roles are {roles}, each also in one region alone, as caseworker@vlaamse-ardennen",
    roles = Role::ALL.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
)]
pub struct NoRole(String);

impl Roles {
    /// Whether none is held anywhere: such an actor is the public.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every role that is held in a region.
    pub fn within<'a>(&'a self, region: &'a Code) -> impl Iterator<Item = Role> + 'a {
        let here = move |held: &&Held| held.region.as_ref().is_none_or(|of| of == region);
        self.0.iter().filter(here).map(|held| held.role)
    }

    /// Every role that is held in some region.
    pub fn anywhere(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().map(|held| held.role)
    }

    /// Each role with where it is held.
    pub fn iter(&self) -> impl Iterator<Item = &Held> {
        self.0.iter()
    }
}

impl From<Vec<Role>> for Roles {
    /// These roles, in all regions.
    fn from(roles: Vec<Role>) -> Self {
        roles.into_iter().map(|role| Held { role, region: None }).collect()
    }
}

impl FromIterator<Held> for Roles {
    fn from_iter<T: IntoIterator<Item = Held>>(held: T) -> Self {
        Self(held.into_iter().collect())
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.region {
            Some(region) => write!(f, "{}@{region}", self.role),
            None => write!(f, "{}", self.role),
        }
    }
}

impl FromStr for Held {
    type Err = NoRole;

    fn from_str(text: &str) -> Result<Self, NoRole> {
        let (role, region) = match text.split_once('@') {
            Some((_, "")) => return Err(NoRole(text.to_owned())),
            Some((role, region)) => (role, Some(Code::new(region))),
            None => (text, None),
        };
        let role = role.parse().map_err(|_| NoRole(text.to_owned()))?;
        Ok(Self { role, region })
    }
}

impl From<Held> for String {
    fn from(held: Held) -> Self {
        held.to_string()
    }
}

impl TryFrom<String> for Held {
    type Error = NoRole;

    fn try_from(text: String) -> Result<Self, NoRole> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_of_one_region_is_held_there_alone() {
        let (here, there) = (Code::new("vlaamse-ardennen"), Code::new("meetjesland"));
        let held = ["caseworker@vlaamse-ardennen", "auditor"].map(|text| text.parse().unwrap());
        let roles: Roles = held.into_iter().collect();
        let within = |region| roles.within(region).collect::<Vec<_>>();
        assert_eq!(within(&here), [Role::Caseworker, Role::Auditor]);
        assert_eq!(within(&there), [Role::Auditor]);
    }

    #[test]
    fn roles_are_stored_as_texts_and_what_was_stored_before_reads_as_held_in_all_regions() {
        let stored = r#"["caseworker@vlaamse-ardennen","auditor"]"#;
        let roles: Roles = serde_json::from_str(stored).unwrap();
        assert_eq!(serde_json::to_string(&roles).unwrap(), stored);
        let before: Roles = serde_json::from_str(r#"["caseworker"]"#).unwrap();
        assert_eq!(before, vec![Role::Caseworker].into());
        for none in ["", "friend", "caseworker@", "@vlaamse-ardennen"] {
            assert!(none.parse::<Held>().is_err(), "{none}");
        }
    }
}
