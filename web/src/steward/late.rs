//! Who records late: by organisation, over the last quarter that is over and since.

use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::time::{day_in_brussels, days_before};
use loopbrug_infra::views::{Known, ReportRequest, Reported};
use loopbrug_reporting::reports::{Codes, Filter, Grouping, Period, ReportKind};
use maud::{Markup, html};

use super::{Of, head, scrolled};
use crate::address::address;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// What is shown of the report, beside the name of the organisation.
const COLUMNS: [&str; 3] = ["records", "late", "delay.median"];

pub(super) async fn panel(visit: &Visit, of: &Of) -> Result<Markup, Trouble> {
    let (actor, lang, views) = (visit.actor()?, visit.lang, &visit.pages.0.views);
    let today = day_in_brussels(views.now());
    let before = Period::around(days_before(Period::around(today, 3).from(), 1), 3);
    let period = Period::try_new(before.from(), today).map_err(Trouble::fault)?;
    let request = ReportRequest {
        regions: vec![of.region().clone()],
        codes: Codes::Own,
        known: Known::Now,
        at_least: None,
        filter: Filter::default(),
    };
    let mut reported = views.reports(actor, ReportKind::Quality, &request, &[period]).await?;
    let reported = reported.pop().ok_or_else(|| Trouble::fault("there is no table"))?;
    let names = Names::of(visit, actor, of.region());
    let mut rows = vec![];
    for (row, organisation) in late(&reported) {
        let name = match organisation {
            Some(organisation) => names.organisation(organisation).await?,
            None => lang.say("total").into_owned(),
        };
        let figures = COLUMNS.map(|column| {
            let value =
                reported.shown.column(column).and_then(|at| reported.shown.figures[row][at]);
            value.map_or_else(|| "–".to_owned(), |value| lang.number(value))
        });
        rows.push((organisation.is_none(), name, figures));
    }
    let whole = address(
        &format!("/regio/{}/kwaliteit", of.region()),
        [("van", Some(period.from().to_string())), ("tot", Some(period.to().to_string()))],
    );
    let title = lang.say("late-records");
    let days = of.catalogue.limits().late_recording_days;
    let table = html! {
        table {
            (head(lang, &["organisation", "late-records-all", "late-ones", "median-delay"]))
            tbody {
                @for (is_total, name, figures) in rows {
                    tr.total[is_total] { th scope="row" { (name) } @for figure in figures { td.number { (figure) } } }
                }
            }
        }
    };
    Ok(html! {
        section.panel aria-labelledby="late" {
            div.panel-head {
                h2 id="late" { (title) }
                p.panel-links { a href=(whole) { (lang.say("in-full")) } }
            }
            p.under {
                (lang.with("late-records-how", [
                    ("n", days.into()),
                    ("from", lang.day(period.from()).into()),
                ]))
            }
            (scrolled(&title, &table))
        }
    })
}

/// The total and the organisations that recorded something late, by their rows.
fn late(reported: &Reported) -> Vec<(usize, Option<KboNumber>)> {
    let shown = &reported.shown;
    let column = shown.column("late");
    let value = |row: usize| column.and_then(|at| shown.figures[row][at]).unwrap_or_default();
    let mut found = vec![];
    for (n, row) in shown.rows.iter().enumerate() {
        match row.group.as_slice() {
            [] => found.push((n, None)),
            [(Grouping::Organisation, Some(code))] if value(n) > 0.0 => {
                found.extend(code.as_str().parse().ok().map(|of| (n, Some(of))));
            }
            _ => {}
        }
    }
    found
}
