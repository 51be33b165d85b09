//! What a client learned.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::trajectory::learning;

use super::Coded;
use super::shows::shows;

shows! {
    /// What a client learned.
    Learning of learning::Learning as learning {
        /// Trainings, past and present.
        trainings: Vec<Training>,
        /// Qualifications gained.
        qualifications: Vec<Qualification>,
        /// Levels of languages reached.
        languages: Vec<LanguageLevel>,
    }

    /// A training.
    Training of learning::Training as one {
        /// Its id.
        #[graphql(name = "trainingId")]
        id: ID = one.start.training,
        /// The kind of training.
        kind: Coded = one.start.kind,
        /// The first day.
        started_on: NaiveDate,
        /// The day that it ended.
        ended_on: Option<NaiveDate> = one.end.as_ref().map(|(on, _)| *on),
        /// How it ended.
        result: Option<Coded> = one.end.as_ref().map(|(_, end)| &end.result),
        /// The ISCED level of the qualification that it gave.
        level: Option<Coded> = one.end.as_ref().and_then(|(_, end)| end.level.as_ref()),
    }

    /// A qualification.
    Qualification of learning::Qualification as one {
        /// The day.
        on: NaiveDate,
        /// Its ISCED level.
        level: Coded,
        /// The training that gave it, if one did.
        #[graphql(name = "trainingId")]
        training: Option<ID> = one.training,
    }

    /// A level of a language.
    LanguageLevel of learning::LanguageLevel as one {
        /// The day.
        on: NaiveDate,
        /// The language.
        language: Coded = one.reached.language,
        /// Its CEFR level.
        level: Coded = one.reached.level,
    }
}
