//! Needs against supply: what holds clients back, what approved proposals offer against it, and
//! what of that is used, by problem area in the addendum's order of importance and by service.
//!
//! The filter is about clients. What is offered, and what of it is free, is the region's whoever is
//! asked about: places taken by others are taken.

mod layout;

use strum::VariantArray;

use super::groups::Rows;
use super::question::Days;
use super::stocks::Stocks;
use super::table::{Column, Formula, Row, Unit};
use super::tally::Tally;
use super::{Question, Report, Sources};
use crate::disclosure::perturbation::Quantile;
use crate::facts::image::Seen;
use crate::facts::{Measure, Theme};
use layout::Layout;
use loopbrug_domain::round::Outcome;

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
    client: Client,
    /// By measure: what it adds to. It is looked up, since nobody can foretell which row comes next.
    stock_of: [Option<Stock>; Measure::VARIANTS.len()],
}

/// What is held at the end of the period, by the places of the layout.
#[derive(Debug, Clone, Copy, VariantArray)]
enum Stock {
    /// By area: barriers.
    Open,
    /// By area: severe ones.
    Severe,
    /// By service: interventions.
    Running,
}

impl Stock {
    const COUNT: usize = Self::VARIANTS.len();

    const fn measure(self) -> Measure {
        match self {
            Self::Open => Measure::OpenBarrier,
            Self::Severe => Measure::SevereBarrier,
            Self::Running => Measure::InterventionRunning,
        }
    }
}

/// The client that is counted.
#[derive(Default)]
struct Client {
    stocks: [Stocks; Stock::COUNT],
    /// The services that started in the period, and the days that they were waited for.
    started: Vec<(usize, u16)>,
    /// The services that are running, and how often.
    running: Vec<(usize, usize)>,
    /// The areas of those.
    helped: Stocks,
}

impl<'a> Needs<'a> {
    pub(super) fn new(sources: Sources<'a>, question: &'a Question, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let layout = Layout::new(sources, question, &mut rows);
        let mut stock_of = [None; _];
        for stock in Stock::VARIANTS {
            stock_of[stock.measure() as usize] = Some(*stock);
        }
        Self { days, sources, question, layout, rows, client: Client::default(), stock_of }
    }

    /// Looks at the state of a client.
    fn look_at(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let Self { client, layout, rows, days, stock_of, .. } = self;
        client.clear();
        seen.theme_until(Theme::Needs, days.end).for_each(|row| {
            let Some(code) = row.code() else { return };
            if let Some(stock) = stock_of[row.measure as usize] {
                client.stocks[stock as usize].add(layout.place(stock, code, rows, tally), row.sign);
            } else if row.measure == Measure::InterventionStarted && row.day >= days.from {
                let service = layout.place(Stock::Running, code, rows, tally);
                client.started.push((service, row.length));
            }
        });
        client.conclude(layout);
    }

    fn is_guided(&self, seen: Seen<'_>) -> bool {
        let course = seen.theme_until(Theme::Course, self.days.end);
        let guided = course.filter(|row| row.measure == Measure::Guided);
        guided.map(|row| i32::from(row.sign)).sum::<i32>() > 0
    }

    /// What runs takes a place, whoever's it is.
    fn take_places(&self, tally: &mut Tally) {
        for (service, running) in &self.client.running {
            if let Some(area) = self.layout.services[*service].area {
                tally.things_of_anybody(self.layout.areas[area].place, TAKEN, *running);
            }
        }
    }

    /// Counts what started in the period, and who was there for the first time.
    fn count_flows(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        for (service, waited) in &self.client.started {
            self.layout.count_waited(*service, STARTED, *waited, tally);
        }
        let referrals = self.days.of_theme(seen, Theme::Referrals);
        for row in referrals.filter(|row| row.measure == Measure::ReferralAttended) {
            let Some(code) = row.code() else { continue };
            let service = self.layout.place(Stock::Running, code, &mut self.rows, tally);
            self.layout.count_waited(service, ATTENDED, row.length, tally);
        }
    }

    /// Counts those whom something holds back, area by area.
    fn count_in_need(&self, links: u32, tally: &mut Tally) {
        let mut of_all = Need::default();
        for (n, _) in self.client.held(Stock::Open) {
            let area = &self.layout.areas[n];
            let severe = self.client.stocks[Stock::Severe as usize].holds(n);
            let without_help = !self.client.helped.holds(n);
            let need = Need { severe, without_help };
            for row in area.challenges.of(links) {
                need.count(*row, tally);
            }
            need.count(area.place, tally);
            of_all.severe |= severe;
            of_all.without_help |= without_help;
        }
        of_all.count(0, tally);
    }
}

/// Somebody is in need.
#[derive(Default)]
struct Need {
    severe: bool,
    without_help: bool,
}

impl Need {
    fn count(&self, row: usize, tally: &mut Tally) {
        tally.person(row, IN_NEED);
        if self.severe {
            tally.person(row, SEVERE);
        }
        if self.without_help {
            tally.person(row, WITHOUT_HELP);
        }
    }
}

impl Client {
    fn clear(&mut self) {
        self.started.clear();
        self.running.clear();
        self.stocks.iter_mut().for_each(Stocks::clear);
        self.helped.clear();
    }

    /// Notes what follows from what is held.
    fn conclude(&mut self, layout: &Layout<'_>) {
        self.running.extend(self.stocks[Stock::Running as usize].held());
        for (service, _) in &self.running {
            if let Some(area) = layout.services[*service].area {
                self.helped.add(area, 1);
            }
        }
    }

    fn held(&self, stock: Stock) -> impl Iterator<Item = (usize, usize)> {
        self.stocks[stock as usize].held()
    }
}

impl Report for Needs<'_> {
    fn width(&self) -> usize {
        TAKEN + 1
    }

    fn columns(&self) -> Vec<Column> {
        let people = |code: &str, n| Column::new(code, Unit::People, Formula::Count(n));
        let things = |code: &str, n| Column::new(code, Unit::Times, Formula::Count(n));
        let waiting = Formula::Quantile(Quantile::Median, WAITED);
        let (given, taken) = (PLACES, TAKEN);
        let uncovered = Formula::Uncovered { counted: WITHOUT_HELP, given, taken };
        vec![
            people("in_need", IN_NEED),
            people("severe", SEVERE),
            people("without_help", WITHOUT_HELP),
            things("started", STARTED),
            things("running", RUNNING),
            things("attended", ATTENDED),
            Column::new("waiting.median", Unit::Days, waiting),
            Column::new("offers", Unit::Times, Formula::Given(OFFERS)),
            Column::new("capacity", Unit::Places, Formula::Given(CAPACITY)),
            Column::new("budget", Unit::Euro, Formula::Given(BUDGET)),
            Column::new("free", Unit::Places, Formula::Free { given, taken }),
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
                let service = self.layout.offered(offer.service.as_str(), &mut self.rows, tally);
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
        self.look_at(seen, tally);
        self.take_places(tally);
        self.count_flows(seen, tally);
        for (service, running) in &self.client.running {
            tally.things(self.layout.services[*service].place, RUNNING, *running);
        }
        if self.client.held(Stock::Open).next().is_some() && self.is_guided(seen) {
            self.count_in_need(seen.dimensions.links, tally);
        }
    }

    fn pass_over(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        self.look_at(seen, tally);
        self.take_places(tally);
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
