//! Dimensions, packed: everything by the number of its name.

use loopbrug_domain::ids::Position;
use loopbrug_reporting::facts::{AtEntry, Believed, Dimensions, Indicator, Indicators};
use serde::{Deserialize, Serialize};

use super::Unpackable;
use super::names::{Named, Names};

#[derive(Serialize, Deserialize)]
pub(super) struct PackedDimensions {
    since: u32,
    /// Absent while they are believed.
    until: Option<u32>,
    municipality: u32,
    language: u32,
    organisation: u32,
    gender: Option<u32>,
    age_group: Option<u32>,
    personas: Vec<u32>,
    challenges: Vec<u32>,
    met: Vec<u32>,
    unknown: Vec<u32>,
}

impl PackedDimensions {
    pub(super) fn of<'a>(believed: &'a Believed<Dimensions>, names: &mut Names<'a>) -> Self {
        let what = &believed.what;
        let mut indicators = |of: Indicators| {
            of.iter().map(|indicator| names.number(<&'static str>::from(indicator))).collect()
        };
        let (met, unknown) = (indicators(what.at_entry.met), indicators(what.at_entry.unknown));
        Self {
            since: believed.since.0,
            until: (!believed.holds()).then_some(believed.until.0),
            municipality: names.number(what.municipality.as_str()),
            language: names.number(what.language.as_str()),
            organisation: names.number(what.organisation.to_string()),
            gender: what.gender.as_ref().map(|code| names.number(code.as_str())),
            age_group: what.age_group.map(|group| names.number(<&'static str>::from(group))),
            personas: what.personas.iter().map(|code| names.number(code.as_str())).collect(),
            challenges: what.challenges.iter().map(|code| names.number(code.as_str())).collect(),
            met,
            unknown,
        }
    }

    pub(super) fn unpack(&self, named: &Named<'_>) -> Result<Believed<Dimensions>, Unpackable> {
        let indicators = |of: &[u32]| -> Result<Indicators, Unpackable> {
            of.iter().map(|number| read::<Indicator>("indicator", named.name(*number)?)).collect()
        };
        let age_group = self.age_group.map(|number| read("age group", named.name(number)?));
        let what = Dimensions {
            municipality: named.code(self.municipality)?,
            language: named.code(self.language)?,
            organisation: read("organisation", named.name(self.organisation)?)?,
            gender: self.gender.map(|code| named.code(code)).transpose()?,
            age_group: age_group.transpose()?,
            personas: self
                .personas
                .iter()
                .map(|code| named.code(*code))
                .collect::<Result<_, _>>()?,
            challenges: self
                .challenges
                .iter()
                .map(|code| named.code(*code))
                .collect::<Result<_, _>>()?,
            at_entry: AtEntry { met: indicators(&self.met)?, unknown: indicators(&self.unknown)? },
        };
        let until = self.until.map_or(Position::NEVER, Position);
        Ok(Believed { since: Position(self.since), until, what })
    }
}

fn read<T: std::str::FromStr>(kind: &'static str, name: &str) -> Result<T, Unpackable> {
    name.parse().map_err(|_| Unpackable::Unknown(kind))
}
