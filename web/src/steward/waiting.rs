//! What waits for the steward: requests for erasure, what was kept for long enough, and access that was taken in an
//! emergency.

use chrono::NaiveDate;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::tasks::{About, TaskKind};
use loopbrug_infra::views::{ListOf, Page, WorkFilter, WorkItem};
use maud::{Markup, html};

use super::{Of, next, read, trajectory};
use crate::lang::Lang;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many are shown on a page.
const SHOWN: u32 = 20;

/// The desk of the region, the most urgent first.
pub(super) async fn panel(
    visit: &Visit,
    of: &Of,
    after: Option<&String>,
) -> Result<Markup, Trouble> {
    let (actor, lang, views) = (visit.actor()?, visit.lang, &visit.pages.0.views);
    let region = of.region();
    let after = read(after, "MALFORMED_ID")?;
    let today = day_in_brussels(views.now());
    let filter = WorkFilter { of_region: true, ..WorkFilter::default() };
    let page = Page::first(SHOWN, after);
    let found = views.work_list(actor, region, &filter, today, &page, None).await?;
    let total = views.count(actor, &ListOf::Work(region.clone(), filter, today)).await?;
    let names = Names::of(visit, actor, region);
    let mut rows = vec![];
    for item in &found.items {
        let by = match item.task.about {
            About::Organisation(organisation) => Some(names.organisation(organisation).await?),
            _ => None,
        };
        rows.push(row(lang, item, by.as_deref(), today));
    }
    let more = found
        .items
        .last()
        .filter(|_| found.next)
        .map(|last| of.at_with("/beheer", [("na", Some(last.place().to_string()))]));
    Ok(html! {
        section.panel aria-labelledby="waiting" {
            h2 id="waiting" { (lang.say("waits-for-steward")) " " span.count { (total) } }
            @if rows.is_empty() { p { (lang.say("nothing-waits")) } } @else { ul.work { @for row in rows { (row) } } }
            (next(lang, more))
        }
    })
}

fn row(lang: Lang, item: &WorkItem, by: Option<&str>, today: NaiveDate) -> Markup {
    let kind = item.task.kind;
    let verb = lang.say(&format!("verb-{kind}"));
    let id = item.trajectory.to_string();
    let days = |from: NaiveDate, to: NaiveDate| u32::try_from((to - from).num_days()).unwrap_or(0);
    html! {
        li {
            p.who { (trajectory(item.trajectory)) }
            p.what {
                (lang.say(&format!("task-{kind}")))
                @if let Some(by) = by { ": " (by) }
            }
            p.when {
                @match item.task.until {
                    Some(until) if item.overdue => b.late { (lang.with("days-late", [("n", days(until, today).into())])) },
                    Some(until) => (lang.with("until", [("day", lang.day_of_year(until).into())])),
                    None => (lang.with("for-days", [("n", days(item.task.since, today).into())])),
                }
            }
            a.button.row-button.outlined href=(place_of(kind, &id)) aria-label={ (verb) ": " (id) } { (verb) }
        }
    }
}

/// Where something is done about it.
fn place_of(kind: TaskKind, trajectory: &str) -> String {
    match kind {
        TaskKind::DecideErasure | TaskKind::EraseAfterRetention => {
            format!("/trajecten/{trajectory}/rechten/beslissen")
        }
        _ => format!("/trajecten/{trajectory}"),
    }
}
