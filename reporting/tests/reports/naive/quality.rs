//! Data quality.

use std::collections::BTreeSet;

use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::Payload;
use loopbrug_domain::trajectory::intake::IntakeCompleted;

use super::client::Client;
use super::{Asked, Recorded, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "quality", columns: all_columns, count };

const MISSING: [&str; 9] = [
    "labour",
    "age",
    "isced",
    "gender",
    "nationality",
    "background",
    "disability",
    "minority",
    "housing",
];

fn all_columns(_: &Catalogue) -> Vec<String> {
    let mut all = columns(&["participants", "incomplete"]);
    all.extend(MISSING.map(|what| format!("missing.{what}")));
    all.extend(columns(&["follow_ups_overdue", "exit_overdue", "records", "late"]));
    all.extend(columns(&["delay.median", "delay.p90"]));
    all
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    count_row(asked, sheet, "total", None);
    let mut organisations = BTreeSet::new();
    for client in asked.clients {
        organisations.insert(client.owner());
    }
    for client in asked.recorded {
        organisations.extend(client.records.iter().map(|recorded| recorded.event.organisation));
    }
    for organisation in organisations {
        count_row(asked, sheet, &format!("organisation={organisation}"), Some(organisation));
    }
}

fn count_row(asked: &Asked, sheet: &mut Sheet, key: &str, of: Option<KboNumber>) {
    let (question, end) = (asked.question, asked.question.end());
    let owned: Vec<&Client> = asked
        .clients
        .iter()
        .copied()
        .filter(|client| of.is_none_or(|organisation| client.owner() == organisation))
        .collect();
    let enter =
        |client: &&&Client| client.entry_on().is_some_and(|day| client.covers(question, day));
    let participants: Vec<_> = owned.iter().filter(enter).collect();
    sheet.count(key, "participants", participants.len());
    let missing_any = |client: &&&&Client| MISSING.iter().any(|what| is_missing(client, what));
    sheet.count(key, "incomplete", participants.iter().filter(missing_any).count());
    for what in MISSING {
        let missing = participants.iter().filter(|client| is_missing(client, what));
        sheet.count(key, &format!("missing.{what}"), missing.count());
    }
    let at_the_end = owned.iter().filter(|client| client.is_asked_at_the_end(question));
    let overdue = at_the_end.clone().filter(|client| client.has_follow_up_due_on(end, true));
    sheet.count(key, "follow_ups_overdue", overdue.count());
    let overdue = at_the_end.filter(|client| client.has_exit_overdue_on(end));
    sheet.count(key, "exit_overdue", overdue.count());

    let (mut delays, mut late) = (Vec::new(), 0);
    for client in asked.recorded {
        for recorded in &client.records {
            let event = &recorded.event;
            let counts = is_counted(recorded)
                && client.covers(question, event.occurred_on)
                && of.is_none_or(|organisation| event.organisation == organisation);
            if counts {
                let delay = (recorded.recorded_on - event.occurred_on).num_days();
                delays.push(delay);
                late += usize::from(delay > i64::from(client.limits().late_recording_days));
            }
        }
    }
    sheet.count(key, "records", delays.len());
    sheet.count(key, "late", late);
    sheet.median_and_p90(key, "delay", &delays);
}

fn is_counted(recorded: &Recorded) -> bool {
    let event = &recorded.event;
    event.origin.is_none()
        && !matches!(
            event.what,
            Payload::EventCorrected(_)
                | Payload::EventVoided(_)
                | Payload::DuplicateAbsorbed(_)
                | Payload::ProcessingRestricted(_)
                | Payload::RestrictionLifted(_)
                | Payload::ErasureRequested(_)
                | Payload::ErasureDecided(_)
                | Payload::KeyDestroyed(_)
        )
}

fn is_missing(client: &Client, what: &str) -> bool {
    let Some((_, intake)) = client.intake() else { return false };
    let IntakeCompleted { labour_status, age, isced, gender, nationality_group, .. } = intake;
    match what {
        "labour" => labour_status.is_none(),
        "age" => age.is_none(),
        "isced" => isced.is_none(),
        "gender" => gender.is_none(),
        "nationality" => nationality_group.is_none(),
        "background" => intake.foreign_background.is_none(),
        "disability" => intake.disability.is_none(),
        "minority" => intake.minority.is_none(),
        _ => intake.housing.is_none(),
    }
}
