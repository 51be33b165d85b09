//! Guidance.

mod coached;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::list::ServiceType;
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind};
use loopbrug_domain::ids::{AppointmentId, EmploymentId, InterventionId, KboNumber};
use loopbrug_domain::trajectory::Payload;
use loopbrug_domain::trajectory::practice::PracticeFloorEnded;
use loopbrug_domain::trajectory::work::EmploymentStarted;

pub(crate) use self::coached::{Coached, Identified};
use super::client::Client;
use super::rows::codes;
use super::{Asked, Report, Sheet, columns};

pub(super) const REPORT: Report = Report { name: "guidance", columns: all_columns, count };

fn all_columns(_: &Catalogue) -> Vec<String> {
    columns(&[
        "milestones",
        "strengths",
        "language_levels",
        "floors_started",
        "floors_ended",
        "floors_running",
        "skills",
        "interests",
        "adaptations",
        "supports",
        "sessions",
        "session_minutes",
        "coachings",
        "coaching_minutes",
        "coachings_without_client",
        "coaching_without_client_minutes",
        "employers_without_client",
        "accompanied",
        "accompanied_attended",
        "attempts_before_intake",
        "minutes_before_intake",
    ])
}

/// The code of a step, where an event is one.
type Step = fn(&Payload) -> Option<&str>;

fn count(asked: &Asked, sheet: &mut Sheet) {
    let catalogue = asked.world.catalogue;
    let steps: [(&str, &str, CodeKind, Step); 3] = [
        ("milestones", "milestone", CodeKind::Milestone, milestone),
        ("strengths", "strength", CodeKind::Strength, strength),
        ("language_levels", "level", CodeKind::Cefr, level),
    ];
    for (column, group, kind, step) in steps {
        sheet.count("total", column, who_steps(asked, &|what| step(what).is_some()));
        for code in codes(catalogue, kind) {
            let of_code = who_steps(asked, &|what| step(what) == Some(&code));
            sheet.count(&format!("{group}={code}"), column, of_code);
        }
    }
    count_floors(asked, sheet);
    count_found(asked, sheet);
    count_appointments(asked, sheet);
    coached::count(asked, sheet);

    let given = all_given(asked);
    put(sheet, "total", "sessions", "session_minutes", of(&given, What::Session, |_| true));
    let mut services: BTreeSet<_> = codes(catalogue, CodeKind::ServiceType).into_iter().collect();
    services.extend(given.iter().filter_map(|one| one.service.map(ToString::to_string)));
    for service in services {
        let key = format!("service={service}");
        let times =
            of(&given, What::Session, |one| one.service.is_some_and(|code| *code == *service));
        put(sheet, &key, "sessions", "session_minutes", times);
    }
    let kinds = [
        (What::Session, "sessions", "session_minutes"),
        (What::Coaching, "coachings", "coaching_minutes"),
        (What::Attempt, "attempts_before_intake", "minutes_before_intake"),
    ];
    for (what, times, minutes) in kinds {
        put(sheet, "total", times, minutes, of(&given, what, |_| true));
        for organisation in given.iter().map(|one| one.organisation).collect::<BTreeSet<_>>() {
            let key = format!("organisation={organisation}");
            let by = of(&given, what, |one| one.organisation == organisation);
            put(sheet, &key, times, minutes, by);
        }
    }
}

fn milestone(what: &Payload) -> Option<&str> {
    match what {
        Payload::MilestoneReached(reached) => Some(reached.milestone.as_str()),
        _ => None,
    }
}

fn strength(what: &Payload) -> Option<&str> {
    match what {
        Payload::StrengthIdentified(identified) => Some(identified.strength.as_str()),
        _ => None,
    }
}

fn level(what: &Payload) -> Option<&str> {
    match what {
        Payload::LanguageLevelReached(reached) => Some(reached.level.as_str()),
        _ => None,
    }
}

/// How many people took such a step in the period.
fn who_steps(asked: &Asked, is: &dyn Fn(&Payload) -> bool) -> usize {
    let steps = |client: &&&Client| {
        let mut events = client.events.iter();
        events.any(|event| client.covers(asked.question, event.on) && is(event.what))
    };
    asked.clients.iter().filter(steps).count()
}

/// What a client has of a list, and on which days.
type Found = for<'a> fn(&Client<'a>) -> Vec<(NaiveDate, &'a str)>;

/// What was found on practice floors, and what came with jobs.
fn count_found(asked: &Asked, sheet: &mut Sheet) {
    let lists: [(&str, &str, CodeKind, Found); 4] = [
        ("skills", "skill", CodeKind::Skill, |client| {
            on_floors(client, |end| end.skills.iter().map(Code::as_str).collect())
        }),
        ("interests", "interest", CodeKind::JobTarget, |client| {
            on_floors(client, |end| end.interests.iter().map(Code::as_str).collect())
        }),
        ("adaptations", "adaptation", CodeKind::WorkplaceAdaptation, |client| {
            with_jobs(client, |job| job.adaptations.iter().map(Code::as_str).collect())
        }),
        ("supports", "support", CodeKind::WorkSupport, |client| {
            with_jobs(client, |job| job.support.iter().map(Code::as_str).collect())
        }),
    ];
    for (column, group, kind, found) in lists {
        let who = |is: &dyn Fn(&str) -> bool| {
            let has = |client: &&&Client| {
                let mut found = found(client).into_iter();
                found.any(|(on, code)| client.covers(asked.question, on) && is(code))
            };
            asked.clients.iter().filter(has).count()
        };
        sheet.count("total", column, who(&|_| true));
        for code in codes(asked.world.catalogue, kind) {
            sheet.count(&format!("{group}={code}"), column, who(&|found| found == code));
        }
    }
}

fn on_floors<'a>(
    client: &Client<'a>,
    of: fn(&'a PracticeFloorEnded) -> Vec<&'a str>,
) -> Vec<(NaiveDate, &'a str)> {
    let mut found = Vec::new();
    for event in &client.events {
        if let Payload::PracticeFloorEnded(end) = event.what {
            found.extend(of(end).into_iter().map(|code| (event.on, code)));
        }
    }
    found
}

/// A job that was cancelled before it began is none.
fn with_jobs<'a>(
    client: &Client<'a>,
    of: fn(&'a EmploymentStarted) -> Vec<&'a str>,
) -> Vec<(NaiveDate, &'a str)> {
    let mut found = Vec::new();
    for event in &client.events {
        if let Payload::EmploymentStarted(job) = event.what
            && !is_cancelled(client, job.employment)
        {
            found.extend(of(job).into_iter().map(|code| (job.from, code)));
        }
    }
    found
}

fn is_cancelled(client: &Client, employment: EmploymentId) -> bool {
    client.events.iter().any(|event| match event.what {
        Payload::EmploymentCancelled(cancelled) => cancelled.employment == employment,
        _ => false,
    })
}

fn count_floors(asked: &Asked, sheet: &mut Sheet) {
    let (mut started, mut ended, mut running) = (0, 0, 0);
    for client in asked.clients {
        for (place, event) in client.events.iter().enumerate() {
            if let Payload::PracticeFloorEnded(_) = event.what {
                ended += usize::from(client.covers(asked.question, event.on));
            }
            if let Payload::PracticeFloorStarted(start) = event.what {
                started += usize::from(client.covers(asked.question, event.on));
                let over_on = client.events[place..].iter().find(|later| match later.what {
                    Payload::PracticeFloorEnded(end) => end.practice_floor == start.practice_floor,
                    Payload::Closed(_) => true,
                    _ => false,
                });
                let end = asked.question.end();
                let is_over = over_on.is_some_and(|over| over.on <= end);
                let at_the_end = client.is_asked_at_the_end(asked.question);
                running += usize::from(at_the_end && event.on <= end && !is_over);
            }
        }
    }
    sheet.count("total", "floors_started", started);
    sheet.count("total", "floors_ended", ended);
    sheet.count("total", "floors_running", running);
}

fn count_appointments(asked: &Asked, sheet: &mut Sheet) {
    let (mut accompanied, mut attended) = (0, 0);
    for client in asked.clients {
        for event in client.events.iter().filter(|event| client.covers(asked.question, event.on)) {
            if let Payload::AppointmentKept(kept) = event.what
                && is_accompanied(client, kept.appointment)
            {
                let came = ["attended", "late"].contains(&kept.outcome.as_str());
                accompanied += usize::from(came || kept.outcome == "no_show");
                attended += usize::from(came);
            }
        }
    }
    sheet.count("total", "accompanied", accompanied);
    sheet.count("total", "accompanied_attended", attended);
}

fn is_accompanied(client: &Client, appointment: AppointmentId) -> bool {
    client.events.iter().any(|event| match event.what {
        Payload::AppointmentPlanned(plan) => plan.appointment == appointment && plan.accompanied,
        _ => false,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Session,
    Coaching,
    Attempt,
}

/// Minutes that an organisation gave.
struct Given<'a> {
    what: What,
    organisation: KboNumber,
    service: Option<&'a Code<ServiceType>>,
    minutes: u32,
}

/// Everything that was given in the period.
fn all_given<'a>(asked: &Asked<'a>) -> Vec<Given<'a>> {
    let mut all = Vec::new();
    for client in asked.clients {
        let entry_on = client.entry_on();
        for event in client.events.iter().filter(|event| client.covers(asked.question, event.on)) {
            let by = event.by;
            match event.what {
                Payload::SessionRecorded(session) if session.attended => {
                    let Some((service, organisation)) = plan_of(client, session.intervention)
                    else {
                        continue;
                    };
                    let (what, minutes) = (What::Session, session.minutes);
                    all.push(Given { what, organisation, service: Some(service), minutes });
                }
                Payload::EmployerCoached(coached) => {
                    let (what, minutes) = (What::Coaching, coached.minutes);
                    all.push(Given { what, organisation: by, service: None, minutes });
                }
                Payload::ContactAttempted(attempt) if is_before(event.on, entry_on) => {
                    let (what, minutes) = (What::Attempt, attempt.minutes);
                    all.push(Given { what, organisation: by, service: None, minutes });
                }
                _ => {}
            }
        }
    }
    all
}

fn is_before(day: NaiveDate, entry_on: Option<NaiveDate>) -> bool {
    entry_on.is_none_or(|entry_on| day < entry_on)
}

fn plan_of<'a>(
    client: &Client<'a>,
    intervention: InterventionId,
) -> Option<(&'a Code<ServiceType>, KboNumber)> {
    client.events.iter().find_map(|event| match event.what {
        Payload::InterventionPlanned(plan) if plan.intervention == intervention => {
            Some((&plan.service, plan.provider))
        }
        _ => None,
    })
}

/// How often, and how many minutes in all.
fn of(given: &[Given], what: What, is: impl Fn(&Given) -> bool) -> (usize, usize) {
    let of = given.iter().filter(|one| one.what == what && is(one));
    of.fold((0, 0), |(times, minutes), one| (times + 1, minutes + one.minutes as usize))
}

fn put(sheet: &mut Sheet, key: &str, times: &str, minutes: &str, of: (usize, usize)) {
    sheet.count(key, times, of.0);
    sheet.count(key, minutes, of.1);
}
