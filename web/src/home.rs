//! The first page: how to sign in, or where somebody's work begins.

use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use crate::SignInBy;
use crate::layout::Section;
use crate::session::SignedIn;
use crate::visit::Visit;

pub(crate) async fn page(visit: Visit) -> Response {
    match visit.who.as_ref().map(SignedIn::actor) {
        None => welcome(&visit),
        Some(None) => Redirect::to("/wie").into_response(),
        Some(Some(actor)) => {
            Redirect::to(&Section::first_page(&visit.pages, actor)).into_response()
        }
    }
}

fn welcome(visit: &Visit) -> Response {
    let lang = visit.lang;
    let catalogues = visit.pages.0.views.catalogues();
    let regions = catalogues.regions().filter_map(|region| catalogues.latest(region.as_str()));
    let body = html! {
        h1 { (lang.say("motto")) }
        p.lead { (lang.say("welcome-lead")) }
        @match visit.pages.0.sign_in {
            SignInBy::Nothing => p { (lang.say("nobody-signs-in")) },
            SignInBy::Provider(_) | SignInBy::Choice(_) => {
                p { a.button href="/sign-in" { (lang.say("sign-in")) } }
            }
        }
        p {
            (lang.say("published-for-all"))
            @for catalogue in regions {
                " " a href={ "/regio/" (catalogue.region()) "/publicaties" } { (lang.label(catalogue.label())) }
            }
        }
        p { a href="/graphiql" { (lang.say("ask-graphiql")) } }
    };
    visit.page(Section::Account, &lang.say("welcome"), &body)
}
