//! A session of an intervention that runs.

use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::interventions::{Intervention, SessionRecorded};

use super::asked::{NO, YES};
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed};

/// How long sessions usually take, in minutes.
const USUAL: [u32; 5] = [30, 45, 60, 90, 120];
/// Where nothing is known of those before.
const MOST_OFTEN: u32 = 60;

/// A session was held, or should have been.
pub(super) struct Session;

impl Session {
    fn running<'a>(subject: &'a Subject<'_>) -> Vec<&'a Intervention> {
        let all = subject.state().interventions.iter();
        all.filter(|one| one.started_on.is_some() && one.end.is_none()).collect()
    }

    /// How long the last one took.
    fn last_minutes(subject: &Subject<'_>) -> u32 {
        let running = Self::running(subject).into_iter();
        let held = running.flat_map(|one| &one.sessions).filter(|session| session.attended);
        held.max_by_key(|session| session.on).map_or(MOST_OFTEN, |session| session.minutes)
    }
}

impl Record for Session {
    fn name(&self) -> &'static str {
        "sessie"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let running = Self::running(subject);
        let of = match running[..] {
            [_] => Field::hidden("intervention"),
            _ => {
                let running = running.iter().map(|one| {
                    let id = one.plan.intervention.to_string();
                    Choice::new(id, subject.short(&one.plan.service))
                        .noted(subject.organisation(one.plan.provider))
                });
                Field::one_of("intervention", lang.say("of-which-help"), running.collect())
            }
        };
        let was_there = [(YES, "was-there"), (NO, "was-not-there")];
        let was_there = was_there.map(|(value, word)| Choice::new(value, lang.say(word)));
        let mut minutes = USUAL.to_vec();
        let last = Self::last_minutes(subject);
        if !minutes.contains(&last) {
            minutes.push(last);
        }
        let minutes = minutes
            .into_iter()
            .map(|n| Choice::new(n.to_string(), lang.with("minutes", [("n", n.into())])));
        vec![
            of,
            Field::one_of("attended", lang.say("was-the-client-there"), was_there.to_vec()).wide(),
            Field::one_of("minutes", lang.say("how-long"), minutes.collect())
                .wide()
                .helped(lang.say("how-long-help")),
            Field::occurred_on(lang, subject.today),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let minutes = Self::last_minutes(subject).to_string();
        let likely = Typed::default().on(subject.today).set("minutes", minutes);
        match Self::running(subject)[..] {
            [only] => likely.set("intervention", only.plan.intervention.to_string()),
            _ => likely,
        }
    }

    fn known(&self, subject: &Subject<'_>, _: &Typed) -> Option<String> {
        match Self::running(subject)[..] {
            [only] => Some(subject.short(&only.plan.service)),
            [] => Some(subject.lang.say("no-help-runs").into_owned()),
            _ => None,
        }
    }

    /// Who was not there took no time.
    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let attended = reading.needed("attended") == YES;
        let minutes = if attended { reading.number("minutes") } else { 0 };
        let intervention = reading.id("intervention");
        records.add(Intent::RecordSession(SessionRecorded { intervention, minutes, attended }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided() && !Self::running(subject).is_empty()
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak", "notitie", "doel-cijfer"]
    }
}
