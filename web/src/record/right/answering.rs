//! The answer of an organisation whose record somebody else put right: it was right to do so, or was not.

use loopbrug_domain::catalogue::list::DisputeReason;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::corrections::{
    Correction, CorrectionConfirmed, CorrectionDisputed,
};

use super::super::asked::only;
use super::super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed};

/// What can be answered.
const CONFIRM: &str = "bevestigen";
const DISPUTE: &str = "betwisten";

/// A correction is confirmed or disputed.
pub(in crate::record) struct Answered;

/// The corrections that wait for the organisation of who asks.
fn waiting<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = &'a Correction> {
    let own = subject.actor.organisation;
    let all = subject.trajectory().corrections_to_answer();
    all.filter(move |correction| correction.record_of == own)
}

/// What was done to which record, by whom and why.
fn choice(subject: &Subject<'_>, correction: &Correction) -> Choice {
    let lang = subject.lang;
    let message = if correction.voids { "event-EventVoided" } else { "event-EventCorrected" };
    let reason = lang.called(&subject.catalogue, &correction.reason);
    let said = lang.with(
        "right-answer-lead",
        [
            ("organisation", subject.organisation(correction.by).into()),
            ("target", correction.target.into()),
            ("day", lang.day(correction.on).into()),
            ("reason", reason.into()),
        ],
    );
    Choice::new(correction.event.to_string(), lang.say(message)).noted(said)
}

impl Record for Answered {
    fn name(&self) -> &'static str {
        "verbetering"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let which = waiting(subject).map(|correction| choice(subject, correction)).collect();
        let answers = [(CONFIRM, "right-confirm"), (DISPUTE, "right-dispute")];
        let answers = answers.map(|(value, message)| Choice::new(value, lang.say(message)));
        let reasons = subject.coded::<DisputeReason>();
        vec![
            Field::one_of("correction", lang.say("right-answer-which"), which),
            Field::one_of("answer", lang.say("right-answer-what"), answers.to_vec())
                .helped(lang.say("right-answer-help"))
                .wide(),
            Field::select("reason", lang.say("right-dispute-why"), reasons)
                .when(DISPUTE)
                .optional(),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        match only(waiting(subject)) {
            Some(correction) => Typed::default().set("correction", correction.event.to_string()),
            None => Typed::default(),
        }
    }

    fn known(&self, subject: &Subject<'_>, _: &Typed) -> Option<String> {
        let nothing = waiting(subject).next().is_none();
        nothing.then(|| subject.lang.say("right-nothing-to-answer").into_owned())
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let target = reading.number("correction");
        records.add(if reading.needed("answer") == DISPUTE {
            let reason = reading.code("reason");
            Intent::DisputeCorrection(CorrectionDisputed { target, reason })
        } else {
            Intent::ConfirmCorrection(CorrectionConfirmed { target })
        });
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        waiting(subject).next().is_some()
    }

    fn next(&self) -> &'static [&'static str] {
        &["verbetering"]
    }
}
