//! Whether a log is whole: how far it is sealed, what was found, and what an auditor takes along to check it without us.

mod accounts;
mod checked;
mod compare;
mod heads;
mod kept;
mod proof;
mod tree;

use axum::response::Response;
use loopbrug_domain::catalogue::Code;
use loopbrug_infra::seal::{Fault, Finding, Integrity};
use loopbrug_infra::views::ViewError;
use maud::{Markup, html};
use serde::Deserialize;

pub(crate) use self::kept::{as_kept, checkpoint, proof_file, text_file};
pub(crate) use self::proof::page as proof;
use crate::address::{Question, address, asked};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    regio: Option<String>,
    op: Option<String>,
    voor: Option<String>,
}

pub(crate) async fn page(visit: Visit, question: Question<Asked>) -> Result<Response, Trouble> {
    let asked = asked(question)?;
    let (actor, lang, views) = (visit.actor()?, visit.lang, &visit.pages.0.views);
    let region = &visit.region(asked.regio.as_ref())?;
    let catalogue = visit.catalogue(region.as_str())?;
    let seal = views.seal(actor, region)?;
    let integrity = seal.integrity().await.map_err(ViewError::from)?;
    let heads = heads::panel(lang, &seal, &integrity, region, [&asked.op, &asked.voor]).await?;
    let keys = heads::keys(lang, &seal, &integrity).await?;
    let accounts = accounts::panels(&visit, actor, region).await?;
    let title = lang.say("seal-title");
    let body = html! {
        (crumbs(lang, region, None))
        div.head {
            div { h1 { (title) } p.under { (lang.label(catalogue.label())) " · " (lang.say("seal-lead")) } }
            (state(lang, &integrity))
        }
        (faults(lang, &integrity))
        div.halves {
            (checked::form(lang, region, "", None))
            (compare::form(lang, region, "", &html! {}))
        }
        (heads)
        (keys)
        (accounts)
    };
    Ok(visit.page(Section::Replay, &title, &body))
}

/// The way back.
fn crumbs(lang: Lang, region: &Code, here: Option<&str>) -> Markup {
    let seal = address("/zegel", [("regio", Some(region.to_string()))]);
    html! {
        nav.crumbs aria-label=(lang.say("way-back")) {
            a href="/historiek" { (lang.say("menu-replay")) } " › "
            @match here {
                Some(here) => { a href=(seal) { (lang.say("seal-title")) } " › " (here) }
                None => (lang.say("seal-title")),
            }
        }
    }
}

/// How far the log is sealed, and how long the rest waits.
fn state(lang: Lang, integrity: &Integrity) -> Markup {
    let Integrity { events, unsealed, .. } = integrity;
    let seconds = integrity.unsealed_seconds.unwrap_or_default().round();
    let named = [("sealed", events.saturating_sub(*unsealed).into()), ("of", (*events).into())];
    html! {
        div.state {
            p {
                @if integrity.fault_count == 0 { span.dot aria-hidden="true" {} } @else { span.diamond aria-hidden="true" {} }
                (lang.with("seal-up-to", named))
            }
            @if *unsealed > 0 {
                p { (lang.with("seal-tail", [("n", (*unsealed).into()), ("seconds", seconds.into())])) }
            }
        }
    }
}

/// What was found not to be as it was sealed, with whom to call; and how far the program has looked.
fn faults(lang: Lang, integrity: &Integrity) -> Markup {
    let looked = integrity.rounds.as_ref().map(|rounds| {
        let named = [("n", rounds.position.into()), ("when", lang.moment(rounds.looked_at).into())];
        let completed = rounds.completed.map(|(at, size)| {
            lang.with("seal-round", [("n", size.into()), ("when", lang.moment(at).into())])
        });
        (lang.with("seal-looked", named), completed)
    });
    html! {
        @if integrity.fault_count > 0 {
            section.notice.bad role="alert" {
                p { strong { (lang.with("seal-faults", [("n", integrity.fault_count.into())])) } " " (lang.say("seal-whom-to-call")) }
                ul { @for finding in &integrity.faults { li { (fault(lang, finding)) } } }
            }
        } @else {
            p.notice.good { strong { (lang.say("seal-no-faults")) } " " (lang.say("seal-no-faults-how")) }
        }
        @if let Some((looked, completed)) = looked {
            p.small { (looked) @if let Some(completed) = completed { " " (completed) } }
        }
    }
}

fn fault(lang: Lang, finding: &Finding) -> Markup {
    let place = finding.fault.place();
    let said = lang.with(message_of(&finding.fault), [("n", place.into())]);
    html! { (said) " " span.small { (lang.with("seal-found-at", [("when", lang.moment(finding.found_at).into())])) } }
}

fn message_of(fault: &Fault) -> &'static str {
    match fault {
        Fault::Changed(_) => "seal-fault-changed",
        Fault::Missing(_) => "seal-fault-missing",
        Fault::TileMissing(_) => "seal-fault-tile-missing",
        Fault::TileChanged(_) => "seal-fault-tile-changed",
        Fault::OtherRoot(_) => "seal-fault-other-root",
        Fault::NotSigned(_) => "seal-fault-not-signed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_said_with_its_place() {
        for fault in [
            Fault::Changed(7),
            Fault::Missing(7),
            Fault::TileMissing(7),
            Fault::TileChanged(7),
            Fault::OtherRoot(7),
            Fault::NotSigned(7),
        ] {
            let said = Lang::Dutch.with(message_of(&fault), [("n", fault.place().into())]);
            assert!(said.contains('7'), "{said}");
        }
    }
}
