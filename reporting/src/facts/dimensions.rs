//! In which rows of a report a trajectory is counted.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::AtEntry;
use loopbrug_domain::catalogue::list::{Challenge, Gender, Language, Municipality, Persona};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::State;
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::word_enum;

word_enum! {
    /// Age at entry, in the bands of ESF+ (EECO06 to EECO08) with the gap between them.
    #[repr(u8)]
    pub enum AgeGroup {
        /// Under 18 (EECO06).
        Under18,
        /// 18 to 29 (EECO07).
        From18To29,
        /// 30 to 54.
        From30To54,
        /// 55 and over (EECO08).
        From55,
    }
}

impl AgeGroup {
    /// The band of an age in years.
    #[must_use]
    pub fn of(age: u32) -> Self {
        match age {
            0..18 => Self::Under18,
            18..30 => Self::From18To29,
            30..55 => Self::From30To54,
            _ => Self::From55,
        }
    }
}

/// In which rows a trajectory is counted. Absent means unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimensions {
    /// Where the client stayed at the opening; moves since are measures.
    pub municipality: Code<Municipality>,
    /// The language to speak with the client at the opening; changes since are measures.
    pub language: Code<Language>,
    /// The organisation that owns the trajectory.
    pub organisation: KboNumber,
    /// At entry.
    pub gender: Option<Code<Gender>>,
    /// At entry.
    pub age_group: Option<AgeGroup>,
    /// Linked personas; often none.
    pub personas: BTreeSet<Code<Persona>>,
    /// Linked challenges.
    pub challenges: BTreeSet<Code<Challenge>>,
    /// What the intake says for ESF+.
    pub at_entry: AtEntry,
}

impl Dimensions {
    /// Of a trajectory in its present state; none before its opening.
    pub(super) fn of(state: &State, catalogue: &Catalogue) -> Option<Self> {
        let opening = state.opening.as_ref()?;
        let entry = state.intake.as_ref().map(|intake| &intake.entry);
        Some(Self {
            municipality: opening.municipality.clone(),
            language: opening.contact_language.clone(),
            organisation: opening.owner,
            gender: entry.and_then(|entry| entry.gender.clone()),
            age_group: entry.and_then(IntakeCompleted::age_at_entry).map(AgeGroup::of),
            personas: state.profile.personas.clone(),
            challenges: state.profile.challenges.keys().cloned().collect(),
            at_entry: AtEntry::of(state, catalogue),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_fall_in_the_bands_of_esf() {
        use AgeGroup::{From18To29, From30To54, From55, Under18};
        let bands = [17, 18, 29, 30, 54, 55].map(AgeGroup::of);
        assert_eq!(bands, [Under18, From18To29, From18To29, From30To54, From30To54, From55]);
    }
}
