//! Practice: practice floors for the client, coaching for employers (S: "oefenvloeren", "coachen
//! van werkgevers").

use crate::catalogue::list::{EmployerTopic, JobTarget, Skill};
use crate::employer::Employer;
use crate::ids::PracticeFloorId;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about practice floors.
    PracticeRefusal {
        PracticeFloorAlreadyStarted { practice_floor: PracticeFloorId }, "PRACTICE_FLOOR_ALREADY_STARTED",
            "practice floor {practice_floor} was recorded before";
        PracticeFloorNotStarted { practice_floor: PracticeFloorId }, "PRACTICE_FLOOR_NOT_STARTED",
            "practice floor {practice_floor} has not started";
        PracticeFloorAlreadyEnded { practice_floor: PracticeFloorId }, "PRACTICE_FLOOR_ALREADY_ENDED",
            "practice floor {practice_floor} has ended";
    }
}

/// The client started on a practice floor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PracticeFloorStarted {
    /// The practice floor.
    pub practice_floor: PracticeFloorId,
    /// The employer or organisation on whose site it is.
    pub site: Employer,
    /// Hours a week (1 to 40).
    pub hours_per_week: u32,
}

/// The time on a practice floor ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PracticeFloorEnded {
    /// The practice floor.
    pub practice_floor: PracticeFloorId,
    /// Hours in all (0 to 2080, a year of full weeks).
    pub hours: u32,
    /// What the client showed there.
    pub skills: Vec<Code<Skill>>,
    /// The kinds of work that the client came to like there (S: "interesses … in kaart te brengen. Om van daaruit een
    /// jobdoelwit te bepalen").
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interests: Vec<Code<JobTarget>>,
}

/// An employer was coached, for this client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EmployerCoached {
    /// The employer.
    pub employer: Employer,
    /// About what.
    pub topic: Code<EmployerTopic>,
    /// How long it took, in minutes (0 to 1440).
    pub minutes: u32,
}

/// Practice floors and coaching, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Practice {
    /// Past and present.
    pub floors: Vec<PracticeFloor>,
    /// Each time that an employer was coached.
    pub coaching: Vec<Coaching>,
}

/// A stay on a practice floor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PracticeFloor {
    /// The first day.
    pub started_on: NaiveDate,
    /// How it started.
    pub start: PracticeFloorStarted,
    /// The day that it ended, and what it brought.
    pub end: Option<(NaiveDate, PracticeFloorEnded)>,
}

/// An employer was coached on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coaching {
    /// The day.
    pub on: NaiveDate,
    /// Whom, about what, how long.
    pub what: EmployerCoached,
}

impl Practice {
    fn floor(&self, practice_floor: PracticeFloorId) -> Option<&PracticeFloor> {
        self.floors.iter().find(|floor| floor.start.practice_floor == practice_floor)
    }
}

impl EventPayload<State> for PracticeFloorStarted {
    fn fields(&self, fields: &mut Fields<'_>) {
        self.site.check("site", fields);
        fields.number("hoursPerWeek", self.hours_per_week, 1, 40);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        let practice_floor = self.practice_floor;
        Refusal::when(state.practice.floor(practice_floor).is_some(), || {
            PracticeRefusal::PracticeFloorAlreadyStarted { practice_floor }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let floor = PracticeFloor { started_on: on, start: self.clone(), end: None };
        state.practice.floors.push(floor);
    }
}

impl EventPayload<State> for PracticeFloorEnded {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.number("hours", self.hours, 0, 2080);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        let practice_floor = self.practice_floor;
        let floor = state.practice.floor(practice_floor);
        let floor = floor.ok_or(PracticeRefusal::PracticeFloorNotStarted { practice_floor })?;
        Refusal::when(floor.end.is_some(), || PracticeRefusal::PracticeFloorAlreadyEnded {
            practice_floor,
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let mut floors = state.practice.floors.iter_mut();
        if let Some(floor) = floors.find(|one| one.start.practice_floor == self.practice_floor) {
            floor.end = Some((on, self.clone()));
        }
    }
}

impl EventPayload<State> for EmployerCoached {
    fn fields(&self, fields: &mut Fields<'_>) {
        self.employer.check("employer", fields);
        fields.number("minutes", self.minutes, 0, 1440);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.practice.coaching.push(Coaching { on, what: self.clone() });
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::field::FieldFault;
    use crate::trajectory::Intent;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::story::{
        closed, day, legal_basis, opened, organisation, participant, story, unknown,
    };

    const ID: PracticeFloorId = PracticeFloorId(Uuid::from_u128(1));

    fn started() -> PracticeFloorStarted {
        PracticeFloorStarted {
            practice_floor: ID,
            site: organisation(3).into(),
            hours_per_week: 12,
        }
    }

    fn ended() -> PracticeFloorEnded {
        let skills = vec![Code::new("teamwork"), Code::new("punctuality")];
        let interests = vec![Code::new("green")];
        PracticeFloorEnded { practice_floor: ID, hours: 60, skills, interests }
    }

    fn coached() -> EmployerCoached {
        let topic = Code::new("dutch_at_work");
        EmployerCoached { employer: organisation(4).into(), topic, minutes: 45 }
    }

    fn intents() -> [Intent; 3] {
        [
            Intent::StartPracticeFloor(started()),
            Intent::EndPracticeFloor(ended()),
            Intent::CoachEmployer(coached()),
        ]
    }

    #[test]
    fn a_participant_learns_on_a_practice_floor_and_shows_skills() {
        participant()
            .when(day(9), Intent::StartPracticeFloor(started()))
            .then(vec![started().into()]);
        participant()
            .given(day(9), started())
            .when(day(40), Intent::EndPracticeFloor(ended()))
            .then(vec![ended().into()]);
    }

    #[test]
    fn an_employer_is_coached_for_a_participant() {
        participant().when(day(9), Intent::CoachEmployer(coached())).then(vec![coached().into()]);
    }

    #[test]
    fn an_employer_without_a_number_has_the_name_of_the_company() {
        let named = |name: &str| Employer::Named(name.to_owned());
        let coached = EmployerCoached { employer: named("Bakkerij De Molen"), ..coached() };
        participant()
            .when(day(9), Intent::CoachEmployer(coached.clone()))
            .then(vec![coached.clone().into()]);
        let odd = EmployerCoached { employer: named("0470 12 34 56"), ..coached };
        participant()
            .when(day(9), Intent::CoachEmployer(odd))
            .then_refused(&FieldFault::NoCompanyName { path: "employer" });
        let odd = PracticeFloorStarted { site: named(" "), ..started() };
        participant()
            .when(day(9), Intent::StartPracticeFloor(odd))
            .then_refused(&FieldFault::NothingWritten { path: "site" });
    }

    #[test]
    fn rule_1_practice_comes_after_the_intake() {
        for intent in intents() {
            story()
                .given(day(1), opened())
                .given(day(2), legal_basis())
                .when(day(9), intent)
                .then_refused(&IntakeRefusal::IntakeNotCompleted);
        }
    }

    #[test]
    fn practice_is_part_of_the_guidance() {
        for intent in intents() {
            participant()
                .given(day(4), started())
                .given(day(8), closed("work"))
                .when(day(9), intent)
                .then_refused(&CourseRefusal::TrajectoryClosed);
        }
    }

    #[test]
    fn a_practice_floor_starts_once_and_ends_once_after_it_started() {
        participant()
            .given(day(9), started())
            .when(day(10), Intent::StartPracticeFloor(started()))
            .then_refused(&PracticeRefusal::PracticeFloorAlreadyStarted { practice_floor: ID });
        participant()
            .when(day(10), Intent::EndPracticeFloor(ended()))
            .then_refused(&PracticeRefusal::PracticeFloorNotStarted { practice_floor: ID });
        participant()
            .given(day(9), started())
            .given(day(10), ended())
            .when(day(11), Intent::EndPracticeFloor(ended()))
            .then_refused(&PracticeRefusal::PracticeFloorAlreadyEnded { practice_floor: ID });
    }

    #[test]
    fn hours_and_minutes_are_those_of_a_week_a_year_and_a_day() {
        let out = |path, value, min, max| FieldFault::OutOfRange { path, value, min, max };
        for value in [0, 41] {
            let odd = PracticeFloorStarted { hours_per_week: value, ..started() };
            participant().when(day(9), Intent::StartPracticeFloor(odd)).then_refused(&out(
                "hoursPerWeek",
                value,
                1,
                40,
            ));
        }
        participant()
            .given(day(4), started())
            .when(day(9), Intent::EndPracticeFloor(PracticeFloorEnded { hours: 2081, ..ended() }))
            .then_refused(&out("hours", 2081, 0, 2080));
        participant()
            .when(day(9), Intent::CoachEmployer(EmployerCoached { minutes: 1441, ..coached() }))
            .then_refused(&out("minutes", 1441, 0, 1440));
    }

    #[test]
    fn rule_13_skills_interests_and_topics_are_codes() {
        let odd = PracticeFloorEnded { interests: vec![Code::new("juggling")], ..ended() };
        participant()
            .given(day(4), started())
            .when(day(9), Intent::EndPracticeFloor(odd))
            .then_refused(&unknown("job_target", "juggling", "interests"));
        let odd = PracticeFloorEnded { skills: vec![Code::new("juggling")], ..ended() };
        participant()
            .given(day(4), started())
            .when(day(9), Intent::EndPracticeFloor(odd))
            .then_refused(&unknown("skill", "juggling", "skills"));
        let odd = EmployerCoached { topic: Code::new("weather"), ..coached() };
        participant().when(day(9), Intent::CoachEmployer(odd)).then_refused(&unknown(
            "employer_topic",
            "weather",
            "topic",
        ));
    }
}
