//! Single sections of an intake, as forms of their own: to put right what one says, and for what becomes known later.

use std::collections::BTreeSet;

use loopbrug_domain::trajectory::background::Answer;
use loopbrug_domain::trajectory::identity::{
    self, IdentityChanged, IdentityPart, IdentityRecorded,
};
use loopbrug_domain::trajectory::{Intent, Payload};

use super::whole::{background, identity, intake};
use super::{Intake, enrolment};
use crate::form::{Field, Reading, Typed};
use crate::record::{NO, Record, Records, Subject, YES};

/// What comes after any of them.
const NEXT: &[&str] = &["intake", "contactpoging"];

/// Who the client is: recorded for the first time, or changed.
pub(crate) struct Identity;

/// The parts of an identity, with the fields that ask for them.
const PARTS: [(IdentityPart, &str); 7] = [
    (IdentityPart::GivenName, "identity.givenName"),
    (IdentityPart::FamilyName, "identity.familyName"),
    (IdentityPart::Insz, "identity.insz"),
    (IdentityPart::BirthDate, "identity.birthDate"),
    (IdentityPart::Phone, "identity.phone"),
    (IdentityPart::Email, "identity.email"),
    (IdentityPart::Address, "identity.address"),
];

impl Record for Identity {
    fn name(&self) -> &'static str {
        "identiteit"
    }

    fn opens(&self) -> bool {
        true
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let sections = Intake::sections(subject);
        let day = Field::occurred_on(subject.lang, subject.today);
        [sections.who(), sections.contact(), vec![day]].concat()
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let personal = subject.trajectory().personal();
        let known = PARTS.into_iter().filter_map(|(part, field)| {
            Some((field, subject.text(personal.identity.get(&part)?)?))
        });
        let typed = Typed::default().on(subject.today);
        known.fold(typed, |typed, (field, text)| typed.set(field, text))
    }

    fn below(&self) -> &'static str {
        "identity."
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let identity = identity(reading);
        let on = reading.on;
        if subject.state().identity.recorded_on.is_none() {
            let recorded = IdentityRecorded { identity };
            return records.add_below("identity", on, Intent::RecordIdentity(recorded));
        }
        let known = &subject.state().identity.parts;
        let given: BTreeSet<_> = identity.parts().map(|(part, _)| part).collect();
        let removed = known.difference(&given).copied().collect();
        let identity = different(&identity, subject);
        let changed = IdentityChanged { identity, removed };
        records.add_below("identity", on, Intent::ChangeIdentity(changed));
    }

    fn is_offered(&self, _: &Subject<'_>) -> bool {
        true
    }

    fn next(&self) -> &'static [&'static str] {
        NEXT
    }
}

/// Those parts that say something else than what is known.
fn different(typed: &identity::Identity, subject: &Subject<'_>) -> identity::Identity {
    let personal = subject.trajectory().personal();
    let same = |part: IdentityPart| {
        let known = personal.identity.get(&part).and_then(|sealed| subject.text(sealed));
        let typed = typed.parts().find(|(typed, _)| *typed == part);
        known.is_some() && known == typed.and_then(|(_, text)| text.as_typed())
    };
    let same: BTreeSet<_> =
        PARTS.into_iter().map(|(part, _)| part).filter(|it| same(*it)).collect();
    let keep = |part, text: Option<_>| text.filter(|_| !same.contains(&part));
    identity::Identity {
        given_name: keep(IdentityPart::GivenName, typed.given_name.clone()),
        family_name: keep(IdentityPart::FamilyName, typed.family_name.clone()),
        insz: keep(IdentityPart::Insz, typed.insz.clone()),
        birth_date: keep(IdentityPart::BirthDate, typed.birth_date.clone()),
        phone: keep(IdentityPart::Phone, typed.phone.clone()),
        email: keep(IdentityPart::Email, typed.email.clone()),
        address: keep(IdentityPart::Address, typed.address.clone()),
    }
}

/// A past in detention or in youth care.
pub(crate) struct Past;

impl Record for Past {
    fn name(&self) -> &'static str {
        "verleden"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let day = Field::occurred_on(subject.lang, subject.today);
        [Intake::sections(subject).past(), vec![day]].concat()
    }

    fn below(&self) -> &'static str {
        "background."
    }

    /// All answers are sealed equally long.
    fn filled(&self, _: &Payload, typed: Typed) -> Typed {
        let fields = ["background.detention", "background.youthCare"];
        fields.into_iter().fold(typed, |typed, field| {
            let said = match typed.one(field).and_then(Answer::read) {
                Some(Answer::Yes) => YES,
                Some(Answer::No) => NO,
                Some(Answer::Unknown) | None => "",
            };
            typed.set(field, said)
        })
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        background(reading, records);
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open()
    }

    fn next(&self) -> &'static [&'static str] {
        NEXT
    }
}

/// How the trajectory began. It is put right, and begins no second time.
pub(crate) struct Start;

impl Record for Start {
    fn name(&self) -> &'static str {
        "start"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        enrolment::fields(subject.lang, &subject.catalogue, subject.today)
    }

    fn below(&self) -> &'static str {
        "opening."
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let opening = subject.opening();
        enrolment::open(reading, records, (&opening.region, &subject.catalogue), opening.client);
    }

    fn is_offered(&self, _: &Subject<'_>) -> bool {
        false
    }

    fn next(&self) -> &'static [&'static str] {
        NEXT
    }
}

/// The entry data. The first ones stay: they are put right, and not recorded anew.
pub(crate) struct EntryData;

impl Record for EntryData {
    fn name(&self) -> &'static str {
        "instapgegevens"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let day = Field::occurred_on(subject.lang, subject.today);
        let known = [Field::hidden("intake.ageOn")];
        [Intake::sections(subject).entry(), vec![day], known.to_vec()].concat()
    }

    fn below(&self) -> &'static str {
        "intake."
    }

    /// No income is no source of it, and not that nothing is known.
    fn filled(&self, what: &Payload, typed: Typed) -> Typed {
        match what {
            Payload::IntakeCompleted(intake)
                if intake.income_sources.as_ref().is_some_and(Vec::is_empty) =>
            {
                typed.set("intake.noIncome", YES)
            }
            _ => typed,
        }
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        intake(reading, records, None);
    }

    fn is_offered(&self, _: &Subject<'_>) -> bool {
        false
    }

    fn next(&self) -> &'static [&'static str] {
        NEXT
    }
}
