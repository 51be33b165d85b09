//! What is recorded after a closing: the situation on leaving, and the follow-up months later.

use loopbrug_domain::catalogue::list::{ContractType, Ethos, FollowUpMethod, LabourStatus};
use loopbrug_domain::trajectory::course::{Closing, ExitRecorded};
use loopbrug_domain::trajectory::follow_up::{FollowUpEnded, FollowUpUnreachable, FollowedUp};
use loopbrug_domain::trajectory::{Intent, Payload, Phase};

use super::asked::answer;
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed};

/// A participant's situation after the closing.
pub(super) struct Exit;

impl Record for Exit {
    fn name(&self) -> &'static str {
        "vertrek"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let day = Field::date("asOf", lang.say("file-exit-on"));
        let day = match subject.state().course.closed() {
            Some(closing) => {
                let until = closing.exit_until(subject.catalogue.limits());
                let (from, until) = (lang.day(closing.on), lang.day(until));
                let window = [("from", from.into()), ("until", until.into())];
                day.helped(lang.with("file-exit-window", window))
            }
            None => day,
        };
        vec![
            day,
            subject.yes_or_no("employed", subject.say_of("file-exit-employed")),
            subject.yes_or_no("jobSeeking", subject.say_of("file-exit-job-seeking")),
            subject.yes_or_no("inTraining", subject.say_of("file-exit-in-training")),
            subject.yes_or_no("qualification", subject.say_of("file-exit-qualification")),
            Field::select("housing", subject.say_of("file-exit-housing"), subject.coded::<Ethos>())
                .optional(),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let last = |closing: &Closing| closing.exit_until(subject.catalogue.limits());
        let last = subject.state().course.closed().map(last);
        let day = last.map_or(subject.today, |last| last.min(subject.today));
        Typed::default().set("asOf", day.to_string())
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::RecordExit(ExitRecorded {
            as_of: reading.date("asOf"),
            employed: answer(reading, "employed"),
            job_seeking: answer(reading, "jobSeeking"),
            in_training: answer(reading, "inTraining"),
            qualification: answer(reading, "qualification"),
            housing: reading.code_if_given("housing"),
        }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        let closed = subject.state().course.closed();
        subject.is_participant() && closed.is_some_and(|closing| closing.exit.is_none())
    }

    fn next(&self) -> &'static [&'static str] {
        &["opvolging"]
    }
}

/// Whether the client was reached, for a follow-up.
const REACHED: &str = "bereikt";
const BY_REGISTER: &str = "register";
const NOT_REACHED: &str = "niet";

/// A participant's situation months later, or that nobody could say what it is.
pub(super) struct FollowUp;

impl FollowUp {
    /// The months that the catalogue asks for, each with its window.
    fn months(subject: &Subject<'_>) -> Vec<Choice> {
        let (lang, limits) = (subject.lang, subject.catalogue.limits());
        let closed = subject.state().course.closed();
        let months = limits.follow_up_months.iter().map(|month| {
            let label = lang.with("file-follow-up-months", [("n", (*month).into())]);
            let choice = Choice::new(month.to_string(), label);
            let Some(closing) = closed else { return choice };
            let window = closing.follow_up_window(*month, limits);
            let (from, until) = (lang.day(window.from), lang.day(window.until));
            let window = [("from", from.into()), ("until", until.into())];
            choice.noted(lang.with("file-follow-up-window", window))
        });
        months.collect()
    }
}

impl Record for FollowUp {
    fn name(&self) -> &'static str {
        "opvolging"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let reached = vec![
            Choice::new(REACHED, subject.say_of("file-follow-up-yes")),
            Choice::new(BY_REGISTER, lang.say("file-follow-up-register")),
            Choice::new(NOT_REACHED, lang.say("file-follow-up-never")),
        ];
        let labour = subject.coded::<LabourStatus>();
        let contracts = subject.coded::<ContractType>();
        vec![
            Field::one_of("month", lang.say("file-follow-up-month"), Self::months(subject)),
            Field::one_of("reached", lang.say("file-follow-up-reached"), reached),
            Field::number("attempts", lang.say("file-follow-up-attempts"), (1, 100))
                .when(NOT_REACHED)
                .optional(),
            Field::select(
                "method",
                lang.say("file-follow-up-method"),
                subject.coded::<FollowUpMethod>(),
            )
            .optional(),
            Field::select("labour", subject.say_of("file-follow-up-labour"), labour).optional(),
            Field::select("contract", lang.say("file-follow-up-contract"), contracts).optional(),
            Field::number("ftePercent", lang.say("file-fte"), (1, 100)).optional(),
            subject.yes_or_no("improved", subject.say_of("file-follow-up-improved")),
            Field::select("housing", subject.say_of("file-exit-housing"), subject.coded::<Ethos>())
                .optional(),
            Field::occurred_on(lang, subject.today),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let typed = Typed::default().on(subject.today);
        match subject.state().follow_ups_due(subject.today, &subject.catalogue).first() {
            Some(due) => typed.set("month", due.month.to_string()),
            None => typed,
        }
    }

    fn filled(&self, what: &Payload, typed: Typed) -> Typed {
        let reached = match what {
            Payload::FollowedUp(found) if found.reached => REACHED,
            Payload::FollowedUp(_) => BY_REGISTER,
            _ => NOT_REACHED,
        };
        typed.set("reached", reached)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let month = reading.number("month");
        records.add(match reading.needed("reached") {
            NOT_REACHED => {
                let attempts = reading.number("attempts");
                Intent::RecordFollowUpUnreachable(FollowUpUnreachable { month, attempts })
            }
            said => Intent::RecordFollowUp(FollowedUp {
                month,
                reached: said == REACHED,
                method: reading.code("method"),
                labour: reading.code_if_given("labour"),
                contract: reading.code_if_given("contract"),
                fte_percent: reading.number_if_given("ftePercent"),
                improved: answer(reading, "improved"),
                housing: reading.code_if_given("housing"),
            }),
        });
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_participant() && subject.state().phase() == Some(Phase::FollowUp)
    }

    fn next(&self) -> &'static [&'static str] {
        &["opvolging", "heropenen"]
    }
}

/// Nothing more is followed up: the last month was not reached.
pub(super) struct FollowUpEnds;

impl Record for FollowUpEnds {
    fn name(&self) -> &'static str {
        "opvolging-afgerond"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        vec![Field::occurred_on(lang, subject.today).helped(lang.say("file-follow-up-ends-help"))]
    }

    fn read(&self, _: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::EndFollowUp(FollowUpEnded {}));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        let last = subject.catalogue.limits().follow_up_months.iter().max();
        let closing = subject.state().course.closed();
        subject.state().phase() == Some(Phase::FollowUp)
            && closing.is_some_and(|closing| {
                closing.follow_ups.iter().any(|done| Some(&done.month) == last)
            })
    }

    fn next(&self) -> &'static [&'static str] {
        &["heropenen"]
    }
}
