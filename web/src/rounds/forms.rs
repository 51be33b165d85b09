//! The forms of the procedure: a file for each theme. A form says what it asks and what it is to be recorded; who may,
//! what is refused, and what comes after it is the same for all of them.
//!
//! Each becomes the same intent as the mutation of the API, so no form has rules of its own.

mod aiming;
mod assessing;
mod begin;
mod deciding;
mod done;
mod inviting;
mod judging;
pub(super) mod of_proposal;
pub(super) mod of_round;
mod offering;
mod rebutting;
mod reporting;
mod scores;
mod submitting;

use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::Version;
use loopbrug_domain::time::day_in_brussels;
use loopbrug_infra::commands::{Kind, Recorded, Request};
use loopbrug_infra::views::StreamId;
use maud::{Markup, html};
use serde_json::json;

use super::read::Round;
use crate::form::{Field, NotRecorded, Posted, Reading, Sheet, Typed, begun, request, send};
use crate::lang::Lang;
use crate::layout::Section;
use crate::trouble::Trouble;
use crate::visit::Visit;

pub(super) use self::begin::{begin, record as record_begin};

/// Who fills a form in, and when.
pub(super) struct Here {
    pub(super) lang: Lang,
    pub(super) actor: Actor,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
}

impl Here {
    pub(super) fn of(visit: &Visit) -> Result<Self, Trouble> {
        let now = visit.pages.0.views.now();
        let actor = visit.actor()?.clone();
        Ok(Self { lang: visit.lang, actor, now, today: day_in_brussels(now) })
    }
}

/// What a form is about.
pub(super) trait Subject: Sync + 'static {
    /// The kind of aggregate that it is recorded of.
    type Of: Kind + Clone;

    /// Who fills it in.
    fn here(&self) -> &Here;

    /// The round that it is, or is in.
    fn round(&self) -> &Round;

    /// Which one it is.
    fn about(&self) -> <Self::Of as Kind>::About;

    /// How much of it was seen. None where there is nothing yet.
    fn version(&self) -> Option<Version>;

    /// Where its history is.
    fn stream(&self) -> StreamId;

    /// Where one comes from: the round, unless it says otherwise.
    fn back(&self) -> (String, String) {
        (self.round().at(""), self.round().label(self.here().lang).to_owned())
    }

    /// The catalogue that holds.
    fn catalogue(&self) -> &Catalogue {
        &self.round().catalogue
    }
}

/// What is asked of a kind.
pub(super) type IntentOf<S> = <<S as Subject>::Of as Kind>::Intent;

/// A form of the procedure.
pub(super) trait Form<S: Subject>: Sync {
    /// What it is called in addresses; what people read is `step-<name>`, and on its button `button-<name>`.
    fn name(&self) -> &'static str;

    /// Whose step it is: those of one of these roles.
    fn roles(&self) -> &'static [Role];

    /// What it asks. What is in it already may decide on that.
    fn fields(&self, subject: &S, typed: &Typed) -> Vec<Field>;

    /// What is likely, where it does no harm if it is not so.
    fn likely(&self, _: &S) -> Typed {
        Typed::default()
    }

    /// What has to be known to fill it in.
    fn shown(&self, _: &S) -> Markup {
        html! {}
    }

    /// What it is to be recorded.
    fn read(&self, reading: &mut Reading<'_>, subject: &S) -> IntentOf<S>;

    /// What is recorded after it, where it takes two commands.
    fn read_second(&self, _: &Typed, _: &S) -> Option<IntentOf<S>> {
        None
    }

    /// The field that a fault is at, where the domain calls it otherwise.
    fn place(&self, _: &S, _: &Typed, _: &str) -> Option<String> {
        None
    }

    /// Whether it rests on what is shown: then nothing is recorded when something else was meanwhile.
    fn rests_on_what_is_shown(&self) -> bool {
        false
    }
}

/// The form of this name.
fn named<S: Subject>(
    forms: &[&'static dyn Form<S>],
    name: &str,
) -> Result<&'static dyn Form<S>, Trouble> {
    let found = forms.iter().find(|form| form.name() == name);
    found.copied().ok_or_else(Trouble::not_found)
}

/// Shows a form that begins, to those whose step it is.
async fn shown<S: Subject>(
    visit: &Visit,
    form: &dyn Form<S>,
    subject: &S,
) -> Result<Response, Trouble> {
    is_for(form, subject)?;
    let begun = begun(visit, form.likely(subject)).await?;
    sheet(form, subject, &begun.typed).page(visit, begun).await
}

/// Turns away who has no role for it. All else is for the commands to say.
fn is_for<S: Subject>(form: &dyn Form<S>, subject: &S) -> Result<(), Trouble> {
    let (roles, actor) = (form.roles(), &subject.here().actor);
    if roles.iter().any(|role| subject.round().has(actor, *role)) {
        return Ok(());
    }
    Err(Trouble::refused(match roles {
        [Role::Applicant] => "NOT_AN_APPLICANT",
        [Role::Assessor] => "NOT_AN_ASSESSOR",
        [Role::Jury] => "NOT_OF_THE_JURY",
        [Role::Coordinator] => "NOT_THE_COORDINATOR",
        _ => "NEITHER_ASSESSOR_NOR_JURY",
    }))
}

/// What a form led to: what was recorded first, and last.
type Done<S> = (Version, Recorded<<S as Subject>::Of>);

/// Records what a form says; or gives the form again, with all that is wrong with it.
async fn recorded<S: Subject>(
    form: &dyn Form<S>,
    subject: &S,
    posted: &Posted,
) -> Result<Result<Done<S>, Response>, Trouble> {
    let Posted { visit, typed, .. } = posted;
    let mut reading = posted.reading(Some(subject.catalogue()), subject.here().today);
    reading.day();
    let intent = form.read(&mut reading, subject);
    let first = asked(request(visit, &reading, subject.about(), intent)?, visit, typed);
    let second = form.read_second(typed, subject).map(|intent| Request {
        command: first.command.within(subject.about()).part(0),
        expected_version: None,
        intent,
        ..first.clone()
    });
    let mut done = send(visit, reading, first).await.map(|done| (done.version, done));
    if let (Ok((version, _)), Some(second)) = (&done, second) {
        let (version, reading) =
            (*version, posted.reading(Some(subject.catalogue()), subject.here().today));
        match send(visit, reading, second).await {
            Ok(last) => done = Ok((version, last)),
            // What it takes away is gone already.
            Err(not) if is_gone(&not) => {}
            Err(not) => done = Err(not),
        }
    }
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(mut not) => {
            for fault in &mut not.faults {
                if let Some(field) = form.place(subject, typed, &fault.field) {
                    fault.field = field;
                }
            }
            let meanwhile = match typed.version().filter(|_| not.is_stale()) {
                Some(seen) => done::since(visit, subject, seen).await?,
                None => vec![],
            };
            let page = sheet(form, subject, typed).again(visit, typed, &not, &meanwhile).await?;
            Ok(Err(page))
        }
    }
}

fn is_gone(not: &NotRecorded) -> bool {
    not.faults.iter().all(|fault| fault.code == "INTERVENTION_NOT_PROPOSED")
}

/// The same, as it was asked literally: the day of a form that does not say it is that of when it is sent, and a form
/// that is sent again after midnight is still the same.
fn asked<K: Kind>(request: Request<K>, visit: &Visit, typed: &Typed) -> Request<K> {
    Request { asked: Some(json!([visit.path(), typed.clone().of_fields()])), ..request }
}

fn sheet<S: Subject>(form: &dyn Form<S>, subject: &S, typed: &Typed) -> Sheet {
    let (lang, name) = (subject.here().lang, form.name());
    let version = subject.version().filter(|_| form.rests_on_what_is_shown());
    Sheet {
        section: Section::Rounds,
        back: subject.back(),
        title: lang.say(&format!("step-{name}")).into_owned(),
        lead: html! {
            p.lead { (lang.say(&format!("lead-{name}"))) }
            div.stack.known { (form.shown(subject)) }
        },
        fields: form.fields(subject, typed),
        button: lang.say(&format!("button-{name}")).into_owned(),
        version,
        handle: None,
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::Lang;

    /// A form has a title, a sentence and a button, and its name is no other's.
    pub(super) fn has_its_words(names: &[&str]) {
        for (n, name) in names.iter().enumerate() {
            for part in ["step", "lead", "button"] {
                let message = format!("{part}-{name}");
                assert_ne!(Lang::Dutch.say(&message), message);
            }
            assert!(!names[..n].contains(name), "{name} is there twice");
        }
    }
}
