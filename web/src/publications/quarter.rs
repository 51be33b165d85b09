//! One quarter: its reports and its editions.

use axum::extract::Path;
use axum::response::Response;
use maud::html;

use super::{address_of, crumbs, editions, named, reports_of, words_of};
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

pub(super) async fn page(
    visit: Visit,
    Path((region, quarter)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    visit.reader()?;
    let (lang, catalogue) = (visit.lang, visit.catalogue(&region)?);
    let quarter = named(&quarter)?;
    let all = visit.pages.0.views.editions(catalogue.region(), quarter).await?;
    let words = words_of(lang, quarter);
    let title = format!("{}, {words}", lang.say("publications"));
    let address = address_of(catalogue.region(), quarter);
    let body = html! {
        (crumbs(lang, &catalogue, &[], &words))
        h1 { (title) }
        p.under { (lang.with("published-fixed", [("day", lang.day(quarter.published_on()).into())])) }
        (reports_of(lang, catalogue.region(), quarter))
        (editions::panel(lang, &all, None, &format!("{address}/uitkomsten")))
    };
    Ok(visit.page(Section::Publications, &title, &body))
}
