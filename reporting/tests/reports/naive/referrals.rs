//! Referrals.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, CodeKind};

use super::rows::codes;
use super::services::Referral;
use super::{Asked, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "referrals", columns: all_columns, count };

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&[
        "sent",
        "answered",
        "accepted",
        "attended",
        "declined",
        "declined_by_client",
        "days_to_answer.median",
        "days_to_answer.p90",
        "days_to_attended.median",
        "days_to_attended.p90",
        "open_long",
    ])
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let end = asked.question.end();
    let mut services = BTreeSet::new();
    for client in asked.clients {
        services.extend(client.referrals().iter().map(|it| it.service.to_string()));
    }
    count_row(asked, sheet, "total", &|_| true);
    for service in services {
        count_row(asked, sheet, &format!("service={service}"), &|it| *it.service == *service);
    }

    let catalogue = asked.world.catalogue;
    for reason in codes(catalogue, CodeKind::ReferralDeclineReason) {
        let declined =
            |it: &Referral| it.declined.is_some_and(|(on, why)| on <= end && *why == *reason);
        let key = format!("decline_reason={reason}");
        sheet.count(&key, "declined", sent(asked, &declined));
    }
    for reason in codes(catalogue, CodeKind::ClientDeclineReason) {
        let declined = |it: &Referral| {
            it.declined_by_client.is_some_and(|(on, why)| on <= end && *why == *reason)
        };
        let key = format!("client_decline_reason={reason}");
        sheet.count(&key, "declined_by_client", sent(asked, &declined));
    }
}

/// How many of those that were sent in the period are so.
fn sent(asked: &Asked, is: &dyn Fn(&Referral) -> bool) -> usize {
    let mut times = 0;
    for client in asked.clients {
        for it in client.referrals() {
            times += usize::from(client.covers(asked.question, it.sent_on) && is(&it));
        }
    }
    times
}

fn count_row(asked: &Asked, sheet: &mut Sheet, key: &str, is: &dyn Fn(&Referral) -> bool) {
    let end = asked.question.end();
    let by_end = |day: Option<NaiveDate>| day.is_some_and(|day| day <= end);
    let mut put = |column: &str, step: &dyn Fn(&Referral) -> bool| {
        sheet.count(key, column, sent(asked, &|it| is(it) && step(it)));
    };
    put("sent", &|_| true);
    put("answered", &|it| by_end(it.answered_on));
    put("accepted", &|it| by_end(it.accepted_on));
    put("attended", &|it| by_end(it.attended_on));
    put("declined", &|it| by_end(it.declined.map(|(on, _)| on)));
    put("declined_by_client", &|it| by_end(it.declined_by_client.map(|(on, _)| on)));

    let (mut to_answer, mut to_attended, mut open_long) = (Vec::new(), Vec::new(), 0);
    for client in asked.clients {
        for it in client.referrals().iter().filter(|it| is(it)) {
            if client.covers(asked.question, it.sent_on) {
                let days = |on: NaiveDate| (on - it.sent_on).num_days();
                to_answer.extend(it.answered_on.filter(|on| *on <= end).map(days));
                to_attended.extend(it.attended_on.filter(|on| *on <= end).map(days));
            }
            let long = i64::from(client.limits().referral_open_days);
            let at_the_end = client.is_asked_at_the_end(asked.question);
            if at_the_end && it.is_open_on(end) && (end - it.sent_on).num_days() > long {
                open_long += 1;
            }
        }
    }
    sheet.median_and_p90(key, "days_to_answer", &to_answer);
    sheet.median_and_p90(key, "days_to_attended", &to_attended);
    sheet.count(key, "open_long", open_long);
}
