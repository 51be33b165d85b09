//! A question that is not asked of rounded figures: the nearest ones, as links.

use loopbrug_domain::time::{days_before, time_in_brussels};
use loopbrug_reporting::disclosure::grid::OffTheGrid;
use loopbrug_reporting::reports::Filter;
use maud::{Markup, html};

use super::bar::name_of_period;
use super::view::{AsOf, View};
use crate::lang::Lang;

/// What can be asked instead of a page below the region.
pub(crate) fn nearest(lang: Lang, view: &View, off: &OffTheGrid, below: &str) -> Markup {
    let questions = off.nearest.iter().map(|question| {
        let last = days_before(time_in_brussels(question.moment).date(), 1);
        let fits =
            view.filter.organisation.is_none() && view.filter.size() <= question.most_filters;
        let filter = if fits { view.filter.clone() } else { Filter::default() };
        let asked = view.over(question.period).about(filter).known(AsOf::Day(last));
        let named = [
            ("period", name_of_period(lang, question.period).into()),
            ("day", lang.day(last).into()),
        ];
        let words = match (fits, view.filter.size()) {
            (false, _) => lang.with("nearest-without-filters", named),
            (true, 0) => lang.with("nearest", named),
            (true, _) => lang.with("nearest-with-filters", named),
        };
        (asked.address(below), words)
    });
    html! {
        section.panel {
            h2 { (lang.say("off-the-grid")) }
            p data-code="OFF_THE_GRID" { (lang.say("OFF_THE_GRID")) }
            ul.plain {
                @for (address, words) in questions { li { a href=(address) { (words) } } }
            }
            p.small { (lang.say("grid-how")) }
        }
    }
}
