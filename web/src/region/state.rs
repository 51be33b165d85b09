//! For what figures are true, and how exact they are.

use loopbrug_infra::views::Reported;
use loopbrug_reporting::reports::Precise;
use maud::{Markup, html};

use super::view::{AsOf, View};
use crate::lang::Lang;

/// For what the figures are true. Its shape changes with its colour.
pub(crate) fn state_line(lang: Lang, view: &View, shown: &Reported) -> Markup {
    let Some((_, as_of)) = shown.as_of.first() else { return html! {} };
    let named = [
        ("position", as_of.position.0.into()),
        ("day", lang.day(if let AsOf::Day(day) = view.as_of { day } else { as_of.day }).into()),
    ];
    html! {
        @if view.as_of == AsOf::Now {
            p.live { span.dot aria-hidden="true" {} (lang.with("true-up-to", named)) }
        } @else {
            p.back { span.diamond aria-hidden="true" {} (lang.with("looking-back-line", named)) }
        }
    }
}

/// How exact figures are.
pub(crate) fn precision(lang: Lang, precise: Precise) -> Markup {
    html! {
        @match precise {
            Precise::Exact => a.precision href="/uitleg/cijfers" { (lang.say("exact")) },
            Precise::Rounded(by) => {
                a.precision href="/uitleg/kleine-aantallen" { (lang.with("rounded", [("step", by.step.into())])) }
            }
        }
    }
}

/// Says in words that somebody looks back.
pub(crate) fn looking_back(lang: Lang, view: &View, shown: Option<&Reported>) -> Markup {
    let day = match view.as_of {
        AsOf::Now => return html! {},
        AsOf::Day(day) => day,
        AsOf::Position(_) => {
            let as_of = shown.and_then(|shown| shown.as_of.first());
            as_of.map_or(view.today, |(_, as_of)| as_of.day)
        }
    };
    html! {
        p.notice.warm {
            strong { (lang.with("looking-back", [("day", lang.day(day).into())])) } " "
            (lang.say("looking-back-how")) " "
            a href=(view.known(AsOf::Now).address("")) { (lang.say("back-to-now")) }
        }
    }
}
