//! Referrals sent in the period, and what came of them.

use super::groups::ByCode;
use super::question::{Days, Scope};
use super::report::Report;
use super::stay::DayOf;
use super::stocks::Stocks;
use super::table::{Column, Grouping, Row, Unit};
use super::tally::Tally;
use crate::facts::image::Seen;
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;

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
    services: ByCode<'a>,
    /// Why an organisation declined, and why a client did. These rows have that count only.
    reasons: ByCode<'a>,
    client_reasons: ByCode<'a>,
    /// Referrals of the client that is counted that are open for long, by the row of the service.
    open_long: Stocks,
}

impl<'a> Referrals<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        tally.columns(Column::counts(Unit::Times, COUNTS));
        tally.columns(Column::quantiles("days_to_answer", Unit::Days, ANSWERED));
        tally.columns(Column::quantiles("days_to_attended", Unit::Days, ATTENDED));
        tally.row(Row::total());
        let mut list = |grouping, kind, only: Option<usize>| {
            let by_code = ByCode::of_list(grouping, kind, scope, tally);
            for row in by_code.rows() {
                let others = (0..COUNTS.len()).filter(|n| only.is_some_and(|only| *n != only));
                others.for_each(|n| tally.absent(row, n));
            }
            by_code
        };
        let (declined, by_client) = (Some(DECLINED), Some(DECLINED_BY_CLIENT));
        let (reason, of_client) = (CodeKind::ReferralDeclineReason, CodeKind::ClientDeclineReason);
        Self {
            days: scope.days,
            services: list(Grouping::Service, CodeKind::ServiceType, None),
            reasons: list(Grouping::DeclineReason, reason, declined),
            client_reasons: list(Grouping::ClientDeclineReason, of_client, by_client),
            open_long: Stocks::default(),
        }
    }
}

impl Report for Referrals<'_> {
    fn day_of(&self) -> DayOf {
        DayOf::Sending
    }

    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        self.open_long.clear();
        seen.theme_until(Theme::Referrals, self.days.end).for_each(|row| {
            let Some(code) = row.code() else { return };
            if row.measure == Measure::ReferralOpenLong {
                let service = self.services.at(code, tally);
                self.open_long.add(service, row.sign);
                return;
            }
            if !self.days.contain(row.day.before(row.length)) {
                return;
            }
            let reasons = match row.measure {
                Measure::DeclineReason => Some((&self.reasons, DECLINED)),
                Measure::ClientDeclineReason => Some((&self.client_reasons, DECLINED_BY_CLIENT)),
                _ => None,
            };
            if let Some((reasons, count)) = reasons {
                if let Some(place) = reasons.get(code) {
                    tally.thing(place, count);
                }
                return;
            }
            let count = match row.measure {
                Measure::ReferralSent => SENT,
                Measure::ReferralAnswered => ANSWERED,
                Measure::ReferralAccepted => ACCEPTED,
                Measure::ReferralAttended => ATTENDED,
                Measure::ReferralDeclined => DECLINED,
                Measure::ReferralDeclinedByClient => DECLINED_BY_CLIENT,
                _ => return,
            };
            for place in [0, self.services.at(code, tally)] {
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
}
