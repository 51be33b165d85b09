//! What a proposal aims at, and what it offers.

use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind, List};
use loopbrug_domain::ids::OfferId;
use loopbrug_domain::proposal::offers::Offer;
use maud::{Markup, html};

use super::Found;
use crate::lang::Lang;

/// What it aims at.
pub(in crate::rounds) fn scope(lang: Lang, found: &Found) -> Markup {
    let (catalogue, scope) = (found.catalogue(), &found.seen.draft.scope);
    html! {
        section.panel id="gebied" {
            h2 { (lang.say("aims-at")) }
            dl.facts {
                dt { (lang.say("proposal-challenges")) }
                dd { (listed(lang, catalogue, &scope.challenges)) }
                dt { (lang.say("proposal-services")) }
                dd { (listed(lang, catalogue, &scope.services)) }
                dt { (lang.say("proposal-municipalities")) }
                dd { (scope.municipalities.iter().map(|code| lang.called(catalogue, code)).collect::<Vec<_>>().join(", ")) }
            }
        }
    }
}

/// What the codes of a list are called, in few words, one below the other.
fn listed<'a, L: List + 'a>(
    lang: Lang,
    catalogue: &'a Catalogue,
    codes: impl IntoIterator<Item = &'a Code<L>>,
) -> Markup {
    html! { ul { @for code in codes { li { (short(lang, catalogue, L::KIND, code.as_str())) } } } }
}

/// What a code is called in few words.
pub(super) fn short<'a>(
    lang: Lang,
    catalogue: &'a Catalogue,
    kind: CodeKind,
    code: &'a str,
) -> &'a str {
    catalogue.short_label(kind, code).map_or(code, |label| lang.label(label))
}

/// All that it offers.
pub(super) fn panel(lang: Lang, found: &Found) -> Markup {
    let offers_made = &found.seen.draft.offers;
    let sum =
        |of: fn(&Offer) -> u32| offers_made.values().map(|offer| f64::from(of(offer))).sum::<f64>();
    html! {
        section.panel id="aanbod" {
            h2 { (lang.say("proposal-offers")) }
            @if offers_made.is_empty() { p { (lang.say("no-offers")) } } @else {
                p.under {
                    (lang.with("offers-in-all", [
                        ("n", offers_made.len().into()),
                        ("places", lang.number(sum(|offer| offer.capacity)).into()),
                        ("budget", lang.euro(sum(|offer| offer.budget)).into()),
                    ]))
                }
                (offers(lang, found, |_| html! {}))
            }
        }
    }
}

/// The offers one below the other, each with what can be done about it.
pub(in crate::rounds) fn offers(
    lang: Lang,
    found: &Found,
    about: impl Fn(OfferId) -> Markup,
) -> Markup {
    let catalogue = found.catalogue();
    let all = found.seen.draft.offers.iter().enumerate();
    html! {
        ol.offers {
            @for (n, (id, offer)) in all {
                li.offer id={ "aanbod-" (n + 1) } {
                    h3 { (n + 1) ". " (short(lang, catalogue, CodeKind::ServiceType, offer.service.as_str())) }
                    (facts(lang, catalogue, offer))
                    (about(*id))
                }
            }
        }
    }
}

/// One offer.
pub(in crate::rounds) fn offer(lang: Lang, catalogue: &Catalogue, offer: &Offer) -> Markup {
    html! {
        div.offer {
            h2 { (short(lang, catalogue, CodeKind::ServiceType, offer.service.as_str())) }
            (facts(lang, catalogue, offer))
        }
    }
}

fn facts(lang: Lang, catalogue: &Catalogue, offer: &Offer) -> Markup {
    html! {
        dl.facts {
            dt { (lang.say("for-challenge")) }
            dd { (lang.called(catalogue, &offer.challenge)) }
            dt { (lang.say("proposal-approach")) }
            dd.written { (offer.approach) }
            dt { (lang.say("places-head")) }
            dd { (lang.number(f64::from(offer.capacity))) }
            dt { (lang.say("proposal-budget")) }
            dd { (lang.euro(f64::from(offer.budget))) }
        }
    }
}

/// All of it, to be read over before something is said of it.
pub(in crate::rounds) fn read_over(lang: Lang, found: &Found) -> Markup {
    html! {
        (scope(lang, found))
        (panel(lang, found))
    }
}
