//! What was recorded wrongly is put right: by the form that recorded it, filled in with what it says, and a reason; or it
//! is taken back, with a reason. Of others' records too: they are shown it, and confirm or dispute it.
//!
//! The form is shown as it was when the event was recorded: what could be chosen then can be chosen now, such as the job
//! that has ended since by that very event.

mod answering;
mod filled;
mod target;
mod voiding;

use axum::extract::Path;
use axum::response::Response;
use loopbrug_domain::catalogue::list::CorrectionReason;
use loopbrug_domain::ids::Version;
use loopbrug_domain::trajectory::Trajectory;
use maud::{Markup, html};

pub(super) use self::answering::Answered;
use self::target::Target;
pub(crate) use self::voiding::{page as void_page, void};
use super::{Record, Records, Subject, recorded_at};
use crate::form::{Field, OCCURRED_ON, Posted, Sheet, Typed, begun, request, see, send};
use crate::layout::Section;
use crate::trajectory::event_address;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Why it is put right; the event may have a reason of its own.
const REASON: &str = "correctionReason";

/// The address of the form that puts an event right.
pub(crate) fn address(trajectory: impl std::fmt::Display, event: Version) -> String {
    format!("/trajecten/{trajectory}/verbeter/{event}")
}

/// Shows it; or says why there is none.
pub(crate) async fn page(
    visit: Visit,
    Path((id, event)): Path<(String, Version)>,
) -> Result<Response, Trouble> {
    let target = match Target::of(&visit, &id, event).await? {
        Ok(target) => target,
        Err(other) => return Ok(see(&address(&id, other))),
    };
    let Some(record) = target.record else { return Ok(target.without_a_form(&visit)) };
    let likely = target.filled(record);
    let begun = begun(&visit, likely).await?;
    target.sheet(record, &begun.typed).page(&visit, begun).await
}

/// Puts it right.
pub(crate) async fn correct(
    Path((id, event)): Path<(String, Version)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let Posted { visit, typed, .. } = &posted;
    let target = match Target::of(visit, &id, event).await? {
        Ok(target) => target,
        Err(other) => return Ok(see(&address(&id, other))),
    };
    let Some(record) = target.record else { return Err(Trouble::not_found()) };
    let subject = &target.subject;
    let mut reading = posted.reading(Some(&subject.catalogue), subject.today);
    reading.day();
    let mut records = Records::of(&reading, subject.id);
    record.read(&mut reading, subject, &mut records);
    let reason = reading.code(REASON);
    let records = records.putting_right((event, reason), &target.entry.event.what, subject.today);
    let command = reading.command;
    // A correction is made today; the day that was read is that of what it puts right.
    reading.on = subject.today;
    let asked = request::<Trajectory>(visit, &reading, subject.id, records.into_intent())?;
    match send(visit, reading, asked).await {
        Ok(recorded) => {
            let recorded = (recorded.version, command);
            Ok(see(&recorded_at(subject.id, record.name(), recorded)))
        }
        Err(not) => {
            let not = not.leading_to(|event| event_address(&id, event));
            target.sheet(record, typed).again(visit, typed, &not, &[]).await
        }
    }
}

impl Target<'_> {
    /// The form, with the day and the reason.
    fn sheet(&self, record: &dyn Record, typed: &Typed) -> Sheet {
        let lang = self.subject.lang;
        let mut fields = record.fields(&self.subject, typed);
        if !Field::can_hold(&fields, OCCURRED_ON, "") {
            fields.push(Field::date(OCCURRED_ON, lang.say("right-day")));
        }
        let reasons = self.subject.coded::<CorrectionReason>();
        fields.push(Field::one_of(REASON, lang.say("right-reason"), reasons));
        Sheet {
            section: Section::Trajectories,
            back: (format!("/trajecten/{}", self.subject.id), self.subject.name.clone()),
            title: lang.with("right-title", [("what", self.what().into())]),
            lead: self.lead(true),
            fields,
            button: lang.say("right-correct").into_owned(),
            version: None,
            handle: None,
        }
    }

    /// What it is about, by whom it was recorded, and the way to take it back.
    fn lead(&self, can_be_voided: bool) -> Markup {
        let (lang, event) = (self.subject.lang, self.entry.sequence);
        let day = lang.day(self.entry.event.occurred_on);
        let about = [("n", event.into()), ("day", day.into()), ("who", self.by.as_str().into())];
        let of = self.subject.organisation(self.entry.event.organisation);
        let is_of_another = self.entry.event.organisation != self.subject.actor.organisation;
        html! {
            p.lead { (lang.say("for-whom-it-is")) " " b { (self.subject.name) } }
            p.small { (lang.with("right-lead", about)) }
            @if is_of_another { p.notice { (lang.with("right-of-another", [("organisation", of.into())])) } }
            @if can_be_voided {
                p { a href=(voiding::address(self.subject.id, event)) { (lang.say("right-void")) } }
            }
        }
    }

    /// Where no form puts it right: it follows from another event, or is taken back and recorded anew.
    fn without_a_form(&self, visit: &Visit) -> Response {
        let lang = self.subject.lang;
        let title = lang.with("right-title", [("what", self.what().into())]);
        let cause = self.entry.event.follows_from;
        let body = html! {
            div.sheet {
                nav.crumbs aria-label=(lang.say("way-back")) { a href={ "/trajecten/" (self.subject.id) } { "‹ " (self.subject.name) } }
                h1 { (title) }
                (self.lead(false))
                @match cause {
                    Some(cause) => {
                        p { (lang.say("right-follows")) }
                        p { a.button.outlined href=(address(self.subject.id, cause)) { (lang.with("right-see-event", [("n", cause.into())])) } }
                    }
                    None => {
                        p { (lang.say("right-not-here")) }
                        p { a.button.outlined href=(voiding::address(self.subject.id, self.entry.sequence)) { (lang.say("right-void")) } }
                    }
                }
            }
        };
        visit.page(Section::Trajectories, &title, &body)
    }
}

/// Which form puts which event right. What is in no row is taken back, and recorded anew.
const FORMS: &[(&str, &str)] = &[
    ("TrajectoryOpened", "start"),
    ("IdentityRecorded", "identiteit"),
    ("BackgroundRecorded", "verleden"),
    ("IntakeCompleted", "instapgegevens"),
    ("ContactAttempted", "contactpoging"),
    ("AppointmentPlanned", "afspraak"),
    ("AppointmentKept", "uitkomst"),
    ("NoteAdded", "notitie"),
    ("StrengthIdentified", "sterkte"),
    ("GoalSet", "doel"),
    ("GoalRated", "doel-cijfer"),
    ("BarrierIdentified", "drempel"),
    ("BarrierReassessed", "drempel-herbekijken"),
    ("BarrierResolved", "drempel-herbekijken"),
    ("BarrierRecurred", "drempel-herbekijken"),
    ("SessionRecorded", "sessie"),
    ("MilestoneReached", "mijlpaal"),
    ("ReferralSent", "doorverwijzing"),
    ("ReferralSeen", "antwoord"),
    ("ReferralWaitlisted", "antwoord"),
    ("ReferralAccepted", "antwoord"),
    ("ReferralDeclined", "antwoord"),
    ("ReferralDeclinedByClient", "antwoord"),
    ("ReferralFirstAttended", "antwoord"),
    ("ReferralDone", "antwoord"),
    ("ReferralWithdrawn", "antwoord"),
    ("ReferralExpired", "antwoord"),
    ("LegalBasisRecorded", "toestemming"),
    ("BridgeFigureAssigned", "brugfiguur"),
    ("BridgeFigureEnded", "brugfiguur-gestopt"),
    ("InterventionPlanned", "hulp-gepland"),
    ("InterventionStarted", "hulp-gestart"),
    ("InterventionCompleted", "hulp-afgerond"),
    ("InterventionStopped", "hulp-gestopt"),
    ("RelapseRecorded", "hervallen"),
    ("HousingFound", "woning-gevonden"),
    ("HousingLost", "woning-verloren"),
    ("HousingCancelled", "woning-gaat-niet-door"),
    ("HousingObserved", "woonsituatie"),
    ("ReferenceAddressRequested", "referentieadres"),
    ("ReferenceAddressGranted", "referentieadres-antwoord"),
    ("ReferenceAddressRefused", "referentieadres-antwoord"),
    ("ResidenceChanged", "verhuisd"),
    ("EmploymentStarted", "werk-gestart"),
    ("EmploymentEnded", "werk-gestopt"),
    ("EmploymentCancelled", "werk-gaat-niet-door"),
    ("EmploymentVerified", "werk-bevestigd"),
    ("Paused", "pauze"),
    ("Resumed", "hervat"),
    ("Closed", "afsluiten"),
    ("Reopened", "heropenen"),
    ("ExitRecorded", "vertrek"),
    ("FollowedUp", "opvolging"),
    ("FollowUpUnreachable", "opvolging"),
];

/// The form that puts an event right.
fn form_of(event: &str) -> Option<&'static dyn Record> {
    let (_, form) = FORMS.iter().find(|(of, _)| *of == event)?;
    super::named(form).ok()
}

/// Whether somebody who guides can do something about an event of this name, once it is recorded.
pub(crate) fn can_be_put_right(event: &str) -> bool {
    !STAYING.contains(&event)
}

/// What stays as it is: it is about other events, other trajectories, or the client's rights.
const STAYING: [&str; 17] = [
    "CatalogueAdopted",
    "EventCorrected",
    "EventVoided",
    "MergedInto",
    "Unmerged",
    "DuplicateAbsorbed",
    "TransferAccepted",
    "TransferReceived",
    "ProcessingRestricted",
    "RestrictionLifted",
    "ErasureRequested",
    "ErasureDecided",
    "KeyDestroyed",
    "FollowUpEnded",
    "AccessOverridden",
    "AccessRequested",
    "AccessRefused",
];

impl Subject<'_> {
    /// As the trajectory was before an event was recorded.
    fn before(mut self, event: Version) -> Self {
        if event > 1 {
            let later = self.trajectory().entries().iter().map(|entry| entry.sequence);
            let later: Vec<_> = later.filter(|sequence| *sequence >= event).collect();
            let before = self.trajectory().without(&later);
            self.rewind(before);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::trajectory::EVENT_TYPES;

    use super::*;

    #[test]
    fn every_row_is_of_an_event_and_a_form_that_there_are() {
        let is_event = |name: &str| EVENT_TYPES.iter().any(|event| event.name == name);
        for (event, form) in FORMS {
            assert!(is_event(event), "{event}");
            assert!(form_of(event).is_some(), "{form}");
            assert!(can_be_put_right(event), "{event}");
        }
        for event in STAYING {
            assert!(is_event(event), "{event}");
        }
    }
}
