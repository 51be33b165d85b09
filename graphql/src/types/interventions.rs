//! A service delivered to a client.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::interventions::{self, InterventionEnd};

use super::Coded;

/// A service, from its planning to its end.
#[derive(SimpleObject)]
pub(crate) struct Intervention {
    /// Its id.
    #[graphql(name = "interventionId")]
    id: ID,
    /// What is delivered.
    service: Coded,
    /// By which organisation, by KBO number.
    provider: String,
    /// The barriers that it addresses, by problem area.
    barriers: Vec<Coded>,
    /// The goals that it works towards.
    goal_ids: Vec<ID>,
    /// In which form.
    mode: Coded,
    /// In which language; absent: the one to speak with the client.
    language: Option<Coded>,
    /// The day that it was planned.
    planned_on: NaiveDate,
    /// The day that it started.
    started_on: Option<NaiveDate>,
    /// Sessions, in order.
    sessions: Vec<Session>,
    /// The day that it ended.
    ended_on: Option<NaiveDate>,
    /// What it brought, if it was carried through.
    result: Option<Coded>,
    /// Why it was stopped, if it was.
    stop_reason: Option<Coded>,
}

/// A session.
#[derive(SimpleObject)]
struct Session {
    /// The day.
    on: NaiveDate,
    /// How long it took, in minutes.
    minutes: u32,
    /// Whether the client was there.
    attended: bool,
}

impl Intervention {
    pub(super) fn new(known: &interventions::Intervention, catalogue: &Arc<Catalogue>) -> Self {
        let plan = &known.plan;
        let (ended_on, result, stop_reason) = match &known.end {
            None => (None, None, None),
            Some(InterventionEnd::Completed { on, result }) => {
                (Some(*on), Some(Coded::new(catalogue, result)), None)
            }
            Some(InterventionEnd::Stopped { on, reason }) => {
                (Some(*on), None, Some(Coded::new(catalogue, reason)))
            }
        };
        let barriers = plan.barriers.iter().map(|area| Coded::new(catalogue, area));
        let sessions = known.sessions.iter().map(|held| Session {
            on: held.on,
            minutes: held.minutes,
            attended: held.attended,
        });
        Self {
            id: ID(plan.intervention.to_string()),
            service: Coded::new(catalogue, &plan.service),
            provider: plan.provider.to_string(),
            barriers: barriers.collect(),
            goal_ids: plan.goals.iter().map(|goal| ID(goal.to_string())).collect(),
            mode: Coded::new(catalogue, &plan.mode),
            language: plan.language.as_ref().map(|code| Coded::new(catalogue, code)),
            planned_on: known.planned_on,
            started_on: known.started_on,
            sessions: sessions.collect(),
            ended_on,
            result,
            stop_reason,
        }
    }
}
