//! What comes of a referral: each answer of the organisation that it was sent to, and what others see of it.

use loopbrug_domain::catalogue::list::{ClientDeclineReason, ReferralDeclineReason};
use loopbrug_domain::ids::ReferralId;
use loopbrug_domain::trajectory::referrals::{
    Referral, ReferralAccepted, ReferralDeclined, ReferralDeclinedByClient, ReferralDone,
    ReferralExpired, ReferralFirstAttended, ReferralSeen, ReferralStep, ReferralWaitlisted,
    ReferralWithdrawn, WithdrawnBy,
};
use loopbrug_domain::trajectory::{Intent, Payload, Phase};

use super::asked::only;
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed, coded};

/// The name of the form, in addresses.
pub(crate) const ANSWER: &str = "antwoord";
/// The field that says which referral.
pub(crate) const REFERRAL: &str = "referral";

/// What a referral can be answered with: the value that is sent, which is also in the name of its words.
const ACCEPT: &str = "accepted";
const WAITLIST: &str = "waitlisted";
const DECLINE: &str = "declined";
const SEEN: &str = "seen";
const FIRST_ATTENDED: &str = "first_attended";
const DONE: &str = "done";
const CLIENT_DECLINES: &str = "declined_by_client";
const WITHDRAW: &str = "withdrawn";
const EXPIRE: &str = "expired";

/// What comes of a referral.
pub(super) struct Answer;

impl Answer {
    /// Those of which something is yet to come.
    fn open<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = &'a Referral> {
        subject.state().referrals.iter().filter(|one| !answers(subject, one).is_empty())
    }

    /// The one that it is about: the one that is named, or the only one.
    fn meant<'a>(subject: &'a Subject<'_>, typed: &Typed) -> Option<&'a Referral> {
        match typed.one(REFERRAL) {
            Some(id) => {
                let mut all = subject.state().referrals.iter();
                all.find(|one| one.sent.referral.to_string() == id)
            }
            None => only(Self::open(subject)),
        }
    }
}

/// What a referral can be answered with now, by the organisation of who acts.
fn answers(subject: &Subject<'_>, referral: &Referral) -> Vec<&'static str> {
    let (own, step) = (subject.actor.organisation, referral.step());
    let mut answers = vec![];
    if step.waits() && referral.sent.to == own {
        answers.extend([ACCEPT, WAITLIST, DECLINE]);
        answers.extend((step == ReferralStep::Sent).then_some(SEEN));
    }
    answers.extend((step == ReferralStep::Accepted).then_some(FIRST_ATTENDED));
    answers.extend((step == ReferralStep::FirstAttended).then_some(DONE));
    if step.is_open() {
        answers.push(CLIENT_DECLINES);
        answers.extend((referral.by == own).then_some(WITHDRAW));
    }
    answers.extend((step.waits() && referral.sent.to != own).then_some(EXPIRE));
    answers
}

impl Record for Answer {
    fn name(&self) -> &'static str {
        ANSWER
    }

    fn fields(&self, subject: &Subject<'_>, typed: &Typed) -> Vec<Field> {
        let (lang, catalogue, today) = (subject.lang, &subject.catalogue, subject.today);
        let (which, possible) = match Self::meant(subject, typed) {
            Some(meant) => (Field::hidden(REFERRAL), answers(subject, meant)),
            None => {
                let open = Self::open(subject)
                    .map(|one| Choice::new(one.sent.referral.to_string(), in_words(subject, one)));
                let which = Field::one_of(REFERRAL, lang.say("which-referral"), open.collect());
                let mut possible = vec![];
                for answer in Self::open(subject).flat_map(|one| answers(subject, one)) {
                    if !possible.contains(&answer) {
                        possible.push(answer);
                    }
                }
                (which, possible)
            }
        };
        let choices = possible
            .iter()
            .map(|answer| Choice::new(*answer, lang.say(&format!("answer-{answer}"))));
        let may = |answer: &str| possible.contains(&answer);
        let mut fields =
            vec![which, Field::one_of("answer", lang.say("what-comes-of-it"), choices.collect())];
        if may(WAITLIST) {
            fields.push(
                Field::date("expectedOn", lang.say("place-expected")).optional().when(WAITLIST),
            );
        }
        if may(DECLINE) {
            let reasons = coded::<ReferralDeclineReason>(lang, catalogue, today);
            fields.push(Field::one_of("reason", lang.say("why-not"), reasons).wide().when(DECLINE));
        }
        if may(CLIENT_DECLINES) {
            let reasons = coded::<ClientDeclineReason>(lang, catalogue, today);
            let why = Field::one_of("clientReason", lang.say("why-does-client-not"), reasons);
            fields.push(why.wide().when(CLIENT_DECLINES));
        }
        fields.push(Field::occurred_on(lang, today));
        fields
    }

    fn likely(&self, subject: &Subject<'_>, in_address: &Typed) -> Typed {
        let likely = Typed::default().on(subject.today);
        match Self::meant(subject, in_address) {
            Some(meant) => likely.set(REFERRAL, meant.sent.referral.to_string()),
            None => likely,
        }
    }

    fn known(&self, subject: &Subject<'_>, typed: &Typed) -> Option<String> {
        Self::meant(subject, typed).map(|meant| in_words(subject, meant))
    }

    fn filled(&self, what: &Payload, typed: Typed) -> Typed {
        let answer = match what {
            Payload::ReferralSeen(_) => SEEN,
            Payload::ReferralWaitlisted(_) => WAITLIST,
            Payload::ReferralDeclined(_) => DECLINE,
            Payload::ReferralDeclinedByClient(declined) => {
                let reason = declined.reason.as_str();
                return typed.set("answer", CLIENT_DECLINES).set("clientReason", reason);
            }
            Payload::ReferralFirstAttended(_) => FIRST_ATTENDED,
            Payload::ReferralDone(_) => DONE,
            Payload::ReferralWithdrawn(_) => WITHDRAW,
            Payload::ReferralExpired(_) => EXPIRE,
            _ => ACCEPT,
        };
        typed.set("answer", answer)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let referral: ReferralId = reading.id(REFERRAL);
        let intent = match reading.needed("answer") {
            WAITLIST => Intent::WaitlistReferral(ReferralWaitlisted {
                referral,
                expected_on: reading.date_if_given("expectedOn"),
            }),
            DECLINE => Intent::DeclineReferral(ReferralDeclined {
                referral,
                reason: reading.code("reason"),
            }),
            CLIENT_DECLINES => Intent::RecordReferralDeclinedByClient(ReferralDeclinedByClient {
                referral,
                reason: reading.code("clientReason"),
            }),
            SEEN => Intent::RecordReferralSeen(ReferralSeen { referral }),
            FIRST_ATTENDED => {
                Intent::RecordReferralFirstAttended(ReferralFirstAttended { referral })
            }
            DONE => Intent::RecordReferralDone(ReferralDone { referral }),
            WITHDRAW => {
                Intent::WithdrawReferral(ReferralWithdrawn { referral, by: WithdrawnBy::Sender })
            }
            EXPIRE => Intent::ExpireReferral(ReferralExpired { referral }),
            answer => {
                if !answer.is_empty() && answer != ACCEPT {
                    reading.fault("answer", "UNKNOWN_CODE");
                }
                Intent::AcceptReferral(ReferralAccepted { referral })
            }
        };
        records.add(intent);
    }

    fn rests_on_what_is_shown(&self) -> bool {
        true
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().phase() != Some(Phase::Ended) && Self::open(subject).next().is_some()
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak", "antwoord", "doorverwijzing"]
    }
}

fn in_words(subject: &Subject<'_>, one: &Referral) -> String {
    let service = subject.short(&one.sent.service);
    let to = subject.organisation(one.sent.to);
    format!("{service} {}", subject.lang.with("at", [("organisation", to.into())]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn every_answer_has_its_words() {
        for answer in [
            ACCEPT,
            WAITLIST,
            DECLINE,
            SEEN,
            FIRST_ATTENDED,
            DONE,
            CLIENT_DECLINES,
            WITHDRAW,
            EXPIRE,
        ] {
            let message = format!("answer-{answer}");
            assert_ne!(Lang::Dutch.say(&message), message);
        }
    }
}
