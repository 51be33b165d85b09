//! What becomes of a client after the closing: the exit, and what lasts of it.

use chrono::{Days, Months, NaiveDate};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::Ethos;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::course::ExitRecorded;
use loopbrug_domain::trajectory::follow_up::{FollowUpUnreachable, FollowedUp};

use super::Tale;

impl Tale<'_> {
    /// The situation on leaving; for some clients nobody records it.
    pub(super) fn record_the_exit(&mut self) {
        if !self.dice.percent(75) {
            return;
        }
        let window = self.catalogue.limits().exit_window_days;
        self.days_go_by(0, window.min(20));
        let exit = ExitRecorded {
            job_seeking: self.perhaps(50),
            in_training: self.perhaps(15),
            qualification: self.perhaps(15),
            employed: self.perhaps(40),
            housing: self.known_housing(),
            as_of: self.day,
        };
        self.now(Intent::RecordExit(exit));
    }

    /// The situation months later: mostly recorded in time, sometimes late, sometimes not at all.
    pub(super) fn follow_up(&mut self, closed_on: NaiveDate) {
        let limits = self.catalogue.limits();
        let tolerance = limits.follow_up_tolerance_days;
        for month in limits.follow_up_months.clone() {
            if self.dice.percent(15) {
                continue;
            }
            let from = closed_on + Months::new(month) - Days::new(u64::from(tolerance));
            let late = if self.dice.percent(10) { 20 } else { 0 };
            let after = self.dice.between(0, 2 * tolerance) + late;
            self.day = self.day.max(from + Days::new(u64::from(after)));
            if self.dice.percent(20) {
                let attempts = self.dice.between(2, 6);
                let unreachable = FollowUpUnreachable { month, attempts };
                self.now(Intent::RecordFollowUpUnreachable(unreachable));
            } else {
                let followed = self.what_lasts(month);
                self.now(Intent::RecordFollowUp(followed));
            }
        }
    }

    fn what_lasts(&mut self, month: u32) -> FollowedUp {
        let method = self.any();
        let works = self.dice.percent(45);
        let labour = if works {
            self.code(&["employed_part_time", "employed_full_time"])
        } else {
            self.code(&["unemployed", "inactive", "in_education"])
        };
        FollowedUp {
            month,
            reached: method != "register",
            method,
            labour: self.dice.percent(95).then_some(labour),
            contract: works.then(|| self.any()),
            fte_percent: works.then(|| self.dice.between(4, 20) * 5),
            improved: self.perhaps(35),
            housing: self.known_housing(),
        }
    }

    /// So, not so, or unknown.
    fn perhaps(&mut self, chance: u32) -> Option<bool> {
        self.dice.percent(92).then(|| self.dice.percent(chance))
    }

    fn known_housing(&mut self) -> Option<Code<Ethos>> {
        self.dice.percent(85).then(|| self.code(&["0", "0", "0", "6", "7"]))
    }
}
