//! The steward records a worker, changes what is said of one, says when the person leaves, or erases the name.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::directory::{Change, Entry, Worker, WorkerGiven};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_infra::ids::new_trace_id;
use maud::html;

use super::super::Of;
use super::entry::Asked;
use super::entry_form::Asks;
use crate::address::{Question, asked};
use crate::form::{Field, Posted, Reading, Typed, begun, organisations};
use crate::lang::Lang;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Where the id of a new one is kept in the form, so that sent twice it is one person.
const WORKER: &str = "workerId";

/// What is done with an entry that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Change,
    End,
    Erase,
}

impl What {
    fn of(text: &str) -> Result<Self, Trouble> {
        match text {
            "wijzig" => Ok(Self::Change),
            "stop" => Ok(Self::End),
            "wis" => Ok(Self::Erase),
            _ => Err(Trouble::not_found()),
        }
    }
}

/// Shows the form for a new one.
pub(in crate::steward) async fn new(
    visit: Visit,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let of = Of::steward(&visit, asked(question)?.regio.as_ref())?;
    let begun = begun(&visit, of.typed().set(WORKER, new_trace_id().to_string())).await?;
    recorded(&visit, &of, None).await?.sheet(visit.lang, &of).page(&visit, begun).await
}

/// Takes the form for a new one.
pub(in crate::steward) async fn add(posted: Posted) -> Result<Response, Trouble> {
    let visit = &posted.visit;
    let of = Of::steward_of(&posted)?;
    let mut reading = posted.reading(Some(&of.catalogue), visit.pages.0.commands.today());
    let id = reading.id(WORKER);
    let given = given(&mut reading);
    let mut asks = recorded(visit, &of, None).await?;
    asks.entry = path(id);
    asks.send(&posted, &of, reading, Change::RecordWorker(id, given)).await
}

/// Shows a form of one that there is.
pub(in crate::steward) async fn page(
    visit: Visit,
    Path((worker, what)): Path<(String, String)>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let what = What::of(&what)?;
    let of = Of::steward(&visit, asked(question)?.regio.as_ref())?;
    let entry = found(&visit, &of, &worker).await?;
    let likely = match what {
        What::Change => said(&of, &entry.1.what),
        What::End => of.typed().set("until", visit.pages.0.commands.today().to_string()),
        What::Erase => of.typed(),
    };
    let begun = begun(&visit, likely).await?;
    asks(&visit, &of, what, &entry).await?.sheet(visit.lang, &of).page(&visit, begun).await
}

/// Takes it.
pub(in crate::steward) async fn change(
    Path((worker, what)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let what = What::of(&what)?;
    let visit = &posted.visit;
    let of = Of::steward_of(&posted)?;
    let entry = found(visit, &of, &worker).await?;
    let mut reading = posted.reading(Some(&of.catalogue), visit.pages.0.commands.today());
    let id = entry.0;
    let change = match what {
        What::Change => Change::RecordWorker(id, given(&mut reading)),
        What::End => Change::EndWorker(id, Some(reading.date("until"))),
        What::Erase => {
            if !reading.ticked("understood") {
                reading.fault("understood", "NOT_CONFIRMED");
            }
            Change::EraseWorker(id)
        }
    };
    asks(visit, &of, what, &entry).await?.send(&posted, &of, reading, change).await
}

type Found = (WorkerId, Entry<Worker>);

async fn found(visit: &Visit, of: &Of, worker: &str) -> Result<Found, Trouble> {
    let id = worker.parse().map_err(|_| Trouble::refused("MALFORMED_ID"))?;
    let directory = visit.pages.0.commands.directory();
    let found = directory.worker(visit.actor()?, of.region(), id).await?;
    found.ok_or_else(Trouble::not_found)
}

fn path(id: WorkerId) -> String {
    format!("/beheer/adressen/medewerkers/{id}")
}

/// What is in the form of one that there is.
fn said(of: &Of, what: &Worker) -> Typed {
    let Worker { name, organisation, days } = what;
    let typed = of
        .typed()
        .set("name", name.clone().unwrap_or_default())
        .set("organisation", organisation.to_string())
        .set("from", days.from.to_string());
    days.until.into_iter().fold(typed, |typed, until| typed.set("until", until.to_string()))
}

fn given(reading: &mut Reading<'_>) -> WorkerGiven {
    let organisation: KboNumber = reading.organisation("organisation");
    WorkerGiven {
        name: reading.typed.one("name").unwrap_or_default().to_owned(),
        organisation,
        from: reading.date_if_given("from"),
        until: reading.date_if_given("until"),
    }
}

async fn asks(visit: &Visit, of: &Of, what: What, entry: &Found) -> Result<Asks, Trouble> {
    Ok(match what {
        What::Change => recorded(visit, of, Some(entry)).await?,
        What::End => ended(visit.lang, entry),
        What::Erase => erased(visit.lang, entry),
    })
}

async fn recorded(visit: &Visit, of: &Of, entry: Option<&Found>) -> Result<Asks, Trouble> {
    let lang = visit.lang;
    let all = Names::of(visit, visit.actor()?, of.region()).organisations().await?;
    let mut fields = vec![
        Field::line("name", lang.say("entry-name")).helped(lang.say("worker-name-help")),
        Field::select("organisation", lang.say("organisation"), organisations(&all)),
        Field::date("from", lang.say("first-day")).optional(),
        Field::date("until", lang.say("last-day")).optional(),
    ];
    if entry.is_none() {
        fields.push(Field::hidden(WORKER));
    }
    Ok(Asks {
        title: if entry.is_none() { "new-worker" } else { "change-worker" },
        button: "note-it",
        lead: html! { p { (lang.say("entry-whole")) } },
        fields,
        entry: entry.map(|(id, _)| path(*id)).unwrap_or_default(),
        version: entry.map(|(_, entry)| entry.version),
    })
}

fn ended(lang: Lang, (id, entry): &Found) -> Asks {
    Asks {
        title: "end-worker",
        button: "note-it",
        lead: html! {
            @if let Some(name) = &entry.what.name { p.lead { b { (name) } } }
            p { (lang.say("end-worker-how")) }
        },
        fields: vec![Field::date("until", lang.say("last-day"))],
        entry: path(*id),
        version: Some(entry.version),
    }
}

fn erased(lang: Lang, (id, entry): &Found) -> Asks {
    Asks {
        title: "erase-name",
        button: "erase-name",
        lead: html! {
            @if let Some(name) = &entry.what.name { p.lead { b { (name) } } }
            p.notice.warm { strong { (lang.say("erasure-no-way-back")) } " " (lang.say("erase-name-how")) }
        },
        fields: vec![Field::tick("understood", lang.say("erasure-understood"))],
        entry: path(*id),
        version: Some(entry.version),
    }
}
