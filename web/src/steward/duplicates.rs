//! Clients who may be there twice. What makes them alike is said, and not who they are.

use axum::response::Response;
use loopbrug_infra::vault::Likeness;
use loopbrug_infra::views::{Alike, Duplicates, ViewError};
use maud::{Markup, html};

use super::{Asked, Of, Tab, head, scrolled, trajectory};
use crate::address::{Question, address, asked};
use crate::lang::Lang;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many stand on the first page of the steward.
const FIRST: usize = 5;

pub(super) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let lang = visit.lang;
    let of = Of::steward(&visit, asked.regio.as_ref())?;
    let found = visit.pages.0.views.duplicates(visit.actor()?, of.region()).await?;
    let title = lang.say("steward-duplicates");
    let body = html! {
        p.lead { (lang.say("duplicates-lead")) }
        section.panel aria-label=(title) {
            (table(&visit, &of, &found).await?)
            p.small { (lang.say("duplicates-apart")) }
        }
        p { a.button.quiet href=(of.at("/beheer/samenvoegen")) { (lang.say("merge-others")) } }
    };
    Ok(of.page(&visit, Tab::Duplicates, &title, &body))
}

/// The first ones. While the database of keys does not answer, that is said, and the rest of the page is there.
pub(super) async fn panel(visit: &Visit, of: &Of) -> Result<Markup, Trouble> {
    let lang = visit.lang;
    let found = match visit.pages.0.views.duplicates(visit.actor()?, of.region()).await {
        Ok(found) => Some(found),
        Err(ViewError::Vault(_)) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(html! {
        section.panel aria-labelledby="duplicates" {
            div.panel-head {
                h2 id="duplicates" {
                    (lang.say("steward-duplicates"))
                    @if let Some(found) = &found { " " span.count { (found.len()) } }
                }
                p.panel-links { a href=(of.at("/beheer/dubbels")) { (lang.say("all-of-them")) } }
            }
            @match &found {
                Some(found) => (table(visit, of, &found[..found.len().min(FIRST)]).await?),
                None => p { (lang.say("duplicates-unseen")) },
            }
        }
    })
}

async fn table(visit: &Visit, of: &Of, found: &[Duplicates]) -> Result<Markup, Trouble> {
    let lang = visit.lang;
    if found.is_empty() {
        return Ok(html! { p { (lang.say("no-duplicates")) } });
    }
    let names = Names::of(visit, visit.actor()?, of.region());
    let mut rows = vec![];
    for two in found {
        let [one, other] = &two.pair;
        let owners = [names.organisation(one.owner).await?, names.organisation(other.owner).await?];
        rows.push(row(lang, two, &owners, of.is_caseworker));
    }
    let table = html! {
        table {
            (head(lang, &["alike-by", "one-client", "other-client", "what-to-do"]))
            tbody { @for row in rows { (row) } }
        }
    };
    Ok(scrolled(&lang.say("steward-duplicates"), &table))
}

fn row(lang: Lang, two: &Duplicates, [owner, other_owner]: &[String; 2], guides: bool) -> Markup {
    let [one, other] = &two.pair;
    let by = match two.likeness {
        Likeness::Insz => "alike-insz",
        Likeness::Name => "alike-name",
    };
    let apart = address(
        &format!("/trajecten/{}/niet-dezelfde", one.trajectory),
        [("otherId", Some(other.trajectory.to_string()))],
    );
    let merge = [
        ("duplicate", Some(other.trajectory.to_string())),
        ("into", Some(one.trajectory.to_string())),
    ];
    html! {
        tr {
            th scope="row" { (lang.say(by)) }
            td { (client(lang, one, owner)) }
            td { (client(lang, other, other_owner)) }
            td {
                a href=(address("/beheer/samenvoegen", merge)) { (lang.say("look-and-merge")) }
                @if guides { br; a href=(apart) { (lang.say("not-the-same")) } }
            }
        }
    }
}

fn client(lang: Lang, one: &Alike, owner: &str) -> Markup {
    html! {
        (trajectory(one.trajectory)) br;
        (owner) ", " (lang.phase(one.phase)) br;
        span.small { (lang.with("so-many-records", [("n", one.version.into())])) }
    }
}
