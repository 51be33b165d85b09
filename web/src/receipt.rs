//! Receipts of figures: a signed text by which whoever has an export counts a table again. Who sees exact figures gets
//! the secret half of one that is about rounded ones.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::views::{Quarter, Reported, ViewError};
use maud::{Markup, html};
use serde::Deserialize;

use crate::address::{Question, asked};
use crate::lang::Lang;
use crate::layout::Section;
use crate::region::{Asked, View};
use crate::report::{name_of, named};
use crate::seal::{as_kept, text_file};
use crate::session::{FormToken, form_token};
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The address of the receipt of a table that was counted for this question.
pub(crate) fn address_of(view: &View, report: &str) -> String {
    view.address(&format!("/ontvangstbewijs/{report}"))
}

/// A table is offered with its receipt.
pub(crate) fn offer(lang: Lang, address: &str) -> Markup {
    html! {
        section.panel.receipt aria-labelledby="receipt-title" {
            h2 id="receipt-title" { (lang.say("receipt")) }
            p { (lang.say("receipt-what")) " " a href="/ontvangstbewijs" { (lang.say("receipt-more")) } }
            p { a.button.outlined href=(address) download { (lang.say("receipt-take")) } }
        }
    }
}

/// The receipt of a report.
pub(crate) async fn of_report(
    visit: Visit,
    Path((region, report)): Path<(String, String)>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let report = named(&report).ok_or_else(Trouble::not_found)?;
    let view = View::read(&visit, &region, &asked(question)?)?;
    let (actor, views) = (visit.actor()?, &visit.pages.0.views);
    let tables = views.reports(actor, report, &view.request(), &[view.period]).await?;
    let reported = tables.last().ok_or_else(|| Trouble::fault("there is no table"))?;
    file(&visit, &region, reported).await
}

/// Which edition is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct OfEdition {
    editie: Option<u32>,
}

/// The receipt of a publication.
pub(crate) async fn of_publication(
    visit: Visit,
    Path((region, quarter, report)): Path<(String, String, String)>,
    question: Question<OfEdition>,
) -> Result<Response, Trouble> {
    let report = named(&report).ok_or_else(Trouble::not_found)?;
    let quarter = quarter_of(&quarter).ok_or_else(Trouble::not_found)?;
    let edition = asked(question)?.editie;
    let catalogue = visit.catalogue(&region)?;
    let (actor, views) = (visit.actor()?, &visit.pages.0.views);
    let reported = views.publication(actor, catalogue.region(), report, quarter, edition).await?;
    file(&visit, &region, &reported).await
}

/// A quarter as addresses write it: `2025-k2`.
fn quarter_of(text: &str) -> Option<Quarter> {
    let (year, number) = text.split_once("-k")?;
    Quarter::new(year.parse().ok()?, number.parse().ok()?)
}

async fn file(visit: &Visit, region: &str, reported: &Reported) -> Result<Response, Trouble> {
    let text = visit.pages.0.views.receipt(reported).await?;
    let (from, to) = (reported.period.from(), reported.period.to());
    let name = format!("{region}-{}-{from}-{to}.receipt.txt", name_of(reported.shown.report));
    Ok(text_file(&name, text))
}

/// What a receipt is, how it is counted again, and how its secret half is had.
pub(crate) async fn page(visit: Visit) -> Result<Response, Trouble> {
    shown(&visit, "", None).await
}

async fn shown(visit: &Visit, typed: &str, refused: Option<&str>) -> Result<Response, Trouble> {
    let lang = visit.lang;
    let token = match visit.who {
        Some(_) => Some(form_token(&visit.session).await?),
        None => None,
    };
    let title = lang.say("receipt");
    let region = visit.own_region().map_or("REGIO", Code::as_str);
    let body = html! {
        h1 { (title) }
        p.lead { (lang.say("receipt-what")) }
        div.panel {
            h2 { (lang.say("receipt-again")) }
            ol.steps-list {
                li { (lang.say("receipt-again-keep")) }
                li { (lang.say("receipt-again-export")) pre tabindex="0" { "loopbrug export EXPORT --region " (region) } }
                li { (lang.say("receipt-again-run")) pre tabindex="0" { "loopbrug audit reproduce ontvangstbewijs.receipt.txt EXPORT --key '…'" } }
                li { (lang.say("receipt-again-equal")) }
            }
            p { (lang.say("receipt-rounded")) }
            p.small { (lang.say("receipt-docs")) " " code { "docs/AUDIT.md" } }
        }
        @if let Some(token) = token { (form(lang, &token, typed, refused)) }
    };
    Ok(visit.page(Section::Region, &title, &body))
}

fn form(lang: Lang, token: &str, typed: &str, refused: Option<&str>) -> Markup {
    html! {
        section.panel id="secret" aria-labelledby="secret-title" {
            h2 id="secret-title" { (lang.say("receipt-secret")) }
            p { (lang.say("receipt-secret-what")) }
            form.stacked method="post" action="/ontvangstbewijs#secret" {
                input type="hidden" name="token" value=(token);
                div.field {
                    label for="bewijs" { (lang.say("receipt-paste")) }
                    @if let Some(code) = refused {
                        p.fault id="bewijs-error" data-code=(code) { (lang.refusal(code, vec![], None)) }
                    }
                    textarea id="bewijs" name="bewijs" rows="6" required spellcheck="false" autocomplete="off"
                        aria-describedby=[refused.map(|_| "bewijs-error")] aria-invalid=[refused.map(|_| "true")] { (typed) }
                }
                p { button.outlined type="submit" { (lang.say("receipt-take-secret")) } }
            }
        }
    }
}

/// What the form holds.
#[derive(Debug, Deserialize)]
pub(crate) struct Pasted {
    token: FormToken,
    bewijs: String,
}

/// The secret half of a receipt that somebody has, as a file; or why there is none, with what was pasted.
pub(crate) async fn secret_half(
    visit: Visit,
    form: Result<Form<Pasted>, FormRejection>,
) -> Result<Response, Trouble> {
    let actor = visit.actor()?;
    let Form(Pasted { token, bewijs }) = form.map_err(Trouble::form)?;
    token.check(&visit.session)?;
    match visit.pages.0.views.secret_half(actor, &as_kept(&bewijs)).await {
        Ok(half) => Ok(text_file("ontvangstbewijs.secret.txt", half.to_string())),
        Err(
            error @ (ViewError::NotAReceipt | ViewError::CountedOtherwise | ViewError::Denied(_)),
        ) => {
            let code = error.code().unwrap_or_default();
            let status = match error {
                ViewError::Denied(_) => StatusCode::FORBIDDEN,
                _ => StatusCode::BAD_REQUEST,
            };
            Ok((status, shown(&visit, &bewijs, Some(code)).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_read_as_addresses_write_it() {
        assert_eq!(quarter_of("2025-k2"), Quarter::new(2025, 2));
        for text in ["2025-k5", "2025", "k2", "2025-2"] {
            assert_eq!(quarter_of(text), None, "{text}");
        }
    }
}
