//! What lasts: being guided, homes, jobs, and what comes after a closing.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use loopbrug_domain::catalogue::list::{ClosureReason, HousingLossReason, Isced, JobEndReason};
use loopbrug_domain::catalogue::{Code, EsfClass};
use loopbrug_domain::ids::{EmploymentId, WorkerId};
use loopbrug_domain::trajectory::Payload;
use loopbrug_domain::trajectory::course::ExitRecorded;
use loopbrug_domain::trajectory::follow_up::FollowedUp;

use super::client::{Client, CurrentEvent};

/// Reasons of closing that leave nobody to follow.
const NOBODY_TO_FOLLOW: [&str; 3] = ["deceased", "duplicate", "not_target_group"];

fn goes_elsewhere(what: &Payload) -> bool {
    matches!(what, Payload::TransferAccepted(accepted) if accepted.trajectory.is_some())
}

/// A closing that is in force, and what was recorded since.
pub(super) struct Closing<'c, 'a> {
    pub(super) on: NaiveDate,
    pub(super) reason: &'a Code<ClosureReason>,
    /// The client went on in another region: before it, as the reason says, or at any time after it.
    moved_on: bool,
    after: &'c [CurrentEvent<'a>],
}

pub(super) struct Home<'a> {
    pub(super) from: NaiveDate,
    /// The day and the reason.
    pub(super) lost: Option<(NaiveDate, &'a Code<HousingLossReason>)>,
    /// The day that the client was first seen not to have it, before the next was found.
    pub(super) seen_otherwise: Option<NaiveDate>,
    /// The first day of the next one.
    next_from: Option<NaiveDate>,
}

pub(super) struct Job<'a> {
    pub(super) from: NaiveDate,
    /// The day and the reason.
    pub(super) ended: Option<(NaiveDate, &'a Code<JobEndReason>)>,
    /// The day that the client was first seen without work, after it began.
    pub(super) seen_otherwise: Option<NaiveDate>,
}

impl<'a> Client<'a> {
    /// The days of the events that `is` picks.
    pub(super) fn days(&self, is: impl Fn(&Payload) -> bool) -> Vec<NaiveDate> {
        self.events.iter().filter(|event| is(event.what)).map(|event| event.on).collect()
    }

    /// The first day on which the client was reached.
    pub(super) fn first_reached(&self) -> Option<NaiveDate> {
        self.days_in_contact().into_iter().chain(self.entry_on()).min()
    }

    /// By an attempt, at an appointment, in a session.
    pub(super) fn days_in_contact(&self) -> Vec<NaiveDate> {
        self.days(|what| match what {
            Payload::ContactAttempted(attempt) => attempt.outcome == "reached",
            Payload::SessionRecorded(session) => session.attended,
            Payload::AppointmentKept(kept) => kept.outcome == "attended" || kept.outcome == "late",
            _ => false,
        })
    }

    /// The closing in force, of what happened up to and on `day`; without a day, of all.
    pub(super) fn closing(&self, day: Option<NaiveDate>) -> Option<Closing<'_, 'a>> {
        let (mut closing, mut gone) = (None, false);
        for (place, event) in self.events.iter().enumerate() {
            if day.is_some_and(|day| event.on > day) {
                break;
            }
            match event.what {
                Payload::Closed(closed) => {
                    let after = &self.events[place + 1..];
                    let until_back = after
                        .iter()
                        .take_while(|event| !matches!(event.what, Payload::Reopened(_)));
                    let moved_on = (gone && closed.reason == "transferred")
                        || until_back.into_iter().any(|event| goes_elsewhere(event.what));
                    let (on, reason) = (event.on, &closed.reason);
                    closing = Some(Closing { on, reason, moved_on, after });
                }
                Payload::Reopened(_) => (closing, gone) = (None, false),
                what if goes_elsewhere(what) => gone = true,
                _ => {}
            }
        }
        closing
    }

    /// The closing of a participant, with a reason that leaves somebody to follow.
    pub(super) fn left(&self, day: Option<NaiveDate>) -> Option<Closing<'_, 'a>> {
        self.entry_on()?;
        let closing = self.closing(day)?;
        let followed = !NOBODY_TO_FOLLOW.contains(&closing.reason.as_str());
        (followed && !closing.moved_on).then_some(closing)
    }

    /// From the entry day until closed.
    pub(super) fn is_guided_on(&self, day: NaiveDate) -> bool {
        self.takes_part_by(day) && self.closing(Some(day)).is_none()
    }

    pub(super) fn is_on_hold_on(&self, day: NaiveDate) -> bool {
        let mut on_hold = false;
        for event in self.events.iter().filter(|event| event.on <= day) {
            match event.what {
                Payload::Paused(_) => on_hold = true,
                Payload::Resumed(_) | Payload::Closed(_) => on_hold = false,
                _ => {}
            }
        }
        on_hold
    }

    /// Who the client's bridge figure is: until the end, the next one, or the closing.
    pub(super) fn bridge_figure_on(&self, day: NaiveDate) -> Option<WorkerId> {
        let mut figure = None;
        for event in self.events.iter().filter(|event| event.on <= day) {
            match event.what {
                Payload::BridgeFigureAssigned(assigned) => figure = Some(assigned.worker),
                Payload::BridgeFigureEnded(_) | Payload::Closed(_) => figure = None,
                _ => {}
            }
        }
        figure
    }

    /// What was said of where the client lives, by the day that it is about: a home on its first day, or on the
    /// day that it was said to be found where that is later; one that was cancelled not at all. With it goes the
    /// place of the event.
    pub(super) fn housing_by_day(&self) -> Vec<(NaiveDate, usize, &'a Payload)> {
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
    pub(super) fn homes(&self) -> Vec<Home<'a>> {
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
    pub(super) fn jobs(&self) -> Vec<Job<'a>> {
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

    /// Events in order of the day that they are about: an exit is about a day of its own.
    pub(super) fn by_day_about(&self) -> Vec<(NaiveDate, &'a Payload)> {
        let mut about: Vec<(NaiveDate, &Payload)> = Vec::new();
        for event in &self.events {
            match event.what {
                Payload::ExitRecorded(exit) => about.push((exit.as_of, event.what)),
                what => about.push((event.on, what)),
            }
        }
        about.sort_by_key(|(day, _)| *day);
        about
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

    /// The days on which a qualification was gained: by itself, or with a training. Where both are of one
    /// level they are one, of the earlier day; each training has one at most.
    pub(super) fn days_qualified(&self) -> Vec<NaiveDate> {
        let mut days = Vec::new();
        // Those that could yet turn out to be the same as another: by a training or not, and the level.
        let mut alone: Vec<(bool, &Code<Isced>)> = Vec::new();
        for event in &self.events {
            let (by_training, level) = match event.what {
                Payload::QualificationGained(gained) => (false, &gained.level),
                Payload::TrainingEnded(ended) if ended.result == *"qualified" => match &ended.level
                {
                    Some(level) => (true, level),
                    None => {
                        days.push(event.on);
                        continue;
                    }
                },
                _ => continue,
            };
            match alone.iter().position(|one| *one == (!by_training, level)) {
                Some(place) => {
                    alone.remove(place);
                }
                None => {
                    alone.push((by_training, level));
                    days.push(event.on);
                }
            }
        }
        days
    }

    pub(super) fn is_in_training_on(&self, day: NaiveDate) -> bool {
        self.events.iter().any(|event| {
            let Payload::TrainingStarted(started) = event.what else { return false };
            let over = self.events.iter().any(|later| match later.what {
                Payload::TrainingEnded(ended) => {
                    ended.training == started.training && later.on <= day
                }
                _ => false,
            });
            event.on <= day && !over
        })
    }

    /// Has a month to be followed up on `day`; where `overdue`, one whose window has passed.
    pub(super) fn has_follow_up_due_on(&self, day: NaiveDate, overdue: bool) -> bool {
        let Some(closing) = self.left(Some(day)) else { return false };
        if closing.follow_up_ended_by(day) {
            return false;
        }
        let tolerance = Days::new(u64::from(self.limits().follow_up_tolerance_days));
        self.limits().follow_up_months.iter().any(|month| {
            let due_on = closing.on + Months::new(*month);
            let begun = due_on - tolerance <= day;
            let passed = due_on + tolerance < day;
            let recorded = closing.is_recorded(*month, due_on - tolerance, day);
            begun && (passed || !overdue) && !recorded
        })
    }

    /// The exit window has passed on `day`, and no exit was recorded.
    pub(super) fn has_exit_overdue_on(&self, day: NaiveDate) -> bool {
        let Some(closing) = self.left(Some(day)) else { return false };
        let window = Days::new(u64::from(self.limits().exit_window_days));
        let recorded = closing
            .since()
            .any(|event| matches!(event.what, Payload::ExitRecorded(_)) && event.on <= day);
        closing.on + window < day && !recorded && !closing.follow_up_ended_by(day)
    }
}

impl<'c, 'a> Closing<'c, 'a> {
    /// What was recorded of this closing: what comes after the next one is of that.
    fn since(&self) -> impl Iterator<Item = &'c CurrentEvent<'a>> {
        let next = |event: &&CurrentEvent| matches!(event.what, Payload::Closed(_));
        self.after.iter().take_while(move |event| !next(event))
    }

    /// How the client was on leaving.
    pub(super) fn exit(&self) -> Option<&'a ExitRecorded> {
        self.since().find_map(|event| match event.what {
            Payload::ExitRecorded(exit) => Some(exit),
            _ => None,
        })
    }

    /// What was found of a month: within its window of so many days, or else outside of it.
    pub(super) fn followed_up(
        &self,
        month: u32,
        tolerance: u32,
        within: bool,
    ) -> Option<&'a FollowedUp> {
        let due_on = self.on + Months::new(month);
        self.since().find_map(|event| match event.what {
            Payload::FollowedUp(found)
                if found.month == month
                    && within == ((event.on - due_on).num_days().abs() <= i64::from(tolerance)) =>
            {
                Some(found)
            }
            _ => None,
        })
    }

    /// From the first day of the window on.
    fn is_recorded(&self, month: u32, from: NaiveDate, by: NaiveDate) -> bool {
        let recorded = self.since().filter(|event| from <= event.on && event.on <= by);
        recorded.map(|event| event.what).any(|what| match what {
            Payload::FollowedUp(found) => found.month == month,
            Payload::FollowUpUnreachable(found) => found.month == month,
            _ => false,
        })
    }

    fn follow_up_ended_by(&self, day: NaiveDate) -> bool {
        self.since().any(|event| matches!(event.what, Payload::FollowUpEnded(_)) && event.on <= day)
    }
}

impl Home<'_> {
    /// Until it was lost, or until the first day of the next.
    pub(super) fn is_had_on(&self, day: NaiveDate) -> bool {
        let lost = self.lost.is_some_and(|(on, _)| on <= day);
        let left = self.next_from.is_some_and(|from| from <= day);
        let seen_otherwise = self.seen_otherwise.is_some_and(|on| on <= day);
        self.from <= day && !lost && !left && !seen_otherwise
    }
}

impl Job<'_> {
    pub(super) fn is_had_on(&self, day: NaiveDate) -> bool {
        self.from <= day
            && self.ended.is_none_or(|(on, _)| on > day)
            && self.seen_otherwise.is_none_or(|on| on > day)
    }
}
