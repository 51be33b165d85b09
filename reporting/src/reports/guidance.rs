//! Guidance: steps forward, practice floors and what was found there, what came with a job, and the time that was
//! given.

use std::collections::BTreeSet;

use super::groups::ByCode;
use super::question::{Days, Scope};
use super::report::Report;
use super::table::{Column, Formula, Grouping, Row, Unit};
use super::tally::Tally;
use crate::facts::image::{MeasureRow, Seen};
use crate::facts::procedure::KnownCoaching;
use crate::facts::{Measure, Theme};
use loopbrug_domain::catalogue::CodeKind;
use loopbrug_domain::ids::EmployerId;

const COLUMNS: [(&str, Unit); 21] = [
    ("milestones", Unit::People),
    ("strengths", Unit::People),
    ("language_levels", Unit::People),
    ("floors_started", Unit::Times),
    ("floors_ended", Unit::Times),
    ("floors_running", Unit::Times),
    ("skills", Unit::People),
    ("interests", Unit::People),
    ("adaptations", Unit::People),
    ("supports", Unit::People),
    ("sessions", Unit::Times),
    ("session_minutes", Unit::Minutes),
    ("coachings", Unit::Times),
    ("coaching_minutes", Unit::Minutes),
    ("coachings_without_client", Unit::Times),
    ("coaching_without_client_minutes", Unit::Minutes),
    ("employers_without_client", Unit::Times),
    ("accompanied", Unit::Times),
    ("accompanied_attended", Unit::Times),
    ("attempts_before_intake", Unit::Times),
    ("minutes_before_intake", Unit::Minutes),
];
const MILESTONES: usize = 0;
const STRENGTHS: usize = 1;
const LANGUAGE_LEVELS: usize = 2;
const FLOORS_STARTED: usize = 3;
const FLOORS_ENDED: usize = 4;
const FLOORS_RUNNING: usize = 5;
const SKILLS: usize = 6;
const INTERESTS: usize = 7;
const ADAPTATIONS: usize = 8;
const SUPPORTS: usize = 9;
// What comes next to each of these is the sum of its lengths.
const SESSIONS: usize = 10;
const COACHINGS: usize = 12;
const COACHINGS_WITHOUT_CLIENT: usize = 14;
const EMPLOYERS_WITHOUT_CLIENT: usize = 16;
const ACCOMPANIED: usize = 17;
const ATTEMPTS_BEFORE_INTAKE: usize = 19;

/// The row of all.
const TOTAL: usize = 0;

pub(super) struct Guidance<'a> {
    days: Days,
    milestones: Rows<'a>,
    strengths: Rows<'a>,
    levels: Rows<'a>,
    skills: Rows<'a>,
    interests: Rows<'a>,
    adaptations: Rows<'a>,
    supports: Rows<'a>,
    services: Rows<'a>,
    organisations: Rows<'a>,
}

/// The rows of a list, and the counts that they have and no others.
struct Rows<'a> {
    codes: ByCode<'a>,
    counts: &'static [usize],
}

/// What a measure adds to its counts.
#[derive(Clone, Copy)]
enum Adds {
    /// Whose it is.
    Person(usize),
    /// A thing.
    Thing(usize),
    /// A thing, and its length to the count that comes next.
    ThingOfLength(usize),
}

impl<'a> Guidance<'a> {
    pub(super) fn new(scope: Scope<'a>, tally: &mut Tally) -> Self {
        let columns = COLUMNS.iter().enumerate();
        tally.columns(columns.map(|(n, (code, unit))| {
            let formula = if is_of_no_client(n) { Formula::Given(n) } else { Formula::Count(n) };
            Column::new(*code, *unit, formula)
        }));
        tally.row(Row::total());
        give_coaching(scope, tally);
        let mut list = |grouping, kind, counts| {
            let rows = Rows { codes: ByCode::of_list(grouping, kind, scope, tally), counts };
            rows.codes.rows().for_each(|place| rows.has_no_others(place, tally));
            rows
        };
        Self {
            days: scope.days,
            milestones: list(Grouping::Milestone, CodeKind::Milestone, &[MILESTONES]),
            strengths: list(Grouping::Strength, CodeKind::Strength, &[STRENGTHS]),
            levels: list(Grouping::Level, CodeKind::Cefr, &[LANGUAGE_LEVELS]),
            skills: list(Grouping::Skill, CodeKind::Skill, &[SKILLS]),
            interests: list(Grouping::Interest, CodeKind::JobTarget, &[INTERESTS]),
            adaptations: list(Grouping::Adaptation, CodeKind::WorkplaceAdaptation, &[ADAPTATIONS]),
            supports: list(Grouping::Support, CodeKind::WorkSupport, &[SUPPORTS]),
            services: list(Grouping::Service, CodeKind::ServiceType, &[SESSIONS, SESSIONS + 1]),
            organisations: Rows {
                codes: ByCode::empty(Grouping::Organisation, scope),
                counts: &[
                    SESSIONS,
                    SESSIONS + 1,
                    COACHINGS,
                    COACHINGS + 1,
                    ATTEMPTS_BEFORE_INTAKE,
                    ATTEMPTS_BEFORE_INTAKE + 1,
                ],
            },
        }
    }

    fn count_flow(&mut self, row: &MeasureRow, tally: &mut Tally) {
        let (list, adds) = match row.measure {
            Measure::Milestone => (Some(&mut self.milestones), Adds::Person(MILESTONES)),
            Measure::StrengthIdentified => (Some(&mut self.strengths), Adds::Person(STRENGTHS)),
            Measure::LanguageLevel => (Some(&mut self.levels), Adds::Person(LANGUAGE_LEVELS)),
            Measure::SkillShown => (Some(&mut self.skills), Adds::Person(SKILLS)),
            Measure::InterestFound => (Some(&mut self.interests), Adds::Person(INTERESTS)),
            Measure::JobAdapted => (Some(&mut self.adaptations), Adds::Person(ADAPTATIONS)),
            Measure::JobSupported => (Some(&mut self.supports), Adds::Person(SUPPORTS)),
            Measure::FloorStarted => (None, Adds::Thing(FLOORS_STARTED)),
            Measure::FloorEnded => (None, Adds::Thing(FLOORS_ENDED)),
            Measure::Session => (Some(&mut self.services), Adds::ThingOfLength(SESSIONS)),
            Measure::SessionProvided => {
                (Some(&mut self.organisations), Adds::ThingOfLength(SESSIONS))
            }
            Measure::EmployerCoached => {
                (Some(&mut self.organisations), Adds::ThingOfLength(COACHINGS))
            }
            Measure::Accompanied => (None, Adds::ThingOfLength(ACCOMPANIED)),
            Measure::Sought => {
                (Some(&mut self.organisations), Adds::ThingOfLength(ATTEMPTS_BEFORE_INTAKE))
            }
            _ => return,
        };
        let place = list.zip(row.code()).map(|(list, code)| list.place(code, tally));
        // The total has each session once: by its service.
        let total = (row.measure != Measure::SessionProvided).then_some(TOTAL);
        for place in total.into_iter().chain(place) {
            match adds {
                Adds::Person(count) => tally.person(place, count),
                Adds::Thing(count) => tally.thing(place, count),
                Adds::ThingOfLength(count) => {
                    tally.thing(place, count);
                    tally.things(place, count + 1, usize::from(row.length));
                }
            }
        }
    }
}

fn is_of_no_client(count: usize) -> bool {
    (COACHINGS_WITHOUT_CLIENT..=EMPLOYERS_WITHOUT_CLIENT).contains(&count)
}

/// How employers were coached for no client in the period. It is the region's whatever the filter, which is about
/// clients.
fn coaching(scope: Scope<'_>) -> impl Iterator<Item = KnownCoaching> {
    let (period, as_of) = (scope.question.period, scope.question.as_of);
    let end = period.to().min(as_of.day);
    let known = scope.sources.procedure.coaching(as_of.position);
    known.filter(move |one| period.from() <= one.on && one.on <= end)
}

fn give_coaching(scope: Scope<'_>, tally: &mut Tally) {
    let (mut times, mut minutes, mut employers) = (0, 0, BTreeSet::new());
    for one in coaching(scope) {
        times += 1;
        minutes += u64::from(one.minutes);
        employers.insert(one.counted_as);
    }
    tally.give(TOTAL, COACHINGS_WITHOUT_CLIENT, times);
    tally.give(TOTAL, COACHINGS_WITHOUT_CLIENT + 1, minutes);
    tally.give(TOTAL, EMPLOYERS_WITHOUT_CLIENT, employers.len() as u64);
}

/// The employers that such coaching was recorded of, which is counted in a row.
pub(super) fn employers_behind(scope: Scope<'_>, row: usize) -> BTreeSet<EmployerId> {
    coaching(scope).filter(|_| row == TOTAL).map(|one| one.employer).collect()
}

impl Rows<'_> {
    /// The place of a code's row. What the catalogue does not have comes last.
    fn place(&mut self, code: u16, tally: &mut Tally) -> usize {
        let known = tally.rows();
        let place = self.codes.at(code, tally);
        if place == known {
            self.has_no_others(place, tally);
        }
        place
    }

    fn has_no_others(&self, place: usize, tally: &mut Tally) {
        let others = (0..COLUMNS.len()).filter(|count| !self.counts.contains(count));
        others.for_each(|count| tally.absent(place, count));
    }
}

impl Report for Guidance<'_> {
    fn count(&mut self, seen: Seen<'_>, tally: &mut Tally) {
        let days = self.days;
        for theme in [Theme::Outcomes, Theme::Effort] {
            days.of_theme(seen, theme).for_each(|row| self.count_flow(&row, tally));
        }
        let mut running = 0;
        seen.theme_until(Theme::Guidance, days.end).for_each(|row| {
            if row.measure == Measure::FloorRunning {
                running += i32::from(row.sign);
            } else if row.day >= days.from {
                self.count_flow(&row, tally);
            }
        });
        tally.things(TOTAL, FLOORS_RUNNING, usize::try_from(running).unwrap_or(0));
    }
}
