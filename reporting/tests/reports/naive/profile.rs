//! Municipality profile.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, CodeKind, EsfClass};

use super::client::Client;
use super::rows::{codes, genders};
use super::{Asked, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "profile", columns: all_columns, count };

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&[
        "participants",
        "under18",
        "from18_to29",
        "from30_to54",
        "from55",
        "age_unknown",
        "inactive",
        "inactive_foreign_background",
        "inactive_background_unknown",
        "with_children",
        "alone_with_children",
        "child_with_disability",
        "needs_childcare",
    ])
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let catalogue = asked.world.catalogue;
    let enters =
        |client: &&Client| client.entry_on().is_some_and(|day| client.covers(asked.question, day));
    let enter: Vec<_> = asked.clients.iter().copied().filter(enters).collect();
    let mut count_row = |key: &str, clients: &[&Client]| {
        count_row(sheet, catalogue, key, clients, asked.question.end());
    };
    count_row("total", &enter);
    for nis in codes(catalogue, CodeKind::Municipality) {
        let key = format!("municipality={nis}");
        let there = |client: &&Client| client.stays_in(&nis, client.entry_on().unwrap());
        let there: Vec<_> = enter.iter().copied().filter(there).collect();
        count_row(&key, &there);
        for gender in genders(catalogue) {
            let row = gender.under(&key);
            count_row(&row.key, &row.of(&there));
        }
    }
}

fn count_row(
    sheet: &mut Sheet,
    catalogue: &Catalogue,
    key: &str,
    clients: &[&Client],
    end: NaiveDate,
) {
    for column in all_columns(catalogue) {
        let counted = clients.iter().filter(|client| counts(client, &column, end));
        sheet.count(key, &column, counted.count());
    }
}

fn counts(client: &Client, column: &str, end: NaiveDate) -> bool {
    let household = client.household_on(end);
    let inactive = client.labour_class() == Some(EsfClass::Inactive);
    let background = client.intake().and_then(|(_, intake)| intake.foreign_background);
    match column {
        "participants" => true,
        "age_unknown" => client.age_group().is_none(),
        "inactive" => inactive,
        "inactive_foreign_background" => inactive && background == Some(true),
        "inactive_background_unknown" => inactive && background.is_none(),
        "with_children" => household.is_some_and(|it| !it.children.is_empty()),
        "alone_with_children" => household.is_some_and(|it| it.alone),
        "child_with_disability" => household.is_some_and(|it| it.suspected_disability),
        "needs_childcare" => household
            .is_some_and(|it| it.children.iter().any(|children| !children.care_needed.is_empty())),
        group => client.age_group() == Some(group),
    }
}
