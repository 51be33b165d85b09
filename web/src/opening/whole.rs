//! What an intake comes to, as it is read: each section that says something becomes a part of one command.

use chrono::NaiveDate;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{IncomeSource, ProblemArea};
use loopbrug_domain::ids::{GoalId, WorkerId};
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::background::{Answer, BackgroundRecorded};
use loopbrug_domain::trajectory::barriers::BarrierIdentified;
use loopbrug_domain::trajectory::bridge::BridgeFigureAssigned;
use loopbrug_domain::trajectory::consent::LegalBasisRecorded;
use loopbrug_domain::trajectory::direction::{GoalSet, StrengthIdentified};
use loopbrug_domain::trajectory::identity::{Identity, IdentityPart, IdentityRecorded};
use loopbrug_domain::trajectory::intake::IntakeCompleted;
use loopbrug_domain::trajectory::profile::{ChallengeLinked, LinkedBy, PersonaLinked};

use super::Sections;
use crate::form::{Field, Reading, Typed};
use crate::record::{Lookup, Record, Records, Subject, YES, answer_to};

/// What the API derives the id of a goal from.
const GOAL: &str = "goal";

impl Sections<'_> {
    /// Reads all of it, in the order in which it has to happen.
    pub(crate) fn read(&self, reading: &mut Reading<'_>, records: &mut Records) {
        if !self.has_identity && says(reading.typed, "identity") {
            let recorded = IdentityRecorded { identity: identity(reading) };
            records.add_below("identity", reading.on, Intent::RecordIdentity(recorded));
        }
        if says(reading.typed, "background") {
            background(reading, records);
        }
        basis(reading, records);
        let is_done = reading.ticked("intake") || says(reading.typed, "intake");
        if is_done {
            intake(reading, records, self.born);
        }
        let on = reading.on;
        for persona in reading.codes("personas.persona") {
            let linked = PersonaLinked { persona, rationale: None };
            records.add_below("personas", on, Intent::LinkPersona(linked));
        }
        for challenge in reading.codes("challenges.challenge") {
            let linked = ChallengeLinked { challenge, by: LinkedBy::Hand, rationale: None };
            records.add_below("challenges", on, Intent::LinkChallenge(linked));
        }
        self.barriers_read(reading, records);
        for strength in reading.codes("strengths.strength") {
            let identified = StrengthIdentified { strength };
            records.add_below("strengths", on, Intent::IdentifyStrength(identified));
        }
        goal(reading, records);
        self.bridge_read(reading, records);
    }

    fn barriers_read(&self, reading: &mut Reading<'_>, records: &mut Records) {
        for area in self.catalogue.codes::<ProblemArea>() {
            let path = format!("barriers.{area}");
            let Some(severity) = reading.number_if_given(&format!("{path}.severity")) else {
                continue;
            };
            let suspected = reading.ticked(&format!("{path}.suspected"));
            let barrier =
                BarrierIdentified { area, severity, suspected, detail: None, details: vec![] };
            records.add_below(&path, reading.on, Intent::IdentifyBarrier(barrier));
        }
    }

    fn bridge_read(&self, reading: &mut Reading<'_>, records: &mut Records) {
        if reading.typed.one("bridgeFigure.worker").is_none() {
            return;
        }
        let worker: WorkerId = reading.id("bridgeFigure.worker");
        let offered = self.workers.iter().find(|one| one.worker == worker);
        let organisation = offered.map_or(self.owner, |one| one.organisation);
        let warm_handover = reading.ticked("bridgeFigure.warmHandover");
        let assigned = BridgeFigureAssigned { worker, organisation, warm_handover };
        records.add_below("bridgeFigure", reading.on, Intent::AssignBridgeFigure(assigned));
    }
}

/// Whether something is said in a section.
fn says(typed: &Typed, section: &str) -> bool {
    typed.names().into_iter().any(|name| {
        let within = name.strip_prefix(section).is_some_and(|rest| rest.starts_with('.'));
        within && typed.one(name).is_some()
    })
}

/// Who the client is, as it is typed.
pub(super) fn identity(reading: &mut Reading<'_>) -> Identity {
    let birth_date = reading.date_if_given("identity.birthDate");
    let digits = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, '.' | '-' | ' ' | '/')).collect()
    };
    let insz = reading.typed.one("identity.insz").map(digits).map(SealedText::typed);
    Identity {
        given_name: reading.personal_if_given("identity.givenName"),
        family_name: reading.personal_if_given("identity.familyName"),
        insz,
        birth_date: birth_date.map(|day| SealedText::typed(day.to_string())),
        phone: reading.personal_if_given("identity.phone"),
        email: reading.personal_if_given("identity.email"),
        address: reading.personal_if_given("identity.address"),
    }
}

/// A past in detention or youth care; what is not said is not known.
pub(super) fn background(reading: &mut Reading<'_>, records: &mut Records) {
    let mut said = |field: &str| match answer_to(reading, field) {
        Some(true) => Answer::Yes.typed(),
        Some(false) => Answer::No.typed(),
        None => Answer::Unknown.typed(),
    };
    let (detention, youth_care) = (said("background.detention"), said("background.youthCare"));
    let recorded = BackgroundRecorded { detention, youth_care };
    records.add_below("background", reading.on, Intent::RecordBackground(recorded));
}

fn basis(reading: &mut Reading<'_>, records: &mut Records) {
    if !says(reading.typed, "legalBasis") {
        return;
    }
    let recorded = LegalBasisRecorded {
        bases: reading.codes("legalBasis.bases"),
        purposes: reading.codes("legalBasis.purposes"),
        organisations: reading.organisations("legalBasis.organisations"),
        until: reading.date_if_given("legalBasis.until"),
    };
    records.add_below("legalBasis", reading.on, Intent::RecordLegalBasis(recorded));
}

/// The entry data; the age is reckoned from the birth date, where one is typed or known.
pub(super) fn intake(reading: &mut Reading<'_>, records: &mut Records, known: Option<NaiveDate>) {
    let entry_on = reading.date_if_given("intake.entryOn").unwrap_or(reading.on);
    let born = reading.date_if_given("identity.birthDate").or(known);
    let written = reading.number_if_given("intake.age");
    let reckoned = written.is_none().then_some(born).flatten();
    let completed = IntakeCompleted {
        entry_on,
        labour_status: reading.code_if_given("intake.labourStatus"),
        unemployed_since: reading.date_if_given("intake.unemployedSince"),
        full_time_worker: answer_to(reading, "intake.fullTimeWorker"),
        gender: reading.code_if_given("intake.gender"),
        age: written.or_else(|| reckoned.and_then(|born| entry_on.years_since(born))),
        age_on: reckoned.map(|_| entry_on).or(reading.date_if_given("intake.ageOn")),
        isced: reading.code_if_given("intake.isced"),
        nationality_group: reading.code_if_given("intake.nationalityGroup"),
        foreign_background: answer_to(reading, "intake.foreignBackground"),
        housing: reading.code_if_given("intake.housing"),
        household: reading.code_if_given("intake.household"),
        income_sources: incomes(reading),
        digital_access: reading.code_if_given("intake.digitalAccess"),
        disability: answer_to(reading, "intake.disability"),
        minority: answer_to(reading, "intake.minority"),
    };
    records.add_below("intake", reading.on, Intent::CompleteIntake(completed));
}

/// Those that are ticked; none where that is ticked, and not known where nothing is.
fn incomes(reading: &mut Reading<'_>) -> Option<Vec<Code<IncomeSource>>> {
    let sources = reading.codes("intake.incomeSources");
    let is_said = !sources.is_empty() || reading.ticked("intake.noIncome");
    is_said.then_some(sources)
}

fn goal(reading: &mut Reading<'_>, records: &mut Records) {
    if !says(reading.typed, GOAL) {
        return;
    }
    let set = GoalSet {
        goal: GoalId(records.new_id(GOAL)),
        domain: reading.code("goal.domain"),
        own_words: reading.personal_if_given("goal.ownWords"),
    };
    records.add_below(GOAL, reading.on, Intent::SetGoal(set));
}

/// The birth date, where it is known and may be read.
fn born(subject: &Subject<'_>) -> Option<NaiveDate> {
    let personal = subject.trajectory().personal();
    let sealed = personal.identity.get(&IdentityPart::BirthDate)?;
    subject.text(sealed)?.parse().ok()
}

/// The intake of a client whose trajectory was opened before.
pub(crate) struct Intake;

impl Intake {
    pub(super) fn sections<'a>(subject: &'a Subject<'_>) -> Sections<'a> {
        Sections {
            lang: subject.lang,
            catalogue: &subject.catalogue,
            today: subject.today,
            owner: subject.opening().owner,
            you: subject.actor.worker,
            organisations: &subject.organisations,
            workers: &subject.offered.workers,
            has_identity: subject.state().identity.recorded_on.is_some(),
            born: born(subject),
        }
    }
}

impl Record for Intake {
    fn name(&self) -> &'static str {
        "intake"
    }

    fn looks_up(&self) -> &'static [Lookup] {
        &[Lookup::Workers]
    }

    /// The age is reckoned from the birth date.
    fn opens(&self) -> bool {
        true
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let day = Field::occurred_on(subject.lang, subject.today);
        let sections = Self::sections(subject).fields();
        [day].into_iter().chain(sections).collect()
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        Typed::default().on(subject.today).set("intake", YES)
    }

    fn read(&self, reading: &mut Reading<'_>, subject: &Subject<'_>, records: &mut Records) {
        Self::sections(subject).read(reading, records);
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_open() && subject.state().intake.is_none()
    }

    fn next(&self) -> &'static [&'static str] {
        &["brugfiguur", "afspraak", "contactpoging"]
    }
}
