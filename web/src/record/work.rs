//! Work: a job that begins, now or later, ends, falls through, or is confirmed.

use loopbrug_domain::catalogue::list::{
    CancellationReason, ContractType, JobEndReason, JobVerificationSource, WorkSupport,
    WorkplaceAdaptation,
};
use loopbrug_domain::employer::Employer;
use loopbrug_domain::ids::EmploymentId;
use loopbrug_domain::trajectory::work::{
    EmploymentCancelled, EmploymentEnded, EmploymentStarted, EmploymentVerified, Job,
};
use loopbrug_domain::trajectory::{Intent, Payload};

use super::asked::{only, record_from};
use super::offered::Lookup;
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed, first};

/// The contracts that are most common.
const OFTEN: [&str; 5] = ["permanent", "fixed_term", "temporary_agency", "flexi", "article_60"];
/// The field that holds the id of a job. That of a new one is derived from this name, as in the API.
const EMPLOYMENT: &str = "employment";

/// The client starts in a job, or will.
pub(super) struct Started;

impl Record for Started {
    fn name(&self) -> &'static str {
        "werk-gestart"
    }

    fn looks_up(&self) -> &'static [Lookup] {
        &[Lookup::Employers]
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let contracts = first(&OFTEN, subject.coded::<ContractType>());
        vec![
            Field::one_of("contract", lang.say("file-contract"), contracts),
            Field::number("ftePercent", lang.say("file-fte"), (1, 100)),
            subject.day("from", lang.say("file-works-from")).helped(lang.say("file-may-lie-ahead")),
            Field::select("employer", lang.say("file-employer"), subject.offered.employers())
                .optional(),
            Field::more(
                lang.say("file-more"),
                vec![
                    Field::line("employerNumber", lang.say("file-employer-number")).optional(),
                    Field::tick("adapted", lang.say("file-adapted")),
                    Field::any_of(
                        "adaptations",
                        subject.say_of("file-adaptations"),
                        subject.coded::<WorkplaceAdaptation>(),
                    )
                    .optional(),
                    Field::any_of(
                        "support",
                        lang.say("file-support"),
                        subject.coded::<WorkSupport>(),
                    )
                    .optional(),
                ],
            ),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        Typed::default().set("from", subject.today.to_string())
    }

    /// Whoever has a number may be in no list.
    fn filled(&self, what: &Payload, typed: Typed) -> Typed {
        match what {
            Payload::EmploymentStarted(EmploymentStarted {
                employer: Some(Employer::Numbered(number)),
                ..
            }) => typed.set("employer", "").set("employerNumber", number.to_string()),
            _ => typed,
        }
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let from = reading.date("from");
        let adaptations = reading.codes("adaptations");
        let started = EmploymentStarted {
            employment: EmploymentId(records.new_id(EMPLOYMENT)),
            contract: reading.code("contract"),
            fte_percent: reading.number("ftePercent"),
            adapted: reading.ticked("adapted") || !adaptations.is_empty(),
            from,
            employer: employer(reading),
            adaptations,
            support: reading.codes("support"),
        };
        record_from(reading, subject, records, (from, Intent::StartEmployment(started)));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_participant()
    }

    fn next(&self) -> &'static [&'static str] {
        &["werk-bevestigd", "mijlpaal", "afspraak"]
    }
}

/// One that is registered, or one that is known by its number.
fn employer(reading: &mut Reading<'_>) -> Option<Employer> {
    if reading.typed.one("employerNumber").is_some() {
        let number = reading.parsed_if_given("employerNumber", "MALFORMED_ORGANISATION");
        return number.map(Employer::Numbered);
    }
    reading.parsed_if_given("employer", "MALFORMED_ORGANISATION")
}

/// A job, as it is called where it can be chosen.
fn choice(subject: &Subject<'_>, job: &Job) -> Choice {
    let lang = subject.lang;
    let contract = lang.called(&subject.catalogue, &job.start.contract);
    let share = lang.percent(job.start.fte_percent.into());
    let label =
        lang.with("file-job-shown", [("contract", contract.into()), ("share", share.into())]);
    let from = lang.with("from-day", [("day", lang.day(job.start.from).into())]);
    Choice::new(job.start.employment.to_string(), label).noted(from)
}

/// Which of the client's jobs.
fn which(subject: &Subject<'_>, is_meant: impl Fn(&Job) -> bool) -> Field {
    let jobs = subject.state().work.jobs.iter().filter(|job| is_meant(job));
    let choices = jobs.map(|job| choice(subject, job)).collect();
    Field::one_of(EMPLOYMENT, subject.lang.say("file-job"), choices)
}

/// Where there is only one of those, it is chosen.
fn likely(subject: &Subject<'_>, is_meant: impl Fn(&Job) -> bool) -> Typed {
    match only(subject.state().work.jobs.iter().filter(|job| is_meant(job))) {
        Some(job) => Typed::default().set(EMPLOYMENT, job.start.employment.to_string()),
        None => Typed::default(),
    }
}

/// The job ends.
pub(super) struct Ended;

impl Ended {
    fn can_end(subject: &Subject<'_>) -> impl Fn(&Job) -> bool {
        let today = subject.today;
        move |job| job.end.is_none() && !job.is_planned(today)
    }
}

impl Record for Ended {
    fn name(&self) -> &'static str {
        "werk-gestopt"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![
            which(subject, Self::can_end(subject)),
            subject.why::<JobEndReason>("file-job-ended-why"),
            subject.day("on", subject.lang.say("file-job-ended-on")),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        likely(subject, Self::can_end(subject)).set("on", subject.today.to_string())
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let on = reading.date("on");
        let (employment, reason) = (reading.id(EMPLOYMENT), reading.code("reason"));
        let ended = EmploymentEnded { employment, reason, on };
        record_from(reading, subject, records, (on, Intent::EndEmployment(ended)));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().work.jobs.iter().any(Self::can_end(subject))
    }

    fn next(&self) -> &'static [&'static str] {
        &["werk-gestart", "hervallen", "afspraak"]
    }
}

/// The job that was planned falls through.
pub(super) struct Cancelled;

impl Cancelled {
    fn can_fall_through(subject: &Subject<'_>) -> impl Fn(&Job) -> bool {
        let today = subject.today;
        // On its first day too it may turn out that it never begins.
        move |job| job.end.is_none() && (job.is_planned(today) || job.start.from == today)
    }
}

impl Record for Cancelled {
    fn name(&self) -> &'static str {
        "werk-gaat-niet-door"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![
            which(subject, Self::can_fall_through(subject)),
            subject.why::<CancellationReason>("file-job-cancelled-why"),
            Field::occurred_on(subject.lang, subject.today),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        likely(subject, Self::can_fall_through(subject)).on(subject.today)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let (employment, reason) = (reading.id(EMPLOYMENT), reading.code("reason"));
        records.add(Intent::CancelEmployment(EmploymentCancelled { employment, reason }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().work.jobs.iter().any(Self::can_fall_through(subject))
    }

    fn next(&self) -> &'static [&'static str] {
        &["werk-gestart", "afspraak"]
    }
}

/// Somebody other than the client confirms it.
pub(super) struct Verified;

impl Record for Verified {
    fn name(&self) -> &'static str {
        "werk-bevestigd"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let sources = subject.coded::<JobVerificationSource>();
        vec![
            which(subject, |job| job.end.is_none()),
            Field::one_of("source", subject.lang.say("file-job-verified-by"), sources),
            Field::occurred_on(subject.lang, subject.today),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        likely(subject, |job| job.end.is_none()).on(subject.today)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let (employment, source) = (reading.id(EMPLOYMENT), reading.code("source"));
        records.add(Intent::VerifyEmployment(EmploymentVerified { employment, source }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().work.jobs.iter().any(|job| job.end.is_none())
    }

    fn next(&self) -> &'static [&'static str] {
        &["mijlpaal", "afspraak"]
    }
}
