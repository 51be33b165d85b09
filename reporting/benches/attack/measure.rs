//! Measures: what columns count, in whichever report they are, and what follows of it from period to period.

use loopbrug_reporting::reports::{ReportKind, Row};

/// What a column counts in a row, and what those that it counts have in common: the same in whichever report it is.
pub(crate) fn meaning(report: ReportKind, column: &str, row: &Row) -> (String, Vec<String>) {
    let of = |measure: &str, names: &[&str]| {
        (measure.to_owned(), names.iter().map(|name| (*name).to_owned()).collect())
    };
    match (report, column) {
        (ReportKind::Outcomes, column) => match column.strip_prefix("closed.") {
            Some(reason) => ("closed".to_owned(), vec![format!("closed={reason}")]),
            None => of(column, &[]),
        },
        (ReportKind::Esf, "EECO01") | (ReportKind::Profile, "participants") => {
            of("participants", &[])
        }
        (ReportKind::Esf, "EECO06") => of("participants", &["age=under18"]),
        (ReportKind::Esf, "EECO07") => of("participants", &["age=from18_to29"]),
        (ReportKind::Esf, "EECO08") => of("participants", &["age=from55"]),
        (ReportKind::Esf, "EECO06.unknown" | "EECO07.unknown" | "EECO08.unknown")
        | (ReportKind::Profile, "age_unknown") => of("participants", &["age=-"]),
        (ReportKind::Profile, "inactive") => of("participants", &["EECO04"]),
        (ReportKind::Profile, "inactive_foreign_background") => {
            of("participants", &["EECO04", "EECO14"])
        }
        (ReportKind::Profile, "inactive_background_unknown") => {
            of("participants", &["EECO04", "EECO14.unknown"])
        }
        (
            ReportKind::Profile,
            "with_children" | "alone_with_children" | "child_with_disability" | "needs_childcare",
        ) => of(&format!("profile.{column}"), &[]),
        (ReportKind::Profile, age) => ("participants".to_owned(), vec![format!("age={age}")]),
        (ReportKind::Esf, entry) if entry.starts_with("EECO") => of("participants", &[entry]),
        (ReportKind::Esf, result) => match result.split_once('.') {
            Some(_) => of(result, &[]),
            None => (format!("{result}.of"), vec!["met".to_owned()]),
        },
        (ReportKind::Homelessness, column) => match column {
            "lost_within_6" => of("lost_within_12", &["lost_within_6"]),
            "lost_within_12" => of("lost_within_12", &[]),
            "housed" => of("homelessness.housed", &[]),
            _ if column.starts_with("ethos_") => ("hidden".to_owned(), vec![column.to_owned()]),
            _ => of(column, &[]),
        },
        (ReportKind::Funnel, "opened") | (ReportKind::Needs, "in_need") => of(column, &[]),
        (ReportKind::Funnel, step) => of("opened", &[step]),
        (ReportKind::Needs, part) => of("in_need", &[part]),
        // What changed is said of each row by itself: nothing follows from one for another.
        (ReportKind::Change, column) => (format!("change.{column}.{}", row.key()), vec![]),
        (ReportKind::Caseload, "no_bridge_figure") => of("caseload.guided", &["guided_by_nobody"]),
        (ReportKind::Quality, "participants") => of("participants", &[]),
        (ReportKind::Quality, "incomplete") => of("participants", &["incomplete"]),
        (ReportKind::Quality, missing) if missing.starts_with("missing.") => {
            of("participants", &["incomplete", missing])
        }
        (report, column) => (format!("{report}.{column}"), vec![]),
    }
}

/// Whether a measure holds at the end of a period, rather than happening in it.
pub(crate) fn is_stock(measure: &str) -> bool {
    // What changed is said of the last change in the period: a month's is not its quarter's.
    ["change.", "caseload.", "quality.", "profile.", "findings.with_finding"]
        .iter()
        .any(|report| measure.starts_with(report))
        || matches!(measure, "still_housed" | "in_work" | "in_training" | "hidden" | "in_need")
}

/// Whether nobody is counted in two municipalities in a period: who moves has something happen in each.
pub(crate) fn is_in_one_municipality(measure: &str) -> bool {
    // What holds at the end does where the client is then. Of what happened, what happens once.
    is_once(measure) || is_stock(measure) && !measure.starts_with("change.")
}

/// Whether nobody is counted in two periods.
pub(crate) fn is_once(measure: &str) -> bool {
    matches!(measure, "participants" | "reached" | "bridge_assigned" | "opened")
}

/// Whether everybody who is counted in a period is counted in one of its parts: not where only those count who
/// take part by its end.
pub(crate) fn adds_up(measure: &str) -> bool {
    !matches!(
        measure,
        "reached" | "bridge_assigned" | "referred" | "milestones" | "qualified" | "opened"
    )
}
