//! From the opening to the first outcome: four bars on one scale, with how long it took.

use maud::{Markup, html};

use super::cell::Cells;
use super::figures::Figures;
use super::panel as framed;
use super::view::View;
use crate::chart::bar;
use crate::lang::Lang;

const STEPS: [&str; 4] = ["opened", "intake", "intervention", "outcome"];

pub(super) fn panel(lang: Lang, view: &View, figures: &Figures) -> Markup {
    let cells = Cells { lang, view, of: &figures.funnel };
    let most = cells.value("total", "opened").unwrap_or_default();
    let body = html! {
        ol.funnel {
            @for step in STEPS {
                li {
                    p.funnel-step { span { (lang.say(&format!("funnel-{step}"))) } b { (cells.at("total", step)) } }
                    (bar(&[(cells.value("total", step).unwrap_or_default(), "full")], most))
                    p.small { (long(cells, step)) }
                }
            }
        }
    };
    let under = html! { p.under { (lang.say("funnel-under")) } };
    framed(lang, view, ("funnel", "trechter"), &under, &body)
}

/// How long it took from the start.
fn long(cells: Cells<'_>, step: &str) -> String {
    let (lang, days) =
        (cells.lang, |part: &str| cells.value("total", &format!("days_to_{step}.{part}")));
    match days("median").zip(days("p90")) {
        Some((median, p90)) => {
            lang.with("funnel-days", [("median", median.into()), ("within", p90.into())])
        }
        None if step == "opened" => String::new(),
        None => lang.say("funnel-no-days").into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_its_words() {
        for step in STEPS {
            assert_ne!(Lang::Dutch.say(&format!("funnel-{step}")), format!("funnel-{step}"));
        }
    }
}
