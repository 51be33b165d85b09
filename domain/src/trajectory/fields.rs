//! The fields of a command, all of which are looked at before any rule.

use chrono::NaiveDate;

use super::decide::{catalogue_for, opened};
use super::{Intent, Trajectory, TrajectoryCommand};
use crate::catalogue::{Catalogue, Catalogues};
use crate::field::{FieldFaults, Fields};
use crate::stream::Stream;

/// All that is wrong with the fields of a command. Codes are not checked where the
/// trajectory was never opened, because then it has no catalogue.
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
        // A day before the opening is a fault of its own; the others are found all the same.
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
