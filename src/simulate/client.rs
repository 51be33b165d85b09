//! One invented client.

pub(crate) mod growing;
mod guidance;
mod home;
mod leaving;
mod referring;
#[cfg(test)]
mod tests;

use std::fmt::Display;

use chrono::{Days, NaiveDate};
use loopbrug_domain::catalogue::list::{ClosureReason, Gender, NationalityGroup};
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::ids::{ClientId, EmploymentId, KboNumber, WorkerId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::bridge::BridgeFigureAssigned;
use loopbrug_domain::trajectory::consent::LegalBasisRecorded;
use loopbrug_domain::trajectory::course::{Closed, Reopened};
use loopbrug_domain::trajectory::housing::{
    HousingCancelled, HousingFound, HousingLost, ReferenceAddressGranted, ReferenceAddressRefused,
    ReferenceAddressRequested,
};
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::profile::{ChallengeLinked, LinkedBy, PersonaLinked};
use loopbrug_domain::trajectory::work::{EmploymentCancelled, EmploymentEnded, EmploymentStarted};
use uuid::Uuid;

use super::Dice;

/// The id of whoever the simulation calls so in an organisation.
pub(crate) fn worker(organisation: KboNumber, who: impl Display) -> WorkerId {
    let name = format!("{organisation}/{who}");
    WorkerId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}

/// Partner organisations of the simulation. Their numbers are never handed out.
pub(crate) const ORGANISATIONS: u32 = 8;
/// Bridge figures of each.
pub(crate) const WORKERS: u32 = 3;

/// Something to be recorded, and by which organisation.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) organisation: KboNumber,
    pub(crate) occurred_on: NaiveDate,
    pub(crate) intent: Intent,
}

/// What partners record about a client who comes between two days, whenever that is. It is the same however much of it
/// has happened.
pub(crate) fn story(
    catalogue: &Catalogue,
    (earliest, latest): (NaiveDate, NaiveDate),
    mut dice: Dice,
) -> Vec<Step> {
    let span = u32::try_from((latest - earliest).num_days()).unwrap_or(0);
    let day = earliest + Days::new(u64::from(dice.between(0, span)));
    let organisation = KboNumber::of_stem(dice.between(1, ORGANISATIONS));
    let mut tale = Tale { catalogue, dice, organisation, day, steps: vec![] };
    tale.open();
    if tale.reach() {
        let young = tale.enter();
        tale.guide(young);
    }
    // What happens at the same time was written down one after the other. Stable: what one day holds keeps
    // its order.
    tale.steps.sort_by_key(|step| step.occurred_on);
    home::drop_what_changes_nothing(&mut tale.steps);
    tale.steps
}

/// A story as it is invented, day by day.
pub(crate) struct Tale<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) dice: Dice,
    pub(crate) organisation: KboNumber,
    pub(crate) day: NaiveDate,
    pub(crate) steps: Vec<Step>,
}

impl Tale<'_> {
    fn days_go_by(&mut self, at_least: u32, at_most: u32) {
        let days = self.dice.between(at_least, at_most);
        self.day = self.day + Days::new(u64::from(days));
    }

    /// Something happens from this day on, at the same time as what comes next.
    fn meanwhile(&mut self, happens: impl FnOnce(&mut Self)) {
        let day = self.day;
        happens(self);
        self.day = day;
    }

    /// The guidance stops, and with it what was still to come.
    fn close(&mut self, reason: Code<ClosureReason>) {
        self.steps.retain(|step| step.occurred_on <= self.day);
        self.now(Intent::CloseTrajectory(Closed { reason, rationale: None }));
    }

    /// Something happens on this day.
    pub(crate) fn now(&mut self, intent: Intent) {
        let (organisation, occurred_on) = (self.organisation, self.day);
        self.steps.push(Step { organisation, occurred_on, intent });
    }

    fn code<L: List>(&mut self, codes: &[&str]) -> Code<L> {
        Code::new(self.dice.one_of(codes))
    }

    pub(crate) fn any<L: List>(&mut self) -> Code<L> {
        let codes: Vec<_> = self.catalogue.codes().collect();
        let codes: Vec<_> = codes.iter().collect();
        self.dice.one_of(&codes).clone()
    }

    fn open(&mut self) {
        let opened = TrajectoryOpened {
            client: ClientId(self.dice.id()),
            region: self.catalogue.region().clone(),
            catalogue: self.catalogue.version(),
            source: self.any(),
            municipality: self.any(),
            contact_language: self.code(&["nl", "nl", "nl", "fr", "en", "ar", "tr"]),
            interpreter: self.dice.percent(15),
            transferred_from: None,
        };
        self.now(Intent::OpenTrajectory(opened));
    }

    /// Somebody looks for the client; whether the client was found.
    fn reach(&mut self) -> bool {
        for _ in 0..6 {
            self.days_go_by(1, 6);
            let reached = self.dice.percent(55);
            let attempted = ContactAttempted {
                mode: self.code(&["phone", "home_visit", "street"]),
                place: None,
                outcome: Code::new(if reached { "reached" } else { "not_reached" }),
                minutes: self.dice.between(5, 60),
            };
            self.now(Intent::RecordContactAttempt(attempted));
            if reached {
                return true;
            }
        }
        self.days_go_by(1, 30);
        self.close(Code::new("client_stopped"));
        false
    }

    /// The legal basis, the intake, and what the situation resembles; whether it is that of the
    /// younger clients of the second challenge.
    fn enter(&mut self) -> bool {
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

    fn guide(&mut self, young: bool) {
        self.meanwhile(Self::tell_of_home);
        if self.dice.percent(85) {
            self.days_go_by(0, 12);
            let (organisation, who) = (self.organisation, self.dice.between(1, WORKERS));
            let assigned = BridgeFigureAssigned {
                worker: worker(organisation, who),
                organisation,
                warm_handover: self.dice.percent(70),
            };
            self.now(Intent::AssignBridgeFigure(assigned));
        }
        self.meanwhile(|tale| tale.look_ahead(young));
        self.meanwhile(Self::keep_appointments);
        self.meanwhile(Self::grow);
        if self.dice.percent(25) {
            self.ask_for_a_reference_address();
        }
        if self.dice.percent(40) {
            self.find_a_home();
        }
        if self.dice.percent(45) {
            self.find_work();
        }
        if self.dice.percent(45) {
            self.days_go_by(30, 200);
            let reason = self.code(&["goals_met", "work", "work", "moved", "client_stopped"]);
            self.close(reason);
            let closed_on = self.day;
            self.record_the_exit();
            if self.dice.percent(12) {
                self.days_go_by(20, 90);
                let reason = self.any();
                self.now(Intent::ReopenTrajectory(Reopened { reason }));
            } else {
                self.follow_up(closed_on);
            }
        }
    }

    fn ask_for_a_reference_address(&mut self) {
        self.days_go_by(5, 40);
        self.now(Intent::RequestReferenceAddress(ReferenceAddressRequested {}));
        self.days_go_by(10, 40);
        let answered = if self.dice.percent(40) {
            Intent::GrantReferenceAddress(ReferenceAddressGranted {})
        } else {
            let reason = Code::new("not_homeless_enough");
            Intent::RefuseReferenceAddress(ReferenceAddressRefused { reason })
        };
        self.now(answered);
    }

    fn find_a_home(&mut self) {
        self.days_go_by(20, 150);
        let ahead = self.days_ahead();
        let municipality = self.any();
        let found = HousingFound {
            tenure: self.code(&["private_rent", "private_rent", "social_rent"]),
            municipality: Some(municipality.clone()),
            from: self.day + Days::new(u64::from(ahead)),
            affordable: Some(self.dice.percent(75)),
            adequate_size: Some(self.dice.percent(80)),
        };
        self.now(Intent::RecordHousingFound(found));
        if ahead > 0 && self.dice.percent(15) {
            self.days_go_by(1, ahead - 1);
            let reason = self.any();
            return self.now(Intent::CancelHousing(HousingCancelled { reason }));
        }
        self.days_go_by(ahead, ahead);
        if self.dice.percent(60) {
            self.move_to(Some(municipality));
        }
        if self.dice.percent(20) {
            self.days_go_by(40, 250);
            let reason = self.any();
            self.now(Intent::RecordHousingLost(HousingLost { on: self.day, reason }));
        }
    }

    fn find_work(&mut self) {
        self.days_go_by(20, 160);
        let employment = EmploymentId(self.dice.id());
        let (ahead, adapted) = (self.days_ahead(), self.dice.percent(30));
        let employer = self.employer();
        let started = EmploymentStarted {
            employment,
            contract: self.any(),
            fte_percent: self.dice.between(4, 20) * 5,
            adapted,
            from: self.day + Days::new(u64::from(ahead)),
            employer: self.dice.percent(85).then_some(employer),
            adaptations: if adapted { vec![self.any()] } else { vec![] },
            support: if self.dice.percent(35) { vec![self.any()] } else { vec![] },
        };
        self.now(Intent::StartEmployment(started));
        if ahead > 0 && self.dice.percent(15) {
            self.days_go_by(1, ahead - 1);
            let reason = self.any();
            return self.now(Intent::CancelEmployment(EmploymentCancelled { employment, reason }));
        }
        self.days_go_by(ahead, ahead);
        if self.dice.percent(35) {
            self.days_go_by(10, 250);
            let reason = self.any();
            self.now(Intent::EndEmployment(EmploymentEnded { employment, reason, on: self.day }));
        }
    }
}
