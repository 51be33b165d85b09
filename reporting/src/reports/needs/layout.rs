//! The rows of the report: areas, their challenges and services, and what is in none.

use std::collections::HashMap;

use super::{BUDGET, CAPACITY, IN_NEED, OFFERS, PLACES, STARTED, Stock, WAITED, WITHOUT_HELP};
use crate::facts::image::{Interner, Links};
use crate::reports::by_links::ByLinks;
use crate::reports::groups::{Rows, by_challenge, shown_as};
use crate::reports::table::{Grouping, Row};
use crate::reports::tally::Tally;
use crate::reports::{Question, Sources};
use loopbrug_domain::catalogue::{Code, CodeKind};

/// All rows but that of all.
pub(super) struct Layout<'a> {
    names: &'a Interner<Code>,
    links: &'a Links,
    pub(super) areas: Vec<Area>,
    pub(super) services: Vec<Service>,
    /// By stock: the places by number.
    numbers: [Numbers; Stock::COUNT],
    /// By code, for what is offered and perhaps never used.
    service_codes: HashMap<String, usize>,
}

/// Places by the image's numbers of codes: they are looked up for every measure.
#[derive(Debug, Default)]
struct Numbers(Vec<u16>);

/// No place.
const NONE: u16 = u16::MAX;

impl Numbers {
    fn insert(&mut self, number: u16, place: usize) {
        // A code that nothing was recorded of has the number of nobody.
        if number == Interner::<Code>::ABSENT {
            return;
        }
        let number = usize::from(number);
        if number >= self.0.len() {
            self.0.resize(number + 1, NONE);
        }
        self.0[number] = u16::try_from(place).unwrap_or(NONE);
    }

    fn get(&self, number: u16) -> Option<usize> {
        let place = self.0.get(usize::from(number)).copied().filter(|place| *place != NONE)?;
        Some(usize::from(place))
    }
}

/// A problem area.
pub(super) struct Area {
    row: Row,
    pub(super) place: usize,
    pub(super) challenges: ByLinks,
    challenge_rows: std::ops::Range<usize>,
}

/// A service.
pub(super) struct Service {
    row: Row,
    pub(super) place: usize,
    pub(super) area: Option<usize>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(sources: Sources<'a>, question: &Question, rows: &mut Rows) -> Self {
        let catalogue = sources.catalogue;
        let mut layout = Self {
            names: &sources.image.interners().codes,
            links: &sources.image.interners().links,
            areas: vec![],
            services: vec![],
            numbers: Default::default(),
            service_codes: HashMap::new(),
        };
        let mut areas: Vec<_> = catalogue.problem_areas().iter().collect();
        areas.sort_by_key(|area| area.rank);
        for area in areas {
            let code = area.entry.code.as_str();
            let shown = shown_as(catalogue, CodeKind::ProblemArea, code, question.codes);
            let row = Row::of(Grouping::Area, Some(shown));
            let known = layout.areas.iter().position(|known| known.row == row);
            let place = known.unwrap_or_else(|| {
                let place = rows.add(row.clone());
                let first = rows.len();
                let challenges = by_challenge(&row, sources, question, rows);
                let challenge_rows = first..rows.len();
                layout.areas.push(Area { row, place, challenges, challenge_rows });
                layout.areas.len() - 1
            });
            layout.note_area(layout.names.get(code), place);
            for service in &area.services {
                let code = service.entry.code.as_str();
                let shown = shown_as(catalogue, CodeKind::ServiceType, code, question.codes);
                let row = layout.areas[place].row.under(Grouping::Service, Some(shown));
                layout.add_service(code, row, Some(place), rows);
            }
        }
        layout
    }

    /// Says what each row has, and that nothing is offered yet.
    pub(super) fn prepare(&self, tally: &mut Tally) {
        self.areas.iter().for_each(|area| area.prepare(tally));
        self.services.iter().for_each(|service| service.prepare(tally));
    }

    fn add_service(&mut self, code: &str, row: Row, area: Option<usize>, rows: &mut Rows) -> usize {
        let known = self.services.iter().position(|known| known.row == row);
        let service = known.unwrap_or_else(|| {
            let place = rows.add(row.clone());
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
    pub(super) fn place(
        &mut self,
        stock: Stock,
        number: u16,
        rows: &mut Rows,
        tally: &mut Tally,
    ) -> usize {
        match self.numbers[stock as usize].get(number) {
            Some(place) => place,
            None => self.met(stock, number, rows, tally),
        }
    }

    #[cold]
    fn met(&mut self, stock: Stock, number: u16, rows: &mut Rows, tally: &mut Tally) -> usize {
        match stock {
            Stock::Open | Stock::Severe => self.met_area(number, rows, tally),
            Stock::Running => self.offered(self.names.value(number).as_str(), rows, tally),
        }
    }

    fn met_area(&mut self, number: u16, rows: &mut Rows, tally: &mut Tally) -> usize {
        let row = Row::of(Grouping::Area, Some(self.names.value(number).as_str()));
        let place = rows.add(row.clone());
        let challenges = ByLinks::new(self.links, |_| []);
        self.areas.push(Area { row, place, challenges, challenge_rows: 0..0 });
        self.areas[self.areas.len() - 1].prepare(tally);
        self.note_area(number, self.areas.len() - 1);
        self.areas.len() - 1
    }

    /// The service of a code.
    pub(super) fn offered(&mut self, code: &str, rows: &mut Rows, tally: &mut Tally) -> usize {
        if let Some(service) = self.service_codes.get(code) {
            return *service;
        }
        let row = Row::of(Grouping::Service, Some(code));
        let service = self.add_service(code, row, None, rows);
        self.services[service].prepare(tally);
        service
    }
}

impl Layout<'_> {
    /// Counts a service, and the days that it was waited for.
    pub(super) fn count_waited(&self, service: usize, count: usize, days: u16, tally: &mut Tally) {
        let place = self.services[service].place;
        tally.thing(place, count);
        tally.value(place, WAITED, i32::from(days));
    }
}

impl Area {
    fn prepare(&self, tally: &mut Tally) {
        for row in self.challenge_rows.clone().chain([self.place]) {
            (STARTED..=WAITED).for_each(|count| tally.absent(row, count));
        }
        tally.give(self.place, PLACES, 0);
    }
}

impl Service {
    fn prepare(&self, tally: &mut Tally) {
        (IN_NEED..=WITHOUT_HELP).for_each(|count| tally.absent(self.place, count));
        for count in [OFFERS, CAPACITY, BUDGET] {
            tally.give(self.place, count, 0);
        }
    }
}
