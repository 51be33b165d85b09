//! What is said once something was decided: what, when and by whom, as the log has it.

use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::time::time_in_brussels;
use loopbrug_infra::views::{HistoryRequest, Page, StreamId};
use maud::{Markup, html};

use super::about::About;
use crate::lang::clock;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// One command records no more than that.
const MOST: u32 = 100;

/// Where that is said of what made a trajectory this version.
pub(super) fn address(id: TrajectoryId, version: Version) -> String {
    format!("/trajecten/{id}/rechten?genoteerd={version}")
}

/// What the command recorded that made a trajectory this version; nothing where there is no such version.
pub(super) async fn notice(
    visit: &Visit,
    about: &About,
    version: Option<Version>,
) -> Result<Markup, Trouble> {
    let Some(version) = version.filter(|version| *version <= about.version) else {
        return Ok(html! {});
    };
    let (lang, actor) = (visit.lang, visit.actor()?);
    let after = Some(version.saturating_sub(MOST));
    let page = Page { after, before: Some(version + 1), size: MOST, from_end: true };
    let of = StreamId::Trajectory(about.id);
    let found = visit.pages.0.views.history(actor, of, &HistoryRequest::default(), &page).await?;
    let steps = found.steps.items;
    let Some(last) = steps.last() else { return Ok(html! {}) };
    let of_command = steps.iter().filter(|step| step.command == last.command);
    let at = clock(time_in_brussels(last.recorded_at));
    Ok(html! {
        div.notice.good role="status" {
            strong { (lang.with("noted-at", [("time", at.into())])) }
            @for step in of_command.filter(|step| step.follows_from.is_none()) {
                " " (lang.say(&format!("event-{}", step.event_type.name))) "."
            }
        }
    })
}
