//! What holds a client back, and the help that came.

use super::{MeasureList, days};
use crate::facts::Measure;
use loopbrug_domain::trajectory::State;
use loopbrug_domain::trajectory::interventions::InterventionEnd;

pub(super) fn collect(state: &State, list: &mut MeasureList) {
    for (area, barrier) in state.barriers.iter() {
        for span in &barrier.open {
            list.stock(Measure::OpenBarrier, span.from, span.until, Some(area.as_str()));
        }
        for detail in barrier.details.keys() {
            for span in barrier.open_as(detail) {
                list.stock(Measure::BarrierDetail, span.from, span.until, Some(detail.as_str()));
            }
        }
        for span in &barrier.severe {
            list.stock(Measure::SevereBarrier, span.from, span.until, Some(area.as_str()));
        }
    }
    for intervention in state.interventions.iter() {
        // What never started waited, and has no length yet.
        let Some(started_on) = intervention.started_on else { continue };
        let service = Some(intervention.plan.service.as_str());
        let waited = days(intervention.planned_on, started_on);
        list.flow(Measure::InterventionStarted, started_on, service, Some(waited));
        let ended_on = intervention.end.as_ref().map(InterventionEnd::on);
        list.stock(Measure::InterventionRunning, started_on, ended_on, service);
    }
}
