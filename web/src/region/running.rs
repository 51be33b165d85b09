//! How the partnership runs: referrals, reach, guidance of now and what is recorded, each as a list of figures.

use loopbrug_infra::views::Reported;
use maud::{Markup, html};

use super::cell::Cells;
use super::figures::Figures;
use super::panel as framed;
use super::view::View;
use crate::lang::Lang;
use crate::report::column_name;

pub(super) const REFERRALS: [&str; 7] = [
    "sent",
    "answered",
    "attended",
    "declined",
    "days_to_answer.median",
    "days_to_attended.median",
    "open_long",
];
pub(super) const REACH: [&str; 7] = [
    "attempts",
    "successful",
    "appointments",
    "no_shows",
    "no_show_share",
    "first_reached",
    "attempts_until_reached.p90",
];
pub(super) const CASELOAD: [&str; 6] = [
    "guided",
    "no_bridge_figure",
    "no_contact",
    "follow_ups_due",
    "follow_ups_overdue",
    "exit_overdue",
];
pub(super) const QUALITY: [&str; 7] = [
    "records",
    "late",
    "delay.median",
    "incomplete",
    "missing.labour",
    "missing.housing",
    "missing.gender",
];

pub(super) fn panel(lang: Lang, view: &View, figures: &Figures) -> Markup {
    let lists: [(&str, &str, &Reported, &[&str]); 4] = [
        ("list-referrals", "doorverwijzingen", &figures.referrals, &REFERRALS),
        ("list-reach", "bereik", &figures.reach, &REACH),
        ("list-caseload", "caseload", &figures.caseload, &CASELOAD),
        ("list-quality", "kwaliteit", &figures.quality, &QUALITY),
    ];
    let body = html! {
        div.lists {
            @for (title, report, of, columns) in lists {
                @let cells = Cells { lang, view, of };
                div {
                    h3 { a href=(view.address(&format!("/{report}"))) { (lang.say(title)) } }
                    dl.figures {
                        @for column in columns {
                            div { dt { (column_name(lang, &view.catalogue, column)) } dd { (cells.at("total", column)) } }
                        }
                    }
                }
            }
        }
    };
    let under = html! { p.under { (lang.say("running-under")) } };
    framed(lang, view, ("running", "doorverwijzingen"), &under, &body)
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn every_list_has_its_title() {
        for title in ["list-referrals", "list-reach", "list-caseload", "list-quality"] {
            assert_ne!(Lang::Dutch.say(title), title);
        }
    }
}
