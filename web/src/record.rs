//! What somebody who guides records about a client, each by a form of its own: a file for each theme.
//!
//! A form is a row of [`RECORDS`] and says what it asks, what is likely, and what it is to be recorded. All else is the
//! same for all of them: who may, what is shown of the client, what is refused, what comes after it.

mod access;
mod after;
mod asked;
pub(crate) mod asking;
mod bridge;
mod consent;
mod contact;
mod course;
mod done;
mod help;
mod housing;
mod offered;
mod part;
pub(crate) mod right;
mod subject;
pub(crate) mod taking_over;
mod transfer;
mod work;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use loopbrug_domain::ids::Version;
use loopbrug_domain::trajectory::{Payload, Trajectory};
use maud::html;

pub(crate) use self::asked::{NO, YES, answer, yes_or_no};
pub(crate) use self::bridge::choices as worker_choices;
pub(crate) use self::done::page as done;
pub(crate) use self::offered::{Lookup, OfferedWorker, workers};
pub(crate) use self::part::Records;
pub(crate) use self::subject::Subject;
use crate::form::{Field, Posted, Reading, Sheet, Typed, begun, request, see, send};
use crate::layout::Section;
use crate::opening::{EntryData, Identity, Intake, Past, Start};
use crate::trajectory::event_address;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// A form by which something about a client is recorded.
pub(crate) trait Record: Sync {
    /// What it is called in addresses; what people read is `record-<name>`.
    fn name(&self) -> &'static str;

    /// What has to be looked up for it beside the trajectory.
    fn looks_up(&self) -> &'static [Lookup] {
        &[]
    }

    /// What it asks. What is in it already may decide on that, as the referral that is answered.
    fn fields(&self, subject: &Subject<'_>, typed: &Typed) -> Vec<Field>;

    /// What is likely, where it does no harm if it is not so. What came of something is never likely.
    fn likely(&self, subject: &Subject<'_>) -> Typed {
        Typed::default().on(subject.today)
    }

    /// What is known, in a few words beside the name.
    fn known(&self, _: &Subject<'_>) -> Option<String> {
        None
    }

    /// What it is to be recorded.
    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records);

    /// Below which name the fields of its event are in it.
    fn below(&self) -> &'static str {
        ""
    }

    /// What is in it where it puts an event right: what it asks otherwise than the event says it.
    fn filled(&self, _: &Payload, typed: Typed) -> Typed {
        typed
    }

    /// Whether it rests on what is shown: then nothing is recorded when something else was meanwhile.
    fn rests_on_what_is_shown(&self) -> bool {
        false
    }

    /// Whether it makes sense now, so that it is offered where all that can be recorded is.
    fn is_offered(&self, subject: &Subject<'_>) -> bool;

    /// What usually comes after it, by name.
    fn next(&self) -> &'static [&'static str];
}

/// Every form, in the order in which they are offered.
pub(crate) const RECORDS: &[&dyn Record] = &[
    &contact::Attempt,
    &Intake,
    &bridge::Assigned,
    &bridge::Ended,
    &help::Planned,
    &help::Started,
    &help::Completed,
    &help::Stopped,
    &help::Relapsed,
    &housing::Found,
    &housing::Lost,
    &housing::Cancelled,
    &housing::Observed,
    &housing::AddressRequested,
    &housing::AddressAnswered,
    &housing::Moved,
    &work::Started,
    &work::Ended,
    &work::Cancelled,
    &work::Verified,
    &Identity,
    &Past,
    &Start,
    &EntryData,
    &consent::Basis,
    &consent::Withdrawn,
    &access::Answered,
    &access::Given,
    &access::Expired,
    &transfer::Asked,
    &course::OnHold,
    &course::GoingOn,
    &course::Closing,
    &course::Reopening,
    &after::Exit,
    &after::FollowUp,
    &after::FollowUpEnds,
    &right::Answered,
];

/// The form of this name.
fn named(name: &str) -> Result<&'static dyn Record, Trouble> {
    let found = RECORDS.iter().find(|record| record.name() == name);
    found.copied().ok_or_else(Trouble::not_found)
}

/// The address of a form.
pub(crate) fn address_of(trajectory: impl std::fmt::Display, name: &str) -> String {
    format!("/trajecten/{trajectory}/noteer/{name}")
}

/// Where it is said that something was recorded, with the version that the trajectory has then.
fn recorded(subject: &Subject<'_>, name: &str, version: Version) -> String {
    format!("{}/genoteerd?registratie={version}", address_of(subject.id, name))
}

/// Shows a form that begins.
pub(crate) async fn page(
    visit: Visit,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let record = named(&name)?;
    let subject = Subject::of(&visit, &id).await?.with(&visit, record.looks_up()).await?;
    let begun = begun(&visit, record.likely(&subject)).await?;
    sheet(record, &subject, &begun.typed).page(&visit, begun).await
}

/// Takes a form that was sent.
pub(crate) async fn record(
    Path((id, name)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let record = named(&name)?;
    let visit = &posted.visit;
    let subject = Subject::of(visit, &id).await?.with(visit, record.looks_up()).await?;
    match carry_out(record, &subject, &posted).await? {
        Ok(version) => {
            Ok(see(&recorded(&subject, &name, version)))
        }
        Err(answer) => Ok(answer),
    }
}

/// Records what a form says; gives the version that the trajectory has then, or the form again.
async fn carry_out(
    record: &dyn Record,
    subject: &Subject<'_>,
    posted: &Posted,
) -> Result<Result<u32, Response>, Trouble> {
    let Posted { visit, typed, .. } = posted;
    let mut reading = posted.reading(Some(&subject.catalogue), subject.today);
    reading.day();
    let mut records = Records::of(&reading, subject.id);
    record.read(&mut reading, subject, &mut records);
    let asked = request::<Trajectory>(visit, &reading, subject.id, records.into_intent())?;
    match send(visit, reading, asked).await {
        Ok(recorded) => Ok(Ok(recorded.version)),
        Err(not) => {
            let not = not.leading_to(|event| event_address(subject.id, event));
            let meanwhile = match typed.version().filter(|_| not.is_stale()) {
                Some(seen) => done::since(visit, subject, seen).await?,
                None => vec![],
            };
            let sheet = sheet(record, subject, typed);
            Ok(Err(sheet.again(visit, typed, &not, &meanwhile).await?.into_response()))
        }
    }
}

fn sheet(record: &dyn Record, subject: &Subject<'_>, typed: &Typed) -> Sheet {
    let lang = subject.lang;
    let (name, known) = (&subject.name, record.known(subject));
    Sheet {
        section: Section::Trajectories,
        back: (format!("/trajecten/{}", subject.id), name.clone()),
        title: lang.say(&format!("record-{}", record.name())).into_owned(),
        lead: html! {
            p.lead { (lang.say("for-whom-it-is")) " " b { (name) } @if let Some(known) = known { " · " (known) } }
        },
        fields: record.fields(subject, typed),
        button: lang.say("record").into_owned(),
        version: record.rests_on_what_is_shown().then_some(subject.version),
        handle: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_form_has_its_words_and_leads_to_forms_that_there_are() {
        for record in RECORDS {
            let message = format!("record-{}", record.name());
            assert_ne!(Lang::Dutch.say(&message), message);
            let missing = record.next().iter().filter(|name| named(name).is_err());
            assert_eq!(missing.collect::<Vec<_>>(), Vec::<&&str>::new(), "{}", record.name());
        }
    }

    #[test]
    fn no_two_forms_have_the_same_name() {
        let mut names: Vec<_> = RECORDS.iter().map(|record| record.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RECORDS.len());
    }
}
