//! What was observed of a client after a home or a job was found: silence is no success, and neither is
//! what somebody saw otherwise.

use chrono::NaiveDate;

use loopbrug_domain::catalogue::list::{Ethos, LabourStatus};
use loopbrug_domain::catalogue::{Catalogue, Code, EsfClass};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::outreach::is_contact;
use loopbrug_domain::trajectory::{Payload, Trajectory, TrajectoryEvent};

/// What an event says of where a client lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Housing {
    /// A home was found, which is had from a day on: planned before, or found then.
    Found { from: NaiveDate, was_planned: bool },
    /// It was seen how the client is housed.
    Seen(Code<Ethos>),
    /// A home was lost. Where the client lives is for somebody to observe.
    Lost,
}

/// All that was said of where a client lives, by the day that it is about, on one day in order of
/// recording. A home that is planned is about its first day, and one that was cancelled about none.
pub(super) fn housing(trajectory: &Trajectory) -> Vec<(NaiveDate, Housing)> {
    let said_by = |event: &TrajectoryEvent| {
        let on = event.occurred_on;
        Some(match &event.what {
            Payload::IntakeCompleted(intake) => (on, Housing::Seen(intake.housing.clone()?)),
            Payload::HousingObserved(observed) => (on, Housing::Seen(observed.ethos.clone())),
            Payload::FollowedUp(found) => (on, Housing::Seen(found.housing.clone()?)),
            Payload::ExitRecorded(exit) => (exit.as_of, Housing::Seen(exit.housing.clone()?)),
            Payload::HousingFound(found) => {
                let (from, was_planned) = (found.from, on < found.from);
                (on.max(from), Housing::Found { from, was_planned })
            }
            Payload::HousingLost(_) => (on, Housing::Lost),
            _ => return None,
        })
    };
    let mut said: Vec<(NaiveDate, Housing)> = Vec::new();
    for event in trajectory.entries().iter().map(|entry| &entry.event) {
        if matches!(event.what, Payload::HousingCancelled(_)) {
            let falls_through = |(begins, one): &(NaiveDate, Housing)| {
                let was_planned = matches!(one, Housing::Found { was_planned: true, .. });
                was_planned && event.occurred_on <= *begins
            };
            said.iter().rposition(falls_through).map(|place| said.remove(place));
        }
        said.extend(said_by(event));
    }
    said.sort_by_key(|(on, _)| *on);
    said
}

/// Of each home, in order: the day on which it was first seen that the client does not live so, if that
/// was before the next was found.
pub(super) fn seen_without_home(
    trajectory: &Trajectory,
    catalogue: &Catalogue,
) -> Vec<Option<NaiveDate>> {
    let excluded = |ethos: &Code<Ethos>| {
        catalogue.housing(ethos.as_str()).is_some_and(|housing| housing.homeless_or_excluded)
    };
    let mut homes: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
    for (on, said) in housing(trajectory) {
        match (said, homes.last_mut()) {
            (Housing::Found { from, .. }, _) => homes.push((from, None)),
            (Housing::Seen(ethos), Some((from, seen_on))) if *from <= on && excluded(&ethos) => {
                seen_on.get_or_insert(on);
            }
            _ => {}
        }
    }
    homes.into_iter().map(|(_, seen_on)| seen_on).collect()
}

/// Of each job, in order: the day on which an exit or a follow-up first found that the client has no work.
pub(super) fn seen_without_work(
    trajectory: &Trajectory,
    catalogue: &Catalogue,
) -> Vec<Option<NaiveDate>> {
    let works = |status: &Code<LabourStatus>| {
        let status = catalogue.labour_status(status.as_str());
        status.is_none_or(|status| status.esf == EsfClass::Employed)
    };
    // The first day of a job that was not cancelled, or none where it was found that there is no work.
    let jobs = &trajectory.state().work.jobs;
    let is_job = |id| jobs.iter().any(|job| job.start.employment == id);
    let said = |event: &TrajectoryEvent| match &event.what {
        Payload::EmploymentStarted(job) => {
            is_job(job.employment).then_some((event.occurred_on, Some(job.from)))
        }
        Payload::ExitRecorded(exit) => (exit.employed == Some(false)).then_some((exit.as_of, None)),
        Payload::FollowedUp(found) => {
            let without = found.labour.as_ref().is_some_and(|status| !works(status));
            without.then_some((event.occurred_on, None))
        }
        _ => None,
    };
    let entries = trajectory.entries().iter();
    let mut said: Vec<_> = entries.filter_map(|entry| said(&entry.event)).collect();
    said.sort_by_key(|(on, _)| *on);
    let mut jobs: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
    for (on, started) in said {
        match started {
            Some(from) => jobs.push((from, None)),
            None => {
                for (_, seen_on) in jobs.iter_mut().filter(|(from, _)| *from <= on) {
                    seen_on.get_or_insert(on);
                }
            }
        }
    }
    jobs.into_iter().map(|(_, seen_on)| seen_on).collect()
}

/// The last day on which anybody heard anything of the client.
pub(super) fn last_heard_on(trajectory: &Trajectory) -> Option<NaiveDate> {
    let heard = trajectory.entries().iter().filter(|entry| is_heard(&entry.event.what));
    let days = heard.map(|entry| match &entry.event.what {
        Payload::ExitRecorded(exit) => exit.as_of,
        _ => entry.event.occurred_on,
    });
    days.max()
}

/// Whether an event says something of the client, and not only of what others did or tried.
pub(in crate::facts) fn is_heard(what: &Payload) -> bool {
    use Payload as H;
    let observed = matches!(
        what,
        H::IntakeCompleted(_)
            | H::ExitRecorded(_)
            | H::FollowedUp(_)
            | H::ResidenceChanged(_)
            | H::HousingObserved(_)
            | H::HousingFound(_)
            | H::HousingCancelled(_)
            | H::HousingLost(_)
            | H::EmploymentStarted(_)
            | H::EmploymentCancelled(_)
            | H::EmploymentVerified(_)
            | H::EmploymentEnded(_)
            | H::PracticeFloorStarted(_)
            | H::PracticeFloorEnded(_)
            | H::TrainingStarted(_)
            | H::TrainingEnded(_)
            | H::QualificationGained(_)
            | H::LanguageLevelReached(_)
            | H::MilestoneReached(_)
            | H::RelapseRecorded(_)
            | H::StrengthIdentified(_)
            | H::GoalSet(_)
            | H::GoalRated(_)
            | H::JobTargetSet(_)
            | H::BarrierIdentified(_)
            | H::BarrierReassessed(_)
            | H::BarrierResolved(_)
            | H::BarrierRecurred(_)
            | H::InterventionStarted(_)
            | H::InterventionCompleted(_)
            | H::ReferralFirstAttended(_)
    );
    observed || is_contact(what)
}
