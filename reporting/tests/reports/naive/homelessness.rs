//! Hidden homelessness.

use chrono::{Months, NaiveDate};
use loopbrug_domain::catalogue::list::Ethos;
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind};
use loopbrug_domain::trajectory::Payload;

use super::client::Client;
use super::rows::codes;
use super::{Asked, Question, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "homelessness", columns: all_columns, count };

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&[
        "hidden",
        "ethos_5",
        "ethos_6",
        "ethos_7",
        "address_requested",
        "address_granted",
        "address_refused",
        "housed",
        "lost_within_6",
        "lost_within_12",
    ])
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let catalogue = asked.world.catalogue;
    let mut count_row = |key: &str, there: &dyn Fn(&Client, NaiveDate) -> bool| {
        for column in all_columns(catalogue) {
            let counted = asked.clients.iter();
            let counted = counted.filter(|it| counts(it, &column, asked.question, there));
            sheet.count(key, &column, counted.count());
        }
    };
    count_row("total", &|_, _| true);
    for nis in codes(catalogue, CodeKind::Municipality) {
        let there = |client: &Client, day| client.stays_in(&nis, day);
        count_row(&format!("municipality={nis}"), &there);
    }
}

/// What happened is counted where the client stayed on its day, what holds where the client stays at the end.
fn counts(
    client: &Client,
    column: &str,
    question: &Question,
    there: &dyn Fn(&Client, NaiveDate) -> bool,
) -> bool {
    let situation = situation_on(client, question.end())
        .filter(|_| there(client, question.end()) && client.is_asked_at_the_end(question));
    let lives_in = |ethos: &str| situation.as_ref().is_some_and(|code| *code == *ethos);
    let in_period = |is: fn(&Payload) -> bool| {
        client.days(is).into_iter().any(|day| client.covers(question, day) && there(client, day))
    };
    let lost_within = |months| {
        client.homes().iter().any(|home| {
            home.lost.is_some_and(|(on, _)| {
                client.covers(question, on)
                    && there(client, on)
                    && on < home.from + Months::new(months)
            })
        })
    };
    match column {
        "hidden" => situation.as_ref().is_some_and(|ethos| {
            client.catalogue.housing(ethos.as_str()).is_some_and(|housing| housing.hidden)
        }),
        "ethos_5" => lives_in("5"),
        "ethos_6" => lives_in("6"),
        "ethos_7" => lives_in("7"),
        "address_requested" => {
            in_period(|what| matches!(what, Payload::ReferenceAddressRequested(_)))
        }
        "address_granted" => in_period(|what| matches!(what, Payload::ReferenceAddressGranted(_))),
        "address_refused" => in_period(|what| matches!(what, Payload::ReferenceAddressRefused(_))),
        "housed" => client
            .homes()
            .iter()
            .any(|home| client.covers(question, home.from) && there(client, home.from)),
        "lost_within_6" => lost_within(6),
        _ => lost_within(12),
    }
}

/// Of the latest event that says one, by the day that it is about.
fn situation_on(client: &Client, day: NaiveDate) -> Option<Code<Ethos>> {
    let mut situation = None;
    let said = client.housing_by_day().into_iter();
    for (_, _, what) in said.filter(|(about, _, _)| *about <= day) {
        match what {
            Payload::IntakeCompleted(intake) => {
                situation = intake.housing.clone().or(situation);
            }
            Payload::ExitRecorded(exit) => situation = exit.housing.clone().or(situation),
            Payload::FollowedUp(found) => situation = found.housing.clone().or(situation),
            Payload::HousingObserved(seen) => situation = Some(seen.ethos.clone()),
            Payload::HousingFound(_) => situation = Some(Code::new("0")),
            Payload::HousingLost(_) => situation = None,
            _ => {}
        }
    }
    situation
}
