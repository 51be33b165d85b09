//! Histories that are told by hand. Unless it is said otherwise, what happened was recorded on the
//! same day by organisation 1.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::ProblemArea;
use loopbrug_domain::ids::{EmploymentId, InterventionId, KboNumber, Position, ReferralId};
use loopbrug_domain::trajectory::barriers::{
    BarrierIdentified, BarrierReassessed, BarrierRecurred, BarrierResolved,
};
use loopbrug_domain::trajectory::consent::LegalBasisRecorded;
use loopbrug_domain::trajectory::follow_up::FollowUpUnreachable;
use loopbrug_domain::trajectory::housing::HousingFound;
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::interventions::{InterventionPlanned, InterventionStarted};
use loopbrug_domain::trajectory::merge::MergedInto;
use loopbrug_domain::trajectory::opening::TrajectoryOpened;
use loopbrug_domain::trajectory::outreach::ContactAttempted;
use loopbrug_domain::trajectory::record_keeping::{EventCorrected, EventVoided};
use loopbrug_domain::trajectory::referrals::{ReferralAccepted, ReferralSent};
use loopbrug_domain::trajectory::work::EmploymentStarted;
use loopbrug_domain::trajectory::{Intent, Payload};
use uuid::Uuid;

use crate::asking::world;
use crate::compare::differences;
use crate::history::{Asked, REGION, Region, client, organisation, trajectory, versions};
use crate::naive::{Beside, Figures, Filter, Question, REPORTS, report};
use crate::product::Product;

pub(super) struct Story {
    region: Region,
    pub(super) beside: Beside,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Story {
    /// A woman of whom little else is known takes part from 10 January 2024 on.
    pub(super) fn of_participant(n: u32) -> Self {
        let mut story = Self { region: Region::empty(8), beside: Beside::default() };
        story.meet(n);
        story.takes_part(n, "2024-01-10", Some("woman"));
        story
    }

    pub(super) fn meet(&mut self, n: u32) {
        self.of(
            n,
            "2024-01-10",
            Intent::OpenTrajectory(TrajectoryOpened {
                client: client(n),
                region: Code::new(REGION),
                catalogue: versions()[0],
                source: Code::new("outreach"),
                municipality: Code::new("45041"),
                contact_language: Code::new("fr"),
                interpreter: false,
                transferred_from: None,
            }),
        );
    }

    /// Somebody else, of unknown gender, met on 10 January.
    pub(super) fn participant(&mut self, n: u32, on: &str) {
        self.meet(n);
        self.takes_part(n, on, None);
    }

    pub(super) fn takes_part(&mut self, n: u32, on: &str, gender: Option<&str>) {
        self.enters(n, on, on, gender);
    }

    /// Enters on one day, by an intake on another.
    pub(super) fn enters(&mut self, n: u32, entry_on: &str, on: &str, gender: Option<&str>) {
        self.of(
            n,
            on,
            Intent::RecordLegalBasis(LegalBasisRecorded {
                bases: vec![Code::new("consent")],
                purposes: vec![Code::new("guidance")],
                organisations: vec![organisation(2)],
                until: None,
            }),
        );
        self.of(
            n,
            on,
            Intent::CompleteIntake(IntakeCompleted {
                entry_on: day(entry_on),
                labour_status: None,
                unemployed_since: None,
                full_time_worker: None,
                gender: gender.map(Code::new),
                age: None,
                age_on: None,
                isced: None,
                nationality_group: None,
                foreign_background: None,
                housing: Some(Code::new("6")),
                household: None,
                income_sources: None,
                digital_access: None,
                disability: None,
                minority: None,
            }),
        );
    }

    /// Of client 0; answers with its place in the stream.
    pub(super) fn on(&mut self, on: &str, intent: Intent) -> u32 {
        self.of(0, on, intent)
    }

    pub(super) fn of(&mut self, n: u32, on: &str, intent: Intent) -> u32 {
        self.tell(n, organisation(1), on, intent)
    }

    pub(super) fn by(&mut self, by: KboNumber, on: &str, intent: Intent) -> u32 {
        self.tell(0, by, on, intent)
    }

    #[track_caller]
    fn tell(&mut self, n: u32, by: KboNumber, on: &str, intent: Intent) -> u32 {
        let told = format!("{intent:?}");
        let asked =
            Asked { client: n, today: day(on), occurred_on: day(on), organisation: by, intent };
        assert!(self.region.ask(asked), "refused: {told}");
        self.region.log.last().unwrap().sequence
    }

    pub(super) fn correct(&mut self, today: &str, target: u32, on: &str, what: Payload) {
        let reason = Code::new("wrong_date");
        let corrected = EventCorrected::new(target, reason, day(on), what);
        self.on(today, Intent::CorrectEvent(corrected));
    }

    pub(super) fn void(&mut self, today: &str, target: u32) {
        let reason = Code::new("did_not_happen");
        self.on(today, Intent::VoidEvent(EventVoided::new(target, reason)));
    }

    pub(super) fn head(&self) -> Position {
        self.region.head()
    }

    /// As known at the head, on a day when all of it is over.
    pub(super) fn ask(&self, name: &str, from: &str, to: &str) -> Figures {
        self.ask_about(name, from, to, Filter::default())
    }

    pub(super) fn ask_about(&self, name: &str, from: &str, to: &str, filter: Filter) -> Figures {
        let (as_of, known_on) = (self.head(), day("2025-12-31"));
        self.figures(name, &Question { from: day(from), to: day(to), as_of, known_on, filter })
    }

    pub(super) fn ask_on(&self, name: &str, from: &str, to: &str, known_on: &str) -> Figures {
        let (as_of, filter) = (self.head(), Filter::default());
        let (from, to, known_on) = (day(from), day(to), day(known_on));
        self.figures(name, &Question { from, to, as_of, known_on, filter })
    }

    pub(super) fn ask_as_of(&self, name: &str, from: &str, to: &str, as_of: Position) -> Figures {
        let known_on = self.region.log[as_of.0 as usize - 1].recorded_on;
        let filter = Filter::default();
        self.figures(name, &Question { from: day(from), to: day(to), as_of, known_on, filter })
    }

    /// Client `n` is the same as `other`, who lacks something.
    pub(super) fn merge_taking_over(&mut self, n: u32, other: u32, on: &str) {
        let merged = MergedInto { other: trajectory(other), take_over: true };
        let intent = Intent::MergeTrajectory(merged);
        let (on, organisation) = (day(on), organisation(1));
        let asked = Asked { client: n, today: on, occurred_on: on, organisation, intent };
        self.region.merge(asked, other);
    }

    /// What the product counts in all reports, which is what is counted naively.
    pub(super) fn ask_for_all(&self, from: &str, to: &str) -> BTreeMap<String, f64> {
        let (as_of, known_on, filter) = (self.head(), day("2025-12-31"), Filter::default());
        let question = Question { from: day(from), to: day(to), as_of, known_on, filter };
        let world = world(&self.region, &self.beside, versions()[0]);
        let product = Product::of(&self.region.log, &self.beside);
        let mut all = BTreeMap::new();
        for report in REPORTS {
            let counted = product.ask(report.name, &world, &question);
            let differences =
                differences(&report.ask(&world, &question), &counted, world.catalogue);
            assert!(differences.is_empty(), "{}: {differences:?}", report.name);
            for ((row, column), figure) in counted.cells {
                all.insert(format!("{} {row} {column}", report.name), figure);
            }
        }
        all
    }

    /// What the product counts in a report at the end of 2024, which is what is counted naively.
    pub(super) fn counted(&self, name: &str) -> Figures {
        self.counted_in(name, "2024-01-01", "2024-12-31")
    }

    /// The same in a period.
    pub(super) fn counted_in(&self, name: &str, from: &str, to: &str) -> Figures {
        let (as_of, known_on, filter) = (self.head(), day("2025-12-31"), Filter::default());
        let question = Question { from: day(from), to: day(to), as_of, known_on, filter };
        let world = world(&self.region, &self.beside, versions()[0]);
        let counted = Product::of(&self.region.log, &self.beside).ask(name, &world, &question);
        let figures = report(name).ask(&world, &question);
        let differences = differences(&figures, &counted, world.catalogue);
        assert!(differences.is_empty(), "{name}: {differences:?}");
        counted
    }

    fn figures(&self, name: &str, question: &Question) -> Figures {
        report(name).ask(&world(&self.region, &self.beside, versions()[0]), question)
    }
}

pub(super) fn job_id(n: u128) -> EmploymentId {
    EmploymentId(Uuid::from_u128(n))
}

pub(super) fn job(n: u128, from: &str) -> Intent {
    Intent::StartEmployment(EmploymentStarted {
        employment: job_id(n),
        contract: Code::new("permanent"),
        fte_percent: 50,
        adapted: false,
        from: day(from),
        employer: None,
        adaptations: vec![],
        support: vec![],
    })
}

pub(super) fn home(from: &str) -> Intent {
    Intent::RecordHousingFound(HousingFound {
        tenure: Code::new("social_rent"),
        municipality: None,
        from: day(from),
        affordable: None,
        adequate_size: None,
    })
}

pub(super) fn unreachable(month: u32) -> Intent {
    Intent::RecordFollowUpUnreachable(FollowUpUnreachable { month, attempts: 2 })
}

fn area() -> Code<ProblemArea> {
    Code::new("housing")
}

pub(super) fn barrier(severity: u32) -> Intent {
    Intent::IdentifyBarrier(BarrierIdentified {
        area: area(),
        severity,
        suspected: false,
        detail: None,
        details: vec![],
    })
}

pub(super) fn reassessed(severity: u32) -> Intent {
    Intent::ReassessBarrier(BarrierReassessed {
        area: area(),
        severity,
        suspected: false,
        details: vec![],
        resolved_details: vec![],
    })
}

pub(super) fn resolved() -> Intent {
    Intent::ResolveBarrier(BarrierResolved { area: area() })
}

pub(super) fn recurred(severity: u32) -> Intent {
    Intent::RecordBarrierRecurrence(BarrierRecurred { area: area(), severity, details: vec![] })
}

/// A service, planned and started.
pub(super) fn runs(service: &str) -> [Intent; 2] {
    let intervention = InterventionId(Uuid::from_u128(1));
    let plan = InterventionPlanned {
        intervention,
        service: Code::new(service),
        provider: organisation(1),
        barriers: vec![],
        goals: vec![],
        mode: Code::new("outreach"),
        language: None,
    };
    [
        Intent::PlanIntervention(plan),
        Intent::StartIntervention(InterventionStarted { intervention }),
    ]
}

pub(super) fn refer(to: u32) -> Intent {
    Intent::SendReferral(ReferralSent {
        referral: ReferralId(Uuid::from_u128(1)),
        to: organisation(to),
        service: Code::new("debt_help"),
        urgency: Code::new("normal"),
        areas: vec![area()],
    })
}

pub(super) fn accept() -> Intent {
    Intent::AcceptReferral(ReferralAccepted { referral: ReferralId(Uuid::from_u128(1)) })
}

pub(super) fn sought_in_vain() -> Intent {
    Intent::RecordContactAttempt(ContactAttempted {
        mode: Code::new("phone"),
        place: None,
        outcome: Code::new("not_reached"),
        minutes: 5,
    })
}
