//! An event is taken back: it should never have been recorded.

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::catalogue::list::CorrectionReason;
use loopbrug_domain::ids::Version;
use loopbrug_domain::trajectory::record_keeping::EventVoided;
use loopbrug_domain::trajectory::{Intent, Trajectory};
use maud::html;

use super::Target;
use crate::form::{Field, Posted, Sheet, Typed, begun, request, see, send};
use crate::layout::Section;
use crate::trajectory::event_address;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// The address of the form that takes an event back.
pub(super) fn address(trajectory: impl std::fmt::Display, event: Version) -> String {
    format!("/trajecten/{trajectory}/intrekken/{event}")
}

/// Shows the form.
pub(crate) async fn page(
    visit: Visit,
    Path((id, event)): Path<(String, Version)>,
) -> Result<Response, Trouble> {
    match Target::of(&visit, &id, event).await? {
        Ok(target) => {
            let begun = begun(&visit, Typed::default()).await?;
            target.void_sheet().page(&visit, begun).await
        }
        Err(other) => Ok(see(&address(&id, other))),
    }
}

/// Takes it back.
pub(crate) async fn void(
    Path((id, event)): Path<(String, Version)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let Posted { visit, typed, .. } = &posted;
    let target = match Target::of(visit, &id, event).await? {
        Ok(target) => target,
        Err(other) => return Ok(see(&address(&id, other))),
    };
    let subject = &target.subject;
    let mut reading = posted.reading(Some(&subject.catalogue), subject.today);
    let voided = Intent::VoidEvent(EventVoided::new(event, reading.code("reason")));
    let asked = request::<Trajectory>(visit, &reading, subject.id, voided.into())?;
    match send(visit, reading, asked).await {
        Ok(recorded) => Ok(see(&event_address(&id, recorded.version))),
        Err(not) => {
            let not = not.leading_to(|event| event_address(&id, event));
            target.void_sheet().again(visit, typed, &not, &[]).await
        }
    }
}

impl Target<'_> {
    fn void_sheet(&self) -> Sheet {
        let lang = self.subject.lang;
        let reasons = self.subject.coded::<CorrectionReason>();
        Sheet {
            section: Section::Trajectories,
            back: (format!("/trajecten/{}", self.subject.id), self.subject.name.clone()),
            title: lang.with("right-void-title", [("what", self.what().into())]),
            lead: html! { (self.lead(false)) p { (lang.say("right-void-lead")) } },
            fields: vec![Field::one_of("reason", lang.say("right-void-why"), reasons)],
            button: lang.say("right-void").into_owned(),
            version: None,
            handle: None,
        }
    }
}
