//! Steps forward and back.

use chrono::NaiveDate;
use loopbrug_domain::trajectory::milestones;

use super::Coded;
use super::shows::shows;

shows! {
    /// A step forward.
    Milestone of milestones::Milestone as one {
        /// The day.
        on: NaiveDate,
        /// Which.
        #[graphql(name = "milestone")]
        which: Coded = one.reached.milestone,
        /// What it rests on.
        evidence: Coded = one.reached.evidence,
    }

    /// A step back.
    Relapse of milestones::Relapse as one {
        /// The day.
        on: NaiveDate,
        /// In which problem area.
        area: Coded,
    }
}
