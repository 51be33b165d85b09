//! What all pages have around them, and how they look.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};

use crate::lang::Lang;
use crate::{Pages, SignInBy};

const STYLE: &str = include_str!("../assets/style.css");

/// A page loads our own style and nothing else, runs nothing, and sends forms to us alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// A page.
pub(crate) struct Page<'a> {
    pub(crate) pages: &'a Pages,
    pub(crate) lang: Lang,
    pub(crate) title: &'a str,
    pub(crate) body: Markup,
}

/// What pages load.
pub(crate) fn assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/style.css", get(style))
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "max-age=3600")], STYLE)
}

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        let Self { pages, lang, title, body } = self;
        let demo = matches!(pages.0.sign_in, SignInBy::Choice(_));
        let html = html! {
            (DOCTYPE)
            html lang=(lang.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) " · Loopbrug" }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href="/style.css";
                }
                body {
                    a.skip href="#main" { (lang.say("Naar de inhoud", "To the content")) }
                    div.strip {
                        div.wide {
                            @if demo {
                                p {
                                    strong { "Demo. " }
                                    (lang.say("Alle personen en cijfers zijn verzonnen.", "All people and figures are invented."))
                                }
                            }
                            p.languages {
                                a href="?lang=nl" lang="nl" { "Nederlands" } " · " a href="?lang=en" lang="en" { "English" }
                            }
                        }
                    }
                    header.masthead { div.wide { a.mark href="/" { (mark()) span { "Loopbrug" } } } }
                    main id="main" class="wide" { (body) }
                }
            }
        };
        ([(CONTENT_SECURITY_POLICY, POLICY)], html).into_response()
    }
}

/// The mark: two arcs, five posts and a wave. The name stands beside it.
fn mark() -> Markup {
    html! {
        svg width="44" height="28" viewBox="0 0 44 28" fill="none" stroke="currentColor" stroke-width="2"
            stroke-linecap="round" aria-hidden="true" {
            path d="M2 18 Q22 8 42 18" {}
            path d="M5 10 Q22 1 39 10" {}
            path d="M5 10V17M13.5 6.8V14M22 5.6V13M30.5 6.8V14M39 10V17" {}
            path d="M9 25q3.2-3 6.5 0t6.5 0 6.5 0 6.5 0" {}
        }
    }
}
