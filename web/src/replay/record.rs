//! The step that is looked at: all that the log says of it, and whether it is the one that was sealed.

use loopbrug_infra::log::Step;
use loopbrug_infra::seal::Proved;
use loopbrug_infra::views::{SeenStep, StreamId, ViewError};
use maud::{Markup, html};

use super::asked::View;
use super::sealed::{Seals, proved_badge};
use super::words::{Words, title_of};
use super::{by_whom, kind, known};
use crate::address::address;
use crate::lang::Lang;

pub(super) async fn panel(
    view: &View,
    step: &Step<SeenStep>,
    seals: Option<&Seals>,
    words: &mut Words<'_>,
) -> Result<Markup, ViewError> {
    let lang = words.lang;
    let proved = match seals {
        Some(seals) => Some(seals.proved(step.position).await?),
        None => None,
    };
    let by = by_whom(step, words).await?;
    let mut said = vec![];
    for change in &step.seen.words {
        if let (Some((_, place)), Some(word)) = (change.place.split_first(), &change.after) {
            said.push((words.place(place).await?, words.word(word).await?));
        }
    }
    Ok(html! {
        section.panel aria-labelledby="record-title" {
            div.panel-head {
                h2 id="record-title" { (lang.with("replay-record", [("n", step.sequence.into())])) }
                @if let Some(proved) = &proved { (proved_badge(lang, proved.as_ref())) }
            }
            (facts(lang, view, step, &by, proved.as_ref().and_then(Option::as_ref)))
            @if !said.is_empty() {
                details {
                    summary { (lang.say("replay-what-was-recorded")) }
                    dl.figures { @for (place, value) in said { div { dt { (place) } dd { (value) } } } }
                }
            }
            @if proved.is_some() { p { a.button.outlined href=(check(step)) { (lang.say("seal-check-this")) } } }
        }
    })
}

/// Where the event is checked.
fn check(step: &Step<SeenStep>) -> String {
    let query =
        [("regio", Some(step.region.to_string())), ("positie", Some(step.position.to_string()))];
    address("/zegel/bewijs", query)
}

fn facts(
    lang: Lang,
    view: &View,
    step: &Step<SeenStep>,
    by: &Markup,
    proved: Option<&Proved>,
) -> Markup {
    html! {
        dl.facts.event-facts {
            dt { (lang.say("replay-what")) }
            dd { (title_of(lang, step)) " " code { (step.event_type.name) } }
            dt { (lang.say("replay-happened-on")) }
            dd { (lang.day(step.occurred_on)) }
            dt { (lang.say("replay-known-since")) }
            dd { (known(lang, step)) " (" (step.recorded_at.format("%H:%M:%S")) " UTC)" }
            dt { (lang.say("replay-by")) }
            dd { (by) }
            dt { (lang.say("position")) }
            dd { (lang.number(f64::from(step.position.0))) }
            @if let Some(command) = step.command {
                dt { (lang.say("replay-command")) }
                dd { @if let Some(asked) = step.asked { code { (asked) } " " } code.hash { (command) } }
            }
            @if let Some(cause) = step.follows_from {
                dt { (lang.say("replay-follows-from")) }
                dd { a href=(view.at(cause)) { (cause) } }
            }
            @if let Some(origin) = &step.origin {
                dt { (lang.say("replay-origin")) }
                dd {
                    a href=(address(&kind::path(StreamId::Trajectory(origin.trajectory)), [("stap", Some(origin.sequence.to_string()))])) {
                        (origin.region) " · " (origin.sequence)
                    }
                }
            }
            dt { (lang.say("replay-event-id")) }
            dd { code.hash { (step.event_id) } }
            @if let Some(proved) = proved {
                @if let Some(leaf) = proved.leaf { dt { (lang.say("replay-hash")) } dd { code.hash { (leaf) } } }
                dt { (lang.say("replay-in-seal")) }
                dd { (lang.with("seal-tree-of", [("n", proved.head.size.into()), ("when", lang.moment(proved.head.signed_at).into())])) }
            }
        }
    }
}
