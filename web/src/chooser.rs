//! The demo's way to sign in: one chooses who to be.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse, Redirect, Response};
use loopbrug_domain::actor::Actor;
use maud::html;
use serde::Deserialize;
use tower_sessions::Session;

use crate::home::role;
use crate::lang::Lang;
use crate::layout::Page;
use crate::session::{self, FormToken, SignedIn, form_token};
use crate::sign_in::own_path;
use crate::trouble::Trouble;
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
    pages: &Pages,
    people: &[DemoPerson],
    session: &Session,
    next: &str,
    lang: Lang,
) -> Result<Response, Trouble> {
    session::begin_choice(session).await?;
    let token = form_token(session).await?;
    let body = html! {
        div.beside {
            div {
                h1 { (lang.say("Van oever naar oever, stap voor stap.", "From bank to bank, step by step.")) }
                p.lead {
                    (lang.say(
                        "In de demo kies je zelf een rol. Buiten de demo meldt iedereen zich aan via een aanmelddienst.",
                        "In the demo you choose a role yourself. Elsewhere everybody signs in at a sign-in service.",
                    ))
                }
            }
            div {
                h2 { (lang.say("Wie ben je vandaag?", "Who are you today?")) }
                form method="post" action="/sign-in/choose" {
                    input type="hidden" name="token" value=(token);
                    input type="hidden" name="next" value=(next);
                    ul.choices {
                        @for (n, person) in people.iter().enumerate() {
                            li {
                                button type="submit" name="who" value=(n) {
                                    b { @for held in person.actor.roles.iter() { (role(held, lang)) } }
                                    span { (person.name) " · " (person.organisation) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let title = lang.say("Wie ben je vandaag?", "Who are you today?");
    Ok(Page { pages, lang, title, body }.into_response())
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
    session::sign_in(&session, SignedIn::new(Some(name), vec![actor], None)).await?;
    Ok(Redirect::to(own_path(&choice.next)))
}
