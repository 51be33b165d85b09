//! The applicant's form, part by part: who applies, what for and where, what is offered, and reading it over. Each part is
//! kept by itself, so nothing is lost when somebody stops halfway.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::actor::Role;
use loopbrug_domain::ids::OfferId;
use maud::{Markup, html};

use super::proposal::{Found, offers, open_until, scope};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

pub(crate) async fn page(
    visit: Visit,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let (actor, lang) = (visit.actor()?, visit.lang);
    let found = Found::read(&visit, (&code, &id)).await?;
    if !found.is_of(actor) || !found.round.has(actor, Role::Applicant) {
        return Err(Trouble::refused("NOT_AN_APPLICANT"));
    }
    let now = visit.pages.0.views.now();
    let seen = &found.seen;
    let title = lang.with("proposal-of", [("organisation", found.organisation.clone().into())]);
    let is_open = found.is_open();
    let body = html! {
        (found.crumbs(lang, Some(&lang.say("step-bewerk"))))
        div.head {
            div {
                h1 { (title) }
                p.under { (lang.stage(seen.stage)) " · " (lang.say("kept-part-by-part")) }
            }
            (open_until(lang, &found, now))
        }
        @if !is_open {
            p.notice.warm role="status" data-code="PROPOSAL_FROZEN" { (lang.refusal("PROPOSAL_FROZEN", vec![], None)) }
        }
        div.with-parts {
            (parts(lang, &found))
            div.stack {
                (scope(lang, &found))
                @if is_open { p { a.button.outlined href=(found.at("/gebied")) { (lang.say("step-gebied")) } } }
                (offered(lang, &found, is_open))
                @if is_open {
                    p { a.button href=(found.at("/indienen")) { (lang.say("go-on-to-reading")) } }
                    p.notice { (lang.say("after-submitting")) }
                }
            }
        }
    };
    Ok(visit.page(Section::Rounds, &title, &body))
}

/// How far it is, part by part.
fn parts(lang: Lang, found: &Found) -> Markup {
    let is_offered = !found.seen.draft.offers.is_empty();
    let is_in = found.seen.received_at.is_some();
    let parts = [
        ("part-organisation", true, None),
        ("part-scope", true, Some("#gebied")),
        ("part-offers", is_offered, Some("#aanbod")),
        ("part-submit", is_in, None),
    ];
    let here = parts.iter().position(|(_, is_done, _)| !is_done);
    html! {
        nav aria-label=(lang.say("parts")) {
            ol.parts {
                @for (n, (message, is_done, to)) in parts.into_iter().enumerate() {
                    li {
                        @let words = html! {
                            @if is_done { "✓ " span.hidden { (lang.say("part-done")) ": " } } @else { (n + 1) ". " }
                            (lang.say(message))
                        };
                        @let current = (here == Some(n)).then_some("step");
                        @match to {
                            Some(to) => a href=(to) aria-current=[current] { (words) },
                            None => span aria-current=[current] { (words) },
                        }
                    }
                }
            }
        }
    }
}

/// What is offered, each with the ways to change it.
fn offered(lang: Lang, found: &Found, is_open: bool) -> Markup {
    let about = |id: OfferId| {
        html! {
            @if is_open {
                p.links {
                    a href=(found.at(&format!("/wijzig?offer={id}"))) { (lang.say("change-offer")) }
                    a href=(found.at(&format!("/verwijder?offer={id}"))) { (lang.say("drop-offer")) }
                }
            }
        }
    };
    html! {
        section.panel id="aanbod" {
            h2 { (lang.say("what-will-you-do")) }
            p.under { (lang.say("offers-one-by-one")) }
            @if found.seen.draft.offers.is_empty() { p { (lang.say("no-offers")) } }
            (offers(lang, found, about))
            @if is_open { p { a.button.outlined href=(found.at("/aanbod")) { (lang.say("step-aanbod")) } } }
        }
    }
}
