//! Referrals sent in the period, and what came of them.

use super::groups::{ByCode, Rows};
use super::question::Days;
use super::stocks::Stocks;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use super::{Question, Report, Sources};
use crate::facts::image::{Interner, Seen};
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::{Code, CodeKind};

/// What is counted, in order.
const COUNTS: [&str; 7] =
    ["sent", "answered", "accepted", "attended", "declined", "declined_by_client", "open_long"];
const SENT: usize = 0;
const ANSWERED: usize = 1;
const ACCEPTED: usize = 2;
const ATTENDED: usize = 3;
const DECLINED: usize = 4;
const DECLINED_BY_CLIENT: usize = 5;
const OPEN_LONG: usize = 6;

pub(super) struct Referrals<'a> {
    days: Days,
    rows: Rows,
    names: &'a Interner<Code>,
    services: ByCode,
    reasons: ByCode,
    client_reasons: ByCode,
    /// Referrals of the client that is counted that are open for long, by the row of the service.
    open_long: Stocks,
}

impl<'a> Referrals<'a> {
    pub(super) fn new(sources: Sources<'a>, question: &Question, days: Days) -> Self {
        let mut rows = Rows::with_total();
        let mut list =
            |grouping, kind| ByCode::of_list(grouping, kind, sources, question, &mut rows);
        Self {
            services: list(Grouping::Service, CodeKind::ServiceType),
            reasons: list(Grouping::DeclineReason, CodeKind::ReferralDeclineReason),
            client_reasons: list(Grouping::ClientDeclineReason, CodeKind::ClientDeclineReason),
            days,
            rows,
            names: &sources.image.interners().codes,
            open_long: Stocks::default(),
        }
    }
}

impl Referrals<'_> {
    fn count_reason(&self, measure: Measure, reason: u16, tally: &mut Tally) {
        let (reasons, count) = match measure {
            Measure::DeclineReason => (&self.reasons, DECLINED),
            Measure::ClientDeclineReason => (&self.client_reasons, DECLINED_BY_CLIENT),
            _ => return,
        };
        if let Some(place) = reasons.get(reason) {
            tally.thing(place, count);
        }
    }
}

/// A row of reasons has the count of what was declined only.
fn has_only(count: usize, row: usize, tally: &mut Tally) {
    (0..COUNTS.len()).filter(|n| *n != count).for_each(|n| tally.absent(row, n));
}

impl Report for Referrals<'_> {
    fn width(&self) -> usize {
        COUNTS.len()
    }

    fn columns(&self) -> Vec<Column> {
        let count = |(n, code)| Column::new(code, Unit::Times, Formula::Count(n));
        let mut columns: Vec<_> = COUNTS.into_iter().enumerate().map(count).collect();
        columns.extend(Column::quantiles("days_to_answer", Unit::Days, ANSWERED));
        columns.extend(Column::quantiles("days_to_attended", Unit::Days, ATTENDED));
        columns
    }

    fn prepare(&mut self, tally: &mut Tally) {
        self.reasons.places().for_each(|row| has_only(DECLINED, row, tally));
        self.client_reasons.places().for_each(|row| has_only(DECLINED_BY_CLIENT, row, tally));
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let (names, all) = (self.names, Row::total());
        self.open_long.clear();
        seen.theme_until(Theme::Referrals, self.days.end).for_each(|row| {
            let Some(code) = row.code() else { return };
            if row.measure == Measure::ReferralOpenLong {
                let service = self.services.at(code, &all, names, &mut self.rows);
                self.open_long.add(service, row.sign);
                return;
            }
            if !self.days.contain(row.day.before(row.length)) {
                return;
            }
            let count = match row.measure {
                Measure::ReferralSent => SENT,
                Measure::ReferralAnswered => ANSWERED,
                Measure::ReferralAccepted => ACCEPTED,
                Measure::ReferralAttended => ATTENDED,
                Measure::ReferralDeclined => DECLINED,
                Measure::ReferralDeclinedByClient => DECLINED_BY_CLIENT,
                _ => {
                    self.count_reason(row.measure, code, tally);
                    return;
                }
            };
            let service = self.services.at(code, &all, names, &mut self.rows);
            for place in [0, service] {
                if matches!(count, ANSWERED | ATTENDED) {
                    tally.value(place, count, i32::from(row.length));
                } else {
                    tally.thing(place, count);
                }
            }
        });
        for (service, referrals) in self.open_long.held() {
            tally.things(0, OPEN_LONG, referrals);
            tally.things(service, OPEN_LONG, referrals);
        }
    }

    fn rows(self: Box<Self>) -> Vec<Row> {
        self.rows.into_rows()
    }
}
