//! What a step changed of the state, place by place, and all of the state after it where that is asked for.

use loopbrug_domain::difference::{Change, Word};
use loopbrug_infra::log::Step;
use loopbrug_infra::views::{SeenStep, ViewError};
use maud::{Markup, html};

use super::asked::View;
use super::words::Words;

pub(super) async fn panel(
    view: &View,
    step: &Step<SeenStep>,
    words: &mut Words<'_>,
) -> Result<Markup, ViewError> {
    let lang = words.lang;
    let mut changes = vec![];
    for change in &step.seen.changes {
        changes.push(difference(change, words).await?);
    }
    let whole = whole(&step.seen.whole, words).await?;
    let title = lang.with("replay-changed", [("n", step.sequence.into())]);
    let (asked, message) =
        if view.whole { (false, "replay-without-whole") } else { (true, "replay-with-whole") };
    Ok(html! {
        section.panel id="change" aria-labelledby="change-title" {
            h2 id="change-title" { (title) }
            p.small { (lang.say("replay-changed-how")) }
            @if changes.is_empty() { p { (lang.say("replay-nothing-changed")) } }
            @else { ul.changes { @for change in changes { li { (change) } } } }
            p.small {
                (lang.say("replay-all-else")) " "
                a href={ (view.with_whole(asked)) "#whole" } { (lang.with(message, [("n", step.sequence.into())])) }
            }
            @if view.whole { (whole) }
        }
    })
}

async fn difference(change: &Change, words: &mut Words<'_>) -> Result<Markup, ViewError> {
    let place = words.place(&change.place).await?;
    let before = in_words(change.before.as_ref(), words).await?;
    let after = in_words(change.after.as_ref(), words).await?;
    let lang = words.lang;
    Ok(html! {
        p.small { (place) }
        p {
            @if let Some(before) = before { del { (before) } } @else { span.nothing { (lang.say("replay-was-nothing")) } }
            " → "
            @if let Some(after) = after { ins { (after) } } @else { span.nothing { (lang.say("replay-is-nothing")) } }
        }
    })
}

async fn in_words(word: Option<&Word>, words: &mut Words<'_>) -> Result<Option<String>, ViewError> {
    match word {
        Some(word) => words.word(word).await.map(Some),
        None => Ok(None),
    }
}

/// All of the state, theme by theme.
async fn whole(state: &[Change], words: &mut Words<'_>) -> Result<Markup, ViewError> {
    let mut themes: Vec<(String, Vec<(String, String)>)> = vec![];
    for change in state {
        let (Some((theme, place)), Some(word)) = (change.place.split_first(), &change.after) else {
            continue;
        };
        let (theme, value) = (words.word(theme).await?, words.word(word).await?);
        let place = words.place(place).await?;
        match themes.last_mut().filter(|(last, _)| *last == theme) {
            Some((_, lines)) => lines.push((place, value)),
            None => themes.push((theme, vec![(place, value)])),
        }
    }
    Ok(html! {
        div.whole id="whole" tabindex="0" role="group" aria-labelledby="change-title" {
            @for (theme, lines) in themes {
                h3 { (theme) }
                dl.figures {
                    @for (place, value) in lines { div { dt { (place) } dd { (value) } } }
                }
            }
        }
    })
}
