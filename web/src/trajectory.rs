//! One trajectory: where it is, what the client builds on and what stands in the way, and what happened.

mod course;
mod direction;
mod referrals;
mod settled;
mod timeline;

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::ids::{KboNumber, TrajectoryId};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_domain::trajectory::alerts::alerts;
use loopbrug_domain::trajectory::identity::IdentityPart;
use loopbrug_domain::trajectory::personal::Personal;
use loopbrug_domain::trajectory::{Opening, State};
use loopbrug_infra::views::{Known, Opened, ViewError};
use maud::{Markup, html};

pub(crate) use self::timeline::{event_address, page as timeline, recorded_by};
use crate::lang::Lang;
use crate::layout::Section;
use crate::names::Names;
use crate::record::{Subject, links, menu};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// What a caseworker opens the page for.
const PURPOSE: &str = "guidance";

/// A trajectory as it is shown.
struct Shown<'a> {
    lang: Lang,
    catalogue: &'a Catalogue,
    opening: &'a Opening,
    state: &'a State,
    personal: &'a Personal,
    opened: Option<&'a Opened>,
    today: NaiveDate,
    /// To ask what can be recorded, for who guides.
    subject: Option<Subject<'a>>,
}

pub(crate) async fn page(visit: Visit, Path(id): Path<String>) -> Result<Response, Trouble> {
    let (actor, lang) = (visit.actor()?, visit.lang);
    let id: TrajectoryId = id.parse().map_err(|_| Trouble::refused("TRAJECTORY_NOT_FOUND"))?;
    let views = &visit.pages.0.views;
    let found = views.trajectory(actor, id, Known::Now).await?;
    let found = found.ok_or_else(|| Trouble::refused("TRAJECTORY_NOT_FOUND"))?;
    let state = found.aggregate.state();
    let opening = state.opening.as_ref().ok_or_else(|| Trouble::refused("TRAJECTORY_NOT_FOUND"))?;
    let catalogue = visit.catalogue(opening.region.as_str())?;
    let (opened, closed) = opened(&visit, actor, &opening.region, id).await?;
    let personal = found.aggregate.personal();
    let today = day_in_brussels(views.now());
    let subject = guides(actor, &opening.region)
        .then(|| Subject::read(&visit, actor, (id, &found), Arc::clone(&catalogue)));
    let shown = Shown {
        lang,
        catalogue: &catalogue,
        opening,
        state,
        personal: &personal,
        opened: opened.as_ref(),
        today,
        subject,
    };
    let name = shown.name().unwrap_or_else(|| without_a_name(lang, id));
    let mut names = Names::of(&visit, actor, &opening.region);
    let figure = bridge(&shown, &mut names).await?;
    let access = access(&shown, &names).await?;
    let referrals = referrals::panel(&shown, &names).await?;
    let timeline = timeline::panel(&visit, actor, &shown, &mut names, id).await?;
    let records = shown.subject.as_ref().map(menu);
    let body = html! {
        nav.crumbs aria-label=(lang.say("way-back")) { a href="/trajecten" { (lang.say("menu-trajectories")) } " › " (name) }
        div.head { div { h1 { (name) } (facts(&shown)) } @if let Some(records) = records { (records) } }
        @if let Some(message) = closed { p.notice.info { (lang.say(message)) } }
        (attention(&shown))
        section.panel aria-label=(lang.say("course")) { (course::bridge(&shown)) }
        div.main-side {
            div.stack {
                (direction::strengths_and_barriers(&shown))
                (direction::goals(&shown))
                (referrals)
                div.halves-even { (settled::housing(&shown)) (settled::work(&shown)) }
            }
            div.stack {
                (figure)
                (timeline)
                (access)
                p { a href={ "/trajecten/" (id) "/rechten" } { (lang.say("rights")) } }
            }
        }
    };
    Ok(visit.page(Section::Trajectories, &name, &body))
}

/// Whether somebody guides clients in a region, and so may record.
pub(crate) fn guides(actor: &Actor, region: &Code) -> bool {
    actor.roles.within(region).any(|role| role == Role::Caseworker)
}

/// What to call the client of a trajectory: given name and initial, where who asks may see them.
pub(crate) async fn called(
    visit: &Visit,
    actor: &Actor,
    region: &Code,
    id: TrajectoryId,
) -> Result<String, ViewError> {
    let called = visit.pages.0.views.called(actor, region, &[id]).await?;
    let name = called.get(&id).map(|name| name.as_str().to_owned());
    Ok(name.unwrap_or_else(|| without_a_name(visit.lang, id)))
}

/// What to call the client where there is no name to see.
fn without_a_name(lang: Lang, id: TrajectoryId) -> String {
    format!("{} {:.8}…", lang.say("trajectory"), id.to_string())
}

/// What is personal, for those who guide; or why it is not shown. What is opened is recorded.
async fn opened(
    visit: &Visit,
    actor: &Actor,
    region: &Code,
    id: TrajectoryId,
) -> Result<(Option<Opened>, Option<&'static str>), Trouble> {
    if !guides(actor, region) {
        return Ok((None, Some("names-for-guides")));
    }
    match visit.pages.0.views.opened(actor, id, Some(&Code::<AccessPurpose>::new(PURPOSE))).await {
        Ok(Some(opened)) if opened.is_erased() => Ok((Some(opened), Some("names-erased"))),
        Ok(Some(opened)) => Ok((Some(opened), None)),
        Ok(None) => Ok((None, Some("names-not-agreed"))),
        Err(ViewError::Denied(_)) => Ok((None, Some("READING_RESTRICTED"))),
        Err(ViewError::Vault(_)) => Ok((None, Some("VAULT_UNAVAILABLE"))),
        Err(error) => Err(error.into()),
    }
}

impl Shown<'_> {
    /// The title of a panel, with the forms that are about what is in it, as far as they make sense now.
    fn head(&self, title: &str, forms: &[&str]) -> Markup {
        let title = html! { h2 { (self.lang.say(title)) } };
        match &self.subject {
            Some(subject) => html! { div.panel-head { (title) (links(subject, forms)) } },
            None => title,
        }
    }

    /// A part of who the client is, where it is opened.
    fn part(&self, part: IdentityPart) -> Option<&str> {
        self.opened?.text(self.personal.identity.get(&part)?)
    }

    fn name(&self) -> Option<String> {
        let parts = [IdentityPart::GivenName, IdentityPart::FamilyName];
        let parts: Vec<_> = parts.into_iter().filter_map(|part| self.part(part)).collect();
        Some(parts.join(" ")).filter(|name| !name.is_empty())
    }

    /// What to call the client within a sentence.
    fn first_name(&self) -> String {
        let name = self.part(IdentityPart::GivenName).map(str::to_owned);
        name.unwrap_or_else(|| self.lang.say("the-client").into_owned())
    }

    fn days_since(&self, day: NaiveDate) -> u32 {
        u32::try_from((self.today - day).num_days()).unwrap_or(0)
    }
}

/// Age, place, language, personas.
fn facts(shown: &Shown<'_>) -> Markup {
    let Shown { lang, catalogue, state, opening, .. } = *shown;
    let born = shown.part(IdentityPart::BirthDate).and_then(|day| day.parse::<NaiveDate>().ok());
    let age = born.and_then(|born| shown.today.years_since(born));
    let (language, interpreter) =
        state.contact_language().unwrap_or((&opening.contact_language, opening.interpreter));
    let personas = state.profile.personas.iter().map(|code| lang.called(catalogue, code));
    let challenges = state.profile.challenges.keys().map(|code| lang.called(catalogue, code));
    let linked: Vec<_> = personas.chain(challenges).collect();
    html! {
        ul.facts-line {
            @if let Some(age) = age { li { b { (lang.with("years-old", [("n", age.into())])) } } }
            li {
                @match state.municipality() {
                    Some(code) => (lang.called(catalogue, code)),
                    None => (lang.say("none-municipality")),
                }
            }
            li {
                (lang.say("speaks")) " " b { (lang.called(catalogue, language)) }
                @if interpreter { ", " (lang.say("with-interpreter")) }
            }
            @if !linked.is_empty() { li { (linked.join(" · ")) } }
        }
    }
}

/// What somebody should look at.
fn attention(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let all = alerts(shown.state, shown.today, shown.catalogue);
    html! {
        @if !all.is_empty() {
            div.notice.warm {
                ul.plain {
                    @for alert in &all {
                        li { strong { (lang.say(&format!("alert-{}", alert.kind))) } " · " (lang.with("since", [("day", lang.day(alert.since).into())])) }
                    }
                }
            }
        }
    }
}

async fn bridge(shown: &Shown<'_>, names: &mut Names<'_>) -> Result<Markup, ViewError> {
    let lang = shown.lang;
    let current = match &shown.state.bridge.current {
        None => None,
        Some(figure) => {
            let name = names.worker(figure.worker).await?;
            Some((name, names.organisation(figure.organisation).await?, figure.since))
        }
    };
    Ok(html! {
        section.panel {
            (shown.head("bridge-figure", &["brugfiguur", "brugfiguur-gestopt"]))
            @match current {
                Some((name, organisation, since)) => {
                    p { b { (name.unwrap_or_else(|| "–".to_owned())) } }
                    p.under { (organisation) " · " (lang.with("since-days", [
                        ("day", lang.day(since).into()),
                        ("n", shown.days_since(since).into()),
                    ])) }
                },
                None => p { (lang.say("no-bridge-figure")) },
            }
        }
    })
}

/// Which organisations see and record.
async fn access(shown: &Shown<'_>, names: &Names<'_>) -> Result<Markup, ViewError> {
    let (lang, state, limits) = (shown.lang, shown.state, shown.catalogue.limits());
    let owner = names.organisation(shown.opening.owner).await?;
    let mut others: Vec<(String, Option<NaiveDate>)> = vec![];
    for organisation in state.consent.grants.keys().copied() {
        let until = until(state, organisation, limits);
        others.push((names.organisation(organisation).await?, until));
    }
    Ok(html! {
        section.panel {
            (shown.head("who-looks-along", &["toegang", "toegang-gegeven", "toestemming"]))
            dl.figures {
                div { dt { (owner) } dd { (lang.say("owner")) } }
                @for (name, until) in others {
                    div { dt { (name) } dd { @if let Some(until) = until { (lang.with("until", [("day", lang.short_day(until).into())])) } } }
                }
            }
            @if shown.opened.is_some() { p.small { (lang.say("opening-recorded")) } }
        }
    })
}

fn until(
    state: &State,
    organisation: KboNumber,
    limits: &loopbrug_domain::catalogue::Limits,
) -> Option<NaiveDate> {
    state.access_until(organisation, limits).filter(|until| *until < NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::trajectory::alerts::AlertKind;

    use super::Lang;

    #[test]
    fn every_alert_has_its_words() {
        for kind in [
            AlertKind::NoBridgeFigure,
            AlertKind::NoContact,
            AlertKind::FollowUpDue,
            AlertKind::FollowUpOverdue,
            AlertKind::ExitDataMissing,
            AlertKind::ExitDataOverdue,
            AlertKind::ReferralOpenTooLong,
            AlertKind::AppointmentWithoutOutcome,
            AlertKind::WorkLeftOpen,
            AlertKind::LegalBasisEnding,
            AlertKind::LegalBasisEnded,
            AlertKind::LateRecords,
        ] {
            let message = format!("alert-{kind}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
