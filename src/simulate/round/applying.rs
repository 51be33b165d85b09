//! From the launch to the last minute: drafts, offers, what is revised, dropped and handed in.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, TimeDelta, Utc};
use loopbrug_domain::catalogue::list::{Municipality, ServiceType};
use loopbrug_domain::catalogue::{Code, ProblemArea};
use loopbrug_domain::ids::OfferId;
use loopbrug_domain::proposal::Intent;
use loopbrug_domain::proposal::drafting::{ProposalRevised, Scope};
use loopbrug_domain::proposal::offers::{InterventionDropped, InterventionProposed, Offer};
use loopbrug_domain::proposal::submission::{ProposalWithdrawn, Submission};
use loopbrug_domain::time::day_in_brussels;

use super::cast::{Applicant, Part};
use super::days::{DRAFTING, working};
use super::script::{Ask, Script};

/// How organisations say that they work.
const APPROACHES: [&str; 5] = [
    "aanklampend, aan huis en op straat",
    "een vaste begeleider, zo lang als nodig",
    "in kleine groep, met nazorg per persoon",
    "mobiel, in alle gemeenten van de regio",
    "samen met de huisarts en het lokaal bestuur",
];

impl Script<'_> {
    /// Everybody drafts and hands in, at their own hour.
    pub(super) fn apply(&mut self) {
        let (mut reached, mut all) = self.services();
        for applicant in self.applicants.clone() {
            // What nobody who is approved offers stays uncovered, whoever else offers it.
            let deck = if applicant.part.becomes_partner() { &mut reached } else { &mut all };
            let count = self.dice.between(2, 4) as usize;
            let services: Vec<Code<ServiceType>> = deck.iter().take(count).cloned().collect();
            let dealt = services.len();
            deck.rotate_left(dealt);
            let since = self.draft(applicant, &services);
            self.hand_in(applicant, &services, since);
        }
    }

    /// The services of the problem areas that partners will reach, about two in three of them,
    /// and those of all.
    fn services(&mut self) -> (Vec<Code<ServiceType>>, Vec<Code<ServiceType>>) {
        let mut areas: Vec<_> = self.catalogue.problem_areas().iter().collect();
        let services = |areas: &[&ProblemArea]| -> Vec<Code<ServiceType>> {
            let services = areas.iter().flat_map(|area| &area.services);
            services.map(|service| service.entry.code.clone()).collect()
        };
        let mut all = services(&areas);
        self.dice.shuffle(&mut areas);
        let mut reached = services(&areas[..areas.len().div_ceil(3) * 2]);
        self.dice.shuffle(&mut reached);
        self.dice.shuffle(&mut all);
        (reached, all)
    }

    /// A draft with an offer for each service, some changes of mind; when the last was recorded.
    fn draft(&mut self, applicant: Applicant, services: &[Code<ServiceType>]) -> DateTime<Utc> {
        let (launch, evening) = (self.days.launch, self.days.last_evening());
        let room = (evening - launch).num_days() - i64::try_from(DRAFTING).unwrap_or(0);
        let waits = self.dice.between(1, u32::try_from(room).unwrap_or(1).max(1));
        let first = working(launch + Days::new(waits.into()));
        let mut now = self.during(first, 9, 12);
        let mut scope = self.scope(services);
        self.says(applicant, now, Intent::DraftProposal(scope.clone()));
        let mut offers = vec![];
        for service in services {
            now = self.after(now, 5, 40);
            offers.push(self.offers(applicant, now, service, &scope));
        }
        let later = working(day_in_brussels(now) + Days::new(self.dice.between(2, 6).into()));
        now = self.during(later, 9, 15);
        if offers.len() > 2 && self.dice.percent(50) {
            if let (Some(id), Some(service)) = (offers.pop(), services.last()) {
                self.says(applicant, now, Intent::DropIntervention(InterventionDropped { id }));
                scope.services.remove(service);
                now = self.after(now, 1, 10);
                self.says(applicant, now, Intent::ReviseProposal(ProposalRevised { scope }));
            }
        } else if self.dice.percent(60) {
            scope.municipalities.extend(self.municipalities(2));
            self.says(applicant, now, Intent::ReviseProposal(ProposalRevised { scope }));
        }
        now
    }

    /// Most come on the last evening, and some in its last minute.
    fn hand_in(
        &mut self,
        applicant: Applicant,
        services: &[Code<ServiceType>],
        since: DateTime<Utc>,
    ) {
        let (closes, evening) = (self.days.submission_closes, self.days.last_evening());
        let submit = Intent::SubmitProposal(Submission {});
        let moment = match applicant.part {
            Part::Best => self.during(evening - Days::new(3), 14, 17),
            Part::RebutsLate => closes - TimeDelta::seconds(self.dice.between(3, 20).into()),
            Part::Inadmissible => closes - TimeDelta::seconds(self.dice.between(25, 55).into()),
            Part::TooLate => closes + TimeDelta::seconds(self.dice.between(20, 240).into()),
            Part::Resubmitted => {
                let early = self.during(evening - Days::new(4), 9, 17).max(since);
                self.says(applicant, early, submit.clone());
                let withdraw = Intent::WithdrawProposal(ProposalWithdrawn {});
                let morning = self.during(evening, 9, 11);
                self.says(applicant, morning, withdraw);
                let scope = self.scope(services);
                let more = self.after(morning, 60, 120);
                if let Some(service) = services.first() {
                    self.offers(applicant, more, service, &scope);
                }
                self.during(evening, 19, 22)
            }
            _ => closes - TimeDelta::seconds(self.dice.between(15 * 60, 5 * 3600).into()),
        };
        self.says(applicant, moment, submit);
    }

    fn says(&mut self, applicant: Applicant, now: DateTime<Utc>, intent: Intent) {
        self.ask(now, applicant.actor(), Ask::Of(applicant.id, intent));
    }

    fn scope(&mut self, services: &[Code<ServiceType>]) -> Scope {
        let challenges = self.catalogue.challenges().iter();
        Scope {
            challenges: challenges.map(|challenge| challenge.entry.code.clone()).collect(),
            services: services.iter().cloned().collect(),
            municipalities: self.municipalities(4),
        }
    }

    /// This many at the most.
    fn municipalities(&mut self, count: usize) -> BTreeSet<Code<Municipality>> {
        let codes = self.catalogue.municipalities().iter();
        let codes: Vec<_> = codes.map(|municipality| &municipality.entry.code).collect();
        (0..count).map(|_| self.dice.one_of(&codes).clone()).collect()
    }

    fn offers(
        &mut self,
        applicant: Applicant,
        now: DateTime<Utc>,
        service: &Code<ServiceType>,
        scope: &Scope,
    ) -> OfferId {
        let challenges: Vec<_> = scope.challenges.iter().collect();
        let capacity = self.dice.between(2, 16) * 5;
        let offer = Offer {
            challenge: self.dice.one_of(&challenges).clone(),
            service: service.clone(),
            approach: self.dice.one_of(&APPROACHES).to_owned(),
            capacity,
            budget: capacity * self.dice.between(6, 24) * 100,
        };
        let id = OfferId(self.dice.id());
        let proposed = InterventionProposed { id, offer };
        self.says(applicant, now, Intent::ProposeIntervention(proposed));
        id
    }
}
