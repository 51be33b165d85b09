//! What each figure means, report by report. A figure of the same name may count otherwise in another report, so each
//! report has its own words.

mod table;

use axum::response::Response;
use fluent_bundle::FluentValue;
use loopbrug_domain::catalogue::{Catalogue, Limits};
use loopbrug_reporting::reports::ReportKind;
use maud::{Markup, html};

use self::table::FIGURES;
use super::catalogue;
use crate::lang::Lang;
use crate::layout::Section;
use crate::report::{column_name, name_of, title};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Words that all reports use.
const WORDS: [&str; 9] = [
    "participant",
    "in-period",
    "at-end",
    "once",
    "contact",
    "current",
    "moved",
    "unknown",
    "median",
];

pub(super) async fn page(visit: Visit) -> Result<Response, Trouble> {
    let (lang, catalogue) = (visit.lang, catalogue(&visit)?);
    let heading = lang.say("explain-figures");
    let body = html! {
        h1 { (heading) }
        p.lead { (lang.say("figures-lead")) }
        nav.contents aria-label=(lang.say("on-this-page")) {
            ul {
                li { a href="#woorden" { (lang.say("figures-words")) } }
                @for (report, _) in FIGURES { li { a href={ "#" (name_of(report)) } { (title(lang, report)) } } }
            }
        }
        section.panel aria-labelledby="woorden" {
            h2 id="woorden" { (lang.say("figures-words")) }
            dl.definitions {
                @for word in WORDS {
                    div {
                        dt { (lang.say(&format!("word-{word}"))) }
                        dd { (lang.say(&format!("word-{word}-means"))) }
                    }
                }
            }
        }
        @for (report, groups) in FIGURES { (of_report(lang, &catalogue, report, groups)) }
    };
    Ok(visit.page(Section::Explanation, &heading, &body))
}

fn of_report(
    lang: Lang,
    catalogue: &Catalogue,
    report: ReportKind,
    groups: &[(&[&str], &str)],
) -> Markup {
    let name = name_of(report);
    let limits = catalogue.limits();
    html! {
        section.panel aria-labelledby=(name) {
            h2 id=(name) { (title(lang, report)) }
            p.under { (lang.with(&format!("rows-of-{report}"), numbers(limits))) }
            dl.definitions {
                @for (codes, message) in groups {
                    div {
                        @for code in *codes {
                            dt id={ (name) "-" (code) } { (indicator(code)) (column_name(lang, catalogue, code)) }
                        }
                        dd { (lang.with(message, numbers(limits))) }
                    }
                }
            }
        }
    }
}

/// The number of an ESF+ indicator stands before its name.
fn indicator(code: &str) -> String {
    if code.starts_with("EEC") { format!("{code} · ") } else { String::new() }
}

/// The numbers of the region that definitions name.
fn numbers(limits: &Limits) -> [(&'static str, FluentValue<'static>); 9] {
    [
        ("exit", limits.exit_window_days.into()),
        ("tolerance", limits.follow_up_tolerance_days.into()),
        ("contact", limits.no_contact_days.into()),
        ("open", limits.referral_open_days.into()),
        ("late", limits.late_recording_days.into()),
        ("silence", limits.silence_days.into()),
        ("unemployed", limits.long_unemployed_months.into()),
        ("unemployed_young", limits.young_long_unemployed_months.into()),
        ("young", limits.young_until_age.into()),
    ]
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_report_and_every_figure_of_it_has_its_words_in_both_languages() {
        for report in ReportKind::VARIANTS {
            assert!(FIGURES.iter().any(|(of, _)| of == report), "{report}");
        }
        let mut messages: Vec<String> =
            WORDS.iter().map(|word| format!("word-{word}-means")).collect();
        for (report, groups) in FIGURES {
            messages.push(format!("rows-of-{report}"));
            messages.extend(groups.iter().map(|(_, message)| (*message).to_owned()));
        }
        for message in messages {
            for lang in [Lang::Dutch, Lang::English] {
                assert_ne!(lang.say(&message), message, "{lang:?}");
            }
        }
    }
}
