//! One report of a quarter as it was published, as a table and as a file; where there are several editions, with what one
//! says otherwise than another.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use loopbrug_infra::views::Reported;
use loopbrug_reporting::reports::{Precise, ReportKind};
use maud::{Markup, html};
use serde::Deserialize;

use super::{address_of, crumbs, difference, editions, named as quarter_named, words_of};
use crate::address::{Question, address, asked, given};
use crate::lang::Lang;
use crate::layout::Section;
use crate::region::{View, heat, precision};
use crate::report::{NamesByCode, csv, named, table, title};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The query of an address: which edition, and beside which other.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    editie: Option<String>,
    naast: Option<String>,
}

pub(super) async fn page(
    visit: Visit,
    Path((region, quarter, report)): Path<(String, String, String)>,
    profile: Question<csv::Profile>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let (name, is_file) =
        report.strip_suffix(".csv").map_or((report.as_str(), false), |name| (name, true));
    let report = named(name).ok_or_else(Trouble::not_found)?;
    let (quarter, asked, profile) = (quarter_named(&quarter)?, asked(question)?, asked(profile)?);
    let (lang, catalogue, reader) = (visit.lang, visit.catalogue(&region)?, visit.reader()?);
    let (views, region) = (&visit.pages.0.views, catalogue.region());
    let of = async |number| views.publication(&reader, region, report, quarter, number).await;
    let published = of(edition(asked.editie.as_ref())?).await?;
    let shown = published.edition.as_ref().ok_or_else(|| Trouble::fault("it has no edition"))?;
    let view = View::published(&published, shown);
    if is_file {
        let name = format!("{name}-editie-{}", shown.number);
        let names = NamesByCode::new();
        return Ok(csv::file(lang, &view, &name, &published, &names, &profile).into_response());
    }
    let before = match edition(asked.naast.as_ref())? {
        None => None,
        other => Some(of(other).await?),
    };
    let all = views.editions(region, quarter).await?;
    let (heading, path) = (title(lang, report), format!("{}/{name}", address_of(region, quarter)));
    let words = words_of(lang, quarter);
    let may_ask = views.treatment_for(&reader, std::slice::from_ref(region), None).is_ok();
    let file = |excel: bool| {
        let number = Some(shown.number.to_string());
        address(
            &format!("{path}.csv"),
            [("editie", number), ("excel", excel.then(|| "ja".to_owned()))],
        )
    };
    let whole = format!("{heading}, {words}");
    let above = [(address_of(region, quarter), words.clone())];
    let body = html! {
        (crumbs(lang, &catalogue, &above, &heading))
        div.head {
            div {
                h1 { (whole) }
                p.under {
                    (lang.with("published-as", [
                        ("n", shown.number.into()),
                        ("day", lang.day(shown.as_of.day).into()),
                    ])) " "
                    @if all.first().is_some_and(|last| last.number > shown.number) { strong { (lang.say("later-edition")) } }
                }
            }
            div.state {
                p {
                    (precision(lang, published.shown.precise)) " "
                    a href=(file(false)) { "CSV" } " "
                    a href=(file(true)) { (lang.say("csv-excel")) }
                }
            }
        }
        (rounded(lang, &published))
        section.panel aria-label=(heading) {
            p.under {
                (lang.say("outcomes-once")) " " strong { (lang.say("published-overlap")) } " "
                a href={ "/uitleg/cijfers#" (name) } { (lang.say("what-figures-mean")) }
            }
            @if report == ReportKind::Outcomes { (heat(lang, &view, &published)) }
            @else { (table(lang, &view, &published, &NamesByCode::new())) }
        }
        @if let Some(before) = before { (difference::panel(lang, &published, &before)) }
        (editions::panel(lang, &all, Some(shown.number), &path))
        @if may_ask {
            section.panel {
                h2 { (lang.say("ask-otherwise")) }
                p { (lang.say("ask-otherwise-how")) " " a href={ "/regio/" (region) } { (lang.say("to-the-region")) } }
            }
        }
    };
    Ok(visit.page(Section::Publications, &whole, &body))
}

/// The number of an edition.
fn edition(text: Option<&String>) -> Result<Option<u32>, Trouble> {
    let number = given(text).map(str::parse).transpose();
    number.map_err(|_| Trouble::refused("NO_SUCH_EDITION"))
}

/// Why figures are what they are.
fn rounded(lang: Lang, published: &Reported) -> Markup {
    let Precise::Rounded(by) = published.shown.precise else { return html! {} };
    html! {
        p.notice.info {
            strong { (lang.with("rounded-title", [("step", by.step.into())])) } " "
            (lang.with("rounded-how", [("step", by.step.into()), ("spread", by.spread.into())])) " "
            a href="/uitleg/kleine-aantallen" { (lang.say("read-how")) }
        }
    }
}
