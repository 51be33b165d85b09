//! What is published of a region, quarter by quarter: for everybody, also who has not signed in. It never changes; what
//! is corrected later makes another edition beside it.

mod difference;
mod editions;
mod quarter;
mod report;

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_infra::views::{Edition, Quarter, is_published};
use loopbrug_reporting::reports::ReportKind;
use maud::{Markup, html};
use strum::VariantArray;

use crate::Pages;
use crate::lang::Lang;
use crate::layout::Section;
use crate::report::{name_of, title};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Their routes.
pub(crate) fn routes() -> Router<Pages> {
    Router::new()
        .route("/regio/{region}/publicaties", get(page))
        .route("/regio/{region}/publicaties/{quarter}", get(quarter::page))
        .route("/regio/{region}/publicaties/{quarter}/{report}", get(report::page))
}

/// All quarters of a region that are published.
async fn page(visit: Visit, Path(region): Path<String>) -> Result<Response, Trouble> {
    visit.reader()?;
    let (lang, catalogue) = (visit.lang, visit.catalogue(&region)?);
    let last = visit.pages.0.views.published_quarters(catalogue.region()).await?;
    let title = lang.say("publications");
    let body = html! {
        nav.crumbs aria-label=(lang.say("way-back")) { (lang.label(catalogue.label())) }
        h1 { (title) }
        p.lead { (lang.say("publications-lead")) }
        @match last.first() {
            None => section.panel { p { (lang.say("nothing-published")) } },
            Some(newest) => {
                (reports_of(lang, catalogue.region(), newest.quarter))
                (quarters(lang, catalogue.region(), &last))
                @if let Some(next) = newest.quarter.next() {
                    p.under {
                        (lang.with("published-next", [
                            ("quarter", words_of(lang, next).into()),
                            ("day", lang.day(next.published_on()).into()),
                        ]))
                    }
                }
            },
        }
    };
    Ok(visit.page(Section::Publications, &title, &body))
}

/// The reports of a quarter.
fn reports_of(lang: Lang, region: &Code, quarter: Quarter) -> Markup {
    let published = ReportKind::VARIANTS.iter().filter(|report| is_published(**report));
    html! {
        section.panel aria-labelledby="reports" {
            h2 id="reports" { (words_of(lang, quarter)) }
            ul.report-list {
                @for report in published {
                    li { a href={ (address_of(region, quarter)) "/" (name_of(*report)) } { (title(lang, *report)) } }
                }
            }
        }
    }
}

fn quarters(lang: Lang, region: &Code, last: &[Edition]) -> Markup {
    html! {
        section.panel aria-labelledby="quarters" {
            h2 id="quarters" { (lang.say("all-quarters")) }
            div.scroll tabindex="0" role="group" aria-label=(lang.say("all-quarters")) {
                table {
                    thead {
                        tr {
                            th scope="col" { (lang.say("quarter-column")) }
                            th scope="col" { (lang.say("published-on")) }
                            th.number scope="col" { (lang.say("editions")) }
                            th scope="col" { (lang.say("last-edition-knows")) }
                        }
                    }
                    tbody {
                        @for edition in last {
                            tr {
                                th scope="row" { a href=(address_of(region, edition.quarter)) { (words_of(lang, edition.quarter)) } }
                                td { (lang.short_day(edition.quarter.published_on())) }
                                td.number { (edition.number) }
                                td { (lang.short_day(edition.as_of.day)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The way back from a page below.
fn crumbs(lang: Lang, catalogue: &Catalogue, below: &[(String, String)], here: &str) -> Markup {
    html! {
        nav.crumbs aria-label=(lang.say("way-back")) {
            (lang.label(catalogue.label())) " › "
            a href={ "/regio/" (catalogue.region()) "/publicaties" } { (lang.say("publications")) }
            @for (address, words) in below { " › " a href=(address) { (words) } }
            " › " (here)
        }
    }
}

/// Where a quarter is.
fn address_of(region: &Code, quarter: Quarter) -> String {
    format!("/regio/{region}/publicaties/{}-k{}", quarter.year(), quarter.number())
}

/// The quarter that an address names: `2025-k2`.
fn named(text: &str) -> Result<Quarter, Trouble> {
    let quarter = text.split_once("-k").and_then(|(year, number)| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = year.len() == 4 && number.len() == 1 && digits(year) && digits(number);
        is_plain.then(|| Quarter::new(year.parse().ok()?, number.parse().ok()?)).flatten()
    });
    quarter.ok_or_else(|| Trouble::refused("NO_SUCH_QUARTER"))
}

/// A quarter in words.
fn words_of(lang: Lang, quarter: Quarter) -> String {
    let (n, year) = (quarter.number(), quarter.year().to_string());
    lang.with("quarter", [("n", n.into()), ("year", year.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_has_one_address() {
        let region = Code::new("vlaamse-ardennen");
        let quarter = named("2025-k2").unwrap();
        assert_eq!(address_of(&region, quarter), "/regio/vlaamse-ardennen/publicaties/2025-k2");
        for other in ["2025-k0", "2025-k5", "2025-K2", "2025-k02", "+025-k2", "2025", "k2", ""] {
            assert!(named(other).is_err(), "{other}");
        }
    }
}
