//! What is to be done, and by when: of today, late, soon, and the sooner the better. Empty groups are left out.

mod items;
mod touches;

use axum::response::Response;
use chrono::Datelike;
use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::time::{day_in_brussels, time_in_brussels};
use loopbrug_domain::trajectory::Phase;
use loopbrug_infra::views::{ListOf, Page, TrajectoryFilter, WorkFilter};
use maud::{Markup, html};
use serde::Deserialize;

use self::items::{GROUPS, List};
use self::touches::Touches;
use crate::address::{Question, address, asked, given};
use crate::lang::{Lang, clock};
use crate::layout::Section;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many are shown on a page.
const SHOWN: u32 = 60;
/// The phases that clients are counted by.
const PHASES: [Phase; 5] =
    [Phase::Outreach, Phase::Intake, Phase::Active, Phase::OnHold, Phase::FollowUp];

/// Whose work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Mine,
    Organisation,
    Region,
}

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    wie: Option<String>,
    regio: Option<String>,
    organisatie: Option<String>,
    na: Option<String>,
}

pub(crate) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (actor, lang) = (visit.actor()?, visit.lang);
    let region = &visit.region(asked.regio.as_ref())?;
    let catalogue = visit.catalogue(region.as_str())?;
    let guides = actor.roles.within(region).any(|role| role == Role::Caseworker);
    let looks_after = actor.roles.within(region).any(|role| role == Role::Coordinator);
    if !guides && !looks_after {
        return Err(Trouble::refused("TASK_NOT_VISIBLE"));
    }
    let whose = match given(asked.wie.as_ref()) {
        Some("organisatie") => Whose::Organisation,
        Some("regio") => Whose::Region,
        Some("ik") => Whose::Mine,
        _ if guides => Whose::Mine,
        _ => Whose::Region,
    };
    let organisation = given(asked.organisatie.as_ref()).map(str::parse).transpose();
    let organisation = organisation.map_err(|_| Trouble::refused("MALFORMED_ORGANISATION"))?;
    let filter = match whose {
        Whose::Mine => WorkFilter { worker: Some(actor.worker), ..WorkFilter::default() },
        Whose::Organisation => {
            WorkFilter { organisation: Some(actor.organisation), ..WorkFilter::default() }
        }
        Whose::Region => WorkFilter { organisation, ..WorkFilter::default() },
    };
    let after = given(asked.na.as_ref()).map(str::parse).transpose();
    let after = after.map_err(|_| Trouble::refused("MALFORMED_ID"))?;
    let views = &visit.pages.0.views;
    let now = views.now();
    let today = day_in_brussels(now);
    let page = Page::first(SHOWN, after);
    let found = views.work_list(actor, region, &filter, today, &page, None).await?;
    let total = views.count(actor, &ListOf::Work(region.clone(), filter, today)).await?;
    let mut ids: Vec<_> = found.items.iter().map(|item| item.trajectory).collect();
    ids.sort_unstable();
    ids.dedup();
    let called = views.called(actor, region, &ids).await?;
    let directory = Names::of(&visit, actor, region);
    let organisations = directory.organisations().await?;
    let touches = if guides {
        Some(Touches::of(&visit, &catalogue, today, &found.items).await?)
    } else {
        None
    };
    let list = List { lang, catalogue: &catalogue, today, called, organisations, touches };
    let counts = match whose {
        Whose::Mine => Some(counts(&visit, region).await?),
        Whose::Organisation | Whose::Region => None,
    };
    let address = |wie: &str, na: Option<String>| {
        // Who goes on stays with the organisation that was chosen.
        let of = asked.organisatie.clone().filter(|_| na.is_some());
        let wie = Some(wie.to_owned());
        let more = [("wie", wie), ("regio", asked.regio.clone()), ("organisatie", of), ("na", na)];
        address("/werklijst", more)
    };
    let own = directory.organisation(actor.organisation).await?;
    let chips = [
        (Whose::Mine, "ik", lang.say("my-clients").into_owned(), guides),
        (Whose::Organisation, "organisatie", own, guides),
        (Whose::Region, "regio", lang.say("whole-region").into_owned(), looks_after),
    ];
    let wie = chips.iter().find(|(of, ..)| *of == whose).map_or("ik", |(_, wie, ..)| *wie);
    let next = found
        .items
        .last()
        .filter(|_| found.next)
        .map(|last| address(wie, Some(last.place().to_string())));
    let name = visit.who.as_ref().and_then(|who| who.name.as_deref()).unwrap_or_default();
    let hello = lang.with("hello", [("name", name.split(' ').next().unwrap_or_default().into())]);
    let day = format!("{} {}", lang.weekday(today.weekday()), lang.day_of_year(today));
    let body = html! {
        div.head {
            div {
                h1 { (hello) }
                p.under.sentence { (lang.with("work-today", [("day", day.into()), ("n", total.into())])) }
            }
            div.state { p.live { span.dot aria-hidden="true" {} (lang.with("as-of-time", [("time", clock(time_in_brussels(now)).into())])) } }
        }
        ul.chips aria-label=(lang.say("whose-work")) {
            @for (of, wie, words, shown) in &chips {
                @if *shown { li { a href=(address(wie, None)) aria-current=[(*of == whose).then_some("true")] { (words) } } }
            }
        }
        @if whose == Whose::Region { (by_organisation(&list, organisation)) }
        div.main-side {
            div.stack {
                @if found.items.is_empty() { section.panel { p { (lang.say("nothing-to-do")) } } }
                @for group in GROUPS { (list.group(group, &found.items)) }
                @if let Some(next) = next { p { a.button.quiet href=(next) { (lang.say("next")) } } }
            }
            @if let Some(counts) = counts { (clients(lang, &counts)) }
        }
    };
    Ok(visit.page(Section::WorkList, &lang.say("menu-work-list"), &body))
}

/// How many clients somebody is the bridge figure of, by phase.
async fn counts(visit: &Visit, region: &Code) -> Result<Vec<(Phase, u32)>, Trouble> {
    let actor = visit.actor()?;
    let mut counts = vec![];
    for phase in PHASES {
        let filter = TrajectoryFilter {
            phase: Some(phase),
            bridge_figure: Some(actor.worker),
            ..TrajectoryFilter::default()
        };
        let list = ListOf::Trajectories(region.clone(), filter);
        counts.push((phase, visit.pages.0.views.count(actor, &list).await?));
    }
    Ok(counts)
}

fn clients(lang: Lang, counts: &[(Phase, u32)]) -> Markup {
    html! {
        aside.panel aria-labelledby="my-clients" {
            h2 id="my-clients" { (lang.say("my-clients")) }
            dl.figures {
                @for (phase, n) in counts {
                    div {
                        dt { (lang.phase(*phase)) }
                        dd { a href={ "/trajecten?wie=ik&fase=" (phase) } { (n) } }
                    }
                }
            }
        }
    }
}

/// For who looks after the region: of which organisation.
fn by_organisation(list: &List<'_>, chosen: Option<KboNumber>) -> Markup {
    let lang = list.lang;
    html! {
        form.inline method="get" action="/werklijst" {
            input type="hidden" name="wie" value="regio";
            input type="hidden" name="regio" value=(list.catalogue.region());
            div.field {
                label for="organisatie" { (lang.say("filter-organisation")) }
                select id="organisatie" name="organisatie" {
                    option value="" { (lang.say("all")) }
                    @for (number, name) in &list.organisations {
                        option value=(number) selected[chosen == Some(*number)] { (name) }
                    }
                }
            }
            button.outlined type="submit" { (lang.say("show")) }
        }
    }
}

impl Lang {
    /// A phase in words.
    pub(crate) fn phase(self, phase: Phase) -> String {
        self.say(&format!("phase-{phase}")).into_owned()
    }
}
