//! The demo's way to sign in: one chooses who to be.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{Redirect, Response};
use loopbrug_domain::actor::Actor;
use maud::html;
use serde::Deserialize;
use tower_sessions::Session;

use crate::layout::Section;
use crate::session::{self, FormToken, SignedIn, form_token};
use crate::sign_in::own_path;
use crate::trouble::Trouble;
use crate::visit::Visit;
use crate::{Pages, SignInBy};

/// An invented person of the demo.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    /// What the person is called.
    pub name: String,
    /// What the organisation is called.
    pub organisation: String,
    /// Who acts.
    pub actor: Actor,
}

/// The page on which one chooses.
pub(crate) async fn page(
    visit: &Visit,
    people: &[DemoPerson],
    next: &str,
) -> Result<Response, Trouble> {
    let lang = visit.lang;
    session::begin_choice(&visit.session).await?;
    let token = form_token(&visit.session).await?;
    let body = html! {
        div.beside {
            div {
                h1 { (lang.say("motto")) }
                p.lead { (lang.say("welcome-lead")) }
            }
            div {
                h2 { (lang.say("who-today")) }
                p { (lang.say("choose-role")) }
                form method="post" action="/sign-in/choose" {
                    input type="hidden" name="token" value=(token);
                    input type="hidden" name="next" value=(next);
                    ul.choices {
                        @for (n, person) in people.iter().enumerate() {
                            li {
                                button type="submit" name="who" value=(n) {
                                    b { @for held in person.actor.roles.iter() { (lang.held(held)) } }
                                    span { (person.name) " · " (person.organisation) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(visit.page(Section::Account, &lang.say("who-today"), &body))
}

/// What the form holds.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    token: FormToken,
    who: usize,
    next: String,
}

pub(crate) async fn choose(
    State(pages): State<Pages>,
    session: Session,
    form: Result<Form<Choice>, FormRejection>,
) -> Result<Redirect, Trouble> {
    let Form(choice) = form.map_err(Trouble::form)?;
    choice.token.check(&session)?;
    let SignInBy::Choice(people) = &pages.0.sign_in else { return Err(Trouble::absent()) };
    let person =
        people.get(choice.who).ok_or_else(|| Trouble::form("there is nobody of that number"))?;
    let DemoPerson { name, actor, .. } = person.clone();
    pages.0.listeners.end(&session);
    session::sign_in(&session, SignedIn::new(Some(name), vec![actor], None)).await?;
    Ok(Redirect::to(own_path(&choice.next)))
}
