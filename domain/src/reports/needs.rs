//! Needs against supply: what holds clients back, what approved proposals offer against it, and
//! what of that is used, by problem area in the addendum's order of importance and by service.
//!
//! The filter is about clients. What is offered, and what of it is free, is the region's whoever is
//! asked about: places taken by others are taken.

mod layout;

use super::groups::Rows;
use super::question::Days;
use super::table::{Column, Made, Row, Unit};
use super::tally::Tally;
use super::{Question, Report, Sources};
use crate::disclosure::perturbation::Quantile;
use crate::facts::image::{MeasureRow, Seen};
use crate::facts::{Measure, Theme};
use crate::round::Outcome;
use layout::Layout;

const IN_NEED: usize = 0;
const SEVERE: usize = 1;
const WITHOUT_HELP: usize = 2;
const STARTED: usize = 3;
const RUNNING: usize = 4;
const ATTENDED: usize = 5;
const WAITED: usize = 6;
const OFFERS: usize = 7;
const CAPACITY: usize = 8;
const BUDGET: usize = 9;
/// The places of an area, and the interventions of everybody that take them.
const PLACES: usize = 10;
const TAKEN: usize = 11;

pub(super) struct Needs<'a> {
    days: Days,
    sources: Sources<'a>,
    question: &'a Question,
    layout: Layout<'a>,
    rows: Rows,
}

/// One client at the end of the period, by the places of the layout.
#[derive(Default)]
struct Client {
    guided: i32,
    open: Vec<i32>,
    severe: Vec<i32>,
    running: Vec<i32>,
}

impl<'a> Needs<'a> {
    pub(super) fn new(sources: Sources<'a>, question: &'a Question, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let layout = Layout::new(sources, question, &mut rows);
        Self { days, sources, question, layout, rows }
    }

    fn client(&mut self, seen: Seen<'_>, tally: &mut Tally) -> Client {
        let mut client = Client::default();
        let rows = seen.theme(Theme::Course).chain(seen.theme(Theme::Needs));
        for row in rows.filter(|row| row.day <= self.days.end) {
            let sign = i32::from(row.sign);
            let stocks = match row.measure {
                Measure::Guided => {
                    client.guided += sign;
                    continue;
                }
                Measure::OpenBarrier => &mut client.open,
                Measure::SevereBarrier => &mut client.severe,
                Measure::InterventionRunning => &mut client.running,
                _ => continue,
            };
            let Some(code) = row.code() else { continue };
            let place = match row.measure {
                Measure::InterventionRunning => self.layout.service(code, &mut self.rows, tally),
                _ => self.layout.area(code, &mut self.rows, tally),
            };
            if stocks.len() <= place {
                stocks.resize(place + 1, 0);
            }
            stocks[place] += sign;
        }
        client
    }

    /// What runs takes a place, whoever's it is.
    fn take_places(&self, client: &Client, tally: &mut Tally) {
        for (service, running) in self.layout.services.iter().zip(&client.running) {
            if let Some(area) = service.area {
                let row = self.layout.areas[area].place;
                (0..*running).for_each(|_| tally.thing_of_anybody(row, TAKEN));
            }
        }
    }

    /// What started in the period, or was there for the first time.
    fn count_flow(&mut self, row: &MeasureRow, tally: &mut Tally) {
        let count = match row.measure {
            Measure::InterventionStarted => STARTED,
            Measure::ReferralAttended => ATTENDED,
            _ => return,
        };
        let Some(code) = row.code() else { return };
        let service = self.layout.service(code, &mut self.rows, tally);
        let place = self.layout.services[service].place;
        tally.thing(place, count);
        tally.value(place, WAITED, i32::from(row.length));
    }
}

impl Client {
    fn holds(stocks: &[i32], place: usize) -> bool {
        stocks.get(place).is_some_and(|stock| *stock > 0)
    }

    /// By area, whether a service of it is running.
    fn helped(&self, layout: &Layout<'_>) -> Vec<bool> {
        let mut helped = vec![false; layout.areas.len()];
        let running =
            layout.services.iter().zip(&self.running).filter(|(_, running)| **running > 0);
        for area in running.filter_map(|(service, _)| service.area) {
            helped[area] = true;
        }
        helped
    }
}

impl Report for Needs<'_> {
    fn width(&self) -> usize {
        TAKEN + 1
    }

    fn columns(&self) -> Vec<Column> {
        let people = |code: &str, n| Column::new(code, Unit::People, Made::Count(n));
        let things = |code: &str, n| Column::new(code, Unit::Times, Made::Count(n));
        let waiting = Made::Quantile(Quantile::Median, WAITED);
        let (given, taken) = (PLACES, TAKEN);
        let uncovered = Made::Uncovered { counted: WITHOUT_HELP, given, taken };
        vec![
            people("in_need", IN_NEED),
            people("severe", SEVERE),
            people("without_help", WITHOUT_HELP),
            things("started", STARTED),
            things("running", RUNNING),
            things("attended", ATTENDED),
            Column::new("waiting.median", Unit::Days, waiting),
            Column::new("offers", Unit::Times, Made::Given(OFFERS)),
            Column::new("capacity", Unit::Places, Made::Given(CAPACITY)),
            Column::new("budget", Unit::Euro, Made::Given(BUDGET)),
            Column::new("free", Unit::Places, Made::Free { given, taken }),
            Column::new("uncovered", Unit::People, uncovered),
        ]
    }

    fn prepare(&mut self, tally: &mut Tally) {
        for count in STARTED..=WAITED {
            tally.absent(0, count);
        }
        self.layout.prepare(tally);
        let end = self.question.period.to().min(self.question.as_of.day);
        for (_, proposal) in self.sources.procedure.proposals(self.question.as_of.position) {
            let in_time = proposal.outcome_on.is_some_and(|on| on <= end);
            if proposal.outcome != Some(Outcome::Approved) || !in_time {
                continue;
            }
            for offer in &proposal.offers {
                let service = self.layout.offered(&offer.service, &mut self.rows, tally);
                let (place, area) =
                    (self.layout.services[service].place, self.layout.services[service].area);
                tally.give(place, OFFERS, 1);
                tally.give(place, CAPACITY, u64::from(offer.capacity));
                tally.give(place, BUDGET, u64::from(offer.budget));
                if let Some(area) = area {
                    tally.give(self.layout.areas[area].place, PLACES, u64::from(offer.capacity));
                }
            }
        }
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let client = self.client(seen, tally);
        self.take_places(&client, tally);
        let flows = seen.theme(Theme::Needs).chain(seen.theme(Theme::Referrals));
        let days = self.days;
        for row in flows.filter(|row| days.contain(row.day)) {
            self.count_flow(row, tally);
        }
        for (service, running) in self.layout.services.iter().zip(&client.running) {
            (0..*running).for_each(|_| tally.thing(service.place, RUNNING));
        }
        if client.guided <= 0 {
            return;
        }
        let helped = client.helped(&self.layout);
        for (n, area) in self.layout.areas.iter().enumerate() {
            if !Client::holds(&client.open, n) {
                continue;
            }
            let severe = Client::holds(&client.severe, n);
            let without_help = !helped[n];
            let challenges = area.challenges.of(seen.dimensions.challenges);
            for row in challenges.chain([0, area.place]) {
                tally.person(row, IN_NEED);
                if severe {
                    tally.person(row, SEVERE);
                }
                if without_help {
                    tally.person(row, WITHOUT_HELP);
                }
            }
        }
    }

    fn pass_over(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let client = self.client(seen, tally);
        self.take_places(&client, tally);
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
