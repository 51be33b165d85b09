//! Real reports on real trajectories, as they are shown.

use chrono::{Days, NaiveDate};
use loopbrug_domain::catalogue::{Catalogues, Code, Limits, List};
use loopbrug_domain::ids::{ClientId, KboNumber, Position, TrajectoryId};
use loopbrug_domain::trajectory::consent::LegalBasisRecorded;
use loopbrug_domain::trajectory::course::Closed;
use loopbrug_domain::trajectory::housing::{HousingFound, HousingLost};
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::profile::{ChallengeLinked, LinkedBy, PersonaLinked};
use loopbrug_domain::trajectory::{Payload, TrajectoryEvent};
use loopbrug_reporting::disclosure::perturbation::Secret;
use loopbrug_reporting::disclosure::{Thresholds, Treatment};
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::procedure::ProcedureImage;
use loopbrug_reporting::facts::{Recorded, StoredFacts, StoredMeasures, TrajectoryFold};
use loopbrug_reporting::reports::{
    AsOf, Codes, Filter, Period, Question, ReportKind, Sources, Table, answer, shown,
};
use uuid::Uuid;

/// The limits of the region, with other thresholds.
pub(crate) fn limits(disclosure_k: u32, public_k: u32) -> Limits {
    let catalogues = Catalogues::embedded();
    let limits = catalogues.latest("vlaamse-ardennen").unwrap().limits().clone();
    Limits { disclosure_k, public_k, ..limits }
}

/// Choices that are the same on every run.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        let n = self.below(u64::try_from(all.len()).unwrap());
        all[usize::try_from(n).unwrap()].clone()
    }

    fn perhaps<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (self.below(8) > 0).then(|| self.of(all))
    }
}

/// The codes that the clients have.
pub(crate) struct Lists {
    catalogues: Catalogues,
}

impl Lists {
    fn all<L: List>(&self) -> Vec<Code<L>> {
        let catalogue = self.catalogues.latest("vlaamse-ardennen").unwrap();
        catalogue.codes().collect()
    }
}

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 12, 31).unwrap() + Days::new(n)
}

fn intake(chance: &mut Chance, lists: &Lists) -> IntakeCompleted {
    let truth = [true, false];
    let labour = ["unemployed", "inactive", "employed_part_time"].map(Code::new);
    let labour_status = chance.perhaps(&labour);
    let unemployed = labour_status == Some(Code::new("unemployed"));
    IntakeCompleted {
        entry_on: day(3),
        unemployed_since: chance.perhaps(&[day(1), day(2) - Days::new(500)]).filter(|_| unemployed),
        labour_status,
        full_time_worker: Some(false),
        gender: chance.perhaps(&lists.all()),
        age: chance.perhaps(&[16, 20, 25, 35, 45, 60]),
        age_on: None,
        isced: chance.perhaps(&["0", "1", "2", "3", "4", "6"].map(Code::new)),
        nationality_group: chance.perhaps(&lists.all()),
        foreign_background: chance.perhaps(&truth),
        housing: chance.perhaps(&["0", "2", "5", "6", "7"].map(Code::new)),
        household: None,
        income_sources: None,
        digital_access: None,
        disability: chance.perhaps(&truth),
        minority: chance.perhaps(&truth),
    }
}

pub(crate) fn story(chance: &mut Chance, lists: &Lists) -> Vec<(u64, Payload)> {
    let catalogue = lists.catalogues.latest("vlaamse-ardennen").unwrap();
    let opened = TrajectoryOpened {
        client: ClientId(Uuid::nil()),
        region: Code::new("vlaamse-ardennen"),
        catalogue: NaiveDate::from_ymd_opt(2023, 8, 11).unwrap(),
        source: Code::new("outreach"),
        municipality: chance.of(&lists.all()),
        contact_language: Code::new("fr"),
        interpreter: false,
        transferred_from: None,
    };
    let basis = LegalBasisRecorded {
        bases: vec![Code::new("consent")],
        purposes: vec![Code::new("guidance")],
        organisations: vec![],
        until: None,
    };
    let mut events: Vec<(u64, Payload)> =
        vec![(1, opened.into()), (2, basis.into()), (3, intake(chance, lists).into())];
    let challenges: Vec<_> = catalogue.challenges().iter().collect();
    for challenge in challenges.into_iter().filter(|_| chance.below(2) == 0).collect::<Vec<_>>() {
        let linked = ChallengeLinked {
            challenge: challenge.entry.code.clone(),
            by: LinkedBy::Persona,
            rationale: None,
        };
        events.push((4, linked.into()));
        for _ in 0..chance.below(3) {
            events.push((
                4,
                PersonaLinked { persona: chance.of(&challenge.personas), rationale: None }.into(),
            ));
        }
    }
    if chance.below(3) == 0 {
        let home = HousingFound {
            tenure: Code::new("private_rent"),
            municipality: None,
            from: day(9),
            affordable: None,
            adequate_size: None,
        };
        events.push((9, home.into()));
        if chance.below(4) == 0 {
            let on = 20 + chance.below(300);
            let lost = HousingLost { on: day(on), reason: Code::new("eviction") };
            events.push((on, lost.into()));
        }
    }
    if chance.below(3) == 0 {
        let reasons = lists.all();
        events.push((330, Closed { reason: chance.of(&reasons), rationale: None }.into()));
    }
    events
}

fn image(many: u128, seed: u64, lists: &Lists) -> Image {
    let mut chance = Chance(seed);
    let people: Vec<TrajectoryFold> =
        (0..many).map(|_| person(story(&mut chance, lists), lists)).collect();
    image_of(&people, [3; 32])
}

/// What the log tells of somebody.
pub(crate) fn person(story: Vec<(u64, Payload)>, lists: &Lists) -> TrajectoryFold {
    let mut folded = TrajectoryFold::default();
    for (on, what) in story {
        let (occurred_on, organisation) = (day(on), KboNumber::of_stem(1));
        let event = TrajectoryEvent {
            occurred_on,
            organisation,
            late: false,
            follows_from: None,
            origin: None,
            what,
        };
        folded.apply(event, Recorded { at: Position(1), on: occurred_on }, &lists.catalogues);
    }
    folded
}

/// These people, with the keys of this secret.
pub(crate) fn image_of(people: &[TrajectoryFold], secret: [u8; 32]) -> Image {
    let mut image = Image::new(Secret::new(secret));
    for (n, person) in (0..).zip(people) {
        let (id, facts) = (TrajectoryId(Uuid::from_u128(n)), person.facts());
        image.put(id, &StoredFacts::of(facts).unwrap()).unwrap();
        image.add(id, &StoredMeasures::of(facts.event_measures()).unwrap()).unwrap();
    }
    image.reached(Position(1));
    image
}

fn asked(kind: ReportKind, image: &Image, lists: &Lists, filter: Filter, to: u64) -> Table {
    asked_between(kind, image, lists, filter, (1, to))
}

pub(crate) fn asked_between(
    kind: ReportKind,
    image: &Image,
    lists: &Lists,
    filter: Filter,
    (from, to): (u64, u64),
) -> Table {
    let question = Question {
        period: Period::try_new(day(from), day(to)).unwrap(),
        as_of: AsOf { position: Position(1), day: day(800) },
        filter,
        codes: Codes::Own,
    };
    let catalogue = lists.catalogues.latest("vlaamse-ardennen").unwrap();
    answer(kind, Sources { image, procedure: &ProcedureImage::default(), catalogue }, &question)
}

pub(crate) fn lists() -> Lists {
    Lists { catalogues: Catalogues::embedded() }
}

#[test]
fn the_same_people_found_in_another_way_give_the_same_figure() {
    let (lists, analysts) = (lists(), Thresholds::of_analysts(&limits(5, 10)));
    let image = image(300, 5, &lists);
    let treatment = Treatment::Rounded(analysts);
    let all = asked(ReportKind::Outcomes, &image, &lists, Filter::default(), 366);
    let by_row = shown(&all, treatment);
    let filter = Filter { challenge: Some(Code::new("RU1")), ..Filter::default() };
    let filtered = asked(ReportKind::Outcomes, &image, &lists, filter, 366);
    let (row, column) = (all.row("challenge=RU1").unwrap(), all.column("participants").unwrap());
    assert_eq!(by_row.figures[row], shown(&filtered, treatment).figures[0]);
    // Nobody enters from day 4 on: every day that the period may end on shows one figure.
    for to in [3, 4, 50, 200] {
        let until = asked(ReportKind::Outcomes, &image, &lists, Filter::default(), to);
        let figures = shown(&until, treatment).figures;
        assert_eq!(figures[row][column], by_row.figures[row][column], "to day {to}");
    }
}
