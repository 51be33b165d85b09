//! The course of a trajectory: on hold, going on, closed, reopened.

use loopbrug_domain::catalogue::list::{ClosureReason, PauseReason, ReopenReason};
use loopbrug_domain::trajectory::course::{Closed, Paused, Reopened, Resumed};
use loopbrug_domain::trajectory::{Intent, Phase};

use super::{Record, Records, Subject};
use crate::form::{Field, Reading, Typed, first};

/// Why trajectories are closed most often.
const OFTEN: [&str; 5] = ["goals_met", "work", "other_service", "lost_contact", "client_stopped"];

/// The guidance is put on hold.
pub(super) struct OnHold;

impl Record for OnHold {
    fn name(&self) -> &'static str {
        "pauze"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![
            subject.why::<PauseReason>("file-pause-why"),
            Field::occurred_on(subject.lang, subject.today),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::PauseTrajectory(Paused { reason: reading.code("reason") }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().phase() == Some(Phase::Active)
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak", "hervat"]
    }
}

/// It goes on.
pub(super) struct GoingOn;

impl Record for GoingOn {
    fn name(&self) -> &'static str {
        "hervat"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        vec![Field::occurred_on(lang, subject.today).helped(lang.say("file-resume-lead"))]
    }

    fn read(&self, _: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::ResumeTrajectory(Resumed {}));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().phase() == Some(Phase::OnHold)
    }

    fn next(&self) -> &'static [&'static str] {
        &["afspraak", "contactpoging"]
    }
}

/// The guidance stops.
pub(super) struct Closing;

impl Record for Closing {
    fn name(&self) -> &'static str {
        "afsluiten"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let reasons = first(&OFTEN, subject.coded::<ClosureReason>());
        vec![
            Field::one_of("reason", lang.say("file-close-why"), reasons)
                .helped(lang.say("file-close-help")),
            Field::occurred_on(lang, subject.today),
            Field::more(
                lang.say("file-close-words"),
                vec![
                    Field::text("rationale", lang.say("file-close-words"))
                        .helped(lang.say("file-sealed-text"))
                        .optional(),
                ],
            ),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let (reason, rationale) = (reading.code("reason"), reading.personal_if_given("rationale"));
        records.add(Intent::CloseTrajectory(Closed { reason, rationale }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open()
    }

    fn next(&self) -> &'static [&'static str] {
        &["vertrek", "heropenen"]
    }
}

/// The guidance starts again.
pub(super) struct Reopening;

impl Record for Reopening {
    fn name(&self) -> &'static str {
        "heropenen"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![
            subject.why::<ReopenReason>("file-reopen-why"),
            Field::occurred_on(subject.lang, subject.today),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::ReopenTrajectory(Reopened { reason: reading.code("reason") }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        matches!(subject.state().phase(), Some(Phase::FollowUp | Phase::Ended))
    }

    fn next(&self) -> &'static [&'static str] {
        &["toestemming", "brugfiguur", "afspraak"]
    }
}
