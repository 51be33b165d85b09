//! The rows of access: which organisation has access to a trajectory, and until when, if nothing happens.

use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::catalogue::{Catalogues, Code};
use loopbrug_domain::ids::KboNumber;
use loopbrug_domain::trajectory::{Opening, State};
use uuid::Uuid;

use super::stream_fold::{RowError, RowSink};
use super::table_row::table_row;

table_row! {
    /// A row of `trajectory_access`.
    AccessRow<'a> of ACCESS = "trajectory_access" by "trajectory_id, organisation" {
        trajectory_id: Uuid,
        organisation: String,
        ends_at: DateTime<Utc>,
        asked_into: Option<&'a str>,
        asked_until: Option<DateTime<Utc>>,
        opened_on: NaiveDate,
    }
}

/// Until when each organisation has access that may have some, and the other region into which it is asked to take
/// the trajectory over, with the end of the access that it has for that.
pub(super) type Ends = Vec<(KboNumber, DateTime<Utc>, Option<(Code, DateTime<Utc>)>)>;

/// The access that there is to a trajectory in this state.
pub(super) fn ends_of(state: &State, catalogues: &Catalogues) -> Ends {
    let Some(opening) = &state.opening else { return Vec::new() };
    let named = catalogues.named_or_latest(&opening.region, opening.catalogue);
    let Some(catalogue) = named else { return Vec::new() };
    let ends = state.that_may_have_access().into_iter().filter_map(|organisation| {
        let ends = state.access_ends(organisation, catalogue)?;
        let own = state.own_access_ends(organisation, catalogue);
        Some((organisation, ends, state.asked_into(organisation).cloned().zip(own)))
    });
    ends.collect()
}

/// Gives the rows of a trajectory, unless it has them already.
pub(super) fn of(
    written: Option<&Ends>,
    (state, opening): (&State, &Opening),
    catalogues: &Catalogues,
    to: &mut impl RowSink,
) -> Result<(), RowError> {
    let ends = ends_of(state, catalogues);
    if written == Some(&ends) {
        return Ok(());
    }
    let trajectory_id = opening.trajectory().0;
    to.replace(&ACCESS, trajectory_id);
    for (organisation, ends_at, asked) in &ends {
        to.row(&AccessRow {
            trajectory_id,
            organisation: organisation.to_string(),
            ends_at: *ends_at,
            asked_into: asked.as_ref().map(|(region, _)| region.as_str()),
            asked_until: asked.as_ref().map(|(_, until)| *until),
            opened_on: opening.on,
        })?;
    }
    Ok(())
}
