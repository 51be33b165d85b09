//! How small numbers are protected: who sees what, how figures are rounded, which questions there are, and what is not
//! promised.

use axum::response::Response;
use maud::html;

use super::{catalogue, part};
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Who sees which figures: messages for both.
const WHO: [(&str, &str); 6] = [
    ("small-who-accounts", "small-sees-exact"),
    ("small-who-own", "small-sees-exact"),
    ("small-who-whole", "small-sees-own"),
    ("small-who-analyst", "small-sees-rounded"),
    ("small-who-procedure", "small-sees-published"),
    ("small-who-public", "small-sees-coarse"),
];
/// On what periods rounded figures are asked, with how many filters and in which rows.
const GRID: [[&str; 3]; 4] = [
    ["small-month", "small-no-filter", "small-row-of-all"],
    ["small-quarter", "small-no-filter", "small-all-rows"],
    ["small-year", "small-one-filter", "small-all-rows"],
    ["small-since", "small-no-filter", "small-row-of-all"],
];
/// What is said of the rounding, and what is not promised.
const HOW: &[&str] = &["draw", "same", "zero", "parts", "shares", "things"];
const NOT: &[&str] = &["chance", "know", "compare"];

pub(super) async fn page(visit: Visit) -> Result<Response, Trouble> {
    let (lang, catalogue) = (visit.lang, catalogue(&visit)?);
    let limits = catalogue.limits();
    let title = lang.say("explain-small-numbers");
    let steps = || [("k", limits.disclosure_k.into()), ("public", limits.public_k.into())];
    let body = html! {
        h1 { (title) }
        p.lead { (lang.say("small-lead")) }
        section.panel aria-labelledby="small-who" {
            h2 id="small-who" { (lang.say("small-who")) }
            p { (lang.with("small-who-how", steps())) }
            table {
                thead { tr { th scope="col" { (lang.say("small-who-column")) } th scope="col" { (lang.say("small-sees-column")) } } }
                tbody {
                    @for (who, sees) in WHO {
                        tr { th scope="row" { (lang.say(who)) } td { (lang.with(sees, steps())) } }
                    }
                }
            }
        }
        (part(lang, "small-how", HOW))
        section.panel aria-labelledby="small-grid" {
            h2 id="small-grid" { (lang.say("small-grid")) }
            p { (lang.say("small-grid-why")) }
            table {
                thead {
                    tr {
                        th scope="col" { (lang.say("period")) }
                        th scope="col" { (lang.say("small-filters-column")) }
                        th scope="col" { (lang.say("small-rows-column")) }
                    }
                }
                tbody {
                    @for [period, filters, rows] in GRID {
                        tr { th scope="row" { (lang.say(period)) } td { (lang.say(filters)) } td { (lang.say(rows)) } }
                    }
                }
            }
            p { (lang.with("small-grid-many", [("n", limits.distinct_questions_a_day.into())])) }
        }
        (part(lang, "small-published", &["fixed", "editions"]))
        (part(lang, "small-not", NOT))
    };
    Ok(visit.page(Section::Explanation, &title, &body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_word_of_it_is_there() {
        let paragraphs = |of: &str, all: &[&str]| {
            all.iter().map(|one| format!("{of}-{one}")).collect::<Vec<_>>()
        };
        let tables =
            WHO.iter().flat_map(|(who, sees)| [*who, *sees]).chain(GRID.iter().flatten().copied());
        let mut all: Vec<String> = tables.map(str::to_owned).collect();
        all.extend(paragraphs("small-how", HOW));
        all.extend(paragraphs("small-not", NOT));
        all.extend(paragraphs("small-published", &["fixed", "editions"]));
        for message in all {
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
