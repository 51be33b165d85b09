//! What is counted for who accounts for a region: what was put right and erased, and who looked.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_infra::views::{AccessCount, Account, RecordCount};
use loopbrug_reporting::reports::Period;
use maud::{Markup, html};

use crate::lang::Lang;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many months are counted back, this one included.
const MONTHS: u32 = 12;

pub(super) async fn panels(visit: &Visit, actor: &Actor, region: &Code) -> Result<Markup, Trouble> {
    let (lang, views) = (visit.lang, &visit.pages.0.views);
    let today = day_in_brussels(views.now());
    let (year, month) = (since(today, MONTHS)?, since(today, 1)?);
    let corrections = views.count_records(actor, region, Account::Corrections, year).await?;
    let erasures = views.count_records(actor, region, Account::Erasures, year).await?;
    let accesses = views.count_accesses(actor, region, month).await?;
    let destroyed = erasures.iter().filter(|one| one.event_type == "KeyDestroyed");
    let destroyed: u32 = destroyed.map(|one| one.count).sum();
    Ok(html! {
        div.lists {
            section.panel aria-labelledby="corrections-title" {
                h2 id="corrections-title" { (lang.say("seal-corrections")) }
                p.small { (lang.with("seal-since", [("day", lang.day(year.from()).into())])) }
                (counted(lang, &corrections))
            }
            section.panel aria-labelledby="erasures-title" {
                h2 id="erasures-title" { (lang.say("seal-erasures")) }
                p { (lang.with("seal-erased", [("n", destroyed.into())])) }
                p.small { (lang.with("seal-since", [("day", lang.day(year.from()).into())])) }
                (counted(lang, &erasures))
            }
            (looked(lang, month.from(), &accesses))
        }
    })
}

/// From the first day of the month that is the last of so many, up to today.
fn since(today: NaiveDate, months: u32) -> Result<Period, Trouble> {
    let first = today.with_day(1).and_then(|day| day.checked_sub_months(Months::new(months - 1)));
    let period = first.and_then(|from| Period::try_new(from, today).ok());
    period.ok_or_else(|| Trouble::fault("there is no such period"))
}

fn counted(lang: Lang, counts: &[RecordCount]) -> Markup {
    let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
    for one in counts {
        *sums.entry(&one.event_type).or_default() += one.count;
    }
    html! {
        @if sums.is_empty() { p { (lang.say("seal-none-counted")) } }
        dl.figures {
            @for (event, count) in sums {
                div { dt { (lang.say(&format!("event-{event}"))) } dd { (lang.number(f64::from(count))) } }
            }
        }
    }
}

fn looked(lang: Lang, month: NaiveDate, counts: &[AccessCount]) -> Markup {
    let sum = |of: &dyn Fn(&str) -> bool| {
        counts.iter().filter(|one| of(&one.outcome)).map(|one| one.count).sum::<u32>()
    };
    let lines = [
        ("seal-looks", sum(&|outcome| outcome == "answered")),
        ("seal-looks-nothing", sum(&|outcome| outcome == "nothing")),
        ("seal-looks-refused", sum(&|outcome| !["answered", "nothing"].contains(&outcome))),
    ];
    html! {
        section.panel aria-labelledby="looks-title" {
            h2 id="looks-title" { (lang.say("seal-who-looked")) }
            p.small { (lang.with("seal-since", [("day", lang.day(month).into())])) }
            dl.figures {
                @for (message, count) in lines {
                    div { dt { (lang.say(message)) } dd { (lang.number(f64::from(count))) } }
                }
            }
        }
    }
}
