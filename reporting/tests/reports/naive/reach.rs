//! Reach.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, CodeKind};
use loopbrug_domain::trajectory::Payload;
use loopbrug_domain::trajectory::outreach::ContactAttempted;

use super::client::Client;
use super::rows::codes;
use super::{Asked, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "reach", columns: all_columns, count };

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&[
        "attempts",
        "successful",
        "appointments",
        "no_shows",
        "no_show_share",
        "first_reached",
        "attempts_until_reached.median",
        "attempts_until_reached.p90",
    ])
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let catalogue = asked.world.catalogue;
    count_attempts(asked, sheet, "total", &|_, _, _| true);
    count_others(asked, sheet, "total", &|_, _| true);
    for language in codes(catalogue, CodeKind::Language) {
        let key = format!("language={language}");
        let spoken = |client: &Client, day| *client.language_on(day) == *language;
        count_attempts(asked, sheet, &key, &|client, day, _| spoken(client, day));
        count_others(asked, sheet, &key, &spoken);
    }
    for mode in codes(catalogue, CodeKind::ContactMode) {
        let key = format!("mode={mode}");
        count_attempts(asked, sheet, &key, &|_, _, attempt| attempt.mode == *mode);
    }
}

fn count_attempts(
    asked: &Asked,
    sheet: &mut Sheet,
    key: &str,
    is: &dyn Fn(&Client, NaiveDate, &ContactAttempted) -> bool,
) {
    let (mut attempts, mut successful) = (0, 0);
    for client in asked.clients {
        for event in client.events.iter().filter(|event| client.covers(asked.question, event.on)) {
            if let Payload::ContactAttempted(attempt) = event.what
                && is(client, event.on, attempt)
            {
                attempts += 1;
                successful += usize::from(attempt.outcome == "reached");
            }
        }
    }
    sheet.count(key, "attempts", attempts);
    sheet.count(key, "successful", successful);
}

fn count_others(
    asked: &Asked,
    sheet: &mut Sheet,
    key: &str,
    is: &dyn Fn(&Client, NaiveDate) -> bool,
) {
    let (mut appointments, mut no_shows, mut until_reached) = (0, 0, Vec::new());
    for client in asked.clients {
        let counted = |day: &NaiveDate| client.covers(asked.question, *day) && is(client, *day);
        for event in client.events.iter().filter(|event| counted(&event.on)) {
            if let Payload::AppointmentKept(kept) = event.what {
                let counts = ["attended", "late", "no_show"].contains(&kept.outcome.as_str());
                appointments += usize::from(counts);
                no_shows += usize::from(kept.outcome == "no_show");
            }
        }
        if let Some(day) = client.first_reached().filter(counted) {
            let attempts = client.days(|what| matches!(what, Payload::ContactAttempted(_)));
            let before = attempts.iter().filter(|on| **on <= day).count();
            until_reached.push(i64::try_from(before).unwrap());
        }
    }
    sheet.count(key, "appointments", appointments);
    sheet.count(key, "no_shows", no_shows);
    sheet.share(key, "no_show_share", no_shows, appointments);
    sheet.count(key, "first_reached", until_reached.len());
    sheet.median_and_p90(key, "attempts_until_reached", &until_reached);
}
