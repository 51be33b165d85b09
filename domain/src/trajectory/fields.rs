//! The fields of a command, all of which are looked at before any rule.

use chrono::NaiveDate;

use super::decide::{catalogue_for, opened};
use super::{Intent, Trajectory, TrajectoryCommand};
use crate::catalogue::{Catalogue, Catalogues};
use crate::field::{FieldFaults, Fields};
use crate::stream::Stream;

/// All that is wrong with the fields of a command. Where its trajectory was never opened nobody can
/// say what its codes are held to, and they are not looked at.
///
/// # Errors
/// Where anything is.
pub fn check_fields(
    trajectory: &Trajectory,
    command: &TrajectoryCommand,
    catalogues: &Catalogues,
) -> Result<(), FieldFaults> {
    let TrajectoryCommand { occurred_on, intent, .. } = command;
    let under = |day: NaiveDate| -> Option<&Catalogue> {
        let state = trajectory.state_on(day);
        // A day before the opening is a fault of its own, and hides no other.
        let state = if state.opening.is_some() { &*state } else { trajectory.state() };
        catalogue_for(state, opened(intent), catalogues).ok()
    };
    let mut fields = Fields::new(*occurred_on, None);
    fields.add(intent.check_fields(*occurred_on, under(*occurred_on)));
    if let Intent::CorrectEvent(correction) = intent {
        let day = correction.occurred_on;
        let mut replaced = Fields::of_day(day, under(day));
        correction.replacement.fields(&mut replaced);
        fields.add(replaced.finish());
    }
    fields.finish()
}
