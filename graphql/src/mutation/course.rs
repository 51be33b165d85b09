//! Pausing, closing and reopening.

use loopbrug_domain::catalogue::list::{ClosureReason, Ethos, PauseReason, ReopenReason};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::course::{Closed, ExitRecorded, Paused, Reopened, Resumed};

use super::about::OnTrajectory;
use super::given::DayOrThatDay;
use super::personal::Personal;
use crate::input::Code;

mutations! {
    CourseMutations on OnTrajectory;

    /// Puts the guidance on hold.
    pause_trajectory:
    /// The guidance is put on hold.
    PauseTrajectoryInput {
        /// Why.
        reason: Code<PauseReason>,
    } => Intent::PauseTrajectory(Paused { reason });

    /// Lets the guidance go on.
    resume_trajectory:
    /// The guidance goes on.
    ResumeTrajectoryInput {} => Intent::ResumeTrajectory(Resumed {});

    /// Records how the client is after the closing.
    record_exit:
    /// How the client is after the closing; what is absent is unknown.
    RecordExitInput {
        /// Looks for a job.
        job_seeking: Option<bool>,
        /// In education or training.
        in_training: Option<bool>,
        /// Gained a qualification.
        qualification: Option<bool>,
        /// In work, self-employment included.
        employed: Option<bool>,
        /// ETHOS Light.
        housing: Option<Code<Ethos>>,
        /// The day that this was so. Default: the day it happened.
        as_of: DayOrThatDay,
    } => Intent::RecordExit(ExitRecorded {
        job_seeking,
        in_training,
        qualification,
        employed,
        housing,
        as_of,
    });

    /// Closes the trajectory.
    close_trajectory:
    /// The guidance stops.
    CloseTrajectoryInput {
        /// Why.
        reason: Code<ClosureReason>,
        /// Why, in words. It is sealed.
        rationale: Option<Personal>,
    } => Intent::CloseTrajectory(Closed { reason, rationale });

    /// Reopens the trajectory.
    reopen_trajectory:
    /// The guidance starts again.
    ReopenTrajectoryInput {
        /// Why.
        reason: Code<ReopenReason>,
    } => Intent::ReopenTrajectory(Reopened { reason });
}
