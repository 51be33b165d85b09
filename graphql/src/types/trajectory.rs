//! A trajectory in detail, from its own stream.

mod fields;

use std::sync::Arc;

use async_graphql::{Context, Error};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::list::Language;
use loopbrug_domain::catalogue::{Catalogue, Catalogues, Code};
use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::corrections::{Correction, CorrectionStatus};
use loopbrug_domain::trajectory::{Opening, State, Trajectory as ClientTrajectory};
use loopbrug_infra::log::Loaded;
use loopbrug_infra::views::{Known, Views};

use super::TrajectoryPhase;
use super::shows::Shows;
use crate::error::unanswered;

/// One client's way through one region's partnership.
pub(crate) struct Trajectory {
    version: Version,
    state: State,
    opening: Opening,
    phase: TrajectoryPhase,
    catalogue: Arc<Catalogue>,
    corrections: Vec<(Correction, CorrectionStatus)>,
    /// Absent where a step of a history shows what there was after it.
    whole: Option<Arc<ClientTrajectory>>,
}

/// Loads a trajectory; none where nothing was recorded under this id.
pub(crate) async fn load_trajectory(
    ctx: &Context<'_>,
    id: TrajectoryId,
    known: Known,
) -> Result<Option<Trajectory>, Error> {
    let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
    let found = views.trajectory(actor, id, known).await.map_err(unanswered(ctx))?;
    Ok(found.and_then(|found| Trajectory::of(&found, views.catalogues())))
}

impl Trajectory {
    /// A trajectory that was read from its stream; none before its opening.
    pub(crate) fn of(found: &Loaded<ClientTrajectory>, catalogues: &Catalogues) -> Option<Self> {
        let corrections = found.aggregate.corrections();
        let corrections = corrections.map(|(one, status)| (one.clone(), status)).collect();
        let state = found.aggregate.state().clone();
        let trajectory = Self::new(found.version(), state, corrections, catalogues)?;
        Some(Self { whole: Some(Arc::clone(&found.aggregate)), ..trajectory })
    }

    /// A trajectory in this state at this version; none before its opening.
    pub(super) fn new(
        version: Version,
        state: State,
        corrections: Vec<(Correction, CorrectionStatus)>,
        catalogues: &Catalogues,
    ) -> Option<Self> {
        let opening = state.opening.clone()?;
        // A version that was published after this process started: its labels are not known here.
        let catalogue = catalogues.named_or_latest(&opening.region, opening.catalogue)?;
        let phase = state.phase()?.into();
        let catalogue = Arc::clone(catalogue);
        Some(Self { version, state, opening, phase, catalogue, corrections, whole: None })
    }

    fn contact_language_now(&self) -> (&Code<Language>, bool) {
        let at_opening = (&self.opening.contact_language, self.opening.interpreter);
        self.state.contact_language().unwrap_or(at_opening)
    }

    fn show<S, T: Shows<S>>(&self, shown: &S) -> T {
        T::of(shown, &self.catalogue)
    }
}
