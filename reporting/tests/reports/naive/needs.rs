//! Needs against supply.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::{Challenge, ProblemArea, ServiceType};
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind};

use super::client::Client;
use super::rows::{Row, challenges, codes};
use super::{Asked, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "needs", columns: all_columns, count };

/// From this severity on a barrier is severe.
const SEVERE: i64 = 4;

/// Something that an approved proposal offers.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) challenge: Code<Challenge>,
    pub(crate) service: Code<ServiceType>,
    pub(crate) capacity: u32,
    /// In euro.
    pub(crate) budget: u32,
    pub(crate) approved_on: NaiveDate,
}

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&[
        "in_need",
        "severe",
        "without_help",
        "started",
        "running",
        "attended",
        "waiting.median",
        "offers",
        "capacity",
        "budget",
        "free",
        "uncovered",
    ])
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let catalogue = asked.world.catalogue;
    count_needs(asked, sheet, &Row::total(), None);

    for area in catalogue.problem_areas() {
        let (key, code) = (format!("area={}", area.entry.code), &area.entry.code);
        count_needs(asked, sheet, &Row::new(key.clone(), |_| true), Some(code));
        count_supply(asked, sheet, &key, code);
        for row in challenges(catalogue) {
            count_needs(asked, sheet, &row.under(&key), Some(code));
        }
        for detail in codes(catalogue, CodeKind::BarrierDetail) {
            if catalogue.is_detail_of(&detail, code.as_str()) {
                let key = format!("{key}/detail={detail}");
                let end = asked.question.end();
                let in_need = asked.clients.iter().filter(|client| {
                    client.is_asked_at_the_end(asked.question)
                        && client.is_guided_on(end)
                        && client.severity_on(code, end) > 0
                        && client.details_on(code, end).iter().any(|known| **known == *detail)
                });
                sheet.count(&key, "in_need", in_need.count());
            }
        }
        for service in &area.services {
            let key = format!("{key}/service={}", service.entry.code);
            count_service(asked, sheet, &key, &service.entry.code);
        }
    }

    let known = codes(catalogue, CodeKind::ProblemArea);
    let recorded: BTreeSet<_> = asked.clients.iter().flat_map(|client| client.areas()).collect();
    for area in recorded.into_iter().filter(|area| !known.contains(&area.to_string())) {
        let key = format!("area={area}");
        count_needs(asked, sheet, &Row::new(key.clone(), |_| true), Some(area));
        count_supply(asked, sheet, &key, area);
    }
    let known = codes(catalogue, CodeKind::ServiceType);
    for service in services(asked).into_iter().filter(|code| !known.contains(&code.to_string())) {
        count_service(asked, sheet, &format!("service={service}"), &service);
    }
}

/// Those that were asked for, delivered or offered.
fn services(asked: &Asked) -> BTreeSet<Code<ServiceType>> {
    let mut services: BTreeSet<_> =
        asked.world.beside.offers.iter().map(|offer| offer.service.clone()).collect();
    for client in asked.clients {
        services.extend(client.interventions().iter().map(|it| it.service.clone()));
        services.extend(client.referrals().iter().map(|it| it.service.clone()));
    }
    services
}

/// In an area, or in any.
fn count_needs(asked: &Asked, sheet: &mut Sheet, row: &Row, area: Option<&Code<ProblemArea>>) {
    let (catalogue, end) = (asked.world.catalogue, asked.question.end());
    let (mut in_need, mut severe, mut without_help) = (0, 0, 0);
    for client in row.of(asked.clients) {
        let mut areas = client.areas();
        areas.retain(|of| area.is_none_or(|area| area == *of));
        areas.retain(|area| client.severity_on(area, end) > 0);
        let at_the_end = client.is_asked_at_the_end(asked.question);
        if areas.is_empty() || !client.is_guided_on(end) || !at_the_end {
            continue;
        }
        in_need += 1;
        severe += usize::from(areas.iter().any(|area| client.severity_on(area, end) >= SEVERE));
        without_help +=
            usize::from(areas.iter().any(|area| !is_helped(catalogue, client, area, end)));
    }
    sheet.count(&row.key, "in_need", in_need);
    sheet.count(&row.key, "severe", severe);
    sheet.count(&row.key, "without_help", without_help);
}

fn is_of(catalogue: &Catalogue, service: &Code<ServiceType>, area: &Code<ProblemArea>) -> bool {
    catalogue.area_of_service(service.as_str()).is_some_and(|found| found.entry.code == *area)
}

/// Whether a service of the area runs.
fn is_helped(
    catalogue: &Catalogue,
    client: &Client,
    area: &Code<ProblemArea>,
    end: NaiveDate,
) -> bool {
    let interventions = client.interventions();
    interventions.iter().any(|it| it.runs_on(end) && is_of(catalogue, it.service, area))
}

fn count_service(asked: &Asked, sheet: &mut Sheet, key: &str, service: &Code<ServiceType>) {
    let question = asked.question;
    let (mut started, mut running, mut attended, mut waiting) = (0, 0, 0, Vec::new());
    for client in asked.clients {
        let at_the_end = client.is_asked_at_the_end(question);
        for it in client.interventions().iter().filter(|it| it.service == service) {
            if let Some(on) = it.started_on.filter(|on| client.covers(question, *on)) {
                started += 1;
                waiting.push((on - it.planned_on).num_days());
            }
            running += usize::from(at_the_end && it.runs_on(question.end()));
        }
        for it in client.referrals().iter().filter(|it| it.service == service) {
            if let Some(on) = it.attended_on.filter(|on| client.covers(question, *on)) {
                attended += 1;
                waiting.push((on - it.sent_on).num_days());
            }
        }
    }
    sheet.count(key, "started", started);
    sheet.count(key, "running", running);
    sheet.count(key, "attended", attended);
    sheet.median(key, "waiting", &waiting);

    let offers: Vec<_> = asked
        .world
        .beside
        .offers
        .iter()
        .filter(|offer| offer.service == *service && offer.approved_on <= question.end())
        .collect();
    sheet.count(key, "offers", offers.len());
    sheet.put(key, "capacity", offers.iter().map(|offer| f64::from(offer.capacity)).sum());
    sheet.put(key, "budget", offers.iter().map(|offer| f64::from(offer.budget)).sum());
}

/// Places that are left, whoever is asked about, and how many people these are too few for.
fn count_supply(asked: &Asked, sheet: &mut Sheet, key: &str, area: &Code<ProblemArea>) {
    let (catalogue, end) = (asked.world.catalogue, asked.question.end());
    let mut free = 0.0;
    for offer in &asked.world.beside.offers {
        if is_of(catalogue, &offer.service, area) && offer.approved_on <= end {
            free += f64::from(offer.capacity);
        }
    }
    for client in asked.everybody {
        for it in client.interventions() {
            if is_of(catalogue, it.service, area) && it.runs_on(end) {
                free -= 1.0;
            }
        }
    }
    let free = f64::max(free, 0.0);
    sheet.put(key, "free", free);
    let without_help = sheet.get(key, "without_help").unwrap();
    sheet.put(key, "uncovered", f64::max(without_help - free, 0.0));
}
