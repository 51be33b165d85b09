//! How a proposal was judged: admission, written assessments, pitch, jury.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::procedure::{Points, Scores};
use loopbrug_domain::proposal::SeenAssessor;
use loopbrug_domain::proposal::assessment::WrittenAssessmentRecorded;
use loopbrug_domain::proposal::jury::JuryDeliberated;
use loopbrug_domain::proposal::pitch::PitchState;

use super::{Coded, ProposalOutcome};

/// Whether a proposal was admitted.
#[derive(SimpleObject)]
pub(super) struct Admissibility {
    pub(super) ok: bool,
    /// Why not.
    pub(super) grounds: Vec<Coded>,
}

/// Somebody who is to assess a proposal.
#[derive(SimpleObject)]
pub(super) struct Assessor {
    /// By worker id.
    worker: ID,
    /// With a conflict of interest, and so without a score.
    conflict: bool,
    /// Has written.
    done: bool,
}

impl Assessor {
    pub(super) fn new(assessor: &SeenAssessor) -> Self {
        let SeenAssessor { worker, conflict, done } = *assessor;
        Self { worker: ID(worker.to_string()), conflict, done }
    }
}

/// A score on one criterion.
#[derive(SimpleObject)]
struct Score {
    criterion: Coded,
    /// 0 to 100.
    score: u32,
}

fn scores_of(scores: &Scores, catalogue: &Arc<Catalogue>) -> Vec<Score> {
    let scores = scores.0.iter();
    scores
        .map(|(code, score)| Score { criterion: Coded::new(catalogue, code), score: *score })
        .collect()
}

fn total_of(points: Points) -> f64 {
    f64::from(points.0) / 100.0
}

/// What an assessor wrote.
#[derive(SimpleObject)]
pub(super) struct WrittenAssessment {
    /// By worker id.
    assessor: ID,
    scores: Vec<Score>,
    /// By the weights of the round, 0 to 100.
    total: f64,
    motivation: String,
    /// It was written outside the window for assessments.
    outside_window: bool,
}

impl WrittenAssessment {
    pub(super) fn new(written: &WrittenAssessmentRecorded, catalogue: &Arc<Catalogue>) -> Self {
        Self {
            assessor: ID(written.assessor.to_string()),
            scores: scores_of(&written.scores, catalogue),
            total: total_of(written.total),
            motivation: written.motivation.clone(),
            outside_window: written.outside_window,
        }
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

impl PitchView {
    pub(super) fn new(pitch: &PitchState) -> Option<Self> {
        let PitchState { invited, withheld, held } = pitch;
        let any = invited.is_some() || withheld.is_some() || held.is_some();
        any.then(|| Self {
            slot: invited.map(|invited| invited.slot),
            slot_outside_window: invited.is_some_and(|invited| invited.outside_window),
            held_on: held.map(|(on, _)| on),
            held_outside_window: held.is_some_and(|(_, held)| held.outside_window),
            withheld: withheld.as_ref().map(|withheld| withheld.motivation.clone()),
        })
    }
}

/// What the jury found.
#[derive(SimpleObject)]
#[graphql(name = "Deliberation")]
pub(super) struct JuryFinding {
    scores: Vec<Score>,
    /// By the weights of the round, 0 to 100.
    total: f64,
    advice: ProposalOutcome,
    motivation: String,
    /// What a minority held against it.
    dissent: Option<String>,
    /// The jury met on no day for it.
    outside_window: bool,
}

impl JuryFinding {
    pub(super) fn new(jury: &JuryDeliberated, catalogue: &Arc<Catalogue>) -> Self {
        let found = &jury.deliberation;
        Self {
            scores: scores_of(&found.scores, catalogue),
            total: total_of(jury.total),
            advice: found.advice.into(),
            motivation: found.motivation.clone(),
            dissent: found.dissent.clone(),
            outside_window: jury.outside_window,
        }
    }
}
