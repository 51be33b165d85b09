//! What a client learned.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::learning;

use super::Coded;

/// What a client learned.
#[derive(SimpleObject)]
pub(crate) struct Learning {
    /// Trainings, past and present.
    trainings: Vec<Training>,
    /// Qualifications gained.
    qualifications: Vec<Qualification>,
    /// Levels of languages reached.
    languages: Vec<LanguageLevel>,
}

/// A training.
#[derive(SimpleObject)]
struct Training {
    /// Its id.
    #[graphql(name = "trainingId")]
    id: ID,
    /// The kind of training.
    kind: Coded,
    /// The first day.
    started_on: NaiveDate,
    /// The day that it ended.
    ended_on: Option<NaiveDate>,
    /// How it ended.
    result: Option<Coded>,
}

/// A qualification.
#[derive(SimpleObject)]
struct Qualification {
    /// The day.
    on: NaiveDate,
    /// Its ISCED level.
    level: Coded,
}

/// A level of a language.
#[derive(SimpleObject)]
struct LanguageLevel {
    /// The day.
    on: NaiveDate,
    /// The language.
    language: Coded,
    /// Its CEFR level.
    level: Coded,
}

impl Learning {
    pub(super) fn new(learning: &learning::Learning, catalogue: &Arc<Catalogue>) -> Self {
        let training = |one: &learning::Training| Training {
            id: ID(one.start.training.to_string()),
            kind: Coded::new(catalogue, &one.start.kind),
            started_on: one.started_on,
            ended_on: one.end.as_ref().map(|(on, _)| *on),
            result: one.end.as_ref().map(|(_, result)| Coded::new(catalogue, result)),
        };
        let qualification = |one: &learning::Qualification| Qualification {
            on: one.on,
            level: Coded::new(catalogue, &one.level),
        };
        let language = |one: &learning::LanguageLevel| LanguageLevel {
            on: one.on,
            language: Coded::new(catalogue, &one.reached.language),
            level: Coded::new(catalogue, &one.reached.level),
        };
        Self {
            trainings: learning.trainings.iter().map(training).collect(),
            qualifications: learning.qualifications.iter().map(qualification).collect(),
            languages: learning.languages.iter().map(language).collect(),
        }
    }
}
