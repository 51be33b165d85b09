//! Who somebody is, for which organisation, and the way out.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{Redirect, Response};
use loopbrug_domain::actor::{Actor, Held, Role};
use loopbrug_domain::catalogue::Code;
use maud::{Markup, html};
use serde::Deserialize;

use crate::lang::Lang;
use crate::layout::Section;
use crate::session::{self, FormToken, SignedIn, form_token};
use crate::trouble::Trouble;
use crate::visit::Visit;

pub(crate) async fn page(visit: Visit) -> Result<Response, Trouble> {
    let lang = visit.lang;
    let who = visit.who.as_ref().ok_or_else(Trouble::sign_in_first)?;
    let token = form_token(&visit.session).await?;
    let shown = match who.actor() {
        Some(actor) => shown(who, actor, organisation(&visit, actor).await?.as_deref(), lang),
        None => html! {},
    };
    let choice = match who.actors.len() {
        0 | 1 => html! {},
        _ => choice(&visit, who, &token).await?,
    };
    let body = html! {
        (shown)
        (choice)
        form method="post" action="/sign-out" {
            input type="hidden" name="token" value=(token);
            button.quiet type="submit" { (lang.say("sign-out")) }
        }
    };
    Ok(visit.page(Section::Account, &lang.say("signed-in"), &body))
}

/// Somebody who acts.
fn shown(who: &SignedIn, actor: &Actor, organisation: Option<&str>, lang: Lang) -> Markup {
    let worker = actor.worker.to_string();
    let name = who.name.as_deref().unwrap_or(&worker);
    html! {
        h1 { (lang.with("hello", [("name", name.into())])) }
        div.panel.narrow {
            dl.facts {
                dt { (lang.say("organisation")) }
                dd { @if let Some(organisation) = organisation { (organisation) " · " } (actor.organisation) }
                dt { (lang.say("roles")) }
                dd { ul { @for held in actor.roles.iter() { li { (lang.held(held)) } } } }
                dt { (lang.say("your-number")) }
                dd { code { (worker) } }
            }
        }
        p { a.button href="/graphiql" { (lang.say("ask-graphiql")) } }
    }
}

/// For which of several organisations somebody acts.
async fn choice(visit: &Visit, who: &SignedIn, token: &str) -> Result<Markup, Trouble> {
    let lang = visit.lang;
    let mut choices = vec![];
    for (n, actor) in who.actors.iter().enumerate() {
        choices.push((n, actor, organisation(visit, actor).await?));
    }
    Ok(html! {
        h2 { (lang.say("for-whom")) }
        form method="post" action="/organisation" {
            input type="hidden" name="token" value=(token);
            ul.choices {
                @for (n, actor, name) in choices {
                    li {
                        button type="submit" name="who" value=(n) {
                            b { @match name { Some(name) => (name), None => (actor.organisation) } }
                            span { @for held in actor.roles.iter() { (lang.held(held)) " " } }
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
    visit: Visit,
    form: Result<Form<Chosen>, FormRejection>,
) -> Result<Redirect, Trouble> {
    let Visit { session, who, pages, .. } = visit;
    let Some(mut who) = who else { return Ok(Redirect::to("/")) };
    let Form(chosen) = form.map_err(Trouble::form)?;
    chosen.token.check(&session)?;
    if who.actors.get(chosen.who).is_none() {
        return Err(Trouble::form("there is no such organisation to choose"));
    }
    who.chosen = Some(chosen.who);
    pages.0.listeners.end(&session);
    session::change(&session, who).await?;
    Ok(Redirect::to("/"))
}

/// The name of an actor's organisation, where the directory of a region has it.
async fn organisation(visit: &Visit, actor: &Actor) -> Result<Option<String>, Trouble> {
    let directory = visit.pages.0.commands.directory();
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

impl Lang {
    /// A role in words.
    pub(crate) fn role(self, role: Role) -> String {
        self.say(&format!("role-{role}")).into_owned()
    }

    /// A role in words, with where it is held.
    pub(crate) fn held(self, held: &Held) -> String {
        let words = self.role(held.role);
        match &held.region {
            Some(region) => format!("{words} ({region})"),
            None => words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_words() {
        for role in Role::ALL {
            assert!(!Lang::Dutch.role(*role).starts_with("role-"), "{role}");
        }
    }
}
