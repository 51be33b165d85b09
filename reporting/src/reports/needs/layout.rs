//! The rows of the report: areas, their challenges and services, and what is in none.

use std::collections::HashMap;

use super::counts::{
    BUDGET, CAPACITY, IN_NEED, OFFERS, PLACES, SEVERE, STARTED, Stock, WAITED, WITHOUT_HELP,
};
use crate::facts::image::{Interner, Links};
use crate::reports::groups::{ByLinks, Places, shown_as};
use crate::reports::question::Scope;
use crate::reports::table::{Grouping, Row};
use crate::reports::tally::Tally;
use loopbrug_domain::catalogue::{Code, CodeKind, ProblemArea};

/// All rows but that of all.
pub(super) struct Layout<'a> {
    names: &'a Interner<Code>,
    links: &'a Links,
    pub(super) areas: Vec<Area>,
    pub(super) services: Vec<Service>,
    /// The rows of details, by number.
    pub(super) details: Places,
    /// By stock: the places in the lists above, by number.
    numbers: [Places; Stock::COUNT],
    /// By code, for what is offered and perhaps never used.
    service_codes: HashMap<String, usize>,
}

/// A problem area.
pub(super) struct Area {
    row: Row,
    pub(super) place: usize,
    pub(super) challenges: ByLinks,
}

/// A service.
pub(super) struct Service {
    row: Row,
    pub(super) place: usize,
    pub(super) area: Option<usize>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        let (catalogue, codes) = (scope.sources.catalogue, scope.question.codes);
        let mut layout = Self {
            names: &scope.names().codes,
            links: &scope.names().links,
            areas: vec![],
            services: vec![],
            details: Places::default(),
            numbers: Default::default(),
            service_codes: HashMap::new(),
        };
        let mut areas: Vec<_> = catalogue.problem_areas().iter().collect();
        areas.sort_by_key(|area| area.rank);
        for area in areas {
            let code = area.entry.code.as_str();
            let shown = shown_as(catalogue, CodeKind::ProblemArea, code, codes);
            let row = Row::of(Grouping::Area, Some(shown));
            let known = layout.areas.iter().position(|known| known.row == row);
            let place = known.unwrap_or_else(|| {
                let by_challenge = |tally: &mut Tally| ByLinks::by_challenge(&row, scope, tally);
                layout.add_area(row.clone(), by_challenge, tally)
            });
            layout.note_area(layout.names.get(code), place);
            if known.is_none() {
                layout.add_details(area, scope, tally);
            }
            for service in &area.services {
                let code = service.entry.code.as_str();
                let shown = shown_as(catalogue, CodeKind::ServiceType, code, codes);
                let row = layout.areas[place].row.under(Grouping::Service, Some(shown));
                layout.add_service(code, row, Some(place), tally);
            }
        }
        layout
    }

    /// Adds an area, and the rows of its challenges. None of them has what services have, and nothing is
    /// offered yet.
    fn add_area(
        &mut self,
        row: Row,
        by_challenge: impl FnOnce(&mut Tally) -> ByLinks,
        tally: &mut Tally,
    ) -> usize {
        let place = tally.row(row.clone());
        let challenges = by_challenge(tally);
        for row in place..tally.rows() {
            (STARTED..=WAITED).for_each(|count| tally.absent(row, count));
        }
        tally.give(place, PLACES, 0);
        self.areas.push(Area { row, place, challenges });
        self.areas.len() - 1
    }

    /// Adds a row for each detail of an area. It has who is in need of it, and nothing more.
    fn add_details(&mut self, area: &ProblemArea, scope: Scope<'_>, tally: &mut Tally) {
        let Some(Area { row, .. }) = self.areas.last() else { return };
        let row = row.clone();
        let catalogue = scope.sources.catalogue;
        for detail in catalogue.entries(CodeKind::BarrierDetail) {
            let code = detail.code.as_str();
            if catalogue.area_of_detail(code) == Some(&area.common) {
                let place = tally.row(row.under(Grouping::Detail, Some(code)));
                (SEVERE..=PLACES).for_each(|count| tally.absent(place, count));
                self.details.insert(self.names.get(code), place);
            }
        }
    }

    /// The service of a row, which is added where there is none. It has nothing of what areas have, and
    /// nothing is offered yet.
    fn add_service(
        &mut self,
        code: &str,
        row: Row,
        area: Option<usize>,
        tally: &mut Tally,
    ) -> usize {
        let known = self.services.iter().position(|known| known.row == row);
        let service = known.unwrap_or_else(|| {
            let place = tally.row(row.clone());
            (IN_NEED..=WITHOUT_HELP).for_each(|count| tally.absent(place, count));
            for count in [OFFERS, CAPACITY, BUDGET] {
                tally.give(place, count, 0);
            }
            self.services.push(Service { row, place, area });
            self.services.len() - 1
        });
        self.numbers[Stock::Running as usize].insert(self.names.get(code), service);
        self.service_codes.insert(code.to_owned(), service);
        service
    }

    fn note_area(&mut self, number: u16, area: usize) {
        for stock in [Stock::Open, Stock::Severe] {
            self.numbers[stock as usize].insert(number, area);
        }
    }

    /// The place of a stock by the number of its code: an area, or a service. What the catalogue does not
    /// have comes last.
    #[inline]
    pub(super) fn place(&mut self, stock: Stock, number: u16, tally: &mut Tally) -> usize {
        match self.numbers[stock as usize].get(number) {
            Some(place) => place,
            None => self.met(stock, number, tally),
        }
    }

    #[cold]
    fn met(&mut self, stock: Stock, number: u16, tally: &mut Tally) -> usize {
        let code = self.names.value(number).as_str();
        match stock {
            Stock::Running => self.offered(code, tally),
            Stock::Open | Stock::Severe => {
                let without_challenges = ByLinks::new(self.links, |_| []);
                let row = Row::of(Grouping::Area, Some(code));
                let area = self.add_area(row, |_| without_challenges, tally);
                tally.met(self.areas[area].place);
                self.note_area(number, area);
                area
            }
        }
    }

    /// The service of a code.
    pub(super) fn offered(&mut self, code: &str, tally: &mut Tally) -> usize {
        match self.service_codes.get(code) {
            Some(service) => *service,
            None => {
                let row = Row::of(Grouping::Service, Some(code));
                let service = self.add_service(code, row, None, tally);
                tally.met(self.services[service].place);
                service
            }
        }
    }

    /// Counts a service, and the days that it was waited for.
    pub(super) fn count_waited(&self, service: usize, count: usize, days: u16, tally: &mut Tally) {
        let place = self.services[service].place;
        tally.thing(place, count);
        tally.value(place, WAITED, i32::from(days));
    }
}
