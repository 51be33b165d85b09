//! Where the client lives: a home found, lost or fallen through, and how somebody lives otherwise.

use loopbrug_domain::catalogue::list::{
    CancellationReason, Ethos, HousingLossReason, ReferenceAddressRefusalReason, Tenure,
};
use loopbrug_domain::trajectory::housing::{
    HousingCancelled, HousingFound, HousingLost, HousingObserved, ReferenceAddressGranted,
    ReferenceAddressRefused, ReferenceAddressRequested,
};
use loopbrug_domain::trajectory::moves::ResidenceChanged;
use loopbrug_domain::trajectory::{Intent, Payload};

use super::asked::{answer, outside, place, record_from};
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed, first};

/// How homes are held most often.
const OFTEN: [&str; 5] = ["social_rent", "private_rent", "room", "transit", "supported"];

/// The client has a home, or will have one.
pub(super) struct Found;

impl Record for Found {
    fn name(&self) -> &'static str {
        "woning-gevonden"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        vec![
            Field::one_of(
                "tenure",
                lang.say("file-tenure"),
                first(&OFTEN, subject.coded::<Tenure>()),
            ),
            Field::select("municipality", lang.say("file-where"), subject.places()),
            subject
                .day("from", subject.say_of("file-lives-from"))
                .helped(lang.say("file-may-lie-ahead")),
            subject.yes_or_no("affordable", subject.say_of("file-affordable")),
            subject.yes_or_no("adequateSize", lang.say("file-large-enough")),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let place = subject.state().municipality();
        place
            .map_or_else(Typed::default, |code| Typed::default().set("municipality", code.as_str()))
    }

    fn filled(&self, what: &Payload, typed: Typed) -> Typed {
        match what {
            Payload::HousingFound(HousingFound { municipality: None, .. }) => outside(typed),
            _ => typed,
        }
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let (tenure, municipality) = (reading.code("tenure"), place(reading, "municipality"));
        let from = reading.date("from");
        let affordable = answer(reading, "affordable");
        let adequate_size = answer(reading, "adequateSize");
        let found = HousingFound { tenure, municipality, from, affordable, adequate_size };
        record_from(reading, subject, records, (from, Intent::RecordHousingFound(found)));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_participant() && subject.state().housing.planned_on(subject.today).is_none()
    }

    fn next(&self) -> &'static [&'static str] {
        &["mijlpaal", "afspraak", "werk-gestart"]
    }
}

/// The client loses it.
pub(super) struct Lost;

impl Record for Lost {
    fn name(&self) -> &'static str {
        "woning-verloren"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![
            subject.why::<HousingLossReason>("file-home-lost-why"),
            subject.day("on", subject.lang.say("file-home-lost-on")),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        Typed::default().set("on", subject.today.to_string())
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let (reason, on) = (reading.code("reason"), reading.date("on"));
        let lost = HousingLost { on, reason };
        record_from(reading, subject, records, (on, Intent::RecordHousingLost(lost)));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().housing.home_on(subject.today).is_some()
    }

    fn next(&self) -> &'static [&'static str] {
        &["woonsituatie", "hervallen", "afspraak"]
    }
}

/// The home that was planned is never had.
pub(super) struct Cancelled;

impl Record for Cancelled {
    fn name(&self) -> &'static str {
        "woning-gaat-niet-door"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![
            subject.why::<CancellationReason>("file-home-cancelled-why"),
            Field::occurred_on(subject.lang, subject.today),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let reason = reading.code("reason");
        records.add(Intent::CancelHousing(HousingCancelled { reason }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().housing.planned_on(subject.today).is_some()
    }

    fn next(&self) -> &'static [&'static str] {
        &["woonsituatie", "afspraak"]
    }
}

/// How the client lives now.
pub(super) struct Observed;

impl Record for Observed {
    fn name(&self) -> &'static str {
        "woonsituatie"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![
            Field::one_of("ethos", subject.say_of("file-housing-now"), subject.coded::<Ethos>()),
            Field::occurred_on(subject.lang, subject.today),
            Field::more(
                subject.lang.say("file-more"),
                vec![subject.day("since", subject.lang.say("file-housing-since")).optional()],
            ),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let (ethos, since) = (reading.code("ethos"), reading.date_if_given("since"));
        records.add(Intent::ObserveHousing(HousingObserved { ethos, since }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_participant()
    }

    fn next(&self) -> &'static [&'static str] {
        &["referentieadres", "woning-gevonden", "afspraak"]
    }
}

/// A reference address is asked for.
pub(super) struct AddressRequested;

impl Record for AddressRequested {
    fn name(&self) -> &'static str {
        "referentieadres"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![Field::occurred_on(subject.lang, subject.today)]
    }

    fn read(&self, _: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::RequestReferenceAddress(ReferenceAddressRequested {}));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided() && subject.state().housing.address_requested_on.is_none()
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak"]
    }
}

/// What was answered to that.
pub(super) struct AddressAnswered;

/// What a reference address can be answered with.
const GRANTED: &str = "toegekend";
const REFUSED: &str = "geweigerd";

impl Record for AddressAnswered {
    fn name(&self) -> &'static str {
        "referentieadres-antwoord"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let answers = [(GRANTED, "file-address-granted"), (REFUSED, "file-address-refused")];
        let answers = answers.map(|(value, message)| Choice::new(value, lang.say(message)));
        let reasons = subject.coded::<ReferenceAddressRefusalReason>();
        vec![
            Field::one_of("answer", lang.say("file-address-answer"), answers.to_vec()).wide(),
            Field::select("reason", lang.say("file-address-refused-why"), reasons)
                .when(REFUSED)
                .optional(),
            Field::occurred_on(lang, subject.today),
        ]
    }

    fn filled(&self, what: &Payload, typed: Typed) -> Typed {
        let granted = matches!(what, Payload::ReferenceAddressGranted(_));
        typed.set("answer", if granted { GRANTED } else { REFUSED })
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(if reading.needed("answer") == REFUSED {
            let reason = reading.code("reason");
            Intent::RefuseReferenceAddress(ReferenceAddressRefused { reason })
        } else {
            Intent::GrantReferenceAddress(ReferenceAddressGranted {})
        });
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_participant() && subject.state().housing.address_requested_on.is_some()
    }

    fn next(&self) -> &'static [&'static str] {
        &["mijlpaal", "afspraak"]
    }
}

/// The client stays somewhere else.
pub(super) struct Moved;

impl Record for Moved {
    fn name(&self) -> &'static str {
        "verhuisd"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![
            Field::select("municipality", subject.say_of("file-moved-to"), subject.places()),
            subject.day("from", subject.lang.say("file-moved-from")),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        Typed::default().set("from", subject.today.to_string())
    }

    fn filled(&self, what: &Payload, typed: Typed) -> Typed {
        match what {
            Payload::ResidenceChanged(ResidenceChanged { municipality: None, .. }) => {
                outside(typed)
            }
            _ => typed,
        }
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let (municipality, from) = (place(reading, "municipality"), reading.date("from"));
        let moved = ResidenceChanged { municipality, from };
        record_from(reading, subject, records, (from, Intent::ChangeResidence(moved)));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open()
    }

    fn next(&self) -> &'static [&'static str] {
        &["woonsituatie", "afspraak"]
    }
}
