//! What is said once something is recorded: when, what, and what usually comes after it.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::field::coded_fields_of;
use loopbrug_domain::ids::{CommandId, TrajectoryId, Version};
use loopbrug_domain::time::time_in_brussels;
use loopbrug_domain::trajectory::together::MOST_PARTS;
use loopbrug_infra::log::Step;
use loopbrug_infra::views::{HistoryRequest, Page, SeenStep, StreamId};
use maud::html;
use serde::Deserialize;

use super::{Subject, address_of, named, right};
use crate::address::{Question, asked};
use crate::lang::clock;
use crate::layout::Section;
use crate::names::Names;
use crate::trajectory::recorded_by;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// So many events are read at most: those of one command, or what was recorded meanwhile.
const MOST: u32 = 100;

/// Which command it was, and the event that it led to last.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    registratie: Version,
    opdracht: CommandId,
}

/// The ids under which the log has a command: of the whole, or of one of its parts.
fn ids_of(command: CommandId, trajectory: TrajectoryId) -> Vec<CommandId> {
    let parts = (0..MOST_PARTS).map(|place| command.within(trajectory).part(place));
    parts.chain([command]).collect()
}

/// *Genoteerd om 10:42*, what was recorded, and what usually comes next.
pub(crate) async fn page(
    visit: Visit,
    Path((id, name)): Path<(String, String)>,
    question: Question<Asked>,
) -> Result<Response, Trouble> {
    let Asked { registratie: last, opdracht: command } = asked(question)?;
    let record = named(&name)?;
    let subject = Subject::of(&visit, &id).await?;
    let lang = subject.lang;
    let before = last.saturating_add(1);
    let steps = steps(&visit, &subject, last.saturating_sub(MOST), Some(before)).await?;
    let step = steps.last().filter(|step| step.sequence == last);
    let step = step.ok_or_else(|| Trouble::refused("TRAJECTORY_NOT_FOUND"))?;
    let ids = ids_of(command, subject.id);
    let of_command = steps.iter().filter(|one| one.command.is_some_and(|id| ids.contains(&id)));
    let recorded: Vec<_> = of_command.filter(|one| one.follows_from.is_none()).collect();
    let first = recorded.first().map_or(last, |one| one.sequence);
    let at = clock(time_in_brussels(step.recorded_at));
    let title = lang.say("and-now");
    let body = html! {
        div.sheet {
            div.notice.good role="status" {
                strong { (lang.with("recorded-at", [("time", at.into())])) }
                @for one in &recorded { " " (in_words(&subject, one)) }
                " " a href=(right::address(subject.id, first)) { (lang.say("put-right")) }
            }
            div {
                h1 { (title) }
                p.lead { (lang.say("for-whom-it-is")) " " b { (subject.name) } }
            }
            ul.next {
                @for next in record.next() {
                    @let words = if *next == name { format!("again-{next}") } else { format!("record-{next}") };
                    li { a.button.outlined.main href=(address_of(subject.id, next)) { (lang.say(&words)) } }
                }
                li { a.button.main href="/werklijst" { (lang.say("back-to-work-list")) } }
            }
        }
    };
    Ok(visit.page(Section::Trajectories, &title, &body))
}

/// What was recorded after a version, and by whom.
pub(super) async fn since(
    visit: &Visit,
    subject: &Subject<'_>,
    seen: Version,
) -> Result<Vec<String>, Trouble> {
    let steps = steps(visit, subject, seen, None).await?;
    let mut names = Names::of(visit, subject.actor, &subject.opening().region);
    let mut said = vec![];
    for step in steps.iter().filter(|step| step.follows_from.is_none()) {
        let by = recorded_by(step, &mut names).await?;
        said.push(format!("{by}: {}", in_words(subject, step)));
    }
    Ok(said)
}

/// The steps after a version and before another.
async fn steps(
    visit: &Visit,
    subject: &Subject<'_>,
    after: Version,
    before: Option<Version>,
) -> Result<Vec<Step<SeenStep>>, Trouble> {
    let page = Page { after: Some(after), before, size: MOST, from_end: true };
    let (request, of) = (HistoryRequest::default(), StreamId::Trajectory(subject.id));
    let found = visit.pages.0.views.history(subject.actor, of, &request, &page).await?;
    Ok(found.steps.items)
}

/// What it is, the codes that it names, and the day.
fn in_words(subject: &Subject<'_>, step: &Step<SeenStep>) -> String {
    let lang = subject.lang;
    let what = lang.say(&format!("event-{}", step.event_type.name));
    let mut all = subject.trajectory().entries().iter();
    let entry = all.find(|entry| entry.sequence == step.sequence);
    let codes = entry.map(|entry| coded_fields_of(&entry.event.what)).unwrap_or_default();
    let labels = codes.iter().map(|(_, list, code)| {
        let label = subject.catalogue.short_label(*list, code);
        label.map_or(code.as_str(), |label| lang.label(label))
    });
    let labels: Vec<_> = labels.collect();
    let day = if step.occurred_on == subject.today {
        lang.say("day-today").into_owned()
    } else {
        lang.day(step.occurred_on)
    };
    let said: Vec<&str> = labels.into_iter().chain([day.as_str()]).collect();
    format!("{what}: {}.", said.join(", "))
}
