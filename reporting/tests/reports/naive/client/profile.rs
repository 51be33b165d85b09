//! What is said of a client beside the entry data.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::trajectory::Payload;
use loopbrug_domain::trajectory::household::HouseholdRecorded;

use super::Client;

impl<'a> Client<'a> {
    pub(in crate::naive) fn challenges(&self) -> BTreeSet<&'a str> {
        let mut linked = BTreeSet::new();
        for event in &self.events {
            match event.what {
                Payload::ChallengeLinked(link) => {
                    linked.insert(link.challenge.as_str());
                }
                Payload::ChallengeUnlinked(link) => {
                    linked.remove(link.challenge.as_str());
                }
                _ => {}
            }
        }
        linked
    }

    pub(in crate::naive) fn personas(&self) -> BTreeSet<&'a str> {
        let mut linked = BTreeSet::new();
        for event in &self.events {
            match event.what {
                Payload::PersonaLinked(link) => {
                    linked.insert(link.persona.as_str());
                }
                Payload::PersonaUnlinked(link) => {
                    linked.remove(link.persona.as_str());
                }
                _ => {}
            }
        }
        linked
    }

    /// The days on which findings were linked.
    pub(in crate::naive) fn findings_linked(&self) -> Vec<(NaiveDate, &'a str)> {
        let (mut links, mut holding) = (vec![], BTreeSet::new());
        for event in &self.events {
            match event.what {
                // Of two trajectories of one client both may have linked it.
                Payload::FindingLinked(link) if holding.insert(link.finding.as_str()) => {
                    links.push((event.on, link.finding.as_str()));
                }
                Payload::FindingUnlinked(link) => {
                    holding.remove(link.finding.as_str());
                }
                _ => {}
            }
        }
        links
    }

    /// The findings that hold on a day.
    pub(in crate::naive) fn findings_on(&self, day: NaiveDate) -> BTreeSet<&'a str> {
        let mut findings = BTreeSet::new();
        for event in self.events.iter().filter(|event| event.on <= day) {
            match event.what {
                Payload::FindingLinked(link) => {
                    findings.insert(link.finding.as_str());
                }
                Payload::FindingUnlinked(link) => {
                    findings.remove(link.finding.as_str());
                }
                _ => {}
            }
        }
        findings
    }

    /// The household as it was recorded last by a day.
    pub(in crate::naive) fn household_on(&self, day: NaiveDate) -> Option<&'a HouseholdRecorded> {
        let by_then = self.events.iter().filter(|event| event.on <= day);
        let mut households = by_then.filter_map(|event| match event.what {
            Payload::HouseholdRecorded(household) => Some(household),
            _ => None,
        });
        households.next_back()
    }
}
