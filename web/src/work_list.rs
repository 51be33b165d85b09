//! What is to be done, and by when: of today, late, soon, and the sooner the better. Empty groups are left out.

mod items;
mod touches;

use axum::response::Response;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use futures::try_join;
use loopbrug_domain::actor::Role;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::time::{day_in_brussels, time_in_brussels};
use loopbrug_domain::trajectory::Phase;
use loopbrug_infra::views::{ListOf, Page, TrajectoryFilter, ViewError, WorkFilter, WorkPlace};
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

/// What is asked, by whom and as of when.
struct Wanted {
    region: Code,
    whose: Whose,
    organisation: Option<KboNumber>,
    filter: WorkFilter,
    page: Page<WorkPlace>,
    now: DateTime<Utc>,
    /// What somebody may look at: the own work, that of all.
    may: [bool; 2],
}

impl Wanted {
    fn read(visit: &Visit, asked: &Asked) -> Result<Self, Trouble> {
        let actor = visit.actor()?;
        let region = visit.region(asked.regio.as_ref())?;
        let guides = actor.roles.within(&region).any(|role| role == Role::Caseworker);
        let looks_after = actor.roles.within(&region).any(|role| role == Role::Coordinator);
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
        let (page, now) = (Page::first(SHOWN, after), visit.pages.0.views.now());
        Ok(Self { region, whose, organisation, filter, page, now, may: [guides, looks_after] })
    }

    fn today(&self) -> NaiveDate {
        day_in_brussels(self.now)
    }
}

/// Which items the page would show now, by names that say nothing: a page that is open finds out how many are new.
pub(crate) async fn fresh(visit: Visit, question: Question<Asked>) -> Result<String, Trouble> {
    let wanted = Wanted::read(&visit, &asked(question)?)?;
    let (actor, views) = (visit.actor()?, &visit.pages.0.views);
    let (region, filter, page) = (&wanted.region, &wanted.filter, &wanted.page);
    let places = views.work_places(actor, region, filter, wanted.today(), page).await?;
    Ok(places.iter().map(items::name_of).collect::<Vec<_>>().join("\n"))
}

pub(crate) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (actor, lang) = (visit.actor()?, visit.lang);
    let wanted = Wanted::read(&visit, &asked)?;
    let Wanted { region, whose, organisation, filter, page, now, may: [guides, looks_after] } =
        &wanted;
    let (whose, now, today) = (*whose, *now, wanted.today());
    let catalogue = visit.catalogue(region.as_str())?;
    let views = &visit.pages.0.views;
    let work = ListOf::Work(region.clone(), filter.clone(), today);
    let directory = Names::of(&visit, actor, region);
    let named = async {
        let found = views.work_list(actor, region, filter, today, page, None).await?;
        let mut ids: Vec<_> = found.items.iter().map(|item| item.trajectory).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok::<_, ViewError>((views.called(actor, region, &ids).await?, found))
    };
    let counts = async {
        match whose {
            Whose::Mine => Ok(Some(counts(&visit, region).await?)),
            Whose::Organisation | Whose::Region => Ok(None),
        }
    };
    let total = views.count(actor, &work);
    let ((called, found), total, organisations, counts) =
        try_join!(named, total, directory.organisations(), counts)?;
    let touches = if *guides {
        Some(Touches::of(&visit, &catalogue, today, &found.items).await?)
    } else {
        None
    };
    let list = List { lang, catalogue: &catalogue, today, called, organisations, touches };
    let address = |wie: &str, na: Option<String>| {
        // Who goes on stays with the organisation that was chosen.
        let of = asked.organisatie.clone().filter(|_| na.is_some());
        let wie = Some(wie.to_owned());
        let more = [("wie", wie), ("regio", asked.regio.clone()), ("organisatie", of), ("na", na)];
        address("/werklijst", more)
    };
    let own = directory.organisation(actor.organisation).await?;
    let chips = [
        (Whose::Mine, "ik", lang.say("my-clients").into_owned(), *guides),
        (Whose::Organisation, "organisatie", own, *guides),
        (Whose::Region, "regio", lang.say("whole-region").into_owned(), *looks_after),
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
    let time = clock(time_in_brussels(now));
    let regio = [("regio", Some(region.to_string()))];
    let stand = self::address("/werklijst/stand", regio);
    let new = [
        ("wie", Some(wie.to_owned())),
        ("regio", Some(region.to_string())),
        ("organisatie", organisation.map(|number| number.to_string())),
        ("na", asked.na.clone()),
    ];
    let new = self::address("/werklijst/nieuw", new);
    let body = html! {
        div.head {
            div {
                h1 { (hello) }
                p.under.sentence { (lang.with("work-today", [("day", day.into()), ("n", total.into())])) }
            }
            div.state id="state" data-stand=(stand) data-new=(new) data-lost=(lang.with("live-lost", [("time", time.as_str().into())])) {
                p.live { span.dot aria-hidden="true" {} (lang.with("as-of-time", [("time", time.as_str().into())])) }
            }
        }
        ul.chips aria-label=(lang.say("whose-work")) {
            @for (of, wie, words, shown) in &chips {
                @if *shown { li { a href=(address(wie, None)) aria-current=[(*of == whose).then_some("true")] { (words) } } }
            }
        }
        @if whose == Whose::Region { (by_organisation(&list, *organisation)) }
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
async fn counts(visit: &Visit, region: &Code) -> Result<Vec<(Phase, u32)>, ViewError> {
    let Ok(actor) = visit.actor() else { return Ok(vec![]) };
    let filter =
        TrajectoryFilter { bridge_figure: Some(actor.worker), ..TrajectoryFilter::default() };
    let counts = visit.pages.0.views.count_by_phase(actor, region, &filter).await?;
    let count = |phase| (phase, counts.get(&phase).copied().unwrap_or_default());
    Ok(PHASES.map(count).to_vec())
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
