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
        opened_on: NaiveDate,
    }
}

/// Until when each organisation has access that may have some.
pub(super) type Ends = Vec<(KboNumber, DateTime<Utc>, Option<Code>)>;

/// The access that there is to a trajectory in this state.
pub(super) fn ends_of(state: &State, catalogues: &Catalogues) -> Ends {
    let Some(opening) = &state.opening else { return Vec::new() };
    let named = catalogues.named_or_latest(&opening.region, opening.catalogue);
    let Some(catalogue) = named else { return Vec::new() };
    let ends = state.that_may_have_access().into_iter().filter_map(|organisation| {
        let ends = state.access_ends(organisation, catalogue)?;
        Some((organisation, ends, state.asked_into(organisation).cloned()))
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
    for (organisation, ends_at, asked_into) in &ends {
        to.row(&AccessRow {
            trajectory_id,
            organisation: organisation.to_string(),
            ends_at: *ends_at,
            asked_into: asked_into.as_ref().map(Code::as_str),
            opened_on: opening.on,
        })?;
    }
    Ok(())
}
