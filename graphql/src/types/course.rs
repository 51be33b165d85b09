//! When the guidance was on hold, stopped and started again.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::course;

use super::Coded;
use super::follow_up::FollowUp;

/// A time on hold.
#[derive(SimpleObject)]
pub(crate) struct Pause {
    /// The first day.
    on: NaiveDate,
    /// Why.
    reason: Coded,
    /// The day that the guidance went on, or stopped.
    ended_on: Option<NaiveDate>,
}

impl Pause {
    pub(super) fn new(pause: &course::Pause, catalogue: &Arc<Catalogue>) -> Self {
        let reason = Coded::new(catalogue, &pause.reason);
        Self { on: pause.on, reason, ended_on: pause.ended_on }
    }
}

/// The guidance stopped.
#[derive(SimpleObject)]
pub(crate) struct Closing {
    /// The day.
    on: NaiveDate,
    /// Why.
    reason: Coded,
    /// The day that it started again, if it did.
    reopened_on: Option<NaiveDate>,
    /// How the client stood on leaving.
    exit: Option<Exit>,
    /// How the client stood months later.
    follow_ups: Vec<FollowUp>,
    /// The day that nothing more was to be followed up.
    follow_up_ended_on: Option<NaiveDate>,
}

impl Closing {
    pub(super) fn new(closing: &course::Closing, catalogue: &Arc<Catalogue>) -> Self {
        let follow_ups = closing.follow_ups.iter();
        Self {
            on: closing.on,
            reason: Coded::new(catalogue, &closing.reason),
            reopened_on: closing.reopened_on,
            exit: closing.exit.as_ref().map(|exit| Exit::new(exit, catalogue)),
            follow_ups: follow_ups.map(|one| FollowUp::new(one, closing, catalogue)).collect(),
            follow_up_ended_on: closing.follow_up_ended_on,
        }
    }
}

/// How the client stood on leaving; what is absent is unknown.
#[derive(SimpleObject)]
struct Exit {
    /// The day that this was so.
    as_of: NaiveDate,
    /// Looks for a job.
    job_seeking: Option<bool>,
    /// In education or training.
    in_training: Option<bool>,
    /// Gained a qualification.
    qualification: Option<bool>,
    /// In work, self-employment included.
    employed: Option<bool>,
    /// ETHOS Light.
    housing: Option<Coded>,
}

impl Exit {
    fn new(exit: &course::Exit, catalogue: &Arc<Catalogue>) -> Self {
        let situation = &exit.situation;
        let housing = situation.housing.as_ref();
        Self {
            as_of: situation.as_of,
            job_seeking: situation.job_seeking,
            in_training: situation.in_training,
            qualification: situation.qualification,
            employed: situation.employed,
            housing: housing.map(|code| Coded::new(catalogue, code)),
        }
    }
}
