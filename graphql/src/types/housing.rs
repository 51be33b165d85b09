//! Where a client lives and has lived.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::housing;

use super::Coded;

/// Where a client lives and has lived.
#[derive(SimpleObject)]
pub(crate) struct Housing {
    /// ETHOS Light; absent: unknown.
    situation: Option<Coded>,
    /// Since when, as far as is known.
    since: Option<NaiveDate>,
    /// The day that a reference address was asked for, while there is no answer.
    reference_address_requested_on: Option<NaiveDate>,
    /// Homes found, in order.
    homes: Vec<Home>,
}

/// A home that was found.
#[derive(SimpleObject)]
struct Home {
    /// The day that it is about.
    found_on: NaiveDate,
    /// How it is held.
    tenure: Coded,
    /// Where; absent: outside the region.
    municipality: Option<Coded>,
    /// The first day.
    from: NaiveDate,
    /// The first day without it.
    lost_on: Option<NaiveDate>,
    /// Why it was lost.
    loss_reason: Option<Coded>,
}

impl Housing {
    pub(super) fn new(housing: &housing::Housing, catalogue: &Arc<Catalogue>) -> Self {
        let situation = housing.situation.as_ref();
        Self {
            situation: situation.map(|situation| Coded::new(catalogue, &situation.ethos)),
            since: situation.map(|situation| situation.since),
            reference_address_requested_on: housing.address_requested_on,
            homes: housing
                .homes
                .iter()
                .map(|home| Home {
                    found_on: home.found_on,
                    tenure: Coded::new(catalogue, &home.tenure),
                    municipality: home
                        .municipality
                        .as_ref()
                        .map(|code| Coded::new(catalogue, code)),
                    from: home.from,
                    lost_on: home.lost.as_ref().map(|lost| lost.on),
                    loss_reason: home.lost.as_ref().map(|lost| Coded::new(catalogue, &lost.reason)),
                })
                .collect(),
        }
    }
}
