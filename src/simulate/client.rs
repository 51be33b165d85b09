//! One invented client.

pub(crate) mod employer;
mod entering;
mod finding;
pub(crate) mod growing;
mod guidance;
mod home;
mod leaving;
mod referring;
#[cfg(test)]
mod tests;

use std::fmt::Display;

use chrono::{Days, NaiveDate};
use loopbrug_domain::catalogue::list::ClosureReason;
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::ids::{ClientId, KboNumber, WorkerId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::bridge::BridgeFigureAssigned;
use loopbrug_domain::trajectory::course::{Closed, Reopened};
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
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
        self.dice.any(self.catalogue)
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
}
