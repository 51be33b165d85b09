//! The employers of a simulated region: registered, coached for no client in particular, and named by the jobs and
//! practice floors of the clients. None of the companies exists.

use std::sync::Arc;

use super::Dice;
use super::client::ORGANISATIONS;
use super::client::employer::{NAMED, NUMBERED};
use super::directory::Somebody;
use super::recording::{SimulatedEvent, StreamEvent, actor};
use chrono::{Days, NaiveDate};
use loopbrug_domain::actor::{Actor, Role};
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::employer::coaching::{
    EmployerCoachedWithoutClient, EmployerCoachingCorrected, EmployerCoachingVoided,
};
use loopbrug_domain::employer::identification::EmployerIdentified;
use loopbrug_domain::employer::registration::EmployerRegistered;
use loopbrug_domain::employer::{
    Employer, EmployerCommand, Intent, Refusal, RegionEmployer, Register, decide,
};
use loopbrug_domain::ids::{EmployerId, KboNumber};
use loopbrug_domain::procedure::Occasion;
use loopbrug_domain::stream::{Aggregate, Stream};
use loopbrug_domain::time::start_of_day;

/// One of them turns out to be one of those with a number.
const THE_SAME: (&str, u32) = ("Magazijn Zuidpoort", 19);
/// That is found out so many days after the first day.
const FOUND_OUT_AFTER: u64 = 400;

/// All that is recorded of employers from a day up to another. Up to an earlier day the same is recorded.
pub(super) fn record(
    catalogue: &Catalogue,
    catalogues: &Arc<Catalogues>,
    (from, to): (NaiveDate, NaiveDate),
    seed: u64,
) -> Result<Vec<SimulatedEvent>, Refusal> {
    let register = Register { catalogues: Arc::clone(catalogues), has_number: true };
    let numbered = NUMBERED.map(|(stem, name, sector)| {
        (Employer::Numbered(KboNumber::of_stem(stem)), Some(name.to_owned()), sector)
    });
    let named = NAMED.map(|(name, sector)| (Employer::Named(name.to_owned()), None, sector));
    let mut events = vec![];
    for ((employer, name, sector), n) in numbered.into_iter().chain(named).zip(0..) {
        let mut dice = Dice::for_employer(seed, n);
        let is_found_out = employer == Employer::Named(THE_SAME.0.to_owned());
        // Those with a number are known from the beginning, so that another can turn out to be one of them.
        let later = if name.is_some() { 0 } else { dice.between(0, 150) };
        let registered = EmployerRegistered {
            region: catalogue.region().clone(),
            catalogue: catalogue.version(),
            employer,
            name,
            municipality: dice.percent(85).then(|| dice.any(catalogue)),
            sector: Some(Code::new(sector)),
        };
        let id = EmployerId::of(&registered.region, &registered.employer);
        let employer = RegionEmployer::default();
        let mut story = Story { id, employer, register: &register, last: from, to, events: vec![] };
        let mut day = from + Days::new(u64::from(later));
        story.take(day, day, &guide(&mut dice), Intent::RegisterEmployer(registered))?;
        let mut found_out_on = is_found_out.then(|| from + Days::new(FOUND_OUT_AFTER));
        while day <= to {
            day = day + Days::new(u64::from(dice.between(20, 120)));
            if let Some(on) = found_out_on.take_if(|on| *on <= day) {
                let number = Some(KboNumber::of_stem(THE_SAME.1));
                let identified = Intent::IdentifyEmployer(EmployerIdentified { number });
                story.take(on, on, &Somebody::with(Role::Steward).actor, identified)?;
            }
            story.coach(day, catalogue, &mut dice)?;
        }
        events.extend(story.events);
    }
    Ok(events)
}

/// Somebody of one of the organisations that guide clients.
fn guide(dice: &mut Dice) -> Actor {
    actor(KboNumber::of_stem(dice.between(1, ORGANISATIONS)))
}

/// What is recorded of an employer, in order.
struct Story<'a> {
    id: EmployerId,
    employer: RegionEmployer,
    register: &'a Register,
    last: NaiveDate,
    to: NaiveDate,
    events: Vec<SimulatedEvent>,
}

impl Story<'_> {
    /// Something of a day is recorded on another one, if that is not after the last.
    fn take(
        &mut self,
        recorded_on: NaiveDate,
        occurred_on: NaiveDate,
        actor: &Actor,
        intent: Intent,
    ) -> Result<(), Refusal> {
        let recorded_on = recorded_on.max(self.last);
        if recorded_on > self.to {
            return Ok(());
        }
        self.last = recorded_on;
        let now = start_of_day(recorded_on);
        let occasion = Occasion { occurred_on, now, actor: actor.clone() };
        for event in decide(&self.employer, &EmployerCommand { occasion, intent }, self.register)? {
            self.employer.apply(event.clone());
            let (sequence, actor) = (self.employer.version(), actor.clone());
            let event = StreamEvent::Employer(self.id, event);
            self.events.push(SimulatedEvent { recorded_on, sequence, actor, event });
        }
        Ok(())
    }

    /// The employer is coached on a day; now and then that was recorded wrongly, and is put right some days later.
    fn coach(
        &mut self,
        day: NaiveDate,
        catalogue: &Catalogue,
        dice: &mut Dice,
    ) -> Result<(), Refusal> {
        let (guide, topic) = (guide(dice), dice.any(catalogue));
        let coached = EmployerCoachedWithoutClient { topic, minutes: dice.between(4, 24) * 5 };
        let (rolled, later) = (dice.between(1, 100), dice.between(1, 5));
        let coach = Intent::CoachEmployerWithoutClient(coached.clone());
        self.take(day, day, &guide, coach)?;
        let (target, reason) = (self.employer.version(), Code::new("typing_error"));
        let put_right = match rolled {
            ..=6 => {
                let minutes = coached.minutes + 15;
                let replacement = EmployerCoachedWithoutClient { minutes, ..coached };
                let corrected = EmployerCoachingCorrected { target, reason, replacement };
                Intent::CorrectEmployerCoaching(corrected)
            }
            7..=9 => Intent::VoidEmployerCoaching(EmployerCoachingVoided { target, reason }),
            _ => return Ok(()),
        };
        if day > self.to {
            return Ok(());
        }
        self.take(day + Days::new(u64::from(later)), day, &guide, put_right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn employers_are_registered_coached_put_right_and_one_is_found_out_to_be_another() {
        let catalogues = Arc::new(Catalogues::embedded());
        let catalogue = catalogues.latest("vlaamse-ardennen").unwrap();
        let up_to = |to: &str| {
            let days = (day("2024-01-01"), day(to));
            let mut events = record(catalogue, &catalogues, days, 7).unwrap();
            events.sort_by_key(|event| event.recorded_on);
            events
        };
        let (all, before) = (up_to("2026-06-30"), up_to("2024-09-30"));
        assert_eq!(all[..before.len()], before);
        let count = |name: &str| {
            let is = |event: &&SimulatedEvent| matches!(&event.event, StreamEvent::Employer(_, event) if event.event_type().name == name);
            all.iter().filter(is).count()
        };
        assert_eq!((count("EmployerRegistered"), count("EmployerIdentified")), (16, 1));
        assert!(count("EmployerCoachedWithoutClient") > 100);
        assert!(count("EmployerCoachingCorrected") > 2 && count("EmployerCoachingVoided") > 0);
    }
}
