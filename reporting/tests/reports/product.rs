//! What the product counts: the one place where a history meets it.

use std::collections::{BTreeMap, BTreeSet};

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{EmployerId, Position, ProposalId, TrajectoryId};
use loopbrug_domain::proposal::Stage;
use loopbrug_domain::round::Outcome;
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::procedure::{
    Assessments, EmployerFact, EmployerKnown, Offered, ProcedureImage, ProposalFacts, Rebuttals,
};
use loopbrug_reporting::facts::{
    Recorded as RecordedAt, StoredFacts, StoredMeasures, TrajectoryFold, Versioned, Versions,
};
use loopbrug_reporting::reports::{
    AsOf, Codes, Filter, MadeOf, Period, Question, Sources, Table, Traced, answer, made_of, members,
};
use uuid::Uuid;

use crate::history::{CATALOGUES, REGION, organisation};
use crate::naive::{self, Beside, Coached, Figures, Identified, Offer, Recorded, World};

type Folds = BTreeMap<TrajectoryId, TrajectoryFold>;

/// The images that reports are made from.
pub(crate) struct Product {
    image: Image,
    procedure: ProcedureImage,
}

impl Product {
    /// That has applied all of a log at once, and what approved proposals offer.
    pub(crate) fn of(log: &[Recorded], beside: &Beside) -> Self {
        let mut folds = Folds::new();
        let head = apply(&mut folds, log);
        let mut image = Image::default();
        for (n, (trajectory, folded)) in folds.iter().enumerate() {
            let facts = StoredFacts::of(folded.facts()).unwrap();
            let events = StoredMeasures::of(folded.facts().event_measures()).unwrap();
            // The tables give the two in any order.
            if n % 2 == 0 {
                image.add(*trajectory, &events).unwrap();
            }
            image.put(*trajectory, &facts).unwrap();
            if n % 2 == 1 {
                image.add(*trajectory, &events).unwrap();
            }
        }
        image.reached(head);
        Self { image, procedure: procedure(head, beside) }
    }

    /// The same, but the log was applied as it grew, `at_once` events at a time.
    pub(crate) fn that_followed(log: &[Recorded], beside: &Beside, at_once: usize) -> Self {
        let mut folds = Folds::new();
        let mut image = Image::default();
        for more in log.chunks(at_once) {
            let head = apply(&mut folds, more);
            let moved: BTreeSet<_> = more.iter().map(|recorded| recorded.trajectory).collect();
            for trajectory in moved {
                let facts = folds[&trajectory].facts();
                image.put(trajectory, &StoredFacts::of(facts).unwrap()).unwrap();
                let is_new = |one: &&Versioned<_>| one.changed_at() > image.position();
                let changed = facts.event_measures().into_iter().filter(is_new);
                let changed = StoredMeasures::of(changed).unwrap();
                image.add(trajectory, &changed).unwrap();
            }
            image.reached(head);
        }
        let head = image.position();
        Self { image, procedure: procedure(head, beside) }
    }

    pub(crate) fn ask(&self, report: &str, world: &World, question: &naive::Question) -> Figures {
        let sources =
            Sources { image: &self.image, procedure: &self.procedure, catalogue: world.catalogue };
        figures(&answer(report.parse().unwrap(), sources, &asked(question)))
    }

    /// Somebody who is behind a figure, and which facts and events make it.
    pub(crate) fn behind(
        &self,
        report: &str,
        world: &World,
        question: &naive::Question,
        (row, column): (&str, &str),
    ) -> (TrajectoryId, MadeOf) {
        let (image, procedure) = (&self.image, &self.procedure);
        let sources = Sources { image, procedure, catalogue: world.catalogue };
        let question = asked(question);
        let table = answer(report.parse().unwrap(), sources, &question);
        let place = (table.row(row).unwrap(), table.column(column).unwrap());
        let id = *members(&table, place, sources, &question).first().unwrap();
        let known = world.log.iter().filter(|recorded| recorded.trajectory == id);
        let known = known.filter(|recorded| recorded.position <= question.as_of.position);
        let stream = known.map(|recorded| {
            let at = RecordedAt { at: recorded.position, on: recorded.recorded_on };
            (recorded.event.clone(), at)
        });
        let stream: Vec<_> = stream.collect();
        let traced = Traced::of(&table, place).unwrap();
        (id, made_of(&traced, world.catalogue, &question, &stream, &CATALOGUES))
    }
}

/// Applies more of a log, up to its last position.
fn apply(folds: &mut Folds, log: &[Recorded]) -> Position {
    for recorded in log {
        let folded = folds.entry(recorded.trajectory).or_default();
        let at = RecordedAt { at: recorded.position, on: recorded.recorded_on };
        folded.apply(recorded.event.clone(), at, &CATALOGUES);
    }
    log.last().map_or(Position::START, |recorded| recorded.position)
}

fn procedure(head: Position, beside: &Beside) -> ProcedureImage {
    let mut image = ProcedureImage::default();
    let mut of_employers = BTreeMap::<_, Vec<_>>::new();
    for (offer, n) in beside.offers.iter().zip(1..) {
        let round = Code::new("2023");
        let id = ProposalId::of(&Code::new(REGION), &round, organisation(n));
        let mut versions = Versions::default();
        versions.push(approved(n, round, offer), Position::START);
        image.put_proposal(id, versions);
    }
    let id = |employer| EmployerId(Uuid::from_u128(employer));
    for coached in &beside.coached {
        let Coached { employer, on, minutes, position: since, until } = *coached;
        let what = EmployerKnown::Coached { on, minutes };
        of_employers.entry(id(employer)).or_default().push(EmployerFact { what, since, until });
    }
    for identified in &beside.identified {
        let Identified { employer, as_employer, position: since, until } = *identified;
        let what = EmployerKnown::Identified { counted_as: id(as_employer) };
        of_employers.entry(id(employer)).or_default().push(EmployerFact { what, since, until });
    }
    for (employer, history) in of_employers {
        image.put_employer(employer, history);
    }
    image.reached(head);
    image
}

/// A proposal that offers one thing.
fn approved(n: u32, round: Code, offer: &Offer) -> ProposalFacts {
    let offered = Offered {
        challenge: offer.challenge.clone(),
        service: offer.service.clone(),
        capacity: offer.capacity,
        budget: offer.budget,
    };
    ProposalFacts {
        organisation: organisation(n),
        round,
        stage: Stage::Communicated,
        stage_for_applicant: Stage::Communicated,
        challenges: [offer.challenge.clone()].into(),
        services: [offer.service.clone()].into(),
        municipalities: [].into(),
        offers: vec![offered],
        received_at: None,
        content: None,
        grounds: [].into(),
        assessments: Assessments::default(),
        pitched_on: None,
        pitch_outside_window: false,
        judged_on: None,
        jury_outside_window: false,
        total: None,
        rank: None,
        outcome: Some(Outcome::Approved),
        outcome_on: Some(offer.approved_on),
        communicated_on: Some(offer.approved_on),
        communicated_overdue: false,
        rebuttals: Rebuttals::default(),
    }
}

fn asked(question: &naive::Question) -> Question {
    let filter = question.filter.clone();
    Question {
        period: Period::try_new(question.from, question.to).unwrap(),
        as_of: AsOf { position: question.as_of, day: question.known_on },
        filter: Filter {
            challenge: filter.challenge,
            persona: filter.persona,
            municipality: filter.municipality,
            organisation: filter.organisation,
            gender: filter.gender,
            age_group: filter.age_group.map(|group| group.parse().unwrap()),
            others_than: None,
        },
        codes: Codes::Own,
    }
}

fn figures(table: &Table) -> Figures {
    let mut figures = Figures { unknown: table.unknown(), ..Figures::default() };
    for (row, of) in table.rows.iter().enumerate() {
        for (column, counted) in table.columns.iter().enumerate() {
            if let Some(figure) = table.figure(row, column) {
                figures.cells.insert((of.key(), counted.code.clone()), figure);
            }
        }
    }
    figures
}
