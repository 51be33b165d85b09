//! What is recorded in stories: payloads, each with what does not matter filled in.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{day, organisation};
use crate::catalogue::Code;
use crate::field::FieldFault;
use crate::ids::{ClientId, EmploymentId, GoalId, InterventionId, ReferralId, Version, WorkerId};
use crate::sealed::SealedText;
use crate::trajectory::barriers::BarrierIdentified;
use crate::trajectory::bridge::{BridgeFigureAssigned, BridgeFigureEnded};
use crate::trajectory::consent::LegalBasisRecorded;
use crate::trajectory::course::{Closed, Reopened};
use crate::trajectory::direction::GoalSet;
use crate::trajectory::housing::{HousingFound, HousingLost};
use crate::trajectory::intake::IntakeCompleted;
use crate::trajectory::interventions::{InterventionPlanned, InterventionStarted};
use crate::trajectory::opening::TrajectoryOpened;
use crate::trajectory::outreach::ContactAttempted;
use crate::trajectory::profile::PersonaLinked;
use crate::trajectory::record_keeping::{EventCorrected, EventVoided};
use crate::trajectory::referrals::ReferralSent;
use crate::trajectory::work::{EmploymentCancelled, EmploymentEnded, EmploymentStarted};
use crate::trajectory::{Payload, Refusal};

pub fn employment(n: u128) -> EmploymentId {
    EmploymentId(Uuid::from_u128(n))
}

pub fn goal(n: u128) -> GoalId {
    GoalId(Uuid::from_u128(n))
}

pub fn intervention(n: u128) -> InterventionId {
    InterventionId(Uuid::from_u128(n))
}

pub fn unknown(list: &'static str, code: &str, path: &'static str) -> Refusal {
    FieldFault::UnknownCode { list, code: Code::new(code), path: path.into() }.into()
}

pub fn opened() -> TrajectoryOpened {
    TrajectoryOpened {
        client: ClientId(Uuid::from_u128(1)),
        region: Code::new("vlaamse-ardennen"),
        catalogue: NaiveDate::from_ymd_opt(2023, 8, 11).unwrap(),
        source: Code::new("outreach"),
        municipality: Code::new("45041"),
        contact_language: Code::new("fr"),
        interpreter: false,
        transferred_from: None,
    }
}

pub fn attempt(mode: &str, outcome: &str) -> ContactAttempted {
    ContactAttempted {
        mode: Code::new(mode),
        place: None,
        outcome: Code::new(outcome),
        minutes: 15,
    }
}

pub fn legal_basis() -> LegalBasisRecorded {
    LegalBasisRecorded {
        bases: vec![Code::new("consent")],
        purposes: vec![Code::new("guidance")],
        organisations: vec![],
        until: None,
    }
}

pub fn intake() -> IntakeCompleted {
    IntakeCompleted {
        entry_on: day(3),
        labour_status: Some(Code::new("unemployed")),
        unemployed_since: Some(day(-400)),
        full_time_worker: Some(false),
        gender: Some(Code::new("woman")),
        age: Some(23),
        age_on: None,
        isced: Some(Code::new("2")),
        nationality_group: None,
        foreign_background: Some(true),
        housing: Some(Code::new("6")),
        household: None,
        income_sources: None,
        digital_access: None,
        disability: None,
        minority: None,
    }
}

pub fn persona(code: &str) -> PersonaLinked {
    PersonaLinked { persona: Code::new(code), rationale: None }
}

pub fn bridge_figure(worker: u128) -> BridgeFigureAssigned {
    BridgeFigureAssigned {
        worker: WorkerId(Uuid::from_u128(worker)),
        organisation: organisation(1),
        warm_handover: true,
    }
}

pub fn bridge_ended() -> BridgeFigureEnded {
    BridgeFigureEnded { reason: Code::new("worker_left") }
}

pub fn goal_set(n: u128, domain: &str) -> GoalSet {
    GoalSet { goal: goal(n), domain: Code::new(domain), own_words: None }
}

pub fn barrier(area: &str, severity: u32) -> BarrierIdentified {
    BarrierIdentified {
        area: Code::new(area),
        severity,
        suspected: true,
        detail: None,
        details: vec![],
    }
}

pub fn intervention_planned(n: u128) -> InterventionPlanned {
    InterventionPlanned {
        intervention: intervention(n),
        service: Code::new("housing_guidance"),
        provider: organisation(1),
        barriers: vec![],
        goals: vec![],
        mode: Code::new("outreach"),
        language: None,
    }
}

pub fn intervention_started(n: u128) -> InterventionStarted {
    InterventionStarted { intervention: intervention(n) }
}

/// A referral of a client to an organisation, by number.
pub fn referral_to(to: u32) -> ReferralSent {
    ReferralSent {
        referral: ReferralId(Uuid::from_u128(1)),
        to: organisation(to),
        service: Code::new("debt_help"),
        urgency: Code::new("normal"),
        areas: vec![Code::new("administration_and_debt")],
    }
}

pub fn housing_found(from: NaiveDate) -> HousingFound {
    HousingFound {
        tenure: Code::new("private_rent"),
        municipality: Some(Code::new("45041")),
        from,
        affordable: Some(true),
        adequate_size: None,
    }
}

pub fn housing_lost(on: NaiveDate) -> HousingLost {
    HousingLost { on, reason: Code::new("eviction") }
}

pub fn job_started(n: u128, from: NaiveDate) -> EmploymentStarted {
    EmploymentStarted {
        employment: employment(n),
        contract: Code::new("fixed_term"),
        fte_percent: 50,
        adapted: false,
        from,
        employer: None,
        adaptations: vec![],
        support: vec![],
    }
}

pub fn job_ended(n: u128, on: NaiveDate) -> EmploymentEnded {
    EmploymentEnded { employment: employment(n), reason: Code::new("end_of_contract"), on }
}

pub fn job_cancelled(n: u128) -> EmploymentCancelled {
    EmploymentCancelled { employment: employment(n), reason: Code::new("other_party") }
}

/// A personal text as the log keeps it.
pub fn sealed(n: u8) -> SealedText {
    SealedText::sealed(vec![n; 40])
}

pub fn closed(reason: &str) -> Closed {
    Closed { reason: Code::new(reason), rationale: None }
}

pub fn reopened() -> Reopened {
    Reopened { reason: Code::new("returned") }
}

pub fn corrected(
    target: Version,
    occurred_on: NaiveDate,
    replacement: impl Into<Payload>,
) -> EventCorrected {
    EventCorrected::new(target, Code::new("typing_error"), occurred_on, replacement.into())
}

pub fn voided(target: Version) -> EventVoided {
    EventVoided::new(target, Code::new("typing_error"))
}
