//! What the script adds to a page where it is needed. It stands in a template, which shows nothing: so the words are
//! those of the page's language, and the script has none.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use loopbrug_domain::actor::Actor;
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use crate::lang::Lang;

/// So much of a hash tells one person from another on a device, in bytes.
const OF_A_HASH: usize = 9;

/// The parts.
pub(super) fn of(lang: Lang, actor: &Actor) -> Markup {
    html! {
        template id="parts" data-who=(who(actor)) data-fresh=(lang.say("live-fresh")) data-queued=(lang.say("queue-button")) {
            p.notice.warm id="offline" role="status" {
                strong { (lang.say("offline-title")) } " " (lang.say("offline-how"))
            }
            p.lost { span.dot.hollow aria-hidden="true" {} " " }
            p.only-here { strong { (lang.say("only-here")) } " " (lang.say("only-here-how")) }
            p.fresh id="fresh" role="status" { a.button.quiet href="" {} }
            div.undo id="undo" role="status" {
                span { (lang.say("undo-waits")) }
                button.quiet type="button" { (lang.say("undo")) }
            }
            section.panel id="queue" aria-labelledby="queue-title" {
                h2 id="queue-title" tabindex="-1" { (lang.say("queue-title")) " " span.count {} }
                ul.work {}
                p.small { (lang.say("queue-how")) }
            }
            li.queued {
                p.who { b { (lang.say("queue-of")) " " time {} } }
                p.what {}
                p.when { span.badge.warm { (lang.say("queue-unsent")) } }
            }
            li.refused {
                p.who { b { (lang.say("queue-of")) " " time {} } }
                p.what {}
                p.when { span.badge.bad { (lang.say("queue-refused")) } }
                button.row-button.outlined type="button" { (lang.say("queue-seen")) }
            }
            dialog id="signed-out" aria-labelledby="signed-out-title" {
                h2 id="signed-out-title" { (lang.say("out-title")) }
                p { (lang.say("out-how")) }
                p.buttons {
                    a.button href="/sign-in?next=%2Fwie" target="_blank" { (lang.say("sign-in-again")) }
                    button.outlined type="button" { (lang.say("out-again")) }
                }
            }
        }
    }
}

/// By which a device tells one person from another, and nobody else can.
fn who(actor: &Actor) -> String {
    let hash = Sha256::digest(format!("loopbrug device {} {}", actor.worker, actor.organisation));
    URL_SAFE_NO_PAD.encode(&hash[..OF_A_HASH])
}
