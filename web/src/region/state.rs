//! For what figures are true, and how exact they are.

use loopbrug_domain::time::time_in_brussels;
use loopbrug_infra::views::Reported;
use loopbrug_reporting::reports::Precise;
use maud::{Markup, html};

use super::view::{AsOf, View};
use crate::address::address;
use crate::lang::{Lang, clock};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// A process that is this far behind says so, in seconds.
const BEHIND: i64 = 5;

/// The state of a page of figures: for what they are true, and how exact they are. Where they are exact and of now the
/// page follows them, so it is said here where to listen, and what to say when they moved or nothing is heard.
pub(super) async fn live(visit: &Visit, view: &View, shown: &Reported) -> Result<Markup, Trouble> {
    let (lang, region) = (visit.lang, view.region());
    let position = shown.as_of.first().map(|(_, as_of)| as_of.position).unwrap_or_default();
    let follows = view.is_exact() && view.as_of == AsOf::Now;
    let late = if follows { visit.pages.0.views.lag(region, position).await? } else { None };
    let behind = late.map(|late| late.num_seconds()).filter(|late| *late >= BEHIND);
    let time = clock(time_in_brussels(view.now));
    let organisation = view.filter.organisation.map(|number| number.to_string());
    let stand = address(&format!("/regio/{region}/stand"), [("organisatie", organisation)]);
    let moved = lang.with("live-moved", [("position", position.0.into())]);
    let lost = lang.with("live-lost", [("time", time.into())]);
    Ok(html! {
        div.state id="state" data-stand=[follows.then_some(stand)] data-position=(position.0) data-moved=(moved) data-lost=(lost) {
            @match behind {
                Some(behind) => p.behind { span.dot.hollow aria-hidden="true" {} (lang.with("live-behind", [("n", behind.into())])) },
                None => (state_line(lang, view, shown)),
            }
            p {
                (precision(lang, shown.shown.precise)) " "
                a href={ "/regio/" (region) "/publicaties" } { (lang.say("publications")) }
            }
        }
    })
}

/// For what the figures are true. Its shape changes with its colour.
pub(crate) fn state_line(lang: Lang, view: &View, shown: &Reported) -> Markup {
    let Some((_, as_of)) = shown.as_of.first() else { return html! {} };
    let named = [
        ("position", as_of.position.0.into()),
        ("day", lang.day(if let AsOf::Day(day) = view.as_of { day } else { as_of.day }).into()),
    ];
    let time = clock(time_in_brussels(view.now));
    let live = [("position", as_of.position.0.into()), ("time", time.into())];
    html! {
        @if view.as_of == AsOf::Now && view.is_exact() {
            p.live { span.dot aria-hidden="true" {} (lang.with("live-up-to", live)) }
        } @else if view.as_of == AsOf::Now {
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
