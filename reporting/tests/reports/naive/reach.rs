//! Reach.

use loopbrug_domain::catalogue::{Catalogue, CodeKind};
use loopbrug_domain::trajectory::Payload;
use loopbrug_domain::trajectory::outreach::ContactAttempted;

use super::client::Client;
use super::rows::{Row, codes};
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
    let mut rows = vec![Row::total()];
    for language in codes(catalogue, CodeKind::Language) {
        let key = format!("language={language}");
        rows.push(Row::new(key, move |client| *client.language() == *language));
    }
    for row in rows {
        let clients = row.of(asked.clients);
        count_attempts(asked, sheet, &row.key, &clients, &|_| true);
        count_others(asked, sheet, &row.key, &clients);
    }
    for mode in codes(catalogue, CodeKind::ContactMode) {
        let key = format!("mode={mode}");
        count_attempts(asked, sheet, &key, asked.clients, &|attempt| attempt.mode == *mode);
    }
}

fn count_attempts(
    asked: &Asked,
    sheet: &mut Sheet,
    key: &str,
    clients: &[&Client],
    is: &dyn Fn(&ContactAttempted) -> bool,
) {
    let (mut attempts, mut successful) = (0, 0);
    for client in clients {
        for event in client.events.iter().filter(|event| asked.question.covers(event.on)) {
            if let Payload::ContactAttempted(attempt) = event.what
                && is(attempt)
            {
                attempts += 1;
                successful += usize::from(attempt.outcome == "reached");
            }
        }
    }
    sheet.count(key, "attempts", attempts);
    sheet.count(key, "successful", successful);
}

fn count_others(asked: &Asked, sheet: &mut Sheet, key: &str, clients: &[&Client]) {
    let (mut appointments, mut no_shows, mut until_reached) = (0, 0, Vec::new());
    for client in clients {
        for event in client.events.iter().filter(|event| asked.question.covers(event.on)) {
            if let Payload::AppointmentKept(kept) = event.what {
                let counts = ["attended", "late", "no_show"].contains(&kept.outcome.as_str());
                appointments += usize::from(counts);
                no_shows += usize::from(kept.outcome == "no_show");
            }
        }
        if let Some(day) = client.first_reached().filter(|day| asked.question.covers(*day)) {
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
