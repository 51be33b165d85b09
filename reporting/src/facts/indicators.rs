//! What the intake says for ESF+: the indicators at entry (EECO01 to EECO17), known once and for all.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use loopbrug_domain::catalogue::list::{Ethos, NationalityGroup};
use loopbrug_domain::catalogue::{Catalogue, Code, EducationBand, EsfClass, Limits};
use loopbrug_domain::time::months_after;
use loopbrug_domain::trajectory::State;
use loopbrug_domain::trajectory::intake::IntakeCompleted;

/// An indicator at entry: Regulation (EU) 2021/1057, Annex I.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "UPPERCASE")]
#[repr(u8)]
pub enum Indicator {
    /// Participants.
    Eeco01,
    /// Unemployed.
    Eeco02,
    /// Long-term unemployed.
    Eeco03,
    /// Inactive.
    Eeco04,
    /// Employed, self-employed included.
    Eeco05,
    /// Under 18.
    Eeco06,
    /// 18 to 29.
    Eeco07,
    /// 55 and over.
    Eeco08,
    /// ISCED 0 to 2.
    Eeco09,
    /// ISCED 3 and 4.
    Eeco10,
    /// ISCED 5 to 8.
    Eeco11,
    /// With a disability.
    Eeco12,
    /// Third-country nationals, stateless people included.
    Eeco13,
    /// Of foreign background.
    Eeco14,
    /// Of a minority.
    Eeco15,
    /// Homeless or affected by housing exclusion.
    Eeco16,
    /// From a rural area.
    Eeco17,
}

impl Indicator {
    /// Whether an intake may leave open whether it counts the participant.
    #[must_use]
    pub fn may_be_unknown(self) -> bool {
        !matches!(self, Self::Eeco01 | Self::Eeco17)
    }

    /// What a record needs to be complete, with gender: labour status, age and education.
    pub(crate) const COMPLETE: [Self; 3] = [Self::Eeco02, Self::Eeco06, Self::Eeco09];
}

/// A set of indicators. As text it is a list of their names, as bytes a bit for each.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Indicators(u32);

impl Indicators {
    /// Whether it holds an indicator.
    #[must_use]
    pub const fn contains(self, indicator: Indicator) -> bool {
        self.0 & (1 << indicator as u8) != 0
    }

    /// Its indicators, in order.
    pub fn iter(self) -> impl Iterator<Item = Indicator> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let next = *Indicator::VARIANTS.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(next)
        })
    }

    fn insert(&mut self, indicator: Indicator) {
        self.0 |= 1 << indicator as u8;
    }
}

impl FromIterator<Indicator> for Indicators {
    fn from_iter<I: IntoIterator<Item = Indicator>>(indicators: I) -> Self {
        let mut set = Self::default();
        indicators.into_iter().for_each(|indicator| set.insert(indicator));
        set
    }
}

impl fmt::Debug for Indicators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Indicators {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_u32(self.0);
        }
        serializer.collect_seq(self.iter().map(<&'static str>::from))
    }
}

impl<'de> Deserialize<'de> for Indicators {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return u32::deserialize(deserializer).map(Self);
        }
        let mut set = Self::default();
        for name in Vec::<String>::deserialize(deserializer)? {
            set.insert(name.parse().map_err(D::Error::custom)?);
        }
        Ok(set)
    }
}

/// Whether somebody has been unemployed for longer than the months that there are for the age. Where the
/// age is unknown, it may be known all the same.
fn is_long_unemployed(entry: &IntakeCompleted, limits: &Limits) -> Option<bool> {
    let since = entry.unemployed_since?;
    let longer_than = |months: u32| months_after(since, months) < entry.entry_on;
    let (of_young, of_others) = (
        longer_than(limits.young_long_unemployed_months),
        longer_than(limits.long_unemployed_months),
    );
    match entry.age_at_entry() {
        Some(age) => Some(if age < limits.young_until_age { of_young } else { of_others }),
        None => (of_young == of_others).then_some(of_others),
    }
}

/// What is known of a participant at entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtEntry {
    /// The indicators that count the participant.
    pub met: Indicators,
    /// Those of which it is not known whether they do.
    pub unknown: Indicators,
}

impl AtEntry {
    /// Of a trajectory; nothing before the intake.
    pub(super) fn of(state: &State, catalogue: &Catalogue) -> Self {
        use Indicator::{
            Eeco01, Eeco02, Eeco03, Eeco04, Eeco05, Eeco06, Eeco07, Eeco08, Eeco09, Eeco10, Eeco11,
            Eeco12, Eeco13, Eeco14, Eeco15, Eeco16, Eeco17,
        };
        let Some(intake) = &state.intake else { return Self::default() };
        let entry = &intake.entry;
        let class = entry
            .labour_status
            .as_ref()
            .and_then(|code| catalogue.labour_status(code.as_str()).map(|status| status.esf));
        let band = entry.isced.as_ref().and_then(|code| catalogue.education_band(code.as_str()));
        let is_class = |other| class.map(|class| class == other);
        let is_band = |other| band.map(|band| band == other);
        let aged = |from: u32, to: u32| entry.age_at_entry().map(|age| (from..=to).contains(&age));
        let long = match class {
            Some(EsfClass::Unemployed) => is_long_unemployed(entry, catalogue.limits()),
            known => known.map(|_| false),
        };
        let third_country =
            |code: &Code<NationalityGroup>| catalogue.is_third_country(code.as_str());
        // Where the client stayed then; nobody outside the region is known to be from a rural area.
        let municipality = state.municipality_on(intake.entry.entry_on);
        let is_rural = municipality.and_then(|code| catalogue.is_rural(code.as_str()));
        let excluded = |code: &Code<Ethos>| {
            catalogue.housing(code.as_str()).map(|housing| housing.homeless_or_excluded)
        };
        let mut at_entry = Self::default();
        for (indicator, holds) in [
            (Eeco01, Some(true)),
            (Eeco02, is_class(EsfClass::Unemployed)),
            (Eeco03, long),
            (Eeco04, is_class(EsfClass::Inactive)),
            (Eeco05, is_class(EsfClass::Employed)),
            (Eeco06, aged(0, 17)),
            (Eeco07, aged(18, 29)),
            (Eeco08, aged(55, u32::MAX)),
            (Eeco09, is_band(EducationBand::Low)),
            (Eeco10, is_band(EducationBand::Medium)),
            (Eeco11, is_band(EducationBand::High)),
            (Eeco12, entry.disability),
            (Eeco13, entry.nationality_group.as_ref().and_then(third_country)),
            (Eeco14, entry.foreign_background),
            (Eeco15, entry.minority),
            (Eeco16, entry.housing.as_ref().and_then(excluded)),
            (Eeco17, Some(is_rural.unwrap_or(false))),
        ] {
            match holds {
                Some(true) => at_entry.met.insert(indicator),
                Some(false) => {}
                None => at_entry.unknown.insert(indicator),
            }
        }
        at_entry
    }
}
