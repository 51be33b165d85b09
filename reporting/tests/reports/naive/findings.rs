//! Findings of the enrichment day.

use loopbrug_domain::catalogue::{Catalogue, CodeKind};

use super::rows::{Row, challenges, codes};
use super::{Asked, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "findings", columns: all_columns, count };

/// What is sealed, and so is in no report.
const SEALED: [&str; 2] = ["past_in_detention", "past_in_youth_care"];

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&["with_finding", "finding_linked"])
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let catalogue = asked.world.catalogue;
    count_row(asked, sheet, &Row::total(), &|_| true);
    for finding in codes(catalogue, CodeKind::Finding) {
        if SEALED.contains(&finding.as_str()) {
            continue;
        }
        let key = format!("finding={finding}");
        count_row(asked, sheet, &Row::new(key.clone(), |_| true), &|linked| linked == finding);
        for row in challenges(catalogue) {
            count_row(asked, sheet, &row.under(&key), &|linked| linked == finding);
        }
    }
}

fn count_row(asked: &Asked, sheet: &mut Sheet, row: &Row, is: &dyn Fn(&str) -> bool) {
    let (clients, end) = (row.of(asked.clients), asked.question.end());
    let with = clients
        .iter()
        .filter(|client| client.is_asked_at_the_end(asked.question))
        .filter(|client| client.is_guided_on(end) && client.findings_on(end).into_iter().any(is));
    sheet.count(&row.key, "with_finding", with.count());
    let linked = clients.iter().filter(|client| {
        let mut links = client.findings_linked().into_iter();
        links.any(|(day, finding)| client.covers(asked.question, day) && is(finding))
    });
    sheet.count(&row.key, "finding_linked", linked.count());
}
