//! Access: answered where an organisation asks for it, given, and ended.

use loopbrug_domain::catalogue::list::AccessRefusalReason;
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::consent::{AccessExpired, AccessGranted, AccessRefused};

use super::asked::only;
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed, organisations};

/// What an organisation that asks can be answered.
const GIVE: &str = "geven";
const REFUSE: &str = "weigeren";

/// An organisation asks, and is given access or not.
pub(super) struct Answered;

impl Record for Answered {
    fn name(&self) -> &'static str {
        "toegang"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let requests = subject.state().consent.requests.iter().map(|(organisation, request)| {
            let purpose = lang.called(&subject.catalogue, &request.purpose);
            let day = lang.day(request.on);
            let since =
                lang.with("file-access-since", [("day", day.into()), ("purpose", purpose.into())]);
            Choice::new(organisation.to_string(), subject.organisation(*organisation)).noted(since)
        });
        let answers = [(GIVE, "file-access-give"), (REFUSE, "file-access-refuse")];
        let answers = answers.map(|(value, message)| Choice::new(value, lang.say(message)));
        let reasons = subject.coded::<AccessRefusalReason>();
        vec![
            Field::one_of("organisation", lang.say("file-asks-access"), requests.collect()),
            Field::one_of("answer", lang.say("file-access-answer"), answers.to_vec()).wide(),
            Field::select("reason", lang.say("file-access-refused-why"), reasons)
                .when(REFUSE)
                .optional(),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        match only(subject.state().consent.requests.keys()) {
            Some(asks) => Typed::default().set("organisation", asks.to_string()),
            None => Typed::default(),
        }
    }

    fn known(&self, subject: &Subject<'_>, _: &Typed) -> Option<String> {
        let nobody = subject.state().consent.requests.is_empty();
        nobody.then(|| subject.lang.say("file-nobody-asks").into_owned())
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let organisation = reading.organisation("organisation");
        records.add(if reading.needed("answer") == REFUSE {
            let reason = reading.code("reason");
            Intent::RefuseAccess(AccessRefused { organisation, reason })
        } else {
            Intent::GrantAccess(AccessGranted { organisation })
        });
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        !subject.state().consent.requests.is_empty()
    }

    fn next(&self) -> &'static [&'static str] {
        &["toegang-gegeven"]
    }
}

/// An organisation is let in.
pub(super) struct Given;

impl Record for Given {
    fn name(&self) -> &'static str {
        "toegang-gegeven"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let limits = subject.catalogue.limits();
        let has = |organisation: KboNumber| {
            subject.state().has_access(organisation, subject.today, limits)
        };
        let others = subject.organisations.iter().filter(|(number, _)| !has(*number));
        let label = subject.lang.say("file-access-to");
        vec![Field::select("organisation", label, organisations(others))]
    }

    fn likely(&self, _: &Subject<'_>, _: &Typed) -> Typed {
        Typed::default()
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let organisation = reading.organisation("organisation");
        records.add(Intent::GrantAccess(AccessGranted { organisation }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open()
    }

    fn next(&self) -> &'static [&'static str] {
        &["brugfiguur", "toegang-beeindigd"]
    }
}

/// An organisation no longer needs access.
pub(super) struct Expired;

impl Record for Expired {
    fn name(&self) -> &'static str {
        "toegang-beeindigd"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let granted = subject.state().consent.grants.keys();
        let choices =
            granted.map(|number| Choice::new(number.to_string(), subject.organisation(*number)));
        let help = lang.say("file-access-end-help");
        vec![
            Field::one_of("organisation", lang.say("file-access-end"), choices.collect())
                .helped(help),
        ]
    }

    fn likely(&self, _: &Subject<'_>, _: &Typed) -> Typed {
        Typed::default()
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let organisation = reading.organisation("organisation");
        records.add(Intent::ExpireAccess(AccessExpired { organisation }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        !subject.state().consent.grants.is_empty()
    }

    fn next(&self) -> &'static [&'static str] {
        &["toegang-gegeven"]
    }
}
