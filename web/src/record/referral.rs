//! A client is sent to another organisation.

use loopbrug_domain::catalogue::list::{ProblemArea, ReferralUrgency, ServiceType};
use loopbrug_domain::ids::ReferralId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::referrals::ReferralSent;

use super::{Record, Records, Subject};
use crate::form::{Field, Reading, Typed, coded, first, organisations};

/// The client is sent somewhere.
pub(super) struct Refer;

impl Record for Refer {
    fn name(&self) -> &'static str {
        "doorverwijzing"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let (lang, catalogue, today) = (subject.lang, &subject.catalogue, subject.today);
        let own = subject.actor.organisation;
        let others = subject.organisations.iter().filter(|(number, _)| *number != own);
        // What is known to hold the client back is offered first.
        let known: Vec<_> =
            subject.state().barriers.iter().map(|(area, _)| area.as_str()).collect();
        let areas = first(&known, coded::<ProblemArea>(lang, catalogue, today));
        vec![
            Field::select("to", lang.say("to-whom"), organisations(others)),
            Field::select(
                "service",
                lang.say("for-which-help"),
                coded::<ServiceType>(lang, catalogue, today),
            ),
            Field::one_of(
                "urgency",
                lang.say("how-soon"),
                coded::<ReferralUrgency>(lang, catalogue, today),
            ),
            Field::any_of("areas", lang.say("what-is-it-about"), areas)
                .helped(lang.say("one-at-least")),
            Field::occurred_on(lang, today),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::SendReferral(ReferralSent {
            referral: ReferralId(records.new_id("referral")),
            to: reading.organisation("to"),
            service: reading.code("service"),
            urgency: reading.code("urgency"),
            areas: reading.codes("areas"),
        }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided()
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak", "doorverwijzing"]
    }
}
