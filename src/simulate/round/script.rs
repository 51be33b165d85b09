//! The commands of the round: on which stream, when and by whom, in order of time.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::ProposalId;
use loopbrug_domain::proposal;
use loopbrug_domain::round::TieBreak;
use loopbrug_domain::round::launch::Launch;

use super::super::Dice;
use super::cast::{Applicant, Part, cast, coordinator};
use super::days::{RoundDays, at};

/// Something is asked at a moment.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: DateTime<Utc>,
    pub(super) actor: Actor,
    pub(super) ask: Ask,
}

/// What is asked.
#[derive(Debug, Clone)]
pub(super) enum Ask {
    Launch(Launch),
    Of(ProposalId, proposal::Intent),
    DrawUp(Vec<TieBreak>),
    /// To ratify the report as it was drawn up.
    Ratify,
}

/// The commands of a round, collected theme by theme.
pub(super) struct Script<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) days: RoundDays,
    pub(super) dice: Dice,
    pub(super) applicants: Vec<Applicant>,
    steps: Vec<Step>,
}

impl<'a> Script<'a> {
    /// All that is asked in the round, in order of time.
    pub(super) fn of(catalogue: &'a Catalogue, days: RoundDays, seed: u64) -> Vec<Step> {
        let mut dice = Dice::for_round(seed);
        let applicants = cast(catalogue, &mut dice);
        let mut script = Self { catalogue, days, dice, applicants, steps: vec![] };
        script.launch();
        script.apply();
        script.judge();
        script.decide();
        // Stable: what is asked at one moment keeps its order.
        script.steps.sort_by_key(|step| step.at);
        script.steps
    }

    fn launch(&mut self) {
        let launch = Launch {
            region: self.catalogue.region().clone(),
            round: self.catalogue.round().code.clone(),
            catalogue: self.catalogue.version(),
        };
        let morning = at(self.days.launch, 9, 0);
        self.ask(morning, coordinator(), Ask::Launch(launch));
    }

    pub(super) fn ask(&mut self, at: DateTime<Utc>, actor: Actor, ask: Ask) {
        self.steps.push(Step { at, actor, ask });
    }

    /// Those with a part that is one of these, in the order of the parts.
    pub(super) fn those(&self, wanted: impl Fn(Part) -> bool) -> Vec<Applicant> {
        self.applicants.iter().copied().filter(|applicant| wanted(applicant.part)).collect()
    }

    /// Some moment of a day, from one hour to another.
    pub(super) fn during(&mut self, day: NaiveDate, from: u32, to: u32) -> DateTime<Utc> {
        let seconds = self.dice.between(0, (to - from) * 3600 - 1);
        at(day, from, 0) + TimeDelta::seconds(seconds.into())
    }

    /// Some minutes after a moment.
    pub(super) fn after(&mut self, at: DateTime<Utc>, from: u32, to: u32) -> DateTime<Utc> {
        let seconds = self.dice.between(from * 60, to * 60);
        at + TimeDelta::seconds(seconds.into())
    }
}
