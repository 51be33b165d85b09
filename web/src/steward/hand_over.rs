//! A caseload is handed over: all clients whom a worker guides for an organisation go to another one of it. It is for who
//! guides clients.

use axum::response::{IntoResponse, Response};
use loopbrug_domain::catalogue::list::BridgeEndReason;
use loopbrug_domain::directory::HandOver;
use loopbrug_domain::ids::WorkerId;
use loopbrug_infra::commands::{CommandError, HandOverRequest, HandedOver};
use maud::{Markup, html};

use super::{Asked, Of, REGION, head, scrolled, trajectory};
use crate::address::{Question, asked};
use crate::form::{Choice, Field, Posted, Sheet, begun, carry_out, coded, organisations};
use crate::lang::Lang;
use crate::layout::Section;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Why somebody stops, most often.
const WORKER_LEFT: &str = "worker_left";

/// Shows the form.
pub(super) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let of = whose(&visit, asked(question)?.regio.as_ref())?;
    let (actor, today) = (visit.actor()?, visit.pages.0.commands.today());
    let likely = of
        .typed()
        .on(today)
        .set("organisation", actor.organisation.to_string())
        .set("reason", WORKER_LEFT);
    let begun = begun(&visit, likely).await?;
    sheet(&visit, &of).await?.page(&visit, begun).await
}

/// Takes a form that was sent. What came of it is shown at once: sent again, the same form does what is left.
pub(super) async fn hand_over(posted: Posted) -> Result<Response, Trouble> {
    let visit = &posted.visit;
    let of = whose(visit, posted.typed.one(REGION).map(str::to_owned).as_ref())?;
    let commands = &visit.pages.0.commands;
    let mut reading = posted.reading(Some(&of.catalogue), commands.today());
    let occurred_on = Some(reading.day());
    let what = HandOver {
        from: reading.id("from"),
        to: reading.id("to"),
        organisation: reading.organisation("organisation"),
        reason: reading.code("reason"),
        warm_handover: reading.ticked("warmHandover"),
    };
    let request = HandOverRequest {
        command: reading.command,
        actor: visit.actor()?.clone(),
        region: of.region().clone(),
        occurred_on,
        what,
    };
    let done = commands.hand_over(&visit.pages.0.views, &request);
    match carry_out(reading, done).await {
        Ok(done) => Ok(came_of(visit, &of, &done).into_response()),
        Err(not) => sheet(visit, &of).await?.again(visit, &posted.typed, &not, &[]).await,
    }
}

/// The region, for who guides there.
fn whose(visit: &Visit, region: Option<&String>) -> Result<Of, Trouble> {
    visit.actor()?;
    let of = Of::anybody(visit, region)?;
    if of.is_caseworker { Ok(of) } else { Err(Trouble::refused("NOT_A_CASEWORKER")) }
}

async fn sheet(visit: &Visit, of: &Of) -> Result<Sheet, Trouble> {
    let (lang, today) = (visit.lang, visit.pages.0.commands.today());
    let names = Names::of(visit, visit.actor()?, of.region());
    let (all, workers) = (names.organisations().await?, names.workers().await?);
    let worker = |(id, name): &(WorkerId, String)| Choice::new(id.to_string(), name);
    let workers: Vec<_> = workers.iter().map(worker).collect();
    Ok(Sheet {
        section: Section::Steward,
        back: (of.at("/beheer/adressen"), lang.say("steward-directory").into_owned()),
        title: lang.say("hand-over").into_owned(),
        lead: html! { p { (lang.say("hand-over-how")) } },
        fields: vec![
            Field::select("from", lang.say("hand-over-from"), workers.clone()),
            Field::select("to", lang.say("hand-over-to"), workers),
            Field::select("organisation", lang.say("organisation"), organisations(&all)),
            Field::select(
                "reason",
                lang.say("put-right-why"),
                coded::<BridgeEndReason>(lang, &of.catalogue, today),
            ),
            Field::tick("warmHandover", lang.say("hand-over-warm")),
            Field::occurred_on(lang, today),
            Field::hidden(REGION),
        ],
        button: lang.say("hand-over-do").into_owned(),
        version: None,
        handle: None,
    })
}

/// What came of it, client by client.
fn came_of(visit: &Visit, of: &Of, done: &HandedOver) -> Response {
    let lang = visit.lang;
    let title = lang.say("hand-over");
    let moved = done.trajectories.iter().filter(|(_, one)| one.is_ok()).count();
    let refused: Vec<_> = done
        .trajectories
        .iter()
        .filter_map(|(id, one)| Some((*id, words(lang, of, one.as_ref().err()?))))
        .collect();
    let table = html! {
        table {
            (head(lang, &["trajectory", "hand-over-why-not"]))
            tbody { @for (id, why) in &refused { tr { th scope="row" { (trajectory(*id)) } td { (why) } } } }
        }
    };
    let body = html! {
        h1 { (title) }
        div.notice.good role="status" { (lang.with("handed-over", [("n", moved.into())])) }
        @if done.more { p.notice.warm { (lang.say("hand-over-more")) } }
        @if !refused.is_empty() {
            section.panel aria-labelledby="refused" {
                h2 id="refused" { (lang.with("not-handed-over", [("n", refused.len().into())])) }
                (scrolled(&title, &table))
            }
        }
        p { a.button.quiet href=(of.at("/beheer/adressen")) { (lang.say("steward-directory")) } }
    };
    visit.page(Section::Steward, &title, &body)
}

/// Why one was not handed over.
fn words(lang: Lang, of: &Of, error: &CommandError) -> Markup {
    let code = error.code().unwrap_or("INTERNAL");
    html! { span data-code=(code) { (lang.refusal(code, error.parameters(), Some(&of.catalogue))) } }
}
