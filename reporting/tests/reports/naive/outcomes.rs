//! Outcomes.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::{Catalogue, CodeKind};
use loopbrug_domain::trajectory::Payload;

use super::client::Client;
use super::rows::{Row, challenges, codes, personas};
use super::{Asked, Question, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "outcomes", columns: all_columns, count };

const COLUMNS: [&str; 12] = [
    "participants",
    "reached",
    "bridge_assigned",
    "referred",
    "housed",
    "still_housed",
    "started_work",
    "in_work",
    "in_training",
    "qualified",
    "milestones",
    "closed",
];

fn all_columns(catalogue: &Catalogue) -> Vec<String> {
    let reasons = codes(catalogue, CodeKind::ClosureReason);
    let closed = reasons.iter().map(|reason| format!("closed.{reason}"));
    columns(&COLUMNS).into_iter().chain(closed).collect()
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let catalogue = asked.world.catalogue;
    let end = asked.question.end();
    let take_part: Vec<_> =
        asked.clients.iter().copied().filter(|client| client.takes_part_by(end)).collect();

    let mut rows = vec![Row::total()];
    rows.extend(challenges(catalogue));
    rows.extend(personas(catalogue));
    for row in rows {
        let clients = row.of(&take_part);
        for column in all_columns(catalogue) {
            let counted = clients.iter().filter(|client| counts(client, &column, asked.question));
            sheet.count(&row.key, &column, counted.count());
        }
    }
}

fn counts(client: &Client, column: &str, question: &Question) -> bool {
    let end = question.end();
    let at_the_end = client.is_asked_at_the_end(question);
    let in_period = |days: Vec<NaiveDate>| days.into_iter().any(|day| client.covers(question, day));
    let first_in_period = |days: Vec<NaiveDate>| {
        days.into_iter().min().is_some_and(|day| client.covers(question, day))
    };
    match column {
        "participants" => client.entry_on().is_some_and(|day| client.covers(question, day)),
        "reached" => client.first_reached().is_some_and(|day| client.covers(question, day)),
        "bridge_assigned" => {
            first_in_period(client.days(|what| matches!(what, Payload::BridgeFigureAssigned(_))))
        }
        "referred" => in_period(client.days(|what| matches!(what, Payload::ReferralSent(_)))),
        "housed" => in_period(client.homes().iter().map(|home| home.from).collect()),
        "still_housed" => at_the_end && client.homes().iter().any(|home| home.is_had_on(end)),
        "started_work" => in_period(client.jobs().iter().map(|job| job.from).collect()),
        "in_work" => at_the_end && client.jobs().iter().any(|job| job.is_had_on(end)),
        "in_training" => at_the_end && client.is_in_training_on(end),
        "qualified" => in_period(client.days_qualified()),
        "milestones" => in_period(client.days(|what| matches!(what, Payload::MilestoneReached(_)))),
        "closed" => client.closing(None).is_some_and(|closing| client.covers(question, closing.on)),
        closed => client.closing(None).is_some_and(|closing| {
            client.covers(question, closing.on) && closed == format!("closed.{}", closing.reason)
        }),
    }
}
