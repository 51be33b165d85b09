//! How a proposal was judged: admission, written assessments, pitch, jury.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::list::Criterion;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::proposal::SeenAssessor;
use loopbrug_domain::proposal::admissibility::AdmissibilityDecided;
use loopbrug_domain::proposal::assessment::WrittenAssessmentRecorded;
use loopbrug_domain::proposal::jury::JuryDeliberated;
use loopbrug_domain::proposal::pitch::PitchState;

use super::names::Name;
use super::shows::{Shows, shows};
use super::{Coded, ProposalOutcome};

shows! {
    /// Whether a proposal was admitted.
    Admissibility of AdmissibilityDecided as decided {
        /// Whether it was.
        ok: bool,
        /// Why not.
        grounds: Vec<Coded>,
    }

    /// Somebody who is to assess a proposal.
    Assessor of SeenAssessor as assessor {
        /// By worker id.
        worker: ID,
        /// The name of that worker.
        worker_name: Name<WorkerId> = assessor.worker,
        /// With a conflict of interest, and so without a score.
        conflict: bool,
        /// Has written.
        done: bool,
    }

    /// A score on one criterion.
    Score of (&Code<Criterion>, &u32) as score {
        /// What it was scored on.
        criterion: Coded = score.0,
        /// 0 to 100.
        score: u32 = score.1,
    }

    /// What an assessor wrote.
    WrittenAssessment of WrittenAssessmentRecorded as written {
        /// By worker id.
        assessor: ID,
        /// The name of that worker.
        assessor_name: Name<WorkerId> = written.assessor,
        /// One for each criterion of the round.
        scores: Vec<Score> = written.scores.0,
        /// By the weights of the round, 0 to 100.
        total: f64,
        /// Why so.
        motivation: String,
        /// It was written outside the window for assessments.
        outside_window: bool,
        /// The organisation of the assessor has a proposal of its own in the round: a warning.
        of_rival: bool,
    }
}

/// The pitch of a proposal.
#[derive(SimpleObject)]
#[graphql(name = "Pitch")]
pub(super) struct PitchView {
    /// When the organisation is to pitch (UTC).
    slot: Option<DateTime<Utc>>,
    /// The slot is on no day for pitches.
    slot_outside_window: bool,
    /// The day it was held, in Brussels.
    held_on: Option<NaiveDate>,
    /// It was held on no day for pitches.
    held_outside_window: bool,
    /// Why the organisation was not invited.
    withheld: Option<String>,
}

impl Shows<PitchState> for Option<PitchView> {
    fn of(pitch: &PitchState, _: &Arc<Catalogue>) -> Self {
        let PitchState { invited, withheld, held } = pitch;
        let any = invited.is_some() || withheld.is_some() || held.is_some();
        any.then(|| PitchView {
            slot: invited.map(|invited| invited.slot),
            slot_outside_window: invited.is_some_and(|invited| invited.outside_window),
            held_on: held.map(|(on, _)| on),
            held_outside_window: held.is_some_and(|(_, held)| held.outside_window),
            withheld: withheld.as_ref().map(|withheld| withheld.motivation.clone()),
        })
    }
}

shows! {
    /// What the jury found.
    #[graphql(name = "Deliberation")]
    JuryFinding of JuryDeliberated as jury {
        /// One for each criterion of the round.
        scores: Vec<Score> = jury.deliberation.scores.0,
        /// By the weights of the round, 0 to 100.
        total: f64,
        /// What it advises to decide.
        advice: ProposalOutcome = jury.deliberation.advice,
        /// Why so.
        motivation: String = jury.deliberation.motivation,
        /// What a minority held against it.
        dissent: Option<String> = jury.deliberation.dissent,
        /// The members who judged, by worker id. Empty where they were not named.
        members: Vec<ID> = jury.deliberation.members,
        /// Their names, in the same order.
        member_names: Vec<Name<WorkerId>> = jury.deliberation.members,
        /// The jury met on no day for it.
        outside_window: bool,
        /// The organisation of who recorded it has a proposal of its own in the round: a warning.
        of_rival: bool,
    }
}
