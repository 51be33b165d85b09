//! What the page of an organisation and that of a worker share: the address, what was changed a moment ago, and how the
//! entry was changed before.

use loopbrug_domain::directory::{Days, Entry};
use loopbrug_domain::ids::Version;
use loopbrug_domain::time::{day_in_brussels, time_in_brussels};
use loopbrug_infra::directory::DirectoryStep;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::{Of, head, scrolled};
use super::period;
use crate::lang::clock;
use crate::names::Names;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(in crate::steward) struct Asked {
    pub(super) regio: Option<String>,
    /// The version that was made a moment ago.
    pub(super) genoteerd: Option<Version>,
}

/// That an entry was changed a moment ago, where it has that version.
pub(super) fn notice<T>(
    visit: &Visit,
    steps: &[DirectoryStep<T>],
    version: Option<Version>,
) -> Markup {
    let lang = visit.lang;
    let made = steps.iter().find(|step| Some(step.entry.version) == version);
    html! {
        @if let Some(step) = made {
            @let at = clock(time_in_brussels(step.recorded_at));
            div.notice.good role="status" {
                strong { (lang.with("noted-at", [("time", at.into())])) } " "
                (lang.say(&format!("change-{}", step.change))) "."
            }
        }
    }
}

/// How an entry was changed, the last time first.
pub(super) async fn history<T>(
    visit: &Visit,
    of: &Of,
    steps: &[DirectoryStep<T>],
    name: impl Fn(&Entry<T>) -> String,
    days: impl Fn(&Entry<T>) -> Days,
) -> Result<Markup, Trouble> {
    let (lang, reader) = (visit.lang, visit.reader()?);
    let today = day_in_brussels(visit.pages.0.views.now());
    let mut names = Names::of(visit, &reader, of.region());
    let mut rows = vec![];
    for step in steps {
        let who = names.worker(step.worker).await?;
        let organisation = names.organisation(step.organisation).await?;
        rows.push(html! {
            tr {
                th scope="row" { (lang.moment(step.recorded_at)) }
                td { (lang.say(&format!("change-{}", step.change))) }
                td { (name(&step.entry)) }
                td { (period(lang, days(&step.entry), today)) }
                td { @if let Some(who) = who { (who) ", " } (organisation) }
            }
        });
    }
    let title = lang.say("entry-history");
    let table = html! {
        table {
            (head(lang, &["changed-at", "entry-change", "entry-name", "days-there", "changed-by"]))
            tbody { @for row in rows { (row) } }
        }
    };
    Ok(html! {
        section.panel aria-labelledby="history" {
            h2 id="history" { (title) }
            (scrolled(&title, &table))
        }
    })
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::directory::ChangeKind;
    use strum::VariantArray;

    use crate::lang::Lang;

    #[test]
    fn every_change_has_its_words() {
        for change in ChangeKind::VARIANTS {
            let message = format!("change-{change}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
