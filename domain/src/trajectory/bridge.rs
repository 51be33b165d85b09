//! Bridge figure: one trusted person for a client (S: "één vertrouwenspersoon").

use crate::catalogue::list::BridgeEndReason;
use crate::ids::WorkerId;
use crate::trajectory::prelude::*;

refusals! {
    /// Rules about the bridge figure.
    BridgeRefusal {
        /// Rule 3.
        BridgeFigureStillOpen, "BRIDGE_FIGURE_STILL_OPEN",
            "the client has a bridge figure; end that first";
        /// Rule 3.
        NoBridgeFigure, "NO_BRIDGE_FIGURE",
            "the client has no bridge figure";
    }
}

/// A client gets a bridge figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BridgeFigureAssigned {
    /// The person.
    pub worker: WorkerId,
    /// For which organisation.
    pub organisation: KboNumber,
    /// Whether the client was introduced in person.
    pub warm_handover: bool,
}

/// The bridge figure stops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BridgeFigureEnded {
    /// Why.
    pub reason: Code<BridgeEndReason>,
}

/// Bridge figures, past and present.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bridge {
    /// The one of now.
    pub current: Option<BridgeFigure>,
    /// The day that the first was assigned.
    pub first_on: Option<NaiveDate>,
    /// The day that the last one stopped.
    pub ended_on: Option<NaiveDate>,
}

impl Bridge {
    /// The one of now, if there is one, stops.
    pub(super) fn end(&mut self, on: NaiveDate) {
        if self.current.take().is_some() {
            self.ended_on = Some(on);
        }
    }
}

/// A bridge figure and the first day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BridgeFigure {
    /// The person.
    pub worker: WorkerId,
    /// For which organisation.
    pub organisation: KboNumber,
    /// The first day.
    pub since: NaiveDate,
}

impl EventPayload<State> for BridgeFigureAssigned {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.guided()?;
        Refusal::when(state.bridge.current.is_some(), || BridgeRefusal::BridgeFigureStillOpen)
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.bridge.first_on.get_or_insert(on);
        state.bridge.current =
            Some(BridgeFigure { worker: self.worker, organisation: self.organisation, since: on });
    }
}

impl EventPayload<State> for BridgeFigureEnded {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        match state.bridge.current {
            Some(_) => Ok(()),
            None => Err(BridgeRefusal::NoBridgeFigure.into()),
        }
    }

    fn apply(&self, state: &mut State, on: NaiveDate, _: KboNumber) {
        state.bridge.end(on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::Intent;
    use crate::trajectory::course::CourseRefusal;
    use crate::trajectory::intake::IntakeRefusal;
    use crate::trajectory::record_keeping::RecordKeepingRefusal;
    use crate::trajectory::story::{
        bridge_ended, bridge_figure, closed, day, opened, participant, story, unknown,
    };

    fn assigned() -> Intent {
        Intent::AssignBridgeFigure(bridge_figure(7))
    }

    #[test]
    fn a_participant_gets_a_bridge_figure() {
        participant().when(day(4), assigned()).then(vec![bridge_figure(7).into()]);
    }

    #[test]
    fn rule_1_a_bridge_figure_comes_after_the_intake() {
        story()
            .given(day(1), opened())
            .when(day(4), assigned())
            .then_refused(&IntakeRefusal::IntakeNotCompleted);
    }

    #[test]
    fn rule_3_a_client_has_one_bridge_figure_at_most() {
        participant()
            .given(day(4), bridge_figure(7))
            .when(day(5), Intent::AssignBridgeFigure(bridge_figure(8)))
            .then_refused(&BridgeRefusal::BridgeFigureStillOpen);
    }

    #[test]
    fn rule_3_when_one_has_stopped_another_may_begin() {
        participant()
            .given(day(4), bridge_figure(7))
            .given(day(5), bridge_ended())
            .when(day(5), Intent::AssignBridgeFigure(bridge_figure(8)))
            .then(vec![bridge_figure(8).into()]);
    }

    #[test]
    fn rule_3_one_assigned_late_may_not_overlap_with_one_of_a_later_day() {
        participant()
            .given(day(10), bridge_figure(7))
            .when(day(5), Intent::AssignBridgeFigure(bridge_figure(8)))
            .then_refused(&RecordKeepingRefusal::LaterEventContradicted {
                sequence: 4,
                why: Box::new(BridgeRefusal::BridgeFigureStillOpen.into()),
                more: vec![],
            });
    }

    #[test]
    fn nobody_stops_who_did_not_begin() {
        participant()
            .when(day(4), Intent::EndBridgeFigure(bridge_ended()))
            .then_refused(&BridgeRefusal::NoBridgeFigure);
    }

    #[test]
    fn rule_13_the_reason_for_stopping_is_a_code() {
        participant()
            .given(day(4), bridge_figure(7))
            .when(day(5), Intent::EndBridgeFigure(BridgeFigureEnded { reason: Code::new("mood") }))
            .then_refused(&unknown("bridge_end_reason", "mood", "reason"));
    }

    #[test]
    fn a_closed_trajectory_gets_no_bridge_figure() {
        participant()
            .given(day(4), closed("work"))
            .when(day(5), assigned())
            .then_refused(&CourseRefusal::TrajectoryClosed);
    }
}
