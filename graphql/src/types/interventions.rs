//! A service delivered to a client.

use async_graphql::ID;
use chrono::NaiveDate;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::interventions::InterventionEnd::{Completed, Stopped};
use loopbrug_domain::trajectory::interventions::{self};

use super::Coded;
use super::names::Name;
use super::shows::shows;

shows! {
    /// A service, from its planning to its end.
    Intervention of interventions::Intervention as known {
        /// Its id.
        #[graphql(name = "interventionId")]
        id: ID = known.plan.intervention,
        /// What is delivered.
        service: Coded = known.plan.service,
        /// By which organisation, by KBO number.
        provider: String = known.plan.provider,
        /// The name of that organisation.
        provider_name: Name<KboNumber> = known.plan.provider,
        /// The barriers that it addresses, by problem area.
        barriers: Vec<Coded> = known.plan.barriers,
        /// The goals that it works towards.
        goal_ids: Vec<ID> = known.plan.goals,
        /// In which form.
        mode: Coded = known.plan.mode,
        /// In which language; absent: the one to speak with the client.
        language: Option<Coded> = known.plan.language,
        /// The day that it was planned.
        planned_on: NaiveDate,
        /// The day that it started.
        started_on: Option<NaiveDate>,
        /// Sessions, in order.
        sessions: Vec<Session>,
        /// The day that it ended.
        ended_on: Option<NaiveDate> = known.end.as_ref().map(|(Completed { on, .. } | Stopped { on, .. })| on),
        /// What it brought, if it was carried through.
        result: Option<Coded> = known.end.as_ref().and_then(|end| match end {
            Completed { result, .. } => Some(result),
            Stopped { .. } => None,
        }),
        /// Why it was stopped, if it was.
        stop_reason: Option<Coded> = known.end.as_ref().and_then(|end| match end {
            Stopped { reason, .. } => Some(reason),
            Completed { .. } => None,
        }),
    }

    /// A session.
    Session of interventions::Session as held {
        /// The day.
        on: NaiveDate,
        /// How long it took, in minutes.
        minutes: u32,
        /// Whether the client was there.
        attended: bool,
    }
}
