//! ESF+ indicators.

use chrono::{Days, Months, NaiveDate};
use loopbrug_domain::catalogue::{Catalogue, EducationBand, EsfClass};
use loopbrug_domain::trajectory::follow_up::FollowedUp;
use loopbrug_domain::trajectory::intake::IntakeCompleted;

use super::client::Client;
use super::rows::{Row, genders};
use super::{Asked, Report, Sheet};

pub(super) const REPORT: Report = Report { name: "esf", columns: all_columns, count };

fn all_columns(_: &Catalogue) -> Vec<String> {
    let mut columns: Vec<_> = (1..=17).map(|n| format!("EECO{n:02}")).collect();
    columns.push("EECO01.complete".to_owned());
    columns.extend((2..=16).map(|n| format!("EECO{n:02}.unknown")));
    for n in 1..=6 {
        for part in ["", ".of", ".unknown"] {
            columns.push(format!("EECR{n:02}{part}"));
        }
    }
    columns.extend([5, 6].map(|n| format!("EECR{n:02}.outside")));
    columns
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let question = asked.question;
    let mut rows = vec![Row::total()];
    rows.extend(genders(asked.world.catalogue));
    for row in rows {
        let clients = row.of(asked.clients);
        let enter: Vec<_> = clients
            .iter()
            .copied()
            .filter(|client| client.entry_on().is_some_and(|day| client.covers(question, day)))
            .collect();
        for n in 1..=17 {
            let column = format!("EECO{n:02}");
            let at_entry = |wanted| {
                let is = |client: &&&Client| is_met_at_entry(client, n) == wanted;
                enter.iter().filter(is).count()
            };
            sheet.count(&row.key, &column, at_entry(Some(true)));
            if (2..=16).contains(&n) {
                sheet.count(&row.key, &format!("{column}.unknown"), at_entry(None));
            }
        }
        let complete = enter.iter().filter(|client| is_complete(client));
        sheet.count(&row.key, "EECO01.complete", complete.count());
        for n in 1..=6 {
            let (mut of, mut met, mut unknown, mut outside) = (0, 0, 0, 0);
            for client in &clients {
                let Some(day) = window_has_passed_on(client, n) else { continue };
                if !client.covers(question, day) {
                    continue;
                }
                let (is_of, is_met) = (is_of(client, n), is_met(client, n));
                let not_known = is_of.is_none() || is_of == Some(true) && is_met.is_none();
                outside += usize::from(not_known && followed_up(client, false).is_some());
                match (is_of, is_met) {
                    (None, _) => unknown += 1,
                    (Some(false), _) => {}
                    (Some(true), None) => (of, unknown) = (of + 1, unknown + 1),
                    (Some(true), Some(true)) => (of, met) = (of + 1, met + 1),
                    (Some(true), Some(false)) => of += 1,
                }
            }
            sheet.count(&row.key, &format!("EECR{n:02}"), met);
            sheet.count(&row.key, &format!("EECR{n:02}.of"), of);
            sheet.count(&row.key, &format!("EECR{n:02}.unknown"), unknown);
            if n >= 5 {
                sheet.count(&row.key, &format!("EECR{n:02}.outside"), outside);
            }
        }
    }
}

/// Gender, labour status, age and education are known.
fn is_complete(client: &Client) -> bool {
    client.intake().is_some_and(|(_, intake)| {
        intake.gender.is_some()
            && intake.labour_status.is_some()
            && intake.age.is_some()
            && intake.isced.is_some()
    })
}

/// What was found of month six within its window, or else outside of it.
fn followed_up<'a>(client: &Client<'a>, within: bool) -> Option<&'a FollowedUp> {
    let tolerance = client.limits().follow_up_tolerance_days;
    client.left(None)?.followed_up(6, tolerance, within)
}

/// Whether a client counts for `EECO<n>`; nothing where that is not known.
fn is_met_at_entry(client: &Client, n: u32) -> Option<bool> {
    let (_, intake) = client.intake()?;
    let catalogue = client.catalogue;
    let class = client.labour_class();
    let band = || catalogue.education_band(intake.isced.as_ref()?.as_str());
    match n {
        1 => Some(true),
        2 => Some(class? == EsfClass::Unemployed),
        3 => match class? {
            EsfClass::Unemployed => is_long_unemployed(client, intake),
            _ => Some(false),
        },
        4 => Some(class? == EsfClass::Inactive),
        5 => Some(class? == EsfClass::Employed),
        6 => Some(intake.age? < 18),
        7 => Some((18..=29).contains(&intake.age?)),
        8 => Some(intake.age? >= 55),
        9 => Some(band()? == EducationBand::Low),
        10 => Some(band()? == EducationBand::Medium),
        11 => Some(band()? == EducationBand::High),
        12 => intake.disability,
        13 => catalogue.is_third_country(intake.nationality_group.as_ref()?.as_str()),
        14 => intake.foreign_background,
        15 => intake.minority,
        16 => {
            let housing = catalogue.housing(intake.housing.as_ref()?.as_str());
            housing.map(|housing| housing.homeless_or_excluded)
        }
        _ => {
            let municipality = client.municipality_on(intake.entry_on);
            let is_rural = municipality.map(|code| catalogue.is_rural(code.as_str()));
            Some(is_rural == Some(Some(true)))
        }
    }
}

fn is_long_unemployed(client: &Client, intake: &IntakeCompleted) -> Option<bool> {
    let since = intake.unemployed_since?;
    let longer_than = |months| intake.entry_on > since + Months::new(months);
    let limits = client.limits();
    match intake.age {
        Some(age) if age < limits.young_until_age => {
            Some(longer_than(limits.young_long_unemployed_months))
        }
        Some(_) => Some(longer_than(limits.long_unemployed_months)),
        // Long at any age, or at none.
        None if longer_than(limits.long_unemployed_months) => Some(true),
        None if longer_than(limits.young_long_unemployed_months) => None,
        None => Some(false),
    }
}

/// The day on which the result `EECR<n>` of somebody who left is counted.
fn window_has_passed_on(client: &Client, n: u32) -> Option<NaiveDate> {
    let closed_on = client.left(None)?.on;
    let limits = client.limits();
    let days = |days: u32| Days::new(u64::from(days));
    Some(if n <= 4 {
        closed_on + days(limits.exit_window_days) + days(1)
    } else {
        closed_on + Months::new(6) + days(limits.follow_up_tolerance_days) + days(1)
    })
}

/// Whether a client is of those that `EECR<n>` is about.
fn is_of(client: &Client, n: u32) -> Option<bool> {
    match n {
        1 => Some(client.labour_class()? == EsfClass::Inactive),
        2 => {
            let (_, intake) = client.intake()?;
            let status = intake.labour_status.as_ref()?;
            Some(*status != *"in_education")
        }
        3 => Some(true),
        4 | 5 => Some(client.labour_class()? != EsfClass::Employed),
        _ => Some(client.labour_class()? == EsfClass::Employed),
    }
}

/// Whether the result was reached; nothing where that was not recorded.
fn is_met(client: &Client, n: u32) -> Option<bool> {
    let closing = client.left(None)?;
    match n {
        1 => closing.exit()?.job_seeking,
        2 => closing.exit()?.in_training,
        3 => closing.exit()?.qualification,
        4 => closing.exit()?.employed,
        5 => {
            let labour = followed_up(client, true)?.labour.as_ref()?;
            Some(client.class_of(labour)? == EsfClass::Employed)
        }
        _ => followed_up(client, true)?.improved,
    }
}
