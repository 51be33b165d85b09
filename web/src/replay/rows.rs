//! The steps around the one that is looked at. What was put right is struck through, and both say so with a link.

use loopbrug_domain::ids::Version;
use loopbrug_infra::log::Step;
use loopbrug_infra::views::{SeenStep, ViewError};
use maud::{Markup, html};

use super::asked::View;
use super::sealed::Seals;
use super::words::{Words, title_of};
use super::{Steps, by_whom, known};

pub(super) async fn table(
    view: &View,
    steps: &Steps<'_>,
    seals: Option<&Seals>,
    words: &mut Words<'_>,
) -> Result<Markup, ViewError> {
    let lang = words.lang;
    let (first, on_page) = steps.on_page();
    let mut rows = vec![];
    for step in on_page {
        let by = by_whom(step, words).await?;
        let said = words.in_short(&step.seen.words).await?;
        rows.push(row(view, step, seals, words, (&by, &said)));
    }
    let before = first.checked_sub(1).and_then(|n| steps.place_of(n));
    let after = steps.place_of(first + on_page.len());
    Ok(html! {
        section.panel aria-labelledby="records-title" {
            h2 id="records-title" { (lang.say("replay-records")) }
            p.under { (lang.say("replay-nothing-is-erased")) }
            table.records {
                thead {
                    tr {
                        th.number scope="col" { (lang.say("replay-number")) }
                        th scope="col" { (lang.say("replay-what")) }
                        th scope="col" { (lang.say("happened")) }
                        th scope="col" { (lang.say("known")) }
                        th.number scope="col" { (lang.say("position")) }
                        th scope="col" { (lang.say("replay-by")) }
                        @if seals.is_some() { th scope="col" { (lang.say("replay-seal")) } }
                    }
                }
                tbody { @for row in rows { (row) } }
            }
            @if before.is_some() || after.is_some() {
                p {
                    @if let Some(step) = before { a.button.quiet href=(to(view, step)) { (lang.say("previous")) } " " }
                    @if let Some(step) = after { a.button.quiet href=(to(view, step)) { (lang.say("next")) } }
                }
            }
        }
    })
}

/// The address of a step, at its row.
pub(super) fn to(view: &View, step: Version) -> String {
    format!("{}#r{step}", view.at(step))
}

fn row(
    view: &View,
    step: &Step<SeenStep>,
    seals: Option<&Seals>,
    words: &Words<'_>,
    (by, said): (&Markup, &str),
) -> Markup {
    let lang = words.lang;
    let is_here = step.sequence == view.step;
    html! {
        tr id={ "r" (step.sequence) } class=[is_here.then_some("here")] {
            td.number { (step.sequence) }
            th scope="row" {
                a href=(to(view, step.sequence)) aria-current=[is_here.then_some("step")] { (title_of(lang, step)) }
                @if step.seen.payload.is_none() { p.small { (lang.say("replay-not-for-you")) } }
                @if !said.is_empty() {
                    p.small { @if step.put_right_by.is_empty() { (said) } @else { s { (said) } } }
                }
                @for by in &step.put_right_by {
                    p.small { a href=(to(view, *by)) { (lang.with("replay-put-right-by", [("n", (*by).into())])) } }
                }
                @if let Some(target) = step.puts_right {
                    p.small { a href=(to(view, target)) { (lang.with("replay-puts-right", [("n", target.into())])) } }
                }
            }
            td data-label=(lang.say("happened")) { (lang.short_day(step.occurred_on)) }
            td data-label=(lang.say("known")) { (known(lang, step)) }
            td.number data-label=(lang.say("position")) { (lang.number(f64::from(step.position.0))) }
            td data-label=(lang.say("replay-by")) { (by) }
            @if let Some(seals) = seals { td { (seals.badge(lang, step.position)) } }
        }
    }
}
