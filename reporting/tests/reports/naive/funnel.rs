//! Funnel and time.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::trajectory::Payload;

use super::client::Client;
use super::rows::{Row, challenges};
use super::{Asked, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "funnel", columns: all_columns, count };

const STEPS: [&str; 3] = ["intake", "intervention", "outcome"];

fn all_columns(_: &Catalogue) -> Vec<String> {
    let mut all = columns(&["opened"]);
    all.extend(columns(&STEPS));
    for step in STEPS {
        all.extend(["median", "p90"].map(|percentile| format!("days_to_{step}.{percentile}")));
    }
    all
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let mut rows = vec![Row::total()];
    rows.extend(challenges(asked.world.catalogue));
    for row in rows {
        let mut opened = row.of(asked.clients);
        opened.retain(|client| client.covers(asked.question, client.opened_on()));
        sheet.count(&row.key, "opened", opened.len());
        for step in STEPS {
            let mut days = Vec::new();
            for client in &opened {
                match day_of(client, step) {
                    Some(day) if day <= asked.question.end() => {
                        days.push((day - client.opened_on()).num_days());
                    }
                    _ => {}
                }
            }
            sheet.count(&row.key, step, days.len());
            sheet.median_and_p90(&row.key, &format!("days_to_{step}"), &days);
        }
    }
}

fn day_of(client: &Client, step: &str) -> Option<NaiveDate> {
    let first = |is: fn(&Payload) -> bool| client.days(is).into_iter().min();
    match step {
        "intake" => client.entry_on(),
        "intervention" => first(|what| matches!(what, Payload::InterventionStarted(_))),
        _ => {
            let homes = client.homes().into_iter().map(|home| home.from);
            let jobs = client.jobs().into_iter().map(|job| job.from);
            homes.chain(jobs).chain(client.days_qualified()).min()
        }
    }
}
