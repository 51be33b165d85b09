//! A client enters: the legal basis, the entry data, and what the situation resembles.

use chrono::Days;
use loopbrug_domain::catalogue::list::{Gender, NationalityGroup};
use loopbrug_domain::catalogue::{Code, List};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::consent::LegalBasisRecorded;
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::profile::{ChallengeLinked, LinkedBy, PersonaLinked};

use super::Tale;

impl Tale<'_> {
    /// The legal basis, the intake, and what the situation resembles; whether it is that of the
    /// younger clients of the second challenge.
    pub(super) fn enter(&mut self) -> bool {
        self.days_go_by(0, 5);
        self.now(Intent::RecordLegalBasis(LegalBasisRecorded {
            bases: vec![Code::new("consent")],
            purposes: vec![Code::new("guidance")],
            organisations: vec![],
            until: None,
        }));
        self.days_go_by(0, 10);
        let last = u32::try_from(self.catalogue.challenges().len()).unwrap_or(1) - 1;
        let challenge = &self.catalogue.challenges()[self.dice.between(0, last) as usize];
        let young = challenge.order == 2;
        let entry = self.entry(young);
        self.now(Intent::CompleteIntake(entry));

        let mut personas: Vec<_> = challenge.personas.iter().collect();
        let linked = self.dice.between(0, 2);
        for _ in 0..linked {
            let persona = self.dice.one_of(&personas);
            personas.retain(|other| *other != persona);
            self.now(Intent::LinkPersona(PersonaLinked {
                persona: persona.clone(),
                rationale: None,
            }));
        }
        if linked == 0 && self.dice.percent(80) {
            let challenge = challenge.entry.code.clone();
            self.now(Intent::LinkChallenge(ChallengeLinked {
                challenge,
                by: LinkedBy::Hand,
                rationale: None,
            }));
        }
        young
    }

    /// One of these, or unknown.
    fn known<L: List>(&mut self, codes: &[&str]) -> Option<Code<L>> {
        self.dice.percent(94).then(|| self.code(codes))
    }

    fn gender(&mut self) -> Option<Code<Gender>> {
        let rolled = self.dice.between(1, 100);
        let code = match rolled {
            ..=5 => return None,
            6..=44 => "woman",
            45..=97 => "man",
            _ => "other",
        };
        Some(Code::new(code))
    }

    /// Most are Belgian; of a few nobody knows it.
    fn nationality(&mut self) -> Option<Code<NationalityGroup>> {
        let rolled = self.dice.between(1, 100);
        let code = match rolled {
            ..=4 => return None,
            5..=64 => "belgian",
            65..=76 => "eu",
            77..=96 => "third_country",
            97..=98 => "stateless",
            _ => "undetermined",
        };
        Some(Code::new(code))
    }

    /// The entry data of somebody who enters on this day; now and then something is unknown.
    fn entry(&mut self, young: bool) -> IntakeCompleted {
        let ages = if young { (17, 29) } else { (24, 63) };
        let unemployed_days = self.dice.between(30, 2500);
        IntakeCompleted {
            labour_status: self.known(&[
                "unemployed",
                "unemployed",
                "inactive",
                "employed_part_time",
            ]),
            gender: self.gender(),
            isced: self.known(&["1", "2", "2", "3", "3", "6"]),
            housing: self.known(&["0", "0", "0", "6", "6", "7", "3", "1"]),
            entry_on: self.day,
            unemployed_since: self.day.checked_sub_days(Days::new(u64::from(unemployed_days))),
            full_time_worker: Some(false),
            age: self.dice.percent(97).then(|| self.dice.between(ages.0, ages.1)),
            age_on: None,
            nationality_group: self.nationality(),
            foreign_background: self.dice.percent(90).then(|| self.dice.percent(45)),
            household: None,
            income_sources: None,
            digital_access: None,
            disability: self.dice.percent(80).then(|| self.dice.percent(20)),
            minority: self.dice.percent(85).then(|| self.dice.percent(12)),
        }
    }
}
