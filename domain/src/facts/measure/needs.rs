//! What holds a client back, and the help that came.

use chrono::NaiveDate;

use super::{Dated, Measure};
use crate::catalogue::Code;
use crate::trajectory::State;
use crate::trajectory::barriers::Span;
use crate::trajectory::interventions::{Intervention, InterventionEnd};
use crate::trajectory::referrals::ReferralStep;

/// Adds the measures of barriers, interventions and referrals, and of being guided at all.
pub(super) fn add(state: &State, dated: &mut Vec<Dated>) {
    let entry_on = state.intake.as_ref().map(|intake| intake.entry.entry_on);
    if let Some(entry_on) = entry_on {
        dated.push(stock(Measure::Guided, entry_on, 1, None));
        for closing in &state.course.closings {
            dated.push(stock(Measure::Guided, closing.on, -1, None));
            let reopened_on = closing.reopened_on;
            dated.extend(reopened_on.map(|on| stock(Measure::Guided, on, 1, None)));
        }
    }
    for (area, barrier) in state.barriers.iter() {
        add_spans(Measure::OpenBarrier, &barrier.open, area, dated);
        add_spans(Measure::SevereBarrier, &barrier.severe, area, dated);
    }
    for intervention in state.interventions.iter() {
        add_intervention(intervention, dated);
    }
    for referral in state.referrals.iter() {
        let attended_on = referral.days.get(&ReferralStep::FirstAttended);
        dated.extend(attended_on.map(|day| Dated {
            measure: Measure::ReferralAttended,
            day: *day,
            sign: 1,
            code: Some(referral.sent.service.clone()),
            length: referral.days_until_first_attended().map(length),
        }));
    }
}

fn add_spans(measure: Measure, spans: &[Span], area: &Code, dated: &mut Vec<Dated>) {
    for span in spans {
        dated.push(stock(measure, span.from, 1, Some(area)));
        dated.extend(span.until.map(|until| stock(measure, until, -1, Some(area))));
    }
}

/// What never started waited, and has no length yet.
fn add_intervention(intervention: &Intervention, dated: &mut Vec<Dated>) {
    let Some(started_on) = intervention.started_on else { return };
    let service = &intervention.plan.service;
    dated.push(Dated {
        measure: Measure::InterventionStarted,
        day: started_on,
        sign: 1,
        code: Some(service.clone()),
        length: Some(length((started_on - intervention.planned_on).num_days())),
    });
    dated.push(stock(Measure::InterventionRunning, started_on, 1, Some(service)));
    let ended_on = intervention.end.as_ref().map(InterventionEnd::on);
    let ended = |on| stock(Measure::InterventionRunning, on, -1, Some(service));
    dated.extend(ended_on.map(ended));
}

fn stock(measure: Measure, day: NaiveDate, sign: i8, code: Option<&Code>) -> Dated {
    Dated { measure, day, sign, code: code.cloned(), length: None }
}

/// Days as a length; more than a lifetime is as long as a lifetime.
fn length(days: i64) -> u16 {
    u16::try_from(days.max(0)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::barriers::{BarrierReassessed, BarrierRecurred, BarrierResolved};
    use crate::trajectory::interventions::InterventionCompleted;
    use crate::trajectory::story::{
        Story, barrier, closed, day, intervention, intervention_planned, intervention_started,
        participant, reopened, voided,
    };

    fn told(story: &Story, measure: Measure) -> Vec<(NaiveDate, i8, Option<u16>)> {
        let dated = super::super::dated(&story.state());
        let of = dated.into_iter().filter(|dated| dated.measure == measure);
        of.map(|dated| (dated.day, dated.sign, dated.length)).collect()
    }

    fn housing() -> Code {
        Code::new("housing")
    }

    #[test]
    fn a_barrier_holds_back_until_it_is_resolved_and_again_when_it_recurs() {
        let story = participant()
            .given(day(4), barrier("housing", 4))
            .given(day(9), BarrierReassessed { area: housing(), severity: 3, suspected: false })
            .given(day(20), BarrierResolved { area: housing() })
            .given(day(50), BarrierRecurred { area: housing(), severity: 5 });
        let open = [(day(4), 1, None), (day(20), -1, None), (day(50), 1, None)];
        assert_eq!(told(&story, Measure::OpenBarrier), open);
        let severe = [(day(4), 1, None), (day(9), -1, None), (day(50), 1, None)];
        assert_eq!(told(&story, Measure::SevereBarrier), severe);
    }

    #[test]
    fn what_is_told_late_or_taken_back_counts_as_it_happened() {
        let story = participant()
            .given(day(4), barrier("housing", 4))
            .given(day(30), BarrierResolved { area: housing() })
            .given(day(50), BarrierRecurred { area: housing(), severity: 2 })
            .given(day(9), BarrierReassessed { area: housing(), severity: 3, suspected: true });
        let severe = [(day(4), 1, None), (day(9), -1, None)];
        assert_eq!(told(&story, Measure::SevereBarrier), severe);
        // The seventh event, told last, is taken back; and so is the recurrence, the sixth.
        let story = story.given(day(60), voided(7)).given(day(60), voided(6));
        let spans = [(day(4), 1, None), (day(30), -1, None)];
        assert_eq!(told(&story, Measure::SevereBarrier), spans);
        assert_eq!(told(&story, Measure::OpenBarrier), spans);
    }

    #[test]
    fn an_intervention_runs_from_its_start_to_its_end_and_tells_how_long_it_waited() {
        let completed =
            InterventionCompleted { intervention: intervention(1), result: Code::new("achieved") };
        let story = participant()
            .given(day(5), intervention_planned(1))
            .given(day(5), intervention_planned(2))
            .given(day(19), intervention_started(1))
            .given(day(40), completed);
        assert_eq!(told(&story, Measure::InterventionStarted), [(day(19), 1, Some(14))]);
        let running = [(day(19), 1, None), (day(40), -1, None)];
        assert_eq!(told(&story, Measure::InterventionRunning), running);
    }

    #[test]
    fn closing_ends_the_guidance_and_what_runs_until_it_is_reopened() {
        let story = participant()
            .given(day(5), intervention_planned(1))
            .given(day(6), intervention_started(1))
            .given(day(9), closed("moved"))
            .given(day(30), reopened());
        let guided = [(day(3), 1, None), (day(9), -1, None), (day(30), 1, None)];
        assert_eq!(told(&story, Measure::Guided), guided);
        let running = [(day(6), 1, None), (day(9), -1, None)];
        assert_eq!(told(&story, Measure::InterventionRunning), running);
    }
}
