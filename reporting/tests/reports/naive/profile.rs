//! Municipality profile.

use loopbrug_domain::catalogue::{Catalogue, EsfClass};

use super::client::Client;
use super::rows::{genders, municipalities};
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
    ])
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let catalogue = asked.world.catalogue;
    let enters = |client: &&Client| client.entry_on().is_some_and(|day| asked.question.covers(day));
    let enter: Vec<_> = asked.clients.iter().copied().filter(enters).collect();
    count_row(sheet, catalogue, "total", &enter);
    for municipality in municipalities(catalogue) {
        let there = municipality.of(&enter);
        count_row(sheet, catalogue, &municipality.key, &there);
        for gender in genders(catalogue) {
            let row = gender.under(&municipality.key);
            count_row(sheet, catalogue, &row.key, &row.of(&there));
        }
    }
}

fn count_row(sheet: &mut Sheet, catalogue: &Catalogue, key: &str, clients: &[&Client]) {
    for column in all_columns(catalogue) {
        let counted = clients.iter().filter(|client| counts(client, &column));
        sheet.count(key, &column, counted.count());
    }
}

fn counts(client: &Client, column: &str) -> bool {
    let inactive = client.labour_class() == Some(EsfClass::Inactive);
    let background = client.intake().and_then(|(_, intake)| intake.foreign_background);
    match column {
        "participants" => true,
        "age_unknown" => client.age_group().is_none(),
        "inactive" => inactive,
        "inactive_foreign_background" => inactive && background == Some(true),
        "inactive_background_unknown" => inactive && background.is_none(),
        group => client.age_group() == Some(group),
    }
}
