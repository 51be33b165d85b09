//! One worker: what the directory says, and how that was changed. A name that was erased is nowhere any more.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::time::day_in_brussels;
use maud::html;

use super::super::{Of, Tab};
use super::entry::{Asked, history, notice};
use super::period;
use crate::address::{Question, asked};
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

pub(in crate::steward) async fn page(
    visit: Visit,
    Path(worker): Path<String>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (lang, actor) = (visit.lang, visit.actor()?);
    let of = Of::anybody(&visit, asked.regio.as_ref())?;
    let id: WorkerId = worker.parse().map_err(|_| Trouble::refused("MALFORMED_ID"))?;
    let directory = visit.pages.0.commands.directory();
    let found = directory.worker(actor, of.region(), id).await?;
    let (_, entry) = found.ok_or_else(Trouble::not_found)?;
    let steps = directory.worker_history(actor, of.region(), id).await?;
    let today = day_in_brussels(visit.pages.0.views.now());
    let organisation = entry.what.organisation;
    let employer = Names::of(&visit, actor, of.region()).organisation(organisation).await?;
    let erased = || lang.say("name-erased").into_owned();
    let title = entry.what.name.clone().unwrap_or_else(erased);
    let form = |what: &str| of.at(&format!("/beheer/adressen/medewerkers/{id}/{what}"));
    let body = html! {
        (notice(&visit, &steps, asked.genoteerd))
        section.panel aria-label=(title) {
            dl.facts {
                dt { (lang.say("organisation")) }
                dd { a href=(of.at(&format!("/beheer/adressen/organisaties/{organisation}"))) { (employer) } }
                dt { (lang.say("days-there")) } dd { (period(lang, entry.what.days, today)) }
                dt { (lang.say("worker-id")) } dd { code { (id) } }
            }
            @if of.is_steward && entry.what.name.is_some() {
                p {
                    a.button.outlined href=(form("wijzig")) { (lang.say("change-entry")) } " "
                    @if entry.what.days.until.is_none() { a.button.quiet href=(form("stop")) { (lang.say("end-entry")) } " " }
                    a.button.quiet href=(form("wis")) { (lang.say("erase-name")) }
                }
            }
        }
        @if of.is_caseworker { p { a.button.quiet href=(of.at("/beheer/overdracht")) { (lang.say("hand-over")) } } }
        (history(&visit, &of, &steps, |step| step.what.name.clone().unwrap_or_else(erased), |step| step.what.days).await?)
    };
    Ok(of.page(&visit, Tab::Directory, &title, &body))
}
