//! Measures: what is counted. Each is defined once, here: a code, a day and a sign.

mod needs;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::catalogue::Code;
use crate::trajectory::State;

/// What is counted of a trajectory.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[repr(u8)]
pub enum Measure {
    /// Flow: the trajectory was opened.
    Opened,
    /// Flow: the client was reached for the first time, in person or by an intake.
    Reached,
    /// Flow: became a participant, on the day of entry of the first intake.
    Participant,
    /// Flow: got a first bridge figure.
    BridgeAssigned,
    /// Flow: a home was found.
    Housed,
    /// Stock: has a home that was found.
    InHousing,
    /// Flow: started in a job.
    StartedWork,
    /// Stock: has one job or more.
    InWork,
    /// Flow: the guidance stopped.
    Closed,
    /// Stock: takes part, and the guidance has not stopped.
    Guided,
    /// Stock, by problem area: something holds the client back.
    OpenBarrier,
    /// Stock, by problem area: it does so severely.
    SevereBarrier,
    /// Flow, by service: an intervention started, so many days after it was planned.
    InterventionStarted,
    /// Stock, by service: has an intervention that started and has not ended.
    InterventionRunning,
    /// Flow, by service: was for the first time where the client was sent, so many days after.
    ReferralAttended,
}

/// How a measure is read over a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It happened on a day in the period.
    Flow,
    /// It holds at the end of the period: the signs up to then add up to more than zero.
    Stock,
}

impl Measure {
    /// How many there are.
    pub const COUNT: usize = Self::VARIANTS.len();

    /// How it is read over a period.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::InHousing
            | Self::InWork
            | Self::Guided
            | Self::OpenBarrier
            | Self::SevereBarrier
            | Self::InterventionRunning => Kind::Stock,
            _ => Kind::Flow,
        }
    }
}

/// A measure on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dated {
    /// What is counted.
    pub measure: Measure,
    /// The day, in Brussels.
    pub day: NaiveDate,
    /// +1: it came; −1: it went.
    pub sign: i8,
    /// What kind of it, where the measure tells kinds apart: the closure reason of `Closed`, the
    /// problem area of a barrier, the service of an intervention.
    pub code: Option<Code>,
    /// How many days it had taken by then, where the measure tells: those that were waited.
    pub length: Option<u16>,
}

/// The measures of a trajectory, in order.
pub(super) fn dated(state: &State) -> Vec<Dated> {
    if state.merged_into.is_some() {
        return vec![];
    }
    let mut dated = Vec::with_capacity(12);
    let mut add = |measure, day: Option<NaiveDate>, sign| {
        dated.extend(day.map(|day| Dated { measure, day, sign, code: None, length: None }));
    };

    let entry_on = state.intake.as_ref().map(|intake| intake.entry.entry_on);
    let reached_on = state.outreach.first_reached.into_iter().chain(entry_on).min();
    add(Measure::Opened, state.opening.as_ref().map(|opening| opening.on), 1);
    add(Measure::Reached, reached_on, 1);
    add(Measure::Participant, entry_on, 1);
    add(Measure::BridgeAssigned, state.bridge.first_on, 1);

    // A move from one home to the next is one span of being housed.
    let homes = &state.housing.homes;
    for (n, home) in homes.iter().enumerate() {
        add(Measure::Housed, Some(home.found_on), 1);
        add(Measure::InHousing, Some(home.from), 1);
        let moved_on = homes.get(n + 1).map(|next| next.from.max(home.from));
        add(Measure::InHousing, home.lost.as_ref().map(|lost| lost.on).or(moved_on), -1);
    }
    for job in &state.work.jobs {
        add(Measure::StartedWork, Some(job.started_on), 1);
        add(Measure::InWork, Some(job.start.from), 1);
        add(Measure::InWork, job.end.as_ref().map(|end| end.on), -1);
    }
    dated.extend(state.course.closed().map(|closing| Dated {
        measure: Measure::Closed,
        day: closing.on,
        sign: 1,
        code: Some(closing.reason.clone()),
        length: None,
    }));
    needs::add(state, &mut dated);
    dated.sort_unstable();
    dated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::story::{
        attempt, bridge_figure, closed, day, housing_found, housing_lost, job_ended, job_started,
        participant, reopened,
    };

    fn days(state: &State, measure: Measure) -> Vec<(NaiveDate, i8)> {
        dated(state).iter().filter(|d| d.measure == measure).map(|d| (d.day, d.sign)).collect()
    }

    #[test]
    fn a_participant_counts_from_the_day_of_entry_and_was_reached_by_then() {
        let state = participant().state();
        assert_eq!(days(&state, Measure::Participant), [(day(3), 1)]);
        assert_eq!(days(&state, Measure::Reached), [(day(3), 1)]);
        let earlier = participant().given(day(2), attempt("phone", "reached")).state();
        assert_eq!(days(&earlier, Measure::Reached), [(day(2), 1)]);
    }

    #[test]
    fn being_housed_begins_with_the_home_and_ends_with_its_loss() {
        let state = participant()
            .given(day(9), housing_found(day(8)))
            .given(day(30), housing_lost(day(29)))
            .state();
        assert_eq!(days(&state, Measure::Housed), [(day(9), 1)]);
        assert_eq!(days(&state, Measure::InHousing), [(day(8), 1), (day(29), -1)]);
    }

    #[test]
    fn a_move_to_the_next_home_does_not_add_up_to_two() {
        let state = participant()
            .given(day(9), housing_found(day(9)))
            .given(day(20), housing_found(day(20)))
            .state();
        let sum: i8 = days(&state, Measure::InHousing).iter().map(|(_, sign)| sign).sum();
        assert_eq!(sum, 1);
        assert_eq!(days(&state, Measure::Housed).len(), 2);
    }

    #[test]
    fn each_job_adds_to_being_in_work_until_it_ends() {
        let state = participant()
            .given(day(9), job_started(1, day(9)))
            .given(day(10), job_started(2, day(10)))
            .given(day(20), job_ended(1, day(20)))
            .state();
        let expected = [(day(9), 1), (day(10), 1), (day(20), -1)];
        assert_eq!(days(&state, Measure::InWork), expected);
    }

    #[test]
    fn only_the_first_bridge_figure_counts() {
        let state = participant()
            .given(day(4), bridge_figure(7))
            .given(day(9), closed("moved"))
            .given(day(10), reopened())
            .given(day(11), bridge_figure(8))
            .state();
        assert_eq!(days(&state, Measure::BridgeAssigned), [(day(4), 1)]);
        assert_eq!(days(&state, Measure::Closed), []);
    }
}
