//! The rows of the report while they are counted: areas and services by the image's numbers.

use std::collections::HashMap;

use super::supply::median;
use super::{AreaRow, Needs, ServiceRow, Supply, Usage};
use crate::catalogue::{Catalogue, Code};
use crate::facts::image::Image;
use crate::facts::procedure::ProcedureImage;
use crate::reports::Question;
use crate::round::Outcome;

/// All rows.
pub(super) struct Layout<'a> {
    image: &'a Image,
    /// Each challenge with its bit.
    pub(super) challenges: Vec<(Code, u64)>,
    pub(super) areas: Vec<Area>,
    pub(super) services: Vec<Service>,
    area_numbers: HashMap<u16, usize>,
    service_numbers: HashMap<u16, usize>,
}

/// A problem area.
pub(super) struct Area {
    code: Code,
    rank: Option<u32>,
    pub(super) needs: Needs,
    /// One a challenge, and one for those without.
    pub(super) by_challenge: Vec<Needs>,
}

/// A service.
pub(super) struct Service {
    code: Code,
    pub(super) area: Option<usize>,
    supply: Supply,
    by_challenge: Vec<Supply>,
    /// Of those whom the filter takes in.
    pub(super) usage: Usage,
    pub(super) waited: Vec<u16>,
    /// Of everybody.
    pub(super) taken: u32,
}

impl<'a> Layout<'a> {
    pub(super) fn new(image: &'a Image, catalogue: &Catalogue) -> Self {
        let codes = catalogue.challenges().iter().map(|challenge| &challenge.entry.code);
        let bit = |code: &Code| image.names().challenges.bit(code);
        let mut layout = Self {
            image,
            challenges: codes.map(|code| (code.clone(), bit(code))).collect(),
            areas: vec![],
            services: vec![],
            area_numbers: HashMap::new(),
            service_numbers: HashMap::new(),
        };
        let mut areas: Vec<_> = catalogue.problem_areas().iter().collect();
        areas.sort_by_key(|area| area.rank);
        for area in areas {
            let place = layout.add_area(&area.entry.code, Some(area.rank));
            for service in &area.services {
                layout.add_service(&service.entry.code, Some(place));
            }
        }
        layout
    }

    fn add_area(&mut self, code: &Code, rank: Option<u32>) -> usize {
        let by_challenge = vec![Needs::default(); self.challenges.len() + 1];
        self.areas.push(Area { code: code.clone(), rank, needs: Needs::default(), by_challenge });
        self.area_numbers.insert(self.image.names().codes.get(code), self.areas.len() - 1);
        self.areas.len() - 1
    }

    fn add_service(&mut self, code: &Code, area: Option<usize>) -> usize {
        self.services.push(Service {
            code: code.clone(),
            area,
            supply: Supply::default(),
            by_challenge: vec![Supply::default(); self.challenges.len()],
            usage: Usage::default(),
            waited: vec![],
            taken: 0,
        });
        self.service_numbers.insert(self.image.names().codes.get(code), self.services.len() - 1);
        self.services.len() - 1
    }

    /// The area of a number; one that the catalogue does not have comes last.
    pub(super) fn area(&mut self, number: u16) -> usize {
        match self.area_numbers.get(&number) {
            Some(place) => *place,
            None => self.add_area(&self.image.names().codes.name(number).clone(), None),
        }
    }

    /// The service of a number.
    pub(super) fn service(&mut self, number: u16) -> usize {
        match self.service_numbers.get(&number) {
            Some(place) => *place,
            None => self.add_service(&self.image.names().codes.name(number).clone(), None),
        }
    }

    fn service_of(&mut self, code: &Code) -> usize {
        let known = self.services.iter().position(|service| service.code == *code);
        known.unwrap_or_else(|| self.add_service(code, None))
    }

    /// The offers of proposals that were approved by the end of the period.
    pub(super) fn take_in_offers(&mut self, procedure: &ProcedureImage, question: &Question) {
        for (_, proposal) in procedure.proposals(question.as_of) {
            let in_time = proposal.outcome_on.is_some_and(|on| on <= question.period.to());
            if proposal.outcome != Some(Outcome::Approved) || !in_time {
                continue;
            }
            for offer in &proposal.offers {
                let place = self.service_of(&offer.service);
                let named = |(code, _): &(Code, u64)| *code == offer.challenge;
                let challenge = self.challenges.iter().position(named);
                let service = &mut self.services[place];
                service.supply.add(offer.capacity, offer.budget);
                if let Some(challenge) = challenge {
                    service.by_challenge[challenge].add(offer.capacity, offer.budget);
                }
            }
        }
    }

    /// The areas with their services, and the services of none.
    pub(super) fn into_rows(self) -> (Vec<AreaRow>, Vec<ServiceRow>) {
        let Self { challenges, areas, services, .. } = self;
        let mut rows: Vec<_> = areas.into_iter().map(|area| area.into_row(&challenges)).collect();
        let mut unmapped = Vec::new();
        let mut taken = vec![0_u32; rows.len()];
        for service in services {
            let (area, running) = (service.area, service.taken);
            let row = service.into_row(&challenges);
            match area {
                Some(place) => {
                    taken[place] += running;
                    rows[place].services.push(row);
                }
                None => unmapped.push(row),
            }
        }
        for (row, taken) in rows.iter_mut().zip(taken) {
            let capacity: u32 = row.services.iter().map(|row| row.supply.capacity).sum();
            row.free = capacity.saturating_sub(taken);
            row.uncovered = row.needs.without_help.saturating_sub(row.free);
        }
        (rows, unmapped)
    }
}

impl Area {
    fn into_row(self, challenges: &[(Code, u64)]) -> AreaRow {
        let codes = challenges.iter().map(|(code, _)| Some(code.clone())).chain([None]);
        AreaRow {
            area: self.code,
            rank: self.rank,
            needs: self.needs,
            by_challenge: codes.zip(self.by_challenge).collect(),
            services: vec![],
            free: 0,
            uncovered: 0,
        }
    }
}

impl Service {
    fn into_row(self, challenges: &[(Code, u64)]) -> ServiceRow {
        let codes = challenges.iter().map(|(code, _)| code.clone());
        ServiceRow {
            service: self.code,
            supply: self.supply,
            by_challenge: codes.zip(self.by_challenge).collect(),
            usage: Usage { waiting_days: median(self.waited), ..self.usage },
        }
    }
}
