//! Needs against supply, by problem area and service.

use std::sync::Arc;

use async_graphql::{Object, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind};
use loopbrug_domain::reports::needs_against_supply::{
    AreaRow, Needs, NeedsAgainstSupply, ServiceRow, Supply,
};
use loopbrug_infra::views::Answered;

use super::Coded;

/// What holds clients back, what approved proposals offer against it, and what of that is used.
/// A client may be in need of several problem areas, and belong to several challenges: rows do
/// not add up, so use the totals. The filter is about clients; what is offered is the region's.
pub(crate) struct NeedsReport(pub(crate) Answered<NeedsAgainstSupply>);

#[Object]
impl NeedsReport {
    /// The position of the region's log that the figures are true for.
    async fn position(&self) -> u32 {
        self.0.position.0
    }

    /// The version of the catalogue whose rows they stand in.
    async fn catalogue(&self) -> NaiveDate {
        self.0.catalogue.version()
    }

    /// The problem areas, the most important first.
    async fn areas(&self) -> Vec<NeedsArea> {
        let areas = self.0.report.areas.iter();
        areas.map(|row| NeedsArea::new(row, &self.0.catalogue)).collect()
    }

    /// Services that are offered or used, and that the catalogue puts in no problem area.
    async fn unmapped(&self) -> Vec<NeedsService> {
        let services = self.0.report.unmapped.iter();
        services.map(|row| NeedsService::new(row, &self.0.catalogue)).collect()
    }

    /// Distinct clients in need, over all problem areas.
    async fn total(&self) -> ClientsInNeed {
        ClientsInNeed::new(&self.0.report.total)
    }

    /// Clients in need who are left out, because what the filter asks about is not known of them.
    async fn unknown(&self) -> u32 {
        self.0.report.unknown
    }
}

/// A problem area.
#[derive(SimpleObject)]
struct NeedsArea {
    area: Coded,
    /// Place in the order of importance, from 1. Absent: the catalogue does not have it.
    rank: Option<u32>,
    /// Distinct clients in need of it.
    needs: ClientsInNeed,
    /// Of them, those of each challenge; last, those of none.
    by_challenge: Vec<ChallengeNeeds>,
    services: Vec<NeedsService>,
    /// Places that are offered and not taken by what runs.
    free: u32,
    /// Clients in need for whom there is neither help nor a free place.
    uncovered: u32,
}

/// Distinct clients in need at the end of the period.
#[derive(SimpleObject)]
struct ClientsInNeed {
    /// Whom an open barrier holds back.
    clients: u32,
    /// Of them, severely (4 and more of 5).
    severe: u32,
    /// Of them, without a running service of the barrier's problem area.
    without_help: u32,
}

/// Clients in need, of one challenge.
#[derive(SimpleObject)]
struct ChallengeNeeds {
    /// Absent: of none.
    challenge: Option<Coded>,
    needs: ClientsInNeed,
}

/// A service: what is offered and what is used.
#[derive(SimpleObject)]
struct NeedsService {
    service: Coded,
    /// What approved proposals offer.
    supply: OfferedSupply,
    /// Of it, what is for each challenge.
    by_challenge: Vec<ChallengeSupply>,
    /// Interventions that started in the period.
    started: u32,
    /// Interventions that run at the end of the period.
    running: u32,
    /// Referrals whose clients were there for the first time in the period.
    attended: u32,
    /// The median of the days that those had waited. Null where there were none.
    waiting_days: Option<f64>,
}

/// What is offered.
#[derive(SimpleObject)]
struct OfferedSupply {
    /// Interventions.
    offers: u32,
    /// Places at a time.
    capacity: u32,
    /// In whole euros.
    budget: u64,
}

/// What is offered for one challenge.
#[derive(SimpleObject)]
struct ChallengeSupply {
    challenge: Coded,
    supply: OfferedSupply,
}

impl NeedsArea {
    fn new(row: &AreaRow, catalogue: &Arc<Catalogue>) -> Self {
        let challenge = |code: &Code| Coded::new(catalogue, CodeKind::Challenge, code);
        let by_challenge = row.by_challenge.iter();
        Self {
            area: Coded::new(catalogue, CodeKind::ProblemArea, &row.area),
            rank: row.rank,
            needs: ClientsInNeed::new(&row.needs),
            by_challenge: by_challenge
                .map(|(code, needs)| ChallengeNeeds {
                    challenge: code.as_ref().map(challenge),
                    needs: ClientsInNeed::new(needs),
                })
                .collect(),
            services: row.services.iter().map(|row| NeedsService::new(row, catalogue)).collect(),
            free: row.free,
            uncovered: row.uncovered,
        }
    }
}

impl ClientsInNeed {
    fn new(needs: &Needs) -> Self {
        let &Needs { clients, severe, without_help } = needs;
        Self { clients, severe, without_help }
    }
}

impl NeedsService {
    fn new(row: &ServiceRow, catalogue: &Arc<Catalogue>) -> Self {
        let usage = &row.usage;
        let by_challenge = row.by_challenge.iter();
        Self {
            service: Coded::new(catalogue, CodeKind::ServiceType, &row.service),
            supply: OfferedSupply::new(&row.supply),
            by_challenge: by_challenge
                .map(|(code, supply)| ChallengeSupply {
                    challenge: Coded::new(catalogue, CodeKind::Challenge, code),
                    supply: OfferedSupply::new(supply),
                })
                .collect(),
            started: usage.started,
            running: usage.running,
            attended: usage.attended,
            waiting_days: usage.waiting_days,
        }
    }
}

impl OfferedSupply {
    fn new(supply: &Supply) -> Self {
        let &Supply { offers, capacity, budget } = supply;
        Self { offers, capacity, budget }
    }
}
