//! What lasts: being guided, trainings, and what comes after a closing; homes and jobs in a file of their own.

mod settled;

use chrono::{Days, Months, NaiveDate};
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{ClosureReason, Isced};
use loopbrug_domain::ids::WorkerId;
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
