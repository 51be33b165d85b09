//! The event that is put right, and the trajectory as it was before it.

use loopbrug_domain::ids::Version;
use loopbrug_domain::trajectory::Entry;
use loopbrug_infra::views::{HistoryRequest, Page, StreamId};

use super::super::{Record, Subject};
use super::{filled, form_of};
use crate::form::Typed;
use crate::names::Names;
use crate::trajectory::recorded_by;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// An event that there is, as it was put right last.
pub(super) struct Target<'a> {
    /// As it was before.
    pub(super) subject: Subject<'a>,
    pub(super) entry: Entry,
    /// Who recorded it.
    pub(super) by: String,
    /// The form that puts it right, where one does.
    pub(super) record: Option<&'static dyn Record>,
}

impl<'a> Target<'a> {
    /// The event of this sequence; or that which it puts right, since that one is put right again.
    ///
    /// # Errors
    /// There is none, or not for who asks.
    pub(super) async fn of(
        visit: &'a Visit,
        id: &str,
        event: Version,
    ) -> Result<Result<Self, Version>, Trouble> {
        let subject = Subject::of(visit, id).await?;
        let page = Page { after: event.checked_sub(1), before: None, size: 1, from_end: false };
        let (request, of) = (HistoryRequest::default(), StreamId::Trajectory(subject.id));
        let views = &visit.pages.0.views;
        let found = views.history(subject.actor, of, &request, &page).await?.steps.items;
        let step = found.into_iter().next().filter(|step| step.sequence == event);
        let step = step.ok_or_else(Trouble::not_found)?;
        if let Some(other) = step.puts_right {
            return Ok(Err(other));
        }
        let mut entries = subject.trajectory().entries().iter();
        let entry = entries.find(|entry| entry.sequence == event).cloned();
        // What was taken back is there no more.
        let entry = entry.ok_or_else(Trouble::not_found)?;
        let mut names = Names::of(visit, subject.actor, &step.region);
        let by = recorded_by(&step, &mut names).await?;
        let name = entry.event.what.event_type().name;
        let record = form_of(name).filter(|_| entry.event.follows_from.is_none());
        let needs = record.map_or(&[][..], Record::looks_up);
        let subject = subject.with(visit, needs).await?.opened(visit).await?.before(event);
        Ok(Ok(Self { subject, entry, by, record }))
    }

    /// What it is called.
    pub(super) fn what(&self) -> String {
        let name = self.entry.event.what.event_type().name;
        self.subject.lang.say(&format!("event-{name}")).into_owned()
    }

    /// The form as it was recorded.
    pub(super) fn filled(&self, record: &dyn Record) -> Typed {
        let what = &self.entry.event.what;
        let typed = filled::with(what, |sealed| self.subject.text(sealed), record.below());
        let typed = record.filled(what, typed.on(self.entry.event.occurred_on));
        filled::as_asked(typed, |typed| record.fields(&self.subject, typed))
    }
}
