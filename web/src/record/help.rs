//! Help: interventions that are planned, begin, are carried through or stop; and a relapse.

use loopbrug_domain::catalogue::list::{
    InterventionMode, InterventionResult, Language, ProblemArea, ServiceType, StopReason,
};
use loopbrug_domain::ids::InterventionId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::interventions::{
    Intervention, InterventionCompleted, InterventionPlanned, InterventionStarted,
    InterventionStopped,
};
use loopbrug_domain::trajectory::milestones::RelapseRecorded;

use super::asked::only;
use super::direction::goal_to_choose;
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed, organisations};

/// The field that holds the id of an intervention. That of a new one is derived from this name, as in the API.
const INTERVENTION: &str = "intervention";

/// A service is going to be delivered.
pub(super) struct Planned;

impl Record for Planned {
    fn name(&self) -> &'static str {
        "hulp-gepland"
    }

    fn opens(&self) -> bool {
        true
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let providers = organisations(&subject.organisations);
        let (barriers, goals) = (open_barriers(subject), goals(subject));
        let mut more = vec![];
        if !barriers.is_empty() {
            let label = lang.say("file-help-barriers");
            more.push(Field::any_of("barriers", label, barriers).optional());
        }
        if !goals.is_empty() {
            more.push(Field::any_of("goals", lang.say("file-help-goals"), goals).optional());
        }
        let language = lang.say("file-help-language");
        let same = lang.say("file-language-of-client");
        more.push(
            Field::select("language", language, subject.coded::<Language>())
                .helped(same)
                .optional(),
        );
        vec![
            Field::select("service", lang.say("file-service"), subject.coded::<ServiceType>()),
            Field::select("provider", lang.say("file-provider"), providers),
            Field::one_of("mode", lang.say("file-mode"), subject.coded::<InterventionMode>())
                .wide(),
            Field::occurred_on(lang, subject.today),
            Field::more(lang.say("file-more"), more),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let own = subject.actor.organisation.to_string();
        Typed::default().set("provider", own).on(subject.today)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::PlanIntervention(InterventionPlanned {
            intervention: InterventionId(records.new_id(INTERVENTION)),
            service: reading.code("service"),
            provider: reading.organisation("provider"),
            barriers: reading.codes("barriers"),
            goals: reading.ids("goals"),
            mode: reading.code("mode"),
            language: reading.code_if_given("language"),
        }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided()
    }

    fn next(&self) -> &'static [&'static str] {
        &["hulp-gestart", "afspraak"]
    }
}

/// What holds the client back now.
fn open_barriers(subject: &Subject<'_>) -> Vec<Choice> {
    let all = subject.state().barriers.iter();
    let open = all.filter(|(_, barrier)| barrier.resolved_on().is_none());
    open.map(|(area, _)| Choice::new(area.as_str(), subject.short(area))).collect()
}

/// What the client wants.
fn goals(subject: &Subject<'_>) -> Vec<Choice> {
    let goals = subject.state().direction.goals.iter();
    goals.map(|goal| goal_to_choose(subject, goal)).collect()
}

/// Which interventions a form is about.
fn is_open(help: &Intervention) -> bool {
    help.end.is_none()
}

fn waits(help: &Intervention) -> bool {
    is_open(help) && help.started_on.is_none()
}

fn runs(help: &Intervention) -> bool {
    is_open(help) && help.started_on.is_some()
}

/// Which of those.
fn which(subject: &Subject<'_>, is_meant: fn(&Intervention) -> bool) -> Field {
    let lang = subject.lang;
    let meant = subject.state().interventions.iter().filter(|help| is_meant(help));
    let choices = meant.map(|help| {
        let (message, day) = match help.started_on {
            Some(day) => ("file-help-started", day),
            None => ("file-help-planned", help.planned_on),
        };
        let since = lang.with(message, [("day", lang.day(day).into())]);
        let by = subject.organisation(help.plan.provider);
        let label = subject.short(&help.plan.service);
        let id = help.plan.intervention.to_string();
        Choice::new(id, label).noted(format!("{by}, {since}"))
    });
    Field::one_of(INTERVENTION, lang.say("file-help"), choices.collect())
}

/// Where there is only one of those, it is chosen.
fn likely(subject: &Subject<'_>, is_meant: fn(&Intervention) -> bool) -> Typed {
    let typed = Typed::default().on(subject.today);
    match only(subject.state().interventions.iter().filter(|help| is_meant(help))) {
        Some(help) => typed.set(INTERVENTION, help.plan.intervention.to_string()),
        None => typed,
    }
}

fn is_any(subject: &Subject<'_>, is_meant: fn(&Intervention) -> bool) -> bool {
    subject.state().interventions.iter().any(is_meant)
}

/// It begins.
pub(super) struct Started;

impl Record for Started {
    fn name(&self) -> &'static str {
        "hulp-gestart"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![which(subject, waits), Field::occurred_on(subject.lang, subject.today)]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        likely(subject, waits)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let intervention = reading.id(INTERVENTION);
        records.add(Intent::StartIntervention(InterventionStarted { intervention }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided() && is_any(subject, waits)
    }

    fn next(&self) -> &'static [&'static str] {
        &["sessie", "afspraak"]
    }
}

/// It is carried through.
pub(super) struct Completed;

impl Record for Completed {
    fn name(&self) -> &'static str {
        "hulp-afgerond"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let results = subject.coded::<InterventionResult>();
        vec![
            which(subject, runs),
            Field::one_of("result", subject.lang.say("file-help-result"), results),
            Field::occurred_on(subject.lang, subject.today),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        likely(subject, runs)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let (intervention, result) = (reading.id(INTERVENTION), reading.code("result"));
        records.add(Intent::CompleteIntervention(InterventionCompleted { intervention, result }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided() && is_any(subject, runs)
    }

    fn next(&self) -> &'static [&'static str] {
        &["hulp-gepland", "mijlpaal", "afspraak"]
    }
}

/// It ends before that.
pub(super) struct Stopped;

impl Record for Stopped {
    fn name(&self) -> &'static str {
        "hulp-gestopt"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        vec![
            which(subject, is_open),
            subject.why::<StopReason>("file-help-stopped-why"),
            Field::occurred_on(subject.lang, subject.today),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        likely(subject, is_open)
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let (intervention, reason) = (reading.id(INTERVENTION), reading.code("reason"));
        records.add(Intent::StopIntervention(InterventionStopped { intervention, reason }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open() && is_any(subject, is_open)
    }

    fn next(&self) -> &'static [&'static str] {
        &["hulp-gepland", "afspraak"]
    }
}

/// The client falls back.
pub(super) struct Relapsed;

impl Record for Relapsed {
    fn name(&self) -> &'static str {
        "hervallen"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let areas = subject.coded::<ProblemArea>();
        vec![
            Field::one_of("area", subject.say_of("file-relapse-area"), areas),
            Field::occurred_on(subject.lang, subject.today),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::RecordRelapse(RelapseRecorded { area: reading.code("area") }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_participant()
    }

    fn next(&self) -> &'static [&'static str] {
        &["drempel", "afspraak"]
    }
}
