//! Who looks: recorded before anything is answered, and read by those who account for it.

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::ids::{Position, TrajectoryId};
use loopbrug_domain::policy::{Action, Subject, may};

use super::{ViewError, Views};
use crate::access_record::{
    Access, AccessFilter, AccessNotRecorded, AccessRecord, NO_REGION, Noted, Outcome, What, page,
};
use crate::database::read;
use crate::page::{Page, Paged};

impl Views {
    /// The same views for somebody who says what for: it is recorded with what is read.
    #[must_use]
    pub fn for_purpose(&self, purpose: Option<Code<AccessPurpose>>) -> Self {
        Self { purpose, ..self.clone() }
    }

    /// Where it is recorded who looks.
    #[must_use]
    pub fn access_record(&self) -> &AccessRecord {
        &self.access
    }

    /// Somebody looks, for the purpose of these views.
    pub(super) fn by<'a>(&'a self, actor: &'a Actor, what: What) -> Access<'a> {
        Access { purpose: self.purpose.as_ref(), ..Access::by(actor, what) }
    }

    /// Records that somebody looks at one trajectory; without a region there is none under that id.
    pub(super) async fn looked_at(
        &self,
        actor: &Actor,
        what: What,
        region: Option<&Code>,
        id: TrajectoryId,
    ) -> Result<(), AccessNotRecorded> {
        let outcome = if region.is_some() { Outcome::Answered } else { Outcome::Nothing };
        let access = Access { region, trajectories: &[id], outcome, ..self.by(actor, what) };
        self.access.note(access).await
    }

    /// Records that somebody looks at a list that names these trajectories.
    pub(super) async fn looked_through(
        &self,
        actor: &Actor,
        what: What,
        region: &Code,
        named: impl Iterator<Item = TrajectoryId>,
    ) -> Result<(), AccessNotRecorded> {
        let mut named: Vec<_> = named.collect();
        named.sort_unstable();
        named.dedup();
        let access = Access { region: Some(region), trajectories: &named, ..self.by(actor, what) };
        self.access.note(access).await
    }

    /// A page of the access record of a region, the last access first. To read it is recorded too.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn accesses(
        &self,
        actor: &Actor,
        region: &Code,
        filter: &AccessFilter,
        of: &Page<Position>,
    ) -> Result<Paged<Noted>, ViewError> {
        let access = Access { region: Some(region), ..self.by(actor, What::AccessRecord) };
        self.access
            .decided::<ViewError>(access, may(actor, region, Action::Read, Subject::AccessRecord))
            .await?;
        // Ids that lead to no region have a record too, for those who account for all regions.
        if region.as_str() != NO_REGION {
            self.catalogue(region)?;
        }
        let found = read(|| page(&self.pool, region, filter, of)).await?;
        self.looked_through(actor, What::AccessRecord, region, filter.trajectory.into_iter())
            .await?;
        Ok(found)
    }
}
