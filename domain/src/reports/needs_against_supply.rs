//! Needs against supply: what holds clients back, what approved proposals offer against it, and
//! what of that is used, by problem area in the addendum's order of importance and by service.
//!
//! - *In need* of an area is a client who is guided at the end of the period and whom an open
//!   barrier of the area holds back then. Clients have several barriers: areas overlap in clients
//!   and do not add up, so the distinct total stands beside them. So do challenges.
//! - *Supply* are the interventions of proposals that were approved by the end of the period, in
//!   any round. Capacity is places at a time, so what runs takes a place.
//! - *Use* is counted in interventions: started in the period, running at its end. What was
//!   waited is told by the median over what started in the period: from the planning to the start
//!   of an intervention, from the sending of a referral to the first time there.
//! - *Uncovered* are clients in need of an area for whom no service of the area is running, less
//!   the places of the area that are free; never less than none.
//!
//! The filter is about clients. What is offered, and what of it is free, is the region's whoever
//! is asked about: places taken by others are taken.

mod layout;
mod needs;
mod supply;
#[cfg(test)]
mod tests;

pub use needs::Needs;
pub use supply::{Supply, Usage};

use super::Question;
use crate::catalogue::{Catalogue, Code};
use crate::facts::image::Image;
use crate::facts::procedure::ProcedureImage;
use layout::Layout;
use needs::count;

/// The report.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedsAgainstSupply {
    /// The problem areas, the most important first; last, those that the catalogue does not have.
    pub areas: Vec<AreaRow>,
    /// Services that are offered or used and that the catalogue puts in no problem area.
    pub unmapped: Vec<ServiceRow>,
    /// Distinct clients, over all problem areas.
    pub total: Needs,
    /// Clients in need who are left out, because what the filter asks about is not known of them.
    pub unknown: u32,
}

/// A problem area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaRow {
    /// The problem area.
    pub area: Code,
    /// Its importance, from 1. Absent: the catalogue does not have it.
    pub rank: Option<u32>,
    /// Distinct clients in need of it.
    pub needs: Needs,
    /// Of them, those of each challenge in the catalogue's order; last, those of none.
    pub by_challenge: Vec<(Option<Code>, Needs)>,
    /// Its services, in the catalogue's order.
    pub services: Vec<ServiceRow>,
    /// Places that are offered and not taken by what runs, whoever's it is.
    pub free: u32,
    /// Clients in need for whom there is neither help nor a free place.
    pub uncovered: u32,
}

/// A service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceRow {
    /// The service.
    pub service: Code,
    /// What is offered.
    pub supply: Supply,
    /// Of it, what is for each challenge, in the catalogue's order.
    pub by_challenge: Vec<(Code, Supply)>,
    /// What is used.
    pub usage: Usage,
}

/// Answers the report from images that have both taken in `question.as_of`.
#[must_use]
pub fn needs_against_supply(
    image: &Image,
    procedure: &ProcedureImage,
    catalogue: &Catalogue,
    question: &Question,
) -> NeedsAgainstSupply {
    let mut layout = Layout::new(image, catalogue);
    layout.take_in_offers(procedure, question);
    let (total, unknown) = count(image, question, &mut layout);
    let (areas, unmapped) = layout.into_rows();
    NeedsAgainstSupply { areas, unmapped, total, unknown }
}
