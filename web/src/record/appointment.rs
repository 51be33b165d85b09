//! Appointments: planned, and what came of them.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::catalogue::list::{AppointmentOutcome, AppointmentPurpose};
use loopbrug_domain::ids::AppointmentId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::appointments::{Appointment, AppointmentKept, AppointmentPlanned};

use super::asked::only;
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, OCCURRED_ON, Reading, Typed, coded, first, organisations};
use crate::lang::{Lang, clock};

/// What appointments are for most often.
const OFTEN: [&str; 5] = ["guidance", "accompaniment", "intake", "three_way", "care"];
/// The name of what came of one, in addresses.
pub(crate) const OUTCOME: &str = "uitkomst";
/// The field of that form that holds which appointment it is.
pub(crate) const APPOINTMENT: &str = "appointment";
/// What is recorded by one touch in the work list, in this order.
pub(crate) const AT_ONE_TOUCH: [&str; 3] = ["attended", "late", "no_show"];

/// What a form of one touch holds, and what a script adds when it may no longer be undone. Without a script somebody
/// confirms it on a page.
pub(crate) const TOUCH: &str = "touch";
const CONFIRMED: &str = "bevestigd";

/// Whether it was sent by one touch, and is not confirmed yet.
pub(super) fn is_to_be_confirmed(typed: &Typed) -> bool {
    typed.one(TOUCH).is_some() && typed.one(CONFIRMED).is_none()
}

/// The client is expected somewhere.
pub(super) struct Plan;

impl Record for Plan {
    fn name(&self) -> &'static str {
        "afspraak"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let (lang, catalogue, today) = (subject.lang, &subject.catalogue, subject.today);
        let purposes = first(&OFTEN, coded::<AppointmentPurpose>(lang, catalogue, today));
        vec![
            Field::one_of("purpose", lang.say("what-for"), purposes),
            Field::date("at", lang.say("which-day")),
            Field::time("at-time", lang.say("what-time")).helped(lang.say("what-time-help")),
            Field::select(
                "organisation",
                lang.say("with-whom"),
                organisations(&subject.organisations),
            ),
            Field::tick("accompanied", lang.say("somebody-goes-along")),
            Field::hidden(OCCURRED_ON),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let own = subject.actor.organisation.to_string();
        Typed::default().on(subject.today).set("organisation", own)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::PlanAppointment(AppointmentPlanned {
            appointment: AppointmentId(records.new_id(APPOINTMENT)),
            purpose: reading.code("purpose"),
            at: reading.moment("at", "at-time"),
            organisation: reading.organisation("organisation"),
            accompanied: reading.ticked("accompanied"),
        }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open()
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak", "contactpoging"]
    }
}

/// What came of an appointment.
pub(super) struct Outcome;

/// What is asked about one that is known. The work list has the same fields.
pub(crate) fn outcome_fields(lang: Lang, catalogue: &Catalogue, today: NaiveDate) -> Vec<Field> {
    let outcomes = coded::<AppointmentOutcome>(lang, catalogue, today);
    vec![
        Field::hidden(APPOINTMENT),
        Field::one_of("outcome", lang.say("what-came-of-it"), outcomes),
        Field::occurred_on(lang, today),
    ]
}

impl Outcome {
    /// Those without an outcome, the latest first.
    fn open<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = &'a Appointment> {
        let all = subject.state().appointments.all.iter().rev();
        all.filter(|one| one.outcome.is_none())
    }

    /// The one that it is about: the one that is named, or the only one.
    fn meant<'a>(subject: &'a Subject<'_>, typed: &Typed) -> Option<&'a Appointment> {
        match typed.one(APPOINTMENT) {
            Some(id) => {
                let mut all = subject.state().appointments.all.iter();
                all.find(|one| one.plan.appointment.to_string() == id)
            }
            None => only(Self::open(subject)),
        }
    }
}

impl Record for Outcome {
    fn name(&self) -> &'static str {
        OUTCOME
    }

    fn fields(&self, subject: &Subject<'_>, typed: &Typed) -> Vec<Field> {
        let (lang, catalogue) = (subject.lang, &subject.catalogue);
        let mut fields = outcome_fields(lang, catalogue, subject.today);
        if Self::meant(subject, typed).is_none() {
            let open = Self::open(subject)
                .map(|one| Choice::new(one.plan.appointment.to_string(), in_words(subject, one)));
            fields[0] = Field::one_of(APPOINTMENT, lang.say("which-appointment"), open.collect());
        }
        fields
    }

    /// On its day, where that is not to come.
    fn likely(&self, subject: &Subject<'_>, in_address: &Typed) -> Typed {
        match Self::meant(subject, in_address) {
            Some(meant) => Typed::default()
                .on(meant.plan.at.date().min(subject.today))
                .set(APPOINTMENT, meant.plan.appointment.to_string()),
            None => Typed::default().on(subject.today),
        }
    }

    fn known(&self, subject: &Subject<'_>, typed: &Typed) -> Option<String> {
        Self::meant(subject, typed).map(|meant| in_words(subject, meant))
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::RecordAppointmentKept(AppointmentKept {
            appointment: reading.id(APPOINTMENT),
            outcome: reading.code("outcome"),
        }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open() && Self::open(subject).next().is_some()
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak", "notitie", "contactpoging"]
    }
}

fn in_words(subject: &Subject<'_>, one: &Appointment) -> String {
    let (lang, plan) = (subject.lang, &one.plan);
    let purpose = lang.called(&subject.catalogue, &plan.purpose);
    format!("{}, {} {}", purpose, lang.day(plan.at.date()), clock(plan.at))
}
