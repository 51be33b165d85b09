//! What came of an appointment, told by one touch in the list. A script waits a while before it is sent, so that it can
//! be undone; without one a page asks whether it was meant.

use std::collections::HashMap;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::AppointmentId;
use loopbrug_domain::trajectory::tasks::{About, TaskKind};
use loopbrug_infra::ids::new_trace_id;
use loopbrug_infra::views::WorkItem;
use maud::{Markup, html};

use crate::form::{COMMAND, Field, OCCURRED_ON, TOKEN, Typed, WORKER, options};
use crate::lang::Lang;
use crate::queue::Handle;
use crate::record::{APPOINTMENT, AT_ONE_TOUCH, OUTCOME, TOUCH, address_of, outcome_fields};
use crate::session::form_token;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The appointments of a list that were or are today.
pub(super) struct Touches {
    lang: Lang,
    token: String,
    worker: String,
    fields: Vec<Field>,
    handles: HashMap<AppointmentId, Option<String>>,
    today: NaiveDate,
}

/// The appointment that an item is about, where it is known what came of it, and on which day that was.
fn to_be_told(item: &WorkItem, today: NaiveDate) -> Option<(AppointmentId, NaiveDate)> {
    match (item.task.kind, item.task.about, item.task.until) {
        (TaskKind::KeepAppointment, About::Appointment(id), Some(day)) if day <= today => {
            Some((id, day))
        }
        _ => None,
    }
}

impl Touches {
    pub(super) async fn of(
        visit: &Visit,
        catalogue: &Catalogue,
        today: NaiveDate,
        items: &[WorkItem],
    ) -> Result<Self, Trouble> {
        let fields = outcome_fields(visit.lang, catalogue, today);
        let token = form_token(&visit.session).await?;
        let worker = visit.actor()?.worker.to_string();
        let mut handles = HashMap::new();
        for item in items {
            let Some((id, _)) = to_be_told(item, today) else { continue };
            let known = Typed::default().set(APPOINTMENT, id.to_string());
            let handle = Handle::of(visit, OUTCOME, item.trajectory)?.knowing(&known, None);
            handles.insert(id, handle.sealed(visit, &fields)?);
        }
        Ok(Self { lang: visit.lang, token, worker, fields, handles, today })
    }

    /// The buttons of an item; none, where it is about something else or still to come.
    pub(super) fn of_item(&self, item: &WorkItem, name: &str) -> Option<Markup> {
        let lang = self.lang;
        let (id, day) = to_be_told(item, self.today)?;
        let handle = self.handles.get(&id).and_then(Option::as_deref);
        let options = options(&self.fields);
        let number = |outcome: &str| options.iter().position(|(_, value)| *value == outcome);
        let known = [
            (TOKEN, self.token.clone()),
            (WORKER, self.worker.clone()),
            (COMMAND, new_trace_id().to_string()),
            (APPOINTMENT, id.to_string()),
            (OCCURRED_ON, day.to_string()),
            (TOUCH, "ja".to_owned()),
        ];
        Some(html! {
            form.touch method="post" action=(address_of(item.trajectory, OUTCOME)) data-handle=[handle] {
                @for (name, value) in known { input type="hidden" name=(name) value=(value); }
                @for outcome in AT_ONE_TOUCH {
                    @let words = lang.say(&format!("touch-{outcome}"));
                    button.row-button.outlined type="submit" name="outcome" value=(outcome) data-n=[number(outcome).map(|n| n + 1)]
                        aria-label={ (words) ": " (name) } { (words) }
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_touch_has_its_words() {
        for outcome in AT_ONE_TOUCH {
            let message = format!("touch-{outcome}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
