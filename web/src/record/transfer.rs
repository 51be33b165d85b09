//! Transfers: another organisation is asked to take over.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::transfer::TransferRequested;

use super::offered::Lookup;
use super::{Record, Records, Subject};
use crate::form::{Field, Reading, Typed, organisations};

/// Another organisation is asked to take over, here or in another region.
pub(super) struct Asked;

impl Record for Asked {
    fn name(&self) -> &'static str {
        "overdracht-gevraagd"
    }

    fn looks_up(&self) -> &'static [Lookup] {
        &[Lookup::Regions]
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let owner = subject.opening().owner;
        let others = subject.organisations.iter().filter(|(number, _)| *number != owner);
        let help = [("owner", subject.organisation(owner).into())];
        let mut fields = vec![
            Field::select("organisation", lang.say("file-transfer-to"), organisations(others))
                .helped(lang.with("file-transfer-to-help", help))
                .optional(),
        ];
        let regions = subject.offered.regions();
        if !regions.is_empty() {
            fields.push(Field::more(
                lang.say("file-transfer-region"),
                vec![
                    Field::select("region", lang.say("file-transfer-region"), regions)
                        .helped(lang.say("file-transfer-here"))
                        .optional(),
                    Field::line("organisationNumber", lang.say("file-transfer-number")).optional(),
                ],
            ));
        }
        fields.push(Field::occurred_on(lang, subject.today));
        fields
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let organisation = organisation(reading);
        let region = reading.typed.one("region").map(Code::new);
        records.add(Intent::RequestTransfer(TransferRequested { organisation, region }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open() && subject.state().transfer.pending.is_none()
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak"]
    }
}

/// One of the list, or one that is known by its number.
fn organisation(reading: &mut Reading<'_>) -> KboNumber {
    match reading.typed.one("organisationNumber") {
        Some(_) => reading.organisation("organisationNumber"),
        None => reading.organisation("organisation"),
    }
}
