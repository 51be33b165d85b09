//! The bridge figure: assigned, replaced, or stopping.

use loopbrug_domain::catalogue::list::BridgeEndReason;
use loopbrug_domain::ids::WorkerId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::bridge::{BridgeFigureAssigned, BridgeFigureEnded};

use super::offered::{Lookup, OfferedWorker};
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed};
use crate::lang::Lang;

/// Why the one who is replaced stops.
const REPLACED: &str = "replacedBecause";

/// Workers to choose from, whoever chooses first.
pub(crate) fn choices(
    lang: Lang,
    (you, offered): (WorkerId, &[OfferedWorker]),
    organisation: impl Fn(&OfferedWorker) -> String,
) -> Vec<Choice> {
    let choice = |one: &OfferedWorker| {
        let label = if one.worker == you {
            lang.with("file-worker-you", [("name", one.name.as_str().into())])
        } else {
            one.name.clone()
        };
        Choice::new(one.worker.to_string(), label).noted(organisation(one))
    };
    let (own, others): (Vec<_>, Vec<_>) = offered.iter().partition(|one| one.worker == you);
    own.into_iter().chain(others).map(choice).collect()
}

/// What somebody is called who is offered, or was the bridge figure.
fn called(subject: &Subject<'_>, worker: WorkerId) -> String {
    let found = subject.offered.workers.iter().find(|one| one.worker == worker);
    let unknown = || subject.lang.say("bridge-figure").into_owned();
    found.map_or_else(unknown, |one| one.name.clone())
}

/// One trusted person for the client, in the place of the one before where there is one.
pub(super) struct Assigned;

impl Record for Assigned {
    fn name(&self) -> &'static str {
        "brugfiguur"
    }

    fn looks_up(&self) -> &'static [Lookup] {
        &[Lookup::Workers]
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let offered = (subject.actor.worker, subject.offered.workers.as_slice());
        let workers = choices(lang, offered, |one| subject.organisation(one.organisation));
        let mut fields = vec![Field::select("worker", lang.say("file-worker"), workers)];
        if let Some(now) = &subject.state().bridge.current {
            let who = called(subject, now.worker);
            let why = lang.with("file-replaces", [("who", who.into())]);
            fields.push(Field::one_of(REPLACED, why, subject.coded::<BridgeEndReason>()));
        }
        fields.push(Field::tick("warmHandover", subject.say_of("file-warm-handover")));
        fields.push(Field::occurred_on(lang, subject.today));
        fields
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let worker: WorkerId = reading.id("worker");
        let organisation = subject.offered.organisation_of(worker);
        let warm_handover = reading.ticked("warmHandover");
        if subject.state().bridge.current.is_some() {
            let ended = BridgeFigureEnded { reason: reading.code(REPLACED) };
            records.add(Intent::EndBridgeFigure(ended));
        }
        let organisation = organisation.unwrap_or(subject.actor.organisation);
        let assigned = BridgeFigureAssigned { worker, organisation, warm_handover };
        records.add(Intent::AssignBridgeFigure(assigned));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided()
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak", "contactpoging"]
    }
}

/// That person stops, and nobody follows yet.
pub(super) struct Ended;

impl Record for Ended {
    fn name(&self) -> &'static str {
        "brugfiguur-gestopt"
    }

    fn looks_up(&self) -> &'static [Lookup] {
        &[Lookup::Workers]
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let current = subject.state().bridge.current.as_ref();
        let who = current.map_or_else(String::new, |now| called(subject, now.worker));
        let why = lang.with("file-bridge-ended-why", [("who", who.into())]);
        vec![
            Field::one_of("reason", why, subject.coded::<BridgeEndReason>()),
            Field::occurred_on(lang, subject.today),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let reason = reading.code("reason");
        records.add(Intent::EndBridgeFigure(BridgeFigureEnded { reason }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().bridge.current.is_some()
    }

    fn next(&self) -> &'static [&'static str] {
        &["brugfiguur", "afspraak"]
    }
}
