//! Homes and jobs: from when until when they are had.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{HousingLossReason, JobEndReason};
use loopbrug_domain::catalogue::{Code, EsfClass};
use loopbrug_domain::ids::EmploymentId;
use loopbrug_domain::trajectory::Payload;

use crate::naive::client::Client;

pub(in crate::naive) struct Home<'a> {
    pub(in crate::naive) from: NaiveDate,
    /// The day and the reason.
    pub(in crate::naive) lost: Option<(NaiveDate, &'a Code<HousingLossReason>)>,
    /// The day that the client was first seen not to have it, before the next was found.
    pub(in crate::naive) seen_otherwise: Option<NaiveDate>,
    /// The first day of the next one.
    next_from: Option<NaiveDate>,
}

pub(in crate::naive) struct Job<'a> {
    pub(in crate::naive) from: NaiveDate,
    /// The day and the reason.
    pub(in crate::naive) ended: Option<(NaiveDate, &'a Code<JobEndReason>)>,
    /// The day that the client was first seen without work, after it began.
    pub(in crate::naive) seen_otherwise: Option<NaiveDate>,
}

impl<'a> Client<'a> {
    /// What was said of where the client lives, by the day that it is about: a home on its first day, or on the
    /// day that it was said to be found where that is later; one that was cancelled not at all. With it goes the
    /// place of the event.
    pub(in crate::naive) fn housing_by_day(&self) -> Vec<(NaiveDate, usize, &'a Payload)> {
        let mut about = Vec::new();
        let cancelled = self.homes_cancelled();
        for (place, event) in self.events.iter().enumerate() {
            let day = match event.what {
                Payload::HousingFound(_) if cancelled.contains(&place) => continue,
                Payload::HousingFound(found) => event.on.max(found.from),
                Payload::ExitRecorded(exit) => exit.as_of,
                Payload::HousingLost(_)
                | Payload::IntakeCompleted(_)
                | Payload::HousingObserved(_)
                | Payload::FollowedUp(_) => event.on,
                _ => continue,
            };
            about.push((day, place, event.what));
        }
        about.sort_by_key(|(day, place, _)| (*day, *place));
        about
    }

    /// The places of homes that were planned and never had: each cancelling, on the first day at the latest, is that of
    /// the last home that was planned before it and not cancelled yet.
    fn homes_cancelled(&self) -> BTreeSet<usize> {
        let mut cancelled = BTreeSet::new();
        for (place, event) in self.events.iter().enumerate() {
            if !matches!(event.what, Payload::HousingCancelled(_)) {
                continue;
            }
            for (of, before) in self.events[..place].iter().enumerate().rev() {
                let Payload::HousingFound(found) = before.what else { continue };
                if before.on < found.from && event.on <= found.from && cancelled.insert(of) {
                    break;
                }
            }
        }
        cancelled
    }

    /// Homes found, in the order in which they were had.
    pub(in crate::naive) fn homes(&self) -> Vec<Home<'a>> {
        let found: Vec<_> = self
            .housing_by_day()
            .into_iter()
            .filter_map(|(day, place, what)| match what {
                Payload::HousingFound(found) => Some((day, place, found)),
                _ => None,
            })
            .collect();
        let mut homes = Vec::new();
        for (nth, (_, _, home)) in found.iter().enumerate() {
            homes.push(Home {
                from: home.from,
                lost: None,
                seen_otherwise: self.seen_homeless_after(nth, home.from),
                next_from: found.get(nth + 1).map(|(_, _, next)| next.from),
            });
        }
        for (place, event) in self.events.iter().enumerate() {
            let Payload::HousingLost(lost) = event.what else { continue };
            let begun = |(day, of, _): &(NaiveDate, usize, _)| *of < place && *day <= event.on;
            if let Some(nth) = found.iter().rposition(begun) {
                homes[nth].lost = Some((lost.on, &lost.reason));
            }
        }
        homes
    }

    /// Jobs, in order.
    pub(in crate::naive) fn jobs(&self) -> Vec<Job<'a>> {
        let mut jobs = Vec::new();
        for event in &self.events {
            let Payload::EmploymentStarted(started) = event.what else { continue };
            let fell_through = self.events.iter().any(|event| match event.what {
                Payload::EmploymentCancelled(it) => it.employment == started.employment,
                _ => false,
            });
            if fell_through {
                continue;
            }
            let ended = self.events.iter().find_map(|event| match event.what {
                Payload::EmploymentEnded(ended) if ended.employment == started.employment => {
                    Some((ended.on, &ended.reason))
                }
                _ => None,
            });
            let seen_otherwise = self.seen_without_work_after(started.employment, started.from);
            jobs.push(Job { from: started.from, ended, seen_otherwise });
        }
        jobs
    }

    /// The first day from `from` on, after the nth home was found and before the next was, on which
    /// the client was seen in one of ETHOS Light 1 to 7.
    fn seen_homeless_after(&self, nth: usize, from: NaiveDate) -> Option<NaiveDate> {
        let mut found = 0;
        for (day, _, what) in self.housing_by_day() {
            let seen = match what {
                Payload::HousingFound(_) => {
                    found += 1;
                    None
                }
                Payload::IntakeCompleted(intake) => intake.housing.as_ref(),
                Payload::HousingObserved(seen) => Some(&seen.ethos),
                Payload::FollowedUp(found) => found.housing.as_ref(),
                Payload::ExitRecorded(exit) => exit.housing.as_ref(),
                _ => None,
            };
            if found == nth + 1 && day >= from && seen.is_some_and(|ethos| *ethos != *"0") {
                return Some(day);
            }
        }
        None
    }

    /// The first day from `from` on, after a job was recorded to have begun, on which an exit or a
    /// follow-up found the client without work.
    fn seen_without_work_after(&self, job: EmploymentId, from: NaiveDate) -> Option<NaiveDate> {
        let mut began = false;
        for (day, what) in self.by_day_about() {
            let without = match what {
                Payload::EmploymentStarted(started) => {
                    began |= started.employment == job;
                    false
                }
                Payload::ExitRecorded(exit) => exit.employed == Some(false),
                Payload::FollowedUp(found) => {
                    let class = found.labour.as_ref().and_then(|labour| self.class_of(labour));
                    class.is_some_and(|class| class != EsfClass::Employed)
                }
                _ => false,
            };
            if began && day >= from && without {
                return Some(day);
            }
        }
        None
    }
}

impl Home<'_> {
    /// Until it was lost, or until the first day of the next.
    pub(in crate::naive) fn is_had_on(&self, day: NaiveDate) -> bool {
        let lost = self.lost.is_some_and(|(on, _)| on <= day);
        let left = self.next_from.is_some_and(|from| from <= day);
        let seen_otherwise = self.seen_otherwise.is_some_and(|on| on <= day);
        self.from <= day && !lost && !left && !seen_otherwise
    }
}

impl Job<'_> {
    pub(in crate::naive) fn is_had_on(&self, day: NaiveDate) -> bool {
        self.from <= day
            && self.ended.is_none_or(|(on, _)| on > day)
            && self.seen_otherwise.is_none_or(|on| on > day)
    }
}
