//! Change.

use std::collections::BTreeSet;

use loopbrug_domain::catalogue::list::ProblemArea;
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind};
use loopbrug_domain::trajectory::Payload;

use super::client::Client;
use super::rows::codes;
use super::services::Look;
use super::{Asked, Question, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "change", columns: all_columns, count };

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&["better", "same", "worse", "change.median", "relapsed"])
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let catalogue = asked.world.catalogue;
    count_barriers(asked, sheet, "total", &|_| true);
    let mut areas: BTreeSet<_> = codes(catalogue, CodeKind::ProblemArea).into_iter().collect();
    for client in asked.clients {
        areas.extend(client.areas().iter().map(ToString::to_string));
        areas.extend(client.areas_of_relapses().iter().map(ToString::to_string));
    }
    for area in areas {
        count_barriers(asked, sheet, &format!("area={area}"), &|of| *of == *area);
    }
    for domain in codes(catalogue, CodeKind::GoalDomain) {
        let of_client = |client: &Client| {
            let goals = client.goals().into_iter().filter(|(of, _)| **of == *domain);
            goals
                .filter_map(|(_, looks)| last_change(client, &looks, asked.question))
                .collect::<Vec<_>>()
        };
        // Rated higher is better.
        count_changes(asked, sheet, &format!("domain={domain}"), &of_client, 1);
    }
}

fn count_barriers(
    asked: &Asked,
    sheet: &mut Sheet,
    key: &str,
    is: &dyn Fn(&Code<ProblemArea>) -> bool,
) {
    let of_client = |client: &Client| {
        let areas = client.areas().into_iter().filter(|area| is(area));
        areas
            .filter_map(|area| last_change(client, &client.looks_at_barrier(area), asked.question))
            .collect::<Vec<_>>()
    };
    // Less severe is better.
    count_changes(asked, sheet, key, &of_client, -1);
    let relapsed = asked.clients.iter().filter(|client| {
        client.events.iter().any(|event| match event.what {
            Payload::RelapseRecorded(relapse) => {
                client.covers(asked.question, event.on) && is(&relapse.area)
            }
            _ => false,
        })
    });
    sheet.count(key, "relapsed", relapsed.count());
}

/// The last one in the period, of all but the first look.
fn last_change(client: &Client, looks: &[Look], question: &Question) -> Option<i64> {
    let (first, later) = looks.split_first()?;
    let last = later.iter().rfind(|look| client.covers(question, look.on))?;
    Some(last.value - first.value)
}

fn count_changes(
    asked: &Asked,
    sheet: &mut Sheet,
    key: &str,
    of_client: &dyn Fn(&Client) -> Vec<i64>,
    better: i64,
) {
    for (column, sign) in [("better", better), ("same", 0), ("worse", -better)] {
        let has = |client: &&&Client| of_client(client).iter().any(|by| by.signum() == sign);
        sheet.count(key, column, asked.clients.iter().filter(has).count());
    }
    let changes: Vec<_> = asked.clients.iter().flat_map(|client| of_client(client)).collect();
    sheet.median(key, "change", &changes);
}
