//! Lasting work and housing.

use chrono::{Days, NaiveDate};
use loopbrug_domain::catalogue::{Catalogue, CodeKind};

use super::client::Client;
use super::rows::codes;
use super::{Asked, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "lasting", columns: all_columns, count };

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&[
        "due_91",
        "due_182",
        "lasting_91",
        "lasting_182",
        "unknown_91",
        "unknown_182",
        "share_91",
        "share_182",
        "lost",
    ])
}

/// A job or a home: its first day; the day without it and why.
struct Held {
    from: NaiveDate,
    lost: Option<(NaiveDate, String)>,
    seen_otherwise: Option<NaiveDate>,
}

/// Whether something lasts; nothing where nobody knows.
fn lasts(one: &Held, day: NaiveDate, client: &Client) -> Option<bool> {
    let over = |on: Option<NaiveDate>| on.is_some_and(|on| on <= day);
    if over(one.lost.as_ref().map(|(on, _)| *on)) || over(one.seen_otherwise) {
        return Some(false);
    }
    let silence = i64::from(client.limits().silence_days);
    let heard = client.days_heard_of().into_iter().any(|heard| (day - heard).num_days() <= silence);
    heard.then_some(true)
}

fn held(client: &Client, kind: &str) -> Vec<Held> {
    if kind == "work" {
        let jobs = client.jobs().into_iter();
        jobs.map(|job| {
            let lost = job.ended.map(|(on, why)| (on, why.to_string()));
            Held { from: job.from, lost, seen_otherwise: job.seen_otherwise }
        })
        .collect()
    } else {
        // A home from which somebody moved to the next was not lost.
        let homes = client.homes().into_iter();
        homes
            .map(|home| {
                let lost = home.lost.map(|(on, why)| (on, why.to_string()));
                Held { from: home.from, lost, seen_otherwise: home.seen_otherwise }
            })
            .collect()
    }
}

fn count(asked: &Asked, sheet: &mut Sheet) {
    let question = asked.question;
    for (kind, reasons) in
        [("work", CodeKind::JobEndReason), ("housing", CodeKind::HousingLossReason)]
    {
        let row = format!("kind={kind}");
        for after in [91, 182] {
            let (mut due, mut lasting, mut unknown) = (0, 0, 0);
            for client in asked.clients {
                let mut of = held(client, kind);
                of.retain(|one| client.covers(question, one.from + Days::new(after)));
                let lasts: Vec<_> =
                    of.iter().map(|one| lasts(one, one.from + Days::new(after), client)).collect();
                due += usize::from(!of.is_empty());
                if lasts.contains(&Some(true)) {
                    lasting += 1;
                } else if lasts.contains(&None) {
                    unknown += 1;
                }
            }
            sheet.count(&row, &format!("unknown_{after}"), unknown);
            sheet.count(&row, &format!("due_{after}"), due);
            sheet.count(&row, &format!("lasting_{after}"), lasting);
            sheet.share(&row, &format!("share_{after}"), lasting, due);
        }

        let losers = |is: &dyn Fn(&str) -> bool| {
            let lose = |client: &&&Client| {
                let lost = |one: &Held| {
                    one.lost
                        .as_ref()
                        .is_some_and(|(on, why)| client.covers(question, *on) && is(why))
                };
                held(client, kind).iter().any(lost)
            };
            asked.clients.iter().filter(lose).count()
        };
        sheet.count(&row, "lost", losers(&|_| true));
        for reason in codes(asked.world.catalogue, reasons) {
            let key = format!("{row}/reason={reason}");
            sheet.count(&key, "lost", losers(&|why| why == reason));
        }
    }
}
