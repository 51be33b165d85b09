//! A step forward.

use loopbrug_domain::catalogue::list::{Evidence, Milestone};
use loopbrug_domain::catalogue::{Attributes, Catalogue, Code};
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::milestones::MilestoneReached;

use super::{Record, Records, Subject};
use crate::form::{Field, Reading, Typed, coded, first};

/// What is reached most often.
const OFTEN: [&str; 5] = [
    "trust_established",
    "registered_vdab",
    "administration_in_order",
    "public_transport",
    "budget_management",
];
/// What somebody who was told or saw it can say, and no paper has to prove.
const SAID_OR_SEEN: [&str; 2] = ["worker_observation", "client_statement"];

/// The client takes a step forward.
pub(super) struct Reach;

impl Record for Reach {
    fn name(&self) -> &'static str {
        "mijlpaal"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let (lang, catalogue, today) = (subject.lang, &subject.catalogue, subject.today);
        let reached = &subject.state().milestones.reached;
        let mut milestones = first(&OFTEN, coded::<Milestone>(lang, catalogue, today));
        milestones.retain(|one| !reached.iter().any(|other| other.reached.milestone == *one.value));
        vec![
            Field::one_of("milestone", lang.say("which-milestone"), milestones),
            Field::occurred_on(lang, today),
            Field::more(
                lang.say("more-of-milestone"),
                vec![
                    Field::one_of(
                        "evidence",
                        lang.say("what-proves-it"),
                        coded::<Evidence>(lang, catalogue, today),
                    )
                    .helped(lang.say("what-proves-it-help")),
                ],
            ),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        let milestone = reading.code("milestone");
        let evidence =
            reading.code_if_given("evidence").or_else(|| usual(&subject.catalogue, &milestone));
        if evidence.is_none() && reading.typed.one("milestone").is_some() {
            reading.fault("evidence", "NOTHING_CHOSEN");
        }
        let evidence = evidence.unwrap_or_else(|| Code::new(SAID_OR_SEEN[0]));
        records.add(Intent::RecordMilestoneReached(MilestoneReached { milestone, evidence }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.state().intake.is_some()
    }

    fn next(&self) -> &'static [&'static str] {
        &["mijlpaal", "doel-cijfer", "afspraak"]
    }
}

/// What a milestone rests on where nobody says: the only thing that the catalogue takes for it, or that somebody was told
/// or saw it, where that is enough. Papers are claimed by nobody who does not say so.
fn usual(catalogue: &Catalogue, milestone: &Code<Milestone>) -> Option<Code<Evidence>> {
    let entry = catalogue.entry_of(milestone)?;
    let Attributes::Milestone { evidence } = &entry.attributes else { return None };
    match &evidence[..] {
        [only] => Some(only.clone()),
        [] => Some(Code::new(SAID_OR_SEEN[0])),
        several => {
            let weak = SAID_OR_SEEN.iter().find(|weak| several.iter().any(|one| one == **weak));
            weak.map(|weak| Code::new(*weak))
        }
    }
}
