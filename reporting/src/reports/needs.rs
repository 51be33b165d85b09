//! Needs against supply: what holds clients back, what approved proposals offer against it, and
//! what of that is used, by problem area in the addendum's order of importance and by service.
//!
//! The filter is about clients. What is offered, and what of it is free, is the region's whatever the
//! filter: places taken by others are taken.

mod counts;
mod layout;

use strum::VariantArray;

use super::question::{Days, Scope};
use super::report::Report;
use super::stocks::Stocks;
use super::table::Row;
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::procedure::ProposalFacts;
use crate::facts::{Measure, Theme};
use counts::{
    ATTENDED, BUDGET, CAPACITY, IN_NEED, OFFERS, PLACES, RUNNING, STARTED, Stock, TAKEN, WAITED,
    columns,
};
use layout::Layout;
use loopbrug_domain::ids::{KboNumber, ProposalId};
use loopbrug_domain::round::Outcome;

pub(super) struct Needs<'a> {
    days: Days,
    layout: Layout<'a>,
    client: Client,
    /// By measure: what it adds to. It is looked up, since nobody can foretell which row comes next.
    stock_of: [Option<Stock>; Measure::VARIANTS.len()],
}

/// The client that is counted.
#[derive(Default)]
struct Client {
    stocks: [Stocks; Stock::COUNT],
    /// Details of open barriers, by the places of their rows.
    details: Stocks,
    /// The services that started in the period, and the days that they were waited for.
    started: Vec<(usize, u16)>,
    /// The services that are running, and how often.
    running: Vec<(usize, usize)>,
    /// The areas of those.
    helped: Stocks,
}

impl<'a> Needs<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        tally.columns(columns());
        tally.row(Row::total());
        for count in STARTED..=WAITED {
            tally.absent(0, count);
        }
        let mut layout = Layout::new(scope, tally);
        give_offers(scope, &mut layout, tally);
        let mut stock_of = [None; _];
        for stock in Stock::VARIANTS {
            stock_of[stock.measure() as usize] = Some(*stock);
        }
        Self { days: scope.days, layout, client: Client::default(), stock_of }
    }

    /// Looks at the state of a client, and counts what runs: it takes a place, whoever's it is.
    fn look_at(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let Self { client, layout, days, stock_of, .. } = self;
        client.clear();
        seen.theme_until(Theme::Needs, days.end).for_each(|row| {
            let Some(code) = row.code() else { return };
            if row.measure == Measure::BarrierDetail {
                if let Some(detail) = layout.details.get(code) {
                    client.details.add(detail, row.sign);
                }
            } else if let Some(stock) = stock_of[row.measure as usize] {
                client.stocks[stock as usize].add(layout.place(stock, code, tally), row.sign);
            } else if row.measure == Measure::InterventionStarted && row.day >= days.from {
                client.started.push((layout.place(Stock::Running, code, tally), row.length));
            }
        });
        client.running.extend(client.stocks[Stock::Running as usize].held());
        for (service, running) in &client.running {
            if let Some(area) = layout.services[*service].area {
                client.helped.add(area, 1);
                tally.things_of_anybody(layout.areas[area].place, TAKEN, *running);
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
            let service = self.layout.place(Stock::Running, code, tally);
            self.layout.count_waited(service, ATTENDED, row.length, tally);
        }
    }

    /// Counts those whom something holds back, area by area.
    fn count_in_need(&self, links: u32, tally: &mut Tally) {
        let (mut severe_at_all, mut without_help_at_all) = (false, false);
        for (n, _) in self.client.held(Stock::Open) {
            let area = &self.layout.areas[n];
            let severe = self.client.stocks[Stock::Severe as usize].holds(n);
            let without_help = !self.client.helped.holds(n);
            for row in area.challenges.of(links).iter().chain([&area.place]) {
                tally.person_where(*row, IN_NEED, [true, severe, without_help]);
            }
            severe_at_all |= severe;
            without_help_at_all |= without_help;
        }
        for (detail, _) in self.client.details.held() {
            tally.person(detail, IN_NEED);
        }
        tally.person_where(0, IN_NEED, [true, severe_at_all, without_help_at_all]);
    }
}

impl Client {
    fn clear(&mut self) {
        self.started.clear();
        self.running.clear();
        self.stocks.iter_mut().for_each(Stocks::clear);
        self.helped.clear();
        self.details.clear();
    }

    fn held(&self, stock: Stock) -> impl Iterator<Item = (usize, usize)> {
        self.stocks[stock as usize].held()
    }
}

/// The proposals that are approved at the end of the period.
fn approved(scope: Scope<'_>) -> impl Iterator<Item = (ProposalId, &ProposalFacts)> {
    let end = scope.question.period.to().min(scope.question.as_of.day);
    let known = scope.sources.procedure.proposals(scope.question.as_of.position);
    known.filter(move |(_, proposal)| {
        proposal.outcome == Some(Outcome::Approved)
            && proposal.outcome_on.is_some_and(|on| on <= end)
    })
}

/// The approved proposals that offer what is in a row: its service, or one of its area.
pub(super) fn proposals_behind(scope: Scope<'_>, row: usize) -> Vec<(ProposalId, KboNumber)> {
    let mut tally = Tally::new();
    let mut needs = Needs::new(scope, &mut tally);
    let is_behind = |(_, proposal): &(ProposalId, &ProposalFacts)| {
        proposal.offers.iter().any(|offer| {
            let service = needs.layout.offered(offer.service.as_str(), &mut tally);
            let service = &needs.layout.services[service];
            let area = service.area.map(|area| needs.layout.areas[area].place);
            service.place == row || area == Some(row)
        })
    };
    let behind = approved(scope).filter(is_behind);
    behind.map(|(id, proposal)| (id, proposal.organisation)).collect()
}

/// Gives what approved proposals offer at the end of the period.
fn give_offers(scope: Scope<'_>, layout: &mut Layout<'_>, tally: &mut Tally) {
    for (_, proposal) in approved(scope) {
        for offer in &proposal.offers {
            let service = layout.offered(offer.service.as_str(), tally);
            let service = &layout.services[service];
            tally.give(service.place, OFFERS, 1);
            tally.give(service.place, CAPACITY, u64::from(offer.capacity));
            tally.give(service.place, BUDGET, u64::from(offer.budget));
            if let Some(area) = service.area {
                tally.give(layout.areas[area].place, PLACES, u64::from(offer.capacity));
            }
        }
    }
}

impl Report for Needs<'_> {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        self.look_at(seen, tally);
        self.count_flows(seen, tally);
        for (service, running) in &self.client.running {
            tally.things(self.layout.services[*service].place, RUNNING, *running);
        }
        if self.client.held(Stock::Open).next().is_some() && self.days.is_guided(seen) {
            self.count_in_need(seen.dimensions.links, tally);
        }
    }

    fn pass_over(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        self.look_at(seen, tally);
    }
}
