//! Scores per criterion, and the weighted total that they come to.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::{Circumstance, Refusal};
use crate::catalogue::Code;
use crate::catalogue::list::Criterion;
use crate::field::Fields;
use crate::refusal::refusals;

refusals! {
    /// Rules about scores.
    ScoreRefusal {
        CriterionNotScored { criterion: Code<Criterion> }, "CRITERION_NOT_SCORED" at "scores",
            "criterion '{criterion}' has no score";
    }
}

/// The highest score on a criterion; the lowest is 0 *(choice)*.
pub const SCORE_MAX: u32 = 100;

/// A score, 0 to [`SCORE_MAX`], for each criterion of the round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Scores(#[serde(serialize_with = "by_text")] pub BTreeMap<Code<Criterion>, u32>);

/// A weighted total in hundredths of a point, 0 to 10,000: whole, so that equal is equal.
#[derive(
    Debug,
    Default,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Points(pub u32);

/// Scores are written without the list of their criteria, so that a payload's check of codes passes them by:
/// [`Scores::look_at`] names the faults of each criterion together.
fn by_text<S: Serializer>(
    scores: &BTreeMap<Code<Criterion>, u32>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(scores.iter().map(|(criterion, score)| (criterion.as_str(), score)))
}

impl Scores {
    /// Nothing but a criterion has a score, and each score is within its range.
    pub(crate) fn look_at(&self, fields: &mut Fields<'_>) {
        for (criterion, score) in &self.0 {
            fields.code(criterion, "scores");
            fields.number("scores", *score, 0, SCORE_MAX);
        }
    }

    /// Every criterion has its score.
    pub(crate) fn are_complete(&self, at: &Circumstance<'_>) -> Result<(), Refusal> {
        let mut criteria = at.catalogue.round().criteria.iter().map(|row| &row.entry.code);
        match criteria.find(|code| !self.0.contains_key(*code)) {
            Some(criterion) => {
                Err(ScoreRefusal::CriterionNotScored { criterion: criterion.clone() }.into())
            }
            None => Ok(()),
        }
    }

    /// The total by the catalogue's weights.
    pub(crate) fn total(&self, at: &Circumstance<'_>) -> Points {
        let criteria = at.catalogue.round().criteria.iter();
        let weighted = criteria.map(|criterion| {
            let score = self.0.get(&criterion.entry.code).copied().unwrap_or(0);
            score.min(SCORE_MAX) * criterion.weight
        });
        Points(weighted.sum())
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}
