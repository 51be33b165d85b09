//! What all pages have around them, and how they look.

mod menu;
mod parts;

use axum::http::Uri;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

pub(crate) use self::menu::Section;
use self::menu::menu;
use crate::assets::{SCRIPTS, STYLES};
use crate::explain;
use crate::lang::Lang;
use crate::session::SignedIn;
use crate::{Pages, SignInBy};

/// A page loads our own style and script and nothing else, runs nothing that stands in it, asks us alone, and sends
/// forms to us alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What surrounds a page.
pub(crate) struct Frame<'a> {
    pub(crate) pages: &'a Pages,
    pub(crate) lang: Lang,
    pub(crate) who: Option<&'a SignedIn>,
    pub(crate) here: &'a Uri,
}

impl Frame<'_> {
    /// A page.
    pub(crate) fn page(&self, section: Section, title: &str, body: &Markup) -> Response {
        let Self { pages, lang, who, .. } = *self;
        let actor = who.and_then(SignedIn::actor);
        let html = html! {
            (DOCTYPE)
            html lang=(lang.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) " · Loopbrug" }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href=(STYLES.address);
                    script src=(SCRIPTS.address) defer {}
                }
                body {
                    a.skip href="#main" { (lang.say("skip")) }
                    header {
                        (self.strip())
                        div.masthead {
                            div.wide {
                                a.mark href="/" { (mark()) span { "Loopbrug" } }
                                @if let Some(actor) = actor { (menu(pages, actor, section, lang)) }
                                @if let Some(who) = who { (self.person(who)) }
                            }
                        }
                    }
                    main id="main" class="wide" { (body) }
                    footer.foot { div.wide { (self.foot()) } }
                    p.hidden id="said" role="status" {}
                    @if let Some(actor) = actor { (parts::of(lang, actor)) }
                }
            }
        };
        ([(CONTENT_SECURITY_POLICY, POLICY)], html).into_response()
    }

    /// The line above: the demo says that it is one, and the languages.
    fn strip(&self) -> Markup {
        let demo = matches!(self.pages.0.sign_in, SignInBy::Choice(_));
        html! {
            div.strip {
                div.wide {
                    @if demo { p { strong { (self.lang.say("demo")) } " " (self.lang.say("demo-invented")) } }
                    p.languages {
                        @for (n, (lang, name)) in [(Lang::Dutch, "Nederlands"), (Lang::English, "English")].into_iter().enumerate() {
                            @if n > 0 { " · " }
                            a href=(self.in_language(lang)) lang=(lang.code()) hreflang=(lang.code())
                                aria-current=[(lang == self.lang).then_some("true")] { (name) }
                        }
                    }
                }
            }
        }
    }

    /// This page in another language. What a provider hands over in an address is repeated on no page.
    fn in_language(&self, lang: Lang) -> String {
        let asked_here = !self.here.path().starts_with("/sign-in/");
        let query = self.here.query().filter(|_| asked_here);
        let others = query.unwrap_or("").split('&');
        let others = others.filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let asked = format!("lang={}", lang.code());
        let pairs: Vec<_> = others.chain([asked.as_str()]).collect();
        format!("?{}", pairs.join("&"))
    }

    /// Who somebody is, for whom, and the way to be somebody else.
    fn person(&self, who: &SignedIn) -> Markup {
        let roles = who.actor().map(|actor| {
            let roles = actor.roles.iter().map(|held| self.lang.role(held.role));
            roles.collect::<Vec<_>>().join(", ")
        });
        let name = who.name.clone().or_else(|| Some(who.actor()?.worker.to_string()));
        let switch =
            if matches!(self.pages.0.sign_in, SignInBy::Choice(_)) { "/sign-in" } else { "/wie" };
        html! {
            div.person {
                p {
                    @if let Some(name) = name { a.name href="/wie" { (name) } }
                    @if let Some(roles) = roles { span.role { (roles) } }
                }
                a href=(switch) { (self.lang.say("switch")) }
            }
        }
    }

    /// Which catalogue holds, where there is one.
    fn foot(&self) -> Markup {
        let actor = self.who.and_then(SignedIn::actor);
        let region = actor.and_then(|actor| self.pages.own_region(actor));
        let catalogue =
            region.and_then(|region| self.pages.0.views.catalogues().latest(region.as_str()));
        html! {
            p {
                @match catalogue {
                    Some(catalogue) => a href={ "/beheer/catalogus?regio=" (catalogue.region()) } {
                        (self.lang.with("foot", [
                            ("region", self.lang.label(catalogue.label()).into()),
                            ("day", self.lang.day(catalogue.version()).into()),
                        ]))
                    }
                    None => "Loopbrug",
                }
            }
            (explain::links(self.lang))
        }
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
