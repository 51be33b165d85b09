//! What the client is good at and wants, what holds them back, and what is done about it.

use loopbrug_domain::catalogue::list::{self, ServiceType, Strength};
use loopbrug_domain::catalogue::{Code, ProblemArea};
use loopbrug_domain::ids::{GoalId, InterventionId};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::barriers::{
    BarrierIdentified, BarrierReassessed, BarrierRecurred, BarrierResolved,
};
use loopbrug_domain::trajectory::direction::{
    GoalRated, GoalSet, JobTargetSet, StrengthIdentified,
};
use loopbrug_domain::trajectory::interventions::{
    InterventionCompleted, InterventionPlanned, InterventionStarted, InterventionStopped,
    SessionRecorded,
};

use super::Tale;

/// How often, in percent, a barrier in this problem area is met among the younger clients of the
/// second challenge, and among the clients of the first.
fn chance(common_area: &str, young: bool) -> u32 {
    let (second, first) = match common_area {
        "reachability" => (55, 35),
        "dependency" => (45, 10),
        "housing" => (55, 30),
        "mental_health" => (50, 35),
        "physical_health" => (15, 30),
        "work_experience" => (50, 55),
        "dutch_language" => (15, 65),
        "mobility" => (35, 45),
        "digital_skills" => (10, 35),
        "social_network" => (30, 40),
        "administration_and_debt" => (50, 40),
        "childcare" => (8, 40),
        _ => (10, 10),
    };
    if young { second } else { first }
}

impl Tale<'_> {
    /// From talents and goals to barriers, and from those to help; each goes its own way beside
    /// the others.
    pub(super) fn look_ahead(&mut self, young: bool) {
        let goals = self.find_direction();
        self.days_go_by(0, 14);
        let met: Vec<&ProblemArea> = self
            .catalogue
            .problem_areas()
            .iter()
            .filter(|area| self.dice.percent(chance(area.common.as_str(), young)))
            .collect();
        for area in met {
            self.meanwhile(|tale| tale.face(area, &goals));
        }
    }

    fn find_direction(&mut self) -> Vec<GoalId> {
        self.days_go_by(0, 10);
        let all: Vec<Code<Strength>> = self.catalogue.codes().collect();
        let mut strengths: Vec<_> = all.iter().collect();
        for _ in 0..self.dice.between(0, 3) {
            let strength = self.dice.one_of(&strengths);
            strengths.retain(|other| *other != strength);
            let strength = strength.clone();
            self.now(Intent::IdentifyStrength(StrengthIdentified { strength }));
        }
        if self.dice.percent(55) {
            let job_target = self.any();
            self.now(Intent::SetJobTarget(JobTargetSet { job_target }));
        }
        let mut goals = vec![];
        for _ in 0..self.dice.between(0, 2) {
            let goal = GoalId(self.dice.id());
            let domain = self.any();
            self.now(Intent::SetGoal(GoalSet { goal, domain, own_words: None }));
            self.meanwhile(|tale| tale.rate(goal));
            goals.push(goal);
        }
        goals
    }

    /// A client rates a goal now and then, a little higher more often than not.
    fn rate(&mut self, goal: GoalId) {
        let mut rating = self.dice.between(1, 5);
        for _ in 0..self.dice.between(1, 4) {
            self.now(Intent::RateGoal(GoalRated { goal, rating }));
            self.days_go_by(45, 110);
            rating = (rating + self.dice.between(0, 3)).saturating_sub(1).min(10);
        }
    }

    /// A barrier, what is done about it, and whether that helps.
    fn face(&mut self, area: &ProblemArea, goals: &[GoalId]) {
        let code = &area.entry.code;
        let severity = self.dice.between(2, 5);
        let suspected = self.dice.percent(25);
        let of_area = |detail: &Code<list::BarrierDetail>| {
            self.catalogue.is_detail_of(detail.as_str(), code.as_str())
        };
        let details: Vec<_> = self.catalogue.codes().filter(of_area).collect();
        let details: Vec<_> = details.iter().collect();
        let is_known = !details.is_empty() && self.dice.percent(60);
        let detail = is_known.then(|| self.dice.one_of(&details).clone());
        let mut others = details;
        others.retain(|other| Some(*other) != detail.as_ref());
        let is_more = is_known && !others.is_empty() && self.dice.percent(25);
        let more = is_more.then(|| self.dice.one_of(&others).clone());
        self.now(Intent::IdentifyBarrier(BarrierIdentified {
            area: code.clone(),
            severity,
            suspected,
            detail,
            details: more.into_iter().collect(),
        }));
        let services: Vec<_> = area.services.iter().map(|s| &s.entry.code).collect();
        let helped = !services.is_empty() && self.dice.percent(60);
        if helped {
            let service = self.dice.one_of(&services).clone();
            if self.dice.percent(35) {
                self.meanwhile(|tale| tale.refer(code, service));
            } else {
                self.meanwhile(|tale| tale.deliver(code, service, goals));
            }
        }
        self.assess_again(code, severity, helped);
    }

    fn assess_again(&mut self, area: &Code<list::ProblemArea>, severity: u32, helped: bool) {
        self.days_go_by(60, 150);
        let better = self.dice.percent(if helped { 65 } else { 25 });
        let severity = if better { severity - 1 } else { severity };
        self.now(Intent::ReassessBarrier(BarrierReassessed {
            area: area.clone(),
            severity,
            suspected: false,
            details: vec![],
            resolved_details: vec![],
        }));
        if better && self.dice.percent(50) {
            self.days_go_by(20, 120);
            self.now(Intent::ResolveBarrier(BarrierResolved { area: area.clone() }));
            if self.dice.percent(18) {
                self.days_go_by(30, 150);
                let severity = self.dice.between(2, 4);
                let recurred = BarrierRecurred { area: area.clone(), severity, details: vec![] };
                self.now(Intent::RecordBarrierRecurrence(recurred));
            }
        }
    }

    /// A service with its sessions; whoever is absent too often is no longer waited for.
    fn deliver(
        &mut self,
        area: &Code<list::ProblemArea>,
        service: Code<ServiceType>,
        goals: &[GoalId],
    ) {
        self.days_go_by(0, 20);
        let intervention = InterventionId(self.dice.id());
        let mode = self.code(&["outreach", "outreach", "office", "office", "group", "online"]);
        self.now(Intent::PlanIntervention(InterventionPlanned {
            intervention,
            service,
            provider: self.organisation,
            barriers: vec![area.clone()],
            goals: goals.iter().copied().take(1).collect(),
            mode,
            language: None,
        }));
        if self.dice.percent(8) {
            return self.stop(intervention, "not_suitable");
        }
        self.days_go_by(3, 35);
        self.now(Intent::StartIntervention(InterventionStarted { intervention }));
        let mut missed = 0;
        for _ in 0..self.dice.between(2, 10) {
            let attended = self.dice.percent(78);
            let minutes = if attended { self.dice.between(4, 18) * 5 } else { 0 };
            self.now(Intent::RecordSession(SessionRecorded { intervention, minutes, attended }));
            self.days_go_by(5, 18);
            missed = if attended { 0 } else { missed + 1 };
            if missed == 3 {
                return self.stop(intervention, "no_show");
            }
        }
        let result = self.code(&["achieved", "achieved", "partly_achieved", "not_achieved"]);
        self.now(Intent::CompleteIntervention(InterventionCompleted { intervention, result }));
    }

    fn stop(&mut self, intervention: InterventionId, reason: &str) {
        self.days_go_by(1, 10);
        let reason = Code::new(reason);
        self.now(Intent::StopIntervention(InterventionStopped { intervention, reason }));
    }
}
