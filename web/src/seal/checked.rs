//! The form by which one event is checked.

use loopbrug_domain::catalogue::Code;
use maud::{Markup, html};

use crate::lang::Lang;

/// The form, with what was typed and why that leads to nothing.
pub(super) fn form(lang: Lang, region: &Code, typed: &str, wrong: Option<&str>) -> Markup {
    html! {
        section.panel aria-labelledby="check-title" {
            h2 id="check-title" { (lang.say("seal-check-one")) }
            form.inline method="get" action="/zegel/bewijs" {
                input type="hidden" name="regio" value=(region);
                div.field {
                    label for="positie" { (lang.say("seal-which-event")) }
                    p.small id="positie-hint" { (lang.say("seal-which-event-how")) }
                    @if let Some(wrong) = wrong { p.fault id="positie-error" { (wrong) } }
                    input type="text" id="positie" name="positie" value=(typed) autocomplete="off" required
                        aria-describedby=(if wrong.is_some() { "positie-hint positie-error" } else { "positie-hint" })
                        aria-invalid=[wrong.map(|_| "true")];
                }
                button type="submit" { (lang.say("seal-check")) }
            }
        }
    }
}
