//! Direction: what a client is good at and wants (S: "niet vertrekken vanuit drempels en
//! problematieken maar vanuit aanwezige talenten").
//!
//! Rules and figures know a goal by its domain. The client's own words for it are personal, and sealed.

use std::collections::BTreeMap;

use crate::catalogue::list::{GoalDomain, JobTarget, Strength};
use crate::ids::GoalId;
use crate::sealed::{self, SealedField, SealedText};
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about strengths and goals.
    DirectionRefusal {
        StrengthAlreadyIdentified { strength: Code<Strength> }, "STRENGTH_ALREADY_IDENTIFIED",
            "strength '{strength}' was identified before";
        GoalAlreadySet { goal: GoalId }, "GOAL_ALREADY_SET",
            "goal {goal} was set before";
        GoalNotSet { goal: GoalId }, "GOAL_NOT_SET",
            "goal {goal} has not been set";
    }
}

/// The most characters of what a client says of a goal.
const LONGEST_WORDS: u32 = 2000;

/// The client is good at something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StrengthIdentified {
    /// At what.
    pub strength: Code<Strength>,
}

/// The client wants something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GoalSet {
    /// The goal.
    pub goal: GoalId,
    /// The domain of life that it belongs to.
    pub domain: Code<GoalDomain>,
    /// The client's own words for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_words: Option<SealedText>,
}

/// The client rated how far the goal is reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GoalRated {
    /// The goal.
    pub goal: GoalId,
    /// By the client: 0 (not at all) to 10 (wholly).
    pub rating: u32,
}

/// The client aims at a kind of work; it takes the place of the one before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JobTargetSet {
    /// The kind of work.
    pub job_target: Code<JobTarget>,
}

/// Strengths, goals and the work that the client aims at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Direction {
    /// Strengths, each with the day that it was identified.
    pub strengths: BTreeMap<Code<Strength>, NaiveDate>,
    /// Goals, in order.
    pub goals: Vec<Goal>,
    /// The job target of now.
    pub job_target: Option<Code<JobTarget>>,
}

/// A goal of the client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// Its id.
    pub goal: GoalId,
    /// The domain of life that it belongs to.
    pub domain: Code<GoalDomain>,
    /// The day that it was set.
    pub set_on: NaiveDate,
    /// What the client gave it, in order.
    pub ratings: Vec<Rating>,
}

/// What the client gave a goal on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// The day.
    pub on: NaiveDate,
    /// 0 (not at all) to 10 (wholly).
    pub rating: u32,
}

impl Direction {
    /// The goal was set.
    pub(super) fn aims_at(&self, goal: GoalId) -> Result<(), Refusal> {
        Refusal::unless(self.goals.iter().any(|known| known.goal == goal), || {
            DirectionRefusal::GoalNotSet { goal }
        })
    }
}

impl EventPayload<State> for StrengthIdentified {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        Refusal::when(state.direction.strengths.contains_key(&self.strength), || {
            DirectionRefusal::StrengthAlreadyIdentified { strength: self.strength.clone() }
        })
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.direction.strengths.entry(self.strength.clone()).or_insert(on);
    }
}

impl EventPayload<State> for GoalSet {
    fn fields(&self, fields: &mut Fields<'_>) {
        if let Some(words) = &self.own_words {
            fields.personal("ownWords", words, LONGEST_WORDS);
        }
    }

    fn sealed_fields(&mut self) -> Vec<SealedField<'_>> {
        sealed::optional("own_words", &mut self.own_words)
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        match state.direction.aims_at(self.goal) {
            Ok(()) => Err(DirectionRefusal::GoalAlreadySet { goal: self.goal }.into()),
            Err(_) => Ok(()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.direction.goals.push(Goal {
            goal: self.goal,
            domain: self.domain.clone(),
            set_on: on,
            ratings: vec![],
        });
    }
}

impl EventPayload<State> for GoalRated {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.number("rating", self.rating, 0, 10);
    }

    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        state.direction.aims_at(self.goal)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        let goal = state.direction.goals.iter_mut().find(|goal| goal.goal == self.goal);
        if let Some(goal) = goal {
            goal.ratings.push(Rating { on, rating: self.rating });
        }
    }
}

impl EventPayload<State> for JobTargetSet {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.direction.job_target = Some(self.job_target.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::trajectory::Intent;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::story::{
        closed, day, goal, goal_set, opened, participant, story, unknown,
    };

    fn strength(code: &str) -> StrengthIdentified {
        StrengthIdentified { strength: Code::new(code) }
    }

    fn rated(n: u128, rating: u32) -> GoalRated {
        GoalRated { goal: goal(n), rating }
    }

    fn target(code: &str) -> JobTargetSet {
        JobTargetSet { job_target: Code::new(code) }
    }

    #[test]
    fn a_client_is_good_at_something_and_wants_something() {
        participant()
            .when(day(4), Intent::IdentifyStrength(strength("humour")))
            .then(vec![strength("humour").into()]);
        participant()
            .when(day(4), Intent::SetGoal(goal_set(1, "housing")))
            .then(vec![goal_set(1, "housing").into()]);
    }

    #[test]
    fn rule_1_direction_is_found_after_the_intake_and_while_the_trajectory_is_open() {
        for intent in [
            Intent::IdentifyStrength(strength("humour")),
            Intent::SetGoal(goal_set(1, "housing")),
            Intent::RateGoal(rated(1, 3)),
            Intent::SetJobTarget(target("care")),
        ] {
            story()
                .given(day(1), opened())
                .when(day(4), intent.clone())
                .then_refused(&IntakeRefusal::IntakeNotCompleted);
            participant()
                .given(day(9), closed("work"))
                .when(day(10), intent)
                .then_refused(&CourseRefusal::TrajectoryClosed);
        }
    }

    #[test]
    fn a_strength_is_identified_once() {
        participant()
            .given(day(4), strength("humour"))
            .when(day(5), Intent::IdentifyStrength(strength("humour")))
            .then_refused(&DirectionRefusal::StrengthAlreadyIdentified {
                strength: Code::new("humour"),
            });
    }

    #[test]
    fn a_goal_is_set_once_and_rated_only_after_that() {
        participant()
            .given(day(4), goal_set(1, "housing"))
            .when(day(5), Intent::SetGoal(goal_set(1, "work")))
            .then_refused(&DirectionRefusal::GoalAlreadySet { goal: goal(1) });
        participant()
            .given(day(4), goal_set(1, "housing"))
            .when(day(5), Intent::RateGoal(rated(2, 3)))
            .then_refused(&DirectionRefusal::GoalNotSet { goal: goal(2) });
    }

    #[test]
    fn a_client_rates_a_goal_more_than_once_from_0_to_10() {
        let history = participant()
            .given(day(4), goal_set(1, "housing"))
            .given(day(5), rated(1, 0))
            .given(day(90), rated(1, 10));
        let ratings: Vec<_> =
            history.state().direction.goals[0].ratings.iter().map(|r| (r.on, r.rating)).collect();
        assert_eq!(ratings, [(day(5), 0), (day(90), 10)]);
        history
            .when(day(91), Intent::RateGoal(rated(1, 11)))
            .then_refused(&FieldFault::OutOfRange { path: "rating", value: 11, min: 0, max: 10 });
    }

    #[test]
    fn a_job_target_takes_the_place_of_the_one_before() {
        let history =
            participant().given(day(4), target("care")).given(day(9), target("logistics"));
        assert_eq!(history.state().direction.job_target, Some(Code::new("logistics")));
    }

    #[test]
    fn rule_13_direction_is_recorded_in_codes() {
        participant()
            .when(day(4), Intent::IdentifyStrength(strength("magic")))
            .then_refused(&unknown("strength", "magic", "strength"));
        participant().when(day(4), Intent::SetGoal(goal_set(1, "fame"))).then_refused(&unknown(
            "goal_domain",
            "fame",
            "domain",
        ));
        participant()
            .when(day(4), Intent::SetJobTarget(target("astronaut")))
            .then_refused(&unknown("job_target", "astronaut", "jobTarget"));
    }
}
