//! What the client agreed to: on what ground data are kept and with whom they are shared, and that this is withdrawn.

use loopbrug_domain::catalogue::list::{LegalBasis, Purpose, WithdrawalReason};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::consent::{LegalBasisRecorded, SharingWithdrawn};

use super::{Record, Records, Subject};
use crate::form::{Field, Reading, Typed, organisations};

/// The legal basis.
pub(super) struct Basis;

impl Record for Basis {
    fn name(&self) -> &'static str {
        "toestemming"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let owner = subject.opening().owner;
        let others = subject.organisations.iter().filter(|(number, _)| *number != owner);
        vec![
            Field::any_of("bases", lang.say("file-bases"), subject.coded::<LegalBasis>()),
            Field::any_of("purposes", lang.say("file-purposes"), subject.coded::<Purpose>()),
            Field::any_of("organisations", lang.say("file-shared-with"), organisations(others))
                .helped(lang.say("file-shared-with-help"))
                .optional(),
            subject
                .day("until", lang.say("file-basis-until"))
                .helped(lang.say("file-basis-until-help"))
                .optional(),
            Field::occurred_on(lang, subject.today),
        ]
    }

    /// What holds now is likely what the client agrees to anew.
    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let mut typed = Typed::default().on(subject.today);
        let consent = &subject.state().consent;
        let Some(basis) = consent.basis.as_ref().filter(|_| !consent.withdrawn) else {
            return typed;
        };
        for code in &basis.bases {
            typed = typed.and("bases", code.as_str());
        }
        for code in &basis.purposes {
            typed = typed.and("purposes", code.as_str());
        }
        for organisation in &basis.organisations {
            typed = typed.and("organisations", organisation.to_string());
        }
        typed
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::RecordLegalBasis(LegalBasisRecorded {
            bases: reading.codes("bases"),
            purposes: reading.codes("purposes"),
            organisations: reading.organisations("organisations"),
            until: reading.date_if_given("until"),
        }));
    }

    fn is_offered(&self, _: &Subject<'_>) -> bool {
        true
    }

    fn next(&self) -> &'static [&'static str] {
        &["intake", "brugfiguur", "afspraak"]
    }
}

/// The client no longer wants data to be shared.
pub(super) struct Withdrawn;

impl Record for Withdrawn {
    fn name(&self) -> &'static str {
        "delen-ingetrokken"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let help = subject.lang.say("file-withdrawn-help");
        vec![subject.why::<WithdrawalReason>("file-withdrawn-why").helped(help).optional()]
    }

    fn likely(&self, _: &Subject<'_>, _: &Typed) -> Typed {
        Typed::default()
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let reason = reading.code_if_given("reason");
        records.add(Intent::WithdrawSharing(SharingWithdrawn { reason }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        let consent = &subject.state().consent;
        consent.basis.is_some() && !consent.withdrawn
    }

    fn next(&self) -> &'static [&'static str] {
        &["toestemming", "afspraak"]
    }
}
