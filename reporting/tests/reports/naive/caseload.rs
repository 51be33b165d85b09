//! Caseload.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::Payload;

use super::client::Client;
use super::{Asked, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "caseload", columns: all_columns, count };

const COLUMNS: [&str; 6] = [
    "guided",
    "no_bridge_figure",
    "no_contact",
    "follow_ups_due",
    "follow_ups_overdue",
    "exit_overdue",
];

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&COLUMNS)
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let end = asked.question.end();
    let clients = asked.clients.iter();
    let clients = clients.filter(|client| client.is_asked_at_the_end(asked.question));
    let clients: Vec<_> = clients.collect();
    let mut put = |key: &str, is_in: &dyn Fn(&Client) -> bool| {
        for column in COLUMNS {
            if column == "no_bridge_figure" && key.starts_with("worker=") {
                continue;
            }
            let counted =
                clients.iter().filter(|client| is_in(client) && counts(client, column, end));
            sheet.count(key, column, counted.count());
        }
    };
    put("total", &|_| true);
    let owners: BTreeSet<_> = clients.iter().map(|client| client.owner()).collect();
    for owner in owners {
        put(&format!("organisation={owner}"), &|client| client.owner() == owner);
    }
    let workers: BTreeSet<_> =
        clients.iter().filter_map(|client| client.bridge_figure_on(end)).collect();
    for worker in workers {
        let key = format!("worker={worker}");
        put(&key, &|client| client.bridge_figure_on(end) == Some(worker));
    }
}

fn counts(client: &Client, column: &str, end: NaiveDate) -> bool {
    match column {
        "guided" => client.is_guided_on(end),
        "no_bridge_figure" => client.is_guided_on(end) && client.bridge_figure_on(end).is_none(),
        "no_contact" => waits_for_contact(client, end),
        "follow_ups_due" => client.has_follow_up_due_on(end, false),
        "follow_ups_overdue" => client.has_follow_up_due_on(end, true),
        _ => client.has_exit_overdue_on(end),
    }
}

fn waits_for_contact(client: &Client, end: NaiveDate) -> bool {
    if client.closing(Some(end)).is_some() || client.is_on_hold_on(end) {
        return false;
    }
    let mut days = client.days_in_contact();
    days.extend(client.days(|what| {
        matches!(
            what,
            Payload::TrajectoryOpened(_)
                | Payload::IntakeCompleted(_)
                | Payload::Resumed(_)
                | Payload::Reopened(_)
        )
    }));
    let last = days.into_iter().filter(|day| *day <= end).max();
    // Nobody waits who was not met by then.
    last.is_some_and(|last| (end - last).num_days() > i64::from(client.limits().no_contact_days))
}
