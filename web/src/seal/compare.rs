//! A checkpoint that somebody kept is pasted in and compared with the log as it is now.

use loopbrug_domain::catalogue::Code;
use loopbrug_infra::seal::{Compared, KeptFinding, Seal, SealError};
use loopbrug_infra::views::ViewError;
use maud::{Markup, html};

use super::kept::as_kept;
use crate::lang::Lang;

/// The form, with what was typed and what came of it.
pub(super) fn form(lang: Lang, region: &Code, typed: &str, found: &Markup) -> Markup {
    html! {
        section.panel id="compare" aria-labelledby="compare-title" {
            h2 id="compare-title" { (lang.say("seal-compare")) }
            form.stacked method="get" action="/zegel/bewijs#compare" {
                input type="hidden" name="regio" value=(region);
                div.field {
                    label for="controlepunt" { (lang.say("seal-paste")) }
                    textarea id="controlepunt" name="controlepunt" rows="6" spellcheck="false" autocomplete="off" required
                        aria-describedby="compare-found" { (typed) }
                }
                div id="compare-found" { (found) }
                p { button.outlined type="submit" { (lang.say("seal-compare-now")) } }
            }
        }
    }
}

/// What comes of comparing what was pasted.
pub(super) async fn compared(lang: Lang, seal: &Seal, typed: &str) -> Result<Markup, ViewError> {
    match seal.compare(&as_kept(typed)).await {
        Ok(compared) => Ok(said(lang, &compared)),
        Err(error @ SealError::NotACheckpoint) => {
            let code = error.code().unwrap_or_default();
            Ok(html! { p.fault data-code=(code) { (lang.refusal(code, vec![], None)) } })
        }
        Err(error) => Err(error.into()),
    }
}

fn said(lang: Lang, compared: &Compared) -> Markup {
    let Compared { kept, now, finding } = compared;
    let (class, name) = match finding {
        KeptFinding::Holds => ("notice good", "holds"),
        KeptFinding::Rewritten => ("notice bad", "rewritten"),
        KeptFinding::Longer => ("notice bad", "longer"),
        KeptFinding::Lost => ("notice bad", "lost"),
        KeptFinding::OtherLog => ("notice warm", "other-log"),
        KeptFinding::NotSigned => ("notice bad", "not-signed"),
    };
    let more = now.size.saturating_sub(kept.size);
    let named = [("n", kept.size.into()), ("more", more.into()), ("now", now.size.into())];
    let alarms =
        matches!(finding, KeptFinding::Rewritten | KeptFinding::Longer | KeptFinding::Lost);
    html! {
        p class=(class) data-finding=(name) role="status" {
            strong { (lang.say(&format!("seal-kept-{name}"))) } " "
            (lang.with(&format!("seal-kept-{name}-how"), named))
            @if alarms { " " (lang.say("seal-whom-to-call")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_has_its_words() {
        for name in ["holds", "rewritten", "longer", "lost", "other-log", "not-signed"] {
            for message in [format!("seal-kept-{name}"), format!("seal-kept-{name}-how")] {
                assert_ne!(Lang::Dutch.say(&message), message);
            }
        }
    }
}
