//! What a client does and learns on the way: appointments, practice, trainings, steps.

use chrono::Days;
use loopbrug_domain::catalogue::{Attributes, Code, CodeKind, Entry};
use loopbrug_domain::ids::{AppointmentId, KboNumber, PracticeFloorId, TrainingId};
use loopbrug_domain::time::start_of_day;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::appointments::{AppointmentKept, AppointmentPlanned};
use loopbrug_domain::trajectory::consent::AccessOverridden;
use loopbrug_domain::trajectory::course::{Paused, Resumed};
use loopbrug_domain::trajectory::learning::{
    LanguageLevelReached, QualificationGained, TrainingEnded, TrainingStarted,
};
use loopbrug_domain::trajectory::milestones::{MilestoneReached, RelapseRecorded};
use loopbrug_domain::trajectory::practice::{
    EmployerCoached, PracticeFloorEnded, PracticeFloorStarted,
};

use super::employer::employer;
use super::{ORGANISATIONS, Tale};

/// Hours of the day at which an appointment may begin: all of them exist on every day.
pub(crate) const HOURS: (u32, u32) = (9, 16);

impl Tale<'_> {
    /// A few appointments, some of which nobody comes to.
    pub(super) fn keep_appointments(&mut self) {
        for _ in 0..self.dice.between(0, 4) {
            self.days_go_by(1, 8);
            let appointment = AppointmentId(self.dice.id());
            let ahead = self.dice.between(1, 10);
            let day = self.day + Days::new(u64::from(ahead));
            let hour = self.dice.between(HOURS.0, HOURS.1);
            let Some(at) = day.and_hms_opt(hour, 30, 0) else { continue };
            let planned = AppointmentPlanned {
                appointment,
                at,
                organisation: self.partner(),
                purpose: self.any(),
                accompanied: self.dice.percent(40),
            };
            self.now(Intent::PlanAppointment(planned));
            self.days_go_by(ahead, ahead);
            let outcome = self.code(&[
                "attended",
                "attended",
                "attended",
                "attended",
                "late",
                "no_show",
                "no_show",
                "excused",
                "cancelled_by_us",
            ]);
            self.now(Intent::RecordAppointmentKept(AppointmentKept { appointment, outcome }));
        }
    }

    /// What the client practises and learns, with the steps and pauses between.
    pub(super) fn grow(&mut self) {
        if self.dice.percent(20) {
            self.practise();
        }
        if self.dice.percent(12) {
            self.pause();
        }
        if self.dice.percent(30) {
            self.train();
        }
        if self.dice.percent(25) {
            self.learn_dutch();
        }
        self.take_steps();
        if self.dice.percent(3) {
            self.take_access();
        }
    }

    pub(crate) fn partner(&mut self) -> KboNumber {
        KboNumber::of_stem(self.dice.between(1, ORGANISATIONS))
    }

    fn practise(&mut self) {
        self.days_go_by(5, 40);
        let practice_floor = PracticeFloorId(self.dice.id());
        let (site, hours_per_week) = (employer(&mut self.dice), self.dice.between(4, 24));
        let started = PracticeFloorStarted { practice_floor, site, hours_per_week };
        self.now(Intent::StartPracticeFloor(started));
        if self.dice.percent(40) {
            self.days_go_by(1, 7);
            let (topic, minutes) = (self.any(), self.dice.between(30, 90));
            let coached = EmployerCoached { employer: employer(&mut self.dice), topic, minutes };
            self.now(Intent::CoachEmployer(coached));
        }
        let weeks = self.dice.between(2, 10);
        self.days_go_by(7 * weeks, 7 * weeks);
        let hours = hours_per_week * weeks;
        let ended = PracticeFloorEnded {
            practice_floor,
            hours,
            skills: vec![self.any()],
            interests: if self.dice.percent(60) { vec![self.any()] } else { vec![] },
        };
        self.now(Intent::EndPracticeFloor(ended));
    }

    fn pause(&mut self) {
        self.days_go_by(5, 60);
        let reason = self.any();
        self.now(Intent::PauseTrajectory(Paused { reason }));
        self.days_go_by(14, 90);
        self.now(Intent::ResumeTrajectory(Resumed {}));
    }

    fn train(&mut self) {
        self.days_go_by(5, 60);
        let training = TrainingId(self.dice.id());
        let kind = self.any();
        self.now(Intent::StartTraining(TrainingStarted { training, kind }));
        self.days_go_by(20, 150);
        let result = self.any();
        let qualified = result == "qualified";
        self.now(Intent::EndTraining(TrainingEnded { training, result, level: None }));
        if qualified {
            let level = self.code(&["2", "3", "3", "4"]);
            self.now(Intent::RecordQualificationGained(QualificationGained { level }));
        }
    }

    fn learn_dutch(&mut self) {
        let levels = self.dice.between(1, 3) as usize;
        let language = self.code(&["nl", "nl", "nl", "fr"]);
        for level in ["A1", "A2", "B1"].into_iter().take(levels) {
            self.days_go_by(10, 60);
            let (language, level) = (language.clone(), Code::new(level));
            let reached = LanguageLevelReached { language, level };
            self.now(Intent::RecordLanguageLevelReached(reached));
        }
    }

    fn take_steps(&mut self) {
        let mut milestones: Vec<&Entry> = self.catalogue.entries(CodeKind::Milestone).collect();
        for _ in 0..self.dice.between(0, 3) {
            self.days_go_by(3, 30);
            let step = self.dice.one_of(&milestones);
            milestones.retain(|other| other.code != step.code);
            let Attributes::Milestone { evidence } = &step.attributes else { continue };
            let evidence: Vec<_> = evidence.iter().collect();
            let evidence =
                if evidence.is_empty() { self.any() } else { self.dice.one_of(&evidence).clone() };
            let milestone = step.code.clone().into_list();
            self.now(Intent::RecordMilestoneReached(MilestoneReached { milestone, evidence }));
        }
        if self.dice.percent(15) {
            self.days_go_by(3, 30);
            let area = self.any();
            self.now(Intent::RecordRelapse(RelapseRecorded { area }));
        }
    }

    /// An organisation that has nothing to do with the client yet looks in.
    fn take_access(&mut self) {
        let known = |organisation: &KboNumber| {
            self.steps.iter().any(|step| {
                step.organisation == *organisation
                    || matches!(&step.intent, Intent::SendReferral(sent) if sent.to == *organisation)
            })
        };
        let others = (1..=ORGANISATIONS).map(KboNumber::of_stem);
        let others: Vec<_> = others.filter(|organisation| !known(organisation)).collect();
        let others: Vec<_> = others.iter().collect();
        if others.is_empty() {
            return;
        }
        let own = self.organisation;
        self.organisation = *self.dice.one_of(&others);
        let until = start_of_day(self.day + Days::new(2));
        let reason = self.any();
        self.now(Intent::OverrideAccess(AccessOverridden { reason, until }));
        self.organisation = own;
    }
}
