//! What the client is good at and wants, and how far a goal is reached.

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::{GoalDomain, Strength};
use loopbrug_domain::ids::GoalId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::direction::{Goal, GoalRated, GoalSet, StrengthIdentified};

use super::asked::only;
use super::{Record, Records, Subject};
use crate::form::{Choice, Field, Reading, Typed, coded};

/// The highest rating.
const HIGHEST: u32 = 10;

/// What the client is good at, as much of it as one sees.
pub(super) struct Strengths;

impl Record for Strengths {
    fn name(&self) -> &'static str {
        "sterkte"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let (lang, known) = (subject.lang, &subject.state().direction.strengths);
        let mut strengths = coded::<Strength>(lang, &subject.catalogue, subject.today);
        strengths.retain(|strength| !known.contains_key(strength.value.as_str()));
        vec![
            Field::any_of("strength", lang.say("good-at"), strengths).wide(),
            Field::occurred_on(lang, subject.today),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let strengths: Vec<Code<Strength>> = reading.codes("strength");
        if strengths.is_empty() {
            reading.fault("strength", "NOTHING_NAMED");
        }
        for strength in strengths {
            records.add(Intent::IdentifyStrength(StrengthIdentified { strength }));
        }
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided()
    }

    fn next(&self) -> &'static [&'static str] {
        &["doel", "drempel"]
    }
}

/// What the client wants, in own words.
pub(super) struct SetGoal;

impl Record for SetGoal {
    fn name(&self) -> &'static str {
        "doel"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let (lang, today) = (subject.lang, subject.today);
        let domains = coded::<GoalDomain>(lang, &subject.catalogue, today);
        vec![
            Field::text("ownWords", lang.say("in-own-words"))
                .helped(lang.say("own-words-sealed"))
                .optional(),
            Field::one_of("domain", lang.say("what-is-it-about"), domains).wide(),
            Field::occurred_on(lang, today),
        ]
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        records.add(Intent::SetGoal(GoalSet {
            goal: GoalId(records.new_id("goal")),
            domain: reading.code("domain"),
            own_words: reading.personal_if_given("ownWords"),
        }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided()
    }

    fn next(&self) -> &'static [&'static str] {
        &["doel-cijfer", "doel", "doorverwijzing"]
    }
}

/// How far a goal is reached, by the client.
pub(super) struct RateGoal;

impl RateGoal {
    fn only<'a>(subject: &'a Subject<'_>) -> Option<&'a Goal> {
        only(&subject.state().direction.goals)
    }
}

impl Record for RateGoal {
    fn name(&self) -> &'static str {
        "doel-cijfer"
    }

    fn fields(&self, subject: &Subject<'_>, _: &Typed) -> Vec<Field> {
        let lang = subject.lang;
        let which = match Self::only(subject) {
            Some(_) => Field::hidden("goal"),
            None => {
                let goals = subject.state().direction.goals.iter().rev();
                let goals = goals.map(|goal| goal_to_choose(subject, goal));
                Field::one_of("goal", lang.say("which-goal"), goals.collect())
            }
        };
        let ratings = (0..=HIGHEST).map(|n| Choice::new(n.to_string(), n.to_string()));
        vec![
            which,
            Field::scale("rating", lang.say("how-far"), ratings.collect())
                .helped(lang.say("how-far-help")),
            Field::occurred_on(lang, subject.today),
        ]
    }

    fn likely(&self, subject: &Subject<'_>, _: &Typed) -> Typed {
        let likely = Typed::default().on(subject.today);
        match Self::only(subject) {
            Some(only) => likely.set("goal", only.goal.to_string()),
            None => likely,
        }
    }

    fn known(&self, subject: &Subject<'_>, _: &Typed) -> Option<String> {
        let Choice { label, .. } = goal_to_choose(subject, Self::only(subject)?);
        Some(label)
    }

    fn opens(&self) -> bool {
        true
    }

    fn read(&self, reading: &mut Reading<'_>, _: &Subject<'_>, records: &mut Records) {
        let (goal, rating) = (reading.id("goal"), reading.number("rating"));
        records.add(Intent::RateGoal(GoalRated { goal, rating }));
    }

    fn is_offered(&self, subject: &Subject<'_>) -> bool {
        subject.is_guided() && !subject.state().direction.goals.is_empty()
    }

    fn next(&self) -> &'static [&'static str] {
        &["doel-cijfer", "doel", "mijlpaal"]
    }
}

/// A goal by the client's own words, where they are opened, or by its domain.
pub(super) fn goal_to_choose(subject: &Subject<'_>, goal: &Goal) -> Choice {
    let lang = subject.lang;
    let domain = lang.called(&subject.catalogue, &goal.domain);
    let since = lang.with("since", [("day", lang.day(goal.set_on).into())]);
    let id = goal.goal.to_string();
    match subject.own_words(goal.goal) {
        Some(words) => Choice::new(id, format!("“{words}”")).noted(format!("{domain}, {since}")),
        None => Choice::new(id, domain).noted(since),
    }
}
