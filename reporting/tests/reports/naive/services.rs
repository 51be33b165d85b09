//! Barriers, interventions and referrals, as they are now.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{
    BarrierDetail, ClientDeclineReason, GoalDomain, ProblemArea, ReferralDeclineReason, ServiceType,
};
use loopbrug_domain::ids::ReferralId;
use loopbrug_domain::trajectory::Payload;

use super::client::Client;

/// A look at a barrier or a goal: the day, and what was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) on: NaiveDate,
    pub(super) value: i64,
}

pub(super) struct Intervention<'a> {
    pub(super) service: &'a Code<ServiceType>,
    pub(super) planned_on: NaiveDate,
    pub(super) started_on: Option<NaiveDate>,
    over_on: Option<NaiveDate>,
}

/// A referral and the first day of what came of it.
pub(super) struct Referral<'a> {
    pub(super) service: &'a Code<ServiceType>,
    pub(super) sent_on: NaiveDate,
    /// Of waitlisted, accepted, declined: the first.
    pub(super) answered_on: Option<NaiveDate>,
    pub(super) accepted_on: Option<NaiveDate>,
    pub(super) attended_on: Option<NaiveDate>,
    pub(super) declined: Option<(NaiveDate, &'a Code<ReferralDeclineReason>)>,
    pub(super) declined_by_client: Option<(NaiveDate, &'a Code<ClientDeclineReason>)>,
    over_on: Option<NaiveDate>,
}

impl<'a> Client<'a> {
    /// The areas in which there ever was a barrier.
    pub(super) fn areas(&self) -> BTreeSet<&'a Code<ProblemArea>> {
        let areas = self.events.iter().filter_map(|event| match event.what {
            Payload::BarrierIdentified(barrier) => Some(&barrier.area),
            _ => None,
        });
        areas.collect()
    }

    /// What the barrier of an area is said to be on a day, whether it holds the client back then or not.
    pub(super) fn details_on(
        &self,
        area: &Code<ProblemArea>,
        day: NaiveDate,
    ) -> BTreeSet<&'a Code<BarrierDetail>> {
        let mut details = BTreeSet::new();
        for event in self.events.iter().filter(|event| event.on <= day) {
            match event.what {
                Payload::BarrierIdentified(barrier) if barrier.area == *area => {
                    details.extend(&barrier.detail);
                    details.extend(&barrier.details);
                }
                Payload::BarrierReassessed(barrier) if barrier.area == *area => {
                    details.extend(&barrier.details);
                    details.retain(|detail| !barrier.resolved_details.contains(detail));
                }
                Payload::BarrierRecurred(barrier)
                    if barrier.area == *area && !barrier.details.is_empty() =>
                {
                    details = barrier.details.iter().collect();
                }
                _ => {}
            }
        }
        details
    }

    /// The areas in which the client fell back.
    pub(super) fn areas_of_relapses(&self) -> BTreeSet<&'a Code<ProblemArea>> {
        let areas = self.events.iter().filter_map(|event| match event.what {
            Payload::RelapseRecorded(relapse) => Some(&relapse.area),
            _ => None,
        });
        areas.collect()
    }

    /// How severe the barrier of an area was whenever somebody looked; 0 where it was resolved.
    pub(super) fn looks_at_barrier(&self, area: &Code<ProblemArea>) -> Vec<Look> {
        let mut looks = Vec::new();
        for event in &self.events {
            let (of, severity) = match event.what {
                Payload::BarrierIdentified(barrier) => (&barrier.area, barrier.severity),
                Payload::BarrierReassessed(barrier) => (&barrier.area, barrier.severity),
                Payload::BarrierRecurred(barrier) => (&barrier.area, barrier.severity),
                Payload::BarrierResolved(barrier) => (&barrier.area, 0),
                _ => continue,
            };
            if of == area {
                looks.push(Look { on: event.on, value: i64::from(severity) });
            }
        }
        looks
    }

    /// The severity of the barrier on a day; 0: it does not hold the client back.
    pub(super) fn severity_on(&self, area: &Code<ProblemArea>, day: NaiveDate) -> i64 {
        let looks = self.looks_at_barrier(area);
        looks.iter().rfind(|look| look.on <= day).map_or(0, |look| look.value)
    }

    /// Every goal: its domain, and what the client gave it.
    pub(super) fn goals(&self) -> Vec<(&'a Code<GoalDomain>, Vec<Look>)> {
        let mut goals = Vec::new();
        for event in &self.events {
            let Payload::GoalSet(set) = event.what else { continue };
            let mut ratings = Vec::new();
            for event in &self.events {
                if let Payload::GoalRated(rated) = event.what
                    && rated.goal == set.goal
                {
                    ratings.push(Look { on: event.on, value: i64::from(rated.rating) });
                }
            }
            goals.push((&set.domain, ratings));
        }
        goals
    }

    pub(super) fn interventions(&self) -> Vec<Intervention<'a>> {
        let mut interventions = Vec::new();
        for (place, event) in self.events.iter().enumerate() {
            let Payload::InterventionPlanned(plan) = event.what else { continue };
            let mut found = Intervention {
                service: &plan.service,
                planned_on: event.on,
                started_on: None,
                over_on: None,
            };
            for event in &self.events[place..] {
                match event.what {
                    Payload::InterventionStarted(it) if it.intervention == plan.intervention => {
                        found.started_on = found.started_on.or(Some(event.on));
                    }
                    Payload::InterventionCompleted(it) if it.intervention == plan.intervention => {
                        found.over_on = found.over_on.or(Some(event.on));
                    }
                    Payload::InterventionStopped(it) if it.intervention == plan.intervention => {
                        found.over_on = found.over_on.or(Some(event.on));
                    }
                    // What is open when the trajectory closes ends with it.
                    Payload::Closed(_) => found.over_on = found.over_on.or(Some(event.on)),
                    _ => {}
                }
            }
            interventions.push(found);
        }
        interventions
    }

    pub(super) fn referrals(&self) -> Vec<Referral<'a>> {
        let mut referrals = Vec::new();
        for (place, event) in self.events.iter().enumerate() {
            if let Payload::ReferralSent(sent) = event.what {
                referrals.push(self.referral(place, event.on, sent.referral, &sent.service));
            }
        }
        referrals
    }

    fn referral(
        &self,
        place: usize,
        sent_on: NaiveDate,
        referral: ReferralId,
        service: &'a Code<ServiceType>,
    ) -> Referral<'a> {
        let mut found = Referral {
            service,
            sent_on,
            answered_on: None,
            accepted_on: None,
            attended_on: None,
            declined: None,
            declined_by_client: None,
            over_on: None,
        };
        for event in &self.events[place..] {
            let on = event.on;
            match event.what {
                Payload::ReferralWaitlisted(it) if it.referral == referral => {
                    found.answered_on = found.answered_on.or(Some(on));
                }
                Payload::ReferralAccepted(it) if it.referral == referral => {
                    found.answered_on = found.answered_on.or(Some(on));
                    found.accepted_on = found.accepted_on.or(Some(on));
                }
                Payload::ReferralDeclined(it) if it.referral == referral => {
                    found.answered_on = found.answered_on.or(Some(on));
                    found.declined = found.declined.or(Some((on, &it.reason)));
                    found.over_on = found.over_on.or(Some(on));
                }
                Payload::ReferralDeclinedByClient(it) if it.referral == referral => {
                    found.declined_by_client = found.declined_by_client.or(Some((on, &it.reason)));
                    found.over_on = found.over_on.or(Some(on));
                }
                Payload::ReferralFirstAttended(it) if it.referral == referral => {
                    found.attended_on = found.attended_on.or(Some(on));
                    found.over_on = found.over_on.or(Some(on));
                }
                Payload::ReferralDone(it) if it.referral == referral => {
                    found.over_on = found.over_on.or(Some(on));
                }
                Payload::ReferralWithdrawn(it) if it.referral == referral => {
                    found.over_on = found.over_on.or(Some(on));
                }
                Payload::ReferralExpired(it) if it.referral == referral => {
                    found.over_on = found.over_on.or(Some(on));
                }
                // Closing the trajectory withdraws what is open.
                Payload::Closed(_) => found.over_on = found.over_on.or(Some(on)),
                _ => {}
            }
        }
        found
    }
}

impl Intervention<'_> {
    pub(super) fn runs_on(&self, day: NaiveDate) -> bool {
        self.started_on.is_some_and(|on| on <= day) && self.over_on.is_none_or(|on| on > day)
    }
}

impl Referral<'_> {
    pub(super) fn is_open_on(&self, day: NaiveDate) -> bool {
        self.sent_on <= day && self.over_on.is_none_or(|on| on > day)
    }
}
