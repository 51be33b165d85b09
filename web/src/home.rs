//! The first page: who you are, or how to sign in.

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use loopbrug_domain::actor::{Actor, Held, Role};
use loopbrug_domain::catalogue::Code;
use maud::{Markup, html};
use serde::Deserialize;
use tower_sessions::Session;

use crate::lang::Lang;
use crate::layout::Page;
use crate::session::{self, FormToken, SignedIn, form_token};
use crate::trouble::Trouble;
use crate::{Pages, SignInBy};

pub(crate) async fn page(
    State(pages): State<Pages>,
    session: Session,
    lang: Lang,
) -> Result<Response, Trouble> {
    let Some(who) = session::signed_in(&session).await? else {
        return Ok(welcome(&pages, lang).into_response());
    };
    let token = form_token(&session).await?;
    let shown = match who.actor() {
        Some(actor) => shown(&who, actor, organisation(&pages, actor).await?.as_deref(), lang),
        None => html! {},
    };
    let choice = match who.actors.len() {
        0 | 1 => html! {},
        _ => choice(&pages, &who, &token, lang).await?,
    };
    let body = html! {
        (shown)
        (choice)
        form method="post" action="/sign-out" {
            input type="hidden" name="token" value=(token);
            button.quiet type="submit" { (lang.say("Afmelden", "Sign out")) }
        }
    };
    let title = lang.say("Aangemeld", "Signed in");
    Ok(Page { pages: &pages, lang, title, body }.into_response())
}

fn welcome(pages: &Pages, lang: Lang) -> Page<'_> {
    let body = html! {
        h1 { (lang.say("Van oever naar oever, stap voor stap.", "From bank to bank, step by step.")) }
        p.lead {
            (lang.say(
                "Loopbrug volgt trajecten van mensen die veel drempels tegelijk over moeten: wie hen begeleidt, wat ze zelf willen en wat ervan komt.",
                "Loopbrug follows people who have many barriers to cross at once: who guides them, what they want themselves and what comes of it.",
            ))
        }
        @match pages.0.sign_in {
            SignInBy::Nothing => {
                p {
                    (lang.say(
                        "Op deze server kan niemand zich met een browser aanmelden.",
                        "Nobody can sign in to this server with a browser.",
                    ))
                }
            }
            SignInBy::Provider(_) | SignInBy::Choice(_) => {
                p { a.button href="/sign-in" { (lang.say("Aanmelden", "Sign in")) } }
            }
        }
        p { a href="/graphiql" { (lang.say("Vragen stellen met GraphiQL", "Ask with GraphiQL")) } }
    };
    Page { pages, lang, title: lang.say("Welkom", "Welcome"), body }
}

/// Somebody who acts.
fn shown(who: &SignedIn, actor: &Actor, organisation: Option<&str>, lang: Lang) -> Markup {
    let worker = actor.worker.to_string();
    html! {
        h1 { (lang.say("Dag ", "Hello ")) (who.name.as_deref().unwrap_or(&worker)) }
        div.panel {
            dl.facts {
                dt { (lang.say("Organisatie", "Organisation")) }
                dd { @if let Some(organisation) = organisation { (organisation) " · " } (actor.organisation) }
                dt { (lang.say("Rollen", "Roles")) }
                dd { ul { @for held in actor.roles.iter() { li { (role(held, lang)) } } } }
                dt { (lang.say("Je nummer", "Your number")) }
                dd { code { (worker) } }
            }
        }
        p { a.button href="/graphiql" { (lang.say("Vragen stellen met GraphiQL", "Ask with GraphiQL")) } }
    }
}

/// For which of several organisations somebody acts.
async fn choice(pages: &Pages, who: &SignedIn, token: &str, lang: Lang) -> Result<Markup, Trouble> {
    let mut choices = vec![];
    for (n, actor) in who.actors.iter().enumerate() {
        choices.push((n, actor, organisation(pages, actor).await?));
    }
    Ok(html! {
        h2 { (lang.say("Voor wie werk je nu?", "For whom do you act now?")) }
        form method="post" action="/organisation" {
            input type="hidden" name="token" value=(token);
            ul.choices {
                @for (n, actor, name) in choices {
                    li {
                        button type="submit" name="who" value=(n) {
                            b { @match name { Some(name) => (name), None => (actor.organisation) } }
                            span { @for held in actor.roles.iter() { (role(held, lang)) " " } }
                        }
                    }
                }
            }
        }
    })
}

/// What the form of the choice holds.
#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    token: FormToken,
    who: usize,
}

pub(crate) async fn choose_organisation(
    session: Session,
    form: Result<Form<Chosen>, axum::extract::rejection::FormRejection>,
) -> Result<Redirect, Trouble> {
    let Some(mut who) = session::signed_in(&session).await? else { return Ok(Redirect::to("/")) };
    let Form(chosen) = form.map_err(Trouble::form)?;
    chosen.token.check(&session)?;
    if who.actors.get(chosen.who).is_none() {
        return Err(Trouble::form("there is no such organisation to choose"));
    }
    who.chosen = Some(chosen.who);
    session::change(&session, who).await?;
    Ok(Redirect::to("/"))
}

/// The name of an actor's organisation, where the directory of a region has it.
async fn organisation(pages: &Pages, actor: &Actor) -> Result<Option<String>, Trouble> {
    let directory = &pages.0.directory;
    let named: Vec<&Code> = actor.roles.iter().filter_map(|held| held.region.as_ref()).collect();
    let every = directory.catalogues().regions().filter(|_| named.is_empty());
    for region in named.iter().copied().chain(every) {
        let name = directory.organisation_name(region, actor.organisation).await;
        if let Some(name) = name.map_err(Trouble::fault)? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// A role in words.
pub(crate) fn role(held: &Held, lang: Lang) -> String {
    let words = match held.role {
        Role::Caseworker => lang.say("trajectbegeleider", "caseworker"),
        Role::Coordinator => lang.say("regiocoördinator", "coordinator"),
        Role::Applicant => lang.say("kandidaat", "applicant"),
        Role::Assessor => lang.say("beoordelaar", "assessor"),
        Role::Jury => lang.say("jurylid", "member of the jury"),
        Role::Analyst => lang.say("analist", "analyst"),
        Role::Auditor => "auditor",
        Role::Steward => lang.say("gegevensbeheerder", "steward"),
        Role::Monitor => "monitor",
    };
    match &held.region {
        Some(region) => format!("{words} ({region})"),
        None => words.to_owned(),
    }
}
