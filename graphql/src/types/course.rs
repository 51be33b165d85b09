//! When the guidance was on hold, stopped and started again.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::course;

use super::Coded;
use super::follow_up::FollowUp;
use super::shows::shows;

shows! {
    /// A time on hold.
    Pause of course::Pause as pause {
        /// The first day.
        on: NaiveDate,
        /// Why.
        reason: Coded,
        /// The day that the guidance went on, or stopped.
        ended_on: Option<NaiveDate>,
    }

    /// The guidance stopped.
    Closing of course::Closing as closing {
        /// The day.
        on: NaiveDate,
        /// Why.
        reason: Coded,
        /// The day that it started again, if it did.
        reopened_on: Option<NaiveDate>,
        /// How the client was on leaving.
        exit: Option<Exit>,
        /// How the client was months later.
        follow_ups: Vec<FollowUp> = closing.follow_ups.iter().map(|one| (one, closing)).collect::<Vec<_>>(),
        /// The day that nothing more was to be followed up.
        follow_up_ended_on: Option<NaiveDate>,
    }

    /// How the client was on leaving; what is absent is unknown.
    Exit of course::Exit as exit {
        /// The day that this was so.
        as_of: NaiveDate = exit.situation.as_of,
        /// Looks for a job.
        job_seeking: Option<bool> = exit.situation.job_seeking,
        /// In education or training.
        in_training: Option<bool> = exit.situation.in_training,
        /// Gained a qualification.
        qualification: Option<bool> = exit.situation.qualification,
        /// In work, self-employment included.
        employed: Option<bool> = exit.situation.employed,
        /// ETHOS Light.
        housing: Option<Coded> = exit.situation.housing,
    }
}
