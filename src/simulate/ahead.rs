//! What is planned for the days to come, on the last day of a simulation or of a part of it.

use chrono::{Days, NaiveDate};
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::AppointmentId;
use loopbrug_domain::trajectory::Intent;
use loopbrug_domain::trajectory::appointments::AppointmentPlanned;

use super::Dice;
use super::client::growing::HOURS;
use super::client::{Step, Tale};

/// For many of those who are guided on the last day something is planned in the days to come, most often on the first
/// of them. It is recorded in the days after `after`, which was the last day before.
pub(crate) fn plan_ahead(
    steps: &[Step],
    catalogue: &Catalogue,
    (after, to): (NaiveDate, NaiveDate),
    mut dice: Dice,
) -> Option<Step> {
    let by_then = steps.iter().take_while(|step| step.occurred_on <= to);
    let mut entered = None;
    for step in by_then {
        match &step.intent {
            Intent::CompleteIntake(_) => entered = Some(step),
            Intent::CloseTrajectory(_) => return None,
            _ => {}
        }
    }
    let entered = entered?;
    if !dice.percent(50) {
        return None;
    }
    let before = to - Days::new(u64::from(dice.between(0, 6)));
    let day = before.max(entered.occurred_on).max(after + Days::new(1));
    let ahead: u64 = [1, 1, 2, 3, 6][dice.between(0, 4) as usize];
    let hour = dice.between(HOURS.0, HOURS.1);
    let at = (to + Days::new(ahead)).and_hms_opt(hour, 0, 0)?;
    let organisation = entered.organisation;
    let mut tale = Tale { catalogue, dice, organisation, day, steps: vec![] };
    let planned = AppointmentPlanned {
        appointment: AppointmentId(tale.dice.id()),
        at,
        organisation: tale.partner(),
        purpose: tale.any(),
        accompanied: tale.dice.percent(40),
    };
    tale.now(Intent::PlanAppointment(planned));
    tale.steps.pop()
}
