//! What somebody who guides records about a client, each by a form of its own: a file for each theme.
//!
//! A form is a row of [`RECORDS`] and says what it asks, what is likely, and what it is to be recorded. All else is the
//! same for all of them: who may, what is shown of the client, what is refused, what comes after it.

mod access;
mod after;
mod answer;
mod appointment;
mod asked;
pub(crate) mod asking;
mod barrier;
mod bridge;
mod consent;
mod contact;
mod course;
mod direction;
mod done;
mod help;
mod housing;
mod menu;
mod milestone;
mod note;
mod offered;
mod part;
mod referral;
pub(crate) mod right;
mod session;
mod subject;
pub(crate) mod taking_over;
mod transfer;
mod work;

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::ids::{CommandId, TrajectoryId, Version};
use loopbrug_domain::trajectory::{Payload, Trajectory};
use maud::html;

pub(crate) use self::answer::{ANSWER, REFERRAL};
pub(crate) use self::appointment::{APPOINTMENT, AT_ONE_TOUCH, OUTCOME, TOUCH, outcome_fields};
pub(crate) use self::asked::{NO, YES, answer as answer_to, yes_or_no};
pub(crate) use self::barrier::severities;
pub(crate) use self::bridge::choices as worker_choices;
pub(crate) use self::done::page as done;
pub(crate) use self::menu::{links, menu};
pub(crate) use self::offered::{Lookup, OfferedWorker, workers};
pub(crate) use self::part::Records;
pub(crate) use self::subject::{Subject, organisation_among};
use crate::form::{
    Field, NotRecorded, Posted, Reading, Sheet, Typed, asked_by, begun, request, see, send,
};
use crate::layout::Section;
use crate::opening::{EntryData, Identity, Intake, Past, Start};
use crate::queue::Handle;
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

    /// What it asks. That may depend on what is in it already, such as the referral that is answered.
    fn fields(&self, subject: &Subject<'_>, typed: &Typed) -> Vec<Field>;

    /// What is likely, where it does no harm if it is not so. What came of something is never likely. What it is about,
    /// such as which appointment, may be in the address.
    fn likely(&self, subject: &Subject<'_>, _in_address: &Typed) -> Typed {
        Typed::default().on(subject.today)
    }

    /// What is known of what it is about, in a few words beside the name.
    fn known(&self, _: &Subject<'_>, _: &Typed) -> Option<String> {
        None
    }

    /// Whether it shows what was typed about the client. That it is opened is recorded.
    fn opens(&self) -> bool {
        false
    }

    /// What it is to be recorded.
    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records);

    /// What the names of its fields have before those of its event.
    fn below(&self) -> &'static str {
        ""
    }

    /// What is in it where it puts an event right: as the event has it, but for what the form asks in another way.
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
    &appointment::Plan,
    &appointment::Outcome,
    &session::Session,
    &note::Note,
    &referral::Refer,
    &answer::Answer,
    &barrier::Identify,
    &barrier::Reassess,
    &direction::Strengths,
    &direction::SetGoal,
    &direction::RateGoal,
    &milestone::Reach,
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
pub(crate) fn named(name: &str) -> Result<&'static dyn Record, Trouble> {
    let found = RECORDS.iter().find(|record| record.name() == name);
    found.copied().ok_or_else(Trouble::not_found)
}

/// Whether there is a form of this name.
pub(crate) fn is_there(name: &str) -> bool {
    RECORDS.iter().any(|record| record.name() == name)
}

/// The address of a form.
pub(crate) fn address_of(trajectory: impl std::fmt::Display, name: &str) -> String {
    format!("/trajecten/{trajectory}/noteer/{name}")
}

/// Shows a form that begins.
pub(crate) async fn page(
    visit: Visit,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let record = named(&name)?;
    let subject = subject(&visit, &id, record).await?;
    let likely = record.likely(&subject, &asked_by(&visit));
    let begun = begun(&visit, likely).await?;
    sheet(&visit, record, &subject, &begun.typed)?.page(&visit, begun).await
}

/// Takes a form that was sent.
pub(crate) async fn record(
    Path((id, name)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let record = named(&name)?;
    let subject = subject(&posted.visit, &id, record).await?;
    if appointment::is_to_be_confirmed(&posted.typed) {
        return sheet(&posted.visit, record, &subject, &posted.typed)?.confirm(posted).await;
    }
    let reading = posted.reading(Some(&subject.catalogue), subject.today);
    match carry_out(record, &subject, &posted.visit, reading).await? {
        Ok(version) => {
            let command = posted.typed.command().unwrap_or_default();
            Ok(see(&recorded_at(subject.id, &name, (version, command))))
        }
        Err(not) => again(record, &subject, &posted.visit, &posted.typed, &not).await,
    }
}

/// Whom a form is about, with what it shows of that.
pub(crate) async fn subject<'a>(
    visit: &'a Visit,
    id: &str,
    record: &dyn Record,
) -> Result<Subject<'a>, Trouble> {
    let subject = Subject::of(visit, id).await?.with(visit, record.looks_up()).await?;
    if record.opens() { subject.opened(visit).await } else { Ok(subject) }
}

/// Where it is said what a command recorded, up to a version.
pub(crate) fn recorded_at(
    trajectory: TrajectoryId,
    name: &str,
    (version, command): (Version, CommandId),
) -> String {
    let form = address_of(trajectory, name);
    format!("{form}/genoteerd?registratie={version}&opdracht={command}")
}

/// Records what a form says; gives the version that the trajectory has then.
pub(crate) async fn carry_out(
    record: &dyn Record,
    subject: &Subject<'_>,
    visit: &Visit,
    mut reading: Reading<'_>,
) -> Result<Result<Version, NotRecorded>, Trouble> {
    reading.day();
    let mut records = Records::of(&reading, subject.id);
    record.read(&mut reading, subject, &mut records);
    let asked = request::<Trajectory>(visit, &reading, subject.id, records.into_intent())?;
    Ok(send(visit, reading, asked).await.map(|recorded| recorded.version))
}

/// A form that was not recorded, as it was sent.
async fn again(
    record: &dyn Record,
    subject: &Subject<'_>,
    visit: &Visit,
    typed: &Typed,
    not: &NotRecorded,
) -> Result<Response, Trouble> {
    let not = not.clone().leading_to(|event| event_address(subject.id, event));
    let meanwhile = match typed.version().filter(|_| not.is_stale()) {
        Some(seen) => done::since(visit, subject, seen).await?,
        None => vec![],
    };
    sheet(visit, record, subject, typed)?.again(visit, typed, &not, &meanwhile).await
}

fn sheet(
    visit: &Visit,
    record: &dyn Record,
    subject: &Subject<'_>,
    typed: &Typed,
) -> Result<Sheet, Trouble> {
    let lang = subject.lang;
    let (name, known) = (&subject.name, record.known(subject, typed));
    let fields = record.fields(subject, typed);
    let version = record.rests_on_what_is_shown().then_some(subject.version);
    let handle = Handle::of(visit, record.name(), subject.id)?;
    let handle = handle.knowing(typed, typed.version().or(version));
    Ok(Sheet {
        section: Section::Trajectories,
        back: (format!("/trajecten/{}", subject.id), name.clone()),
        title: lang.say(&format!("record-{}", record.name())).into_owned(),
        lead: html! {
            p.lead { (lang.say("for-whom-it-is")) " " b { (name) } @if let Some(known) = known { " · " (known) } }
        },
        button: lang.say("do-record").into_owned(),
        version,
        handle: handle.sealed(visit, &fields)?,
        fields,
    })
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
            if record.next().contains(&record.name()) {
                let again = format!("again-{}", record.name());
                assert_ne!(Lang::Dutch.say(&again), again);
            }
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
