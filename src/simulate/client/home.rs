//! Where a client stays and with whom, and what the enrichment day found that fits.

use std::collections::BTreeSet;

use loopbrug_domain::catalogue::list::{Finding, Municipality};
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::household::{ChildrenOfAge, HouseholdRecorded};
use loopbrug_domain::trajectory::moves::{ContactLanguageChanged, ResidenceChanged};
use loopbrug_domain::trajectory::profile::FindingLinked;

use super::{Step, Tale};

impl Tale<'_> {
    /// What the client tells at home, and what the worker sees there.
    pub(super) fn tell_of_home(&mut self) {
        self.days_go_by(0, 20);
        let all: Vec<Code<Finding>> = findings(self.catalogue);
        let mut findings: Vec<_> = all.iter().collect();
        for _ in 0..self.dice.between(0, 2) {
            let finding = self.dice.one_of(&findings).clone();
            findings.retain(|other| **other != finding);
            self.now(Intent::LinkFinding(FindingLinked { finding, rationale: None }));
        }
        if self.dice.percent(70) {
            let household = self.household();
            self.now(Intent::RecordHousehold(household));
        }
        // Who has no home of the own moves all the time.
        for _ in 0..[0, 0, 0, 0, 0, 1, 1, 2][self.dice.between(0, 7) as usize] {
            self.days_go_by(20, 200);
            let municipality = self.any();
            let inside = self.dice.percent(90);
            self.move_to(inside.then_some(municipality));
        }
        if self.dice.percent(5) {
            self.days_go_by(30, 200);
            let language = self.code(&["nl", "fr", "en"]);
            let changed = ContactLanguageChanged { language, interpreter: false };
            self.now(Intent::ChangeContactLanguage(changed));
        }
    }

    pub(super) fn move_to(&mut self, municipality: Option<Code<Municipality>>) {
        let from = self.day;
        self.now(Intent::ChangeResidence(ResidenceChanged { municipality, from }));
    }

    fn household(&mut self) -> HouseholdRecorded {
        if !self.dice.percent(40) {
            let (children, suspected_disability, alone) = (vec![], false, false);
            return HouseholdRecorded { children, suspected_disability, alone };
        }
        let care_needed: BTreeSet<_> =
            if self.dice.percent(40) { [self.any()].into() } else { [].into() };
        let of_age =
            ChildrenOfAge { age_group: self.any(), number: self.dice.between(1, 3), care_needed };
        HouseholdRecorded {
            children: vec![of_age],
            suspected_disability: self.dice.percent(12),
            alone: self.dice.percent(45),
        }
    }

    /// Mostly a job or a home begins on the day that it is known; of some the day is agreed upon.
    pub(super) fn days_ahead(&mut self) -> u32 {
        if self.dice.percent(25) { self.dice.between(2, 20) } else { 0 }
    }
}

/// Who moves to where somebody stays already does not move, and moves once a day; so it is with the language.
pub(super) fn drop_what_changes_nothing(steps: &mut Vec<Step>) {
    let (mut municipality, mut moved_on, mut language) = (None, None, None);
    steps.retain(|step| match &step.intent {
        Intent::OpenTrajectory(opened) => {
            municipality = Some(opened.municipality.clone());
            language = Some(opened.contact_language.clone());
            true
        }
        Intent::ChangeResidence(moved) => {
            let changes = municipality != moved.municipality && moved_on != Some(moved.from);
            if changes {
                municipality.clone_from(&moved.municipality);
                moved_on = Some(moved.from);
            }
            changes
        }
        Intent::ChangeContactLanguage(changed) => {
            language.replace(changed.language.clone()) != Some(changed.language.clone())
        }
        _ => true,
    });
}

/// Those that a client can be linked to: a past that is sealed is none of them.
fn findings(catalogue: &Catalogue) -> Vec<Code<Finding>> {
    catalogue
        .codes()
        .filter(|finding: &Code<Finding>| !catalogue.is_sealed(finding.as_str()))
        .collect()
}
