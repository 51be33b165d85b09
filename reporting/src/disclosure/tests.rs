//! A report as it is shown to each audience.

use uuid::Uuid;

use super::perturbation::{Secret, precision};
use super::{Thresholds, Treatment};
use crate::facts::image::Image;
use crate::facts::procedure::ProcedureImage;
use crate::facts::{Recorded, StoredFacts, StoredMeasures, TrajectoryFold};
use crate::reports::{
    AsOf, Codes, Filter, Period, Precise, Question, ReportKind, Sources, Table, answer, shown,
};
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::ids::{Position, TrajectoryId};
use loopbrug_domain::trajectory::profile::{ChallengeLinked, LinkedBy};
use loopbrug_domain::trajectory::story::{Story, bridge_figure, closed, day, participant, persona};

fn of_challenge(persona_code: &str) -> Story {
    let challenge =
        ChallengeLinked { challenge: Code::new("RU1"), by: LinkedBy::Persona, rationale: None };
    participant().given(day(4), persona(persona_code)).given(day(4), challenge)
}

/// Twelve noras, of whom one has no bridge figure and two stopped; nine mos, all with one; and
/// two who are both.
fn stories() -> Vec<Story> {
    let with_bridge = |story: Story| story.given(day(5), bridge_figure(7));
    let stopped = |story: Story| story.given(day(9), closed("moved"));
    let mut stories: Vec<_> = (0..9).map(|_| with_bridge(of_challenge("nora"))).collect();
    stories.push(of_challenge("nora"));
    stories.extend((0..2).map(|_| stopped(with_bridge(of_challenge("nora")))));
    stories.extend((0..9).map(|_| with_bridge(of_challenge("mo"))));
    stories.extend((0..2).map(|_| with_bridge(of_challenge("nora")).given(day(6), persona("mo"))));
    stories
}

fn report(stories: Vec<Story>, catalogues: &Catalogues, catalogue: &Catalogue) -> Table {
    let mut image = Image::new(Secret::new([1; 32]));
    for (n, story) in stories.into_iter().enumerate() {
        let mut folded = TrajectoryFold::default();
        for event in story.into_events() {
            let recorded = Recorded { at: Position(1), on: event.occurred_on };
            folded.apply(event, recorded, catalogues);
        }
        let (id, facts) = (TrajectoryId(Uuid::from_u128(n as u128)), folded.facts());
        image.put(id, &StoredFacts::of(facts).unwrap()).unwrap();
        image.add(id, &StoredMeasures::of(facts.event_measures()).unwrap()).unwrap();
    }
    image.reached(Position(1));
    let period = Period::try_new(day(1), day(366)).unwrap();
    let as_of = AsOf { position: Position(1), day: day(366) };
    let question = Question { period, as_of, filter: Filter::default(), codes: Codes::Own };
    let sources = Sources { image: &image, procedure: &ProcedureImage::default(), catalogue };
    answer(ReportKind::Outcomes, sources, &question)
}

#[test]
fn outcomes_are_rounded_by_who_is_counted() {
    let catalogues = Catalogues::embedded();
    let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
    let report = report(stories(), &catalogues, catalogue);
    let exact = shown(&report, Treatment::Exact);
    let limits = catalogue.limits();
    for thresholds in [Thresholds::of_analysts(limits), Thresholds::of_public(limits)] {
        let stated = precision(thresholds);
        let rounded = shown(&report, Treatment::Rounded(thresholds));
        assert_eq!(rounded.precise, Precise::Rounded(stated));
        for (rounded, exact) in rounded.figures.iter().flatten().zip(exact.figures.iter().flatten())
        {
            let (rounded, exact) = (rounded.unwrap(), exact.unwrap());
            assert!(rounded % f64::from(stated.step) == 0.0);
            assert!((rounded - exact).abs() <= f64::from(stated.spread));
        }
        assert_ne!(rounded.figures, exact.figures);
    }
}
