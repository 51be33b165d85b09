//! Who was erased in a region, or asked to be, for who accounts for it: by random ids, with what became of the keys.

use chrono::{DateTime, Utc};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::ErasureGround;
use loopbrug_domain::ids::{Position, TrajectoryId};
use loopbrug_domain::trajectory::Payload;

use super::records::{EventRecord, ReadRecord, RecordedWithin, of_types};
use super::{Account, ViewError, Views};
use crate::page::{Page, Paged};

/// An erasure, from the request to the end of the key: as it is now, whenever it began.
#[derive(Debug, Clone)]
pub struct ErasureRecord {
    /// What it began with: the request, or the decision where nobody had asked.
    pub position: Position,
    /// Of which trajectory.
    pub trajectory: TrajectoryId,
    /// The request; none where the data had been kept for long enough, or it was decided at the other end of a merge.
    pub request: Option<(EventRecord, Code<ErasureGround>)>,
    /// What was decided; none where nothing is yet.
    pub decision: Option<Decided>,
    /// That the key was destroyed; none where it is not recorded.
    pub destroyed: Option<KeyGone>,
    /// Whether the key database has nothing of the client any more, where erasure was granted. None where it was not, or
    /// the key database does not answer.
    pub keys_gone: Option<bool>,
}

/// What was decided on an erasure.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Who decided, and when.
    pub record: EventRecord,
    /// Whether the data are erased.
    pub granted: bool,
    /// On what ground.
    pub ground: Code<ErasureGround>,
}

/// That a key was destroyed, as the log says.
#[derive(Debug, Clone)]
pub struct KeyGone {
    /// When the log learned of it.
    pub record: EventRecord,
    /// From when on there was none.
    pub at: DateTime<Utc>,
    /// Whether there was one: nothing may have been sealed.
    pub had_key: bool,
}

/// All that is recorded of an erasure.
const STEPS: [&str; 3] = ["ErasureRequested", "ErasureDecided", "KeyDestroyed"];

impl Views {
    /// A page of the erasures of a region that began in some days, the last one first: for its steward and its auditor.
    /// All that was recorded in that time is looked at.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn erasures(
        &self,
        actor: &Actor,
        region: &Code,
        within: RecordedWithin,
        page: &Page<Position>,
    ) -> Result<Paged<ErasureRecord>, ViewError> {
        let found = self.page_of_records(actor, region, Account::Erasures, within, page).await?;
        let trajectories: Vec<_> = found.items.iter().map(|one| one.trajectory).collect();
        let steps = of_types(&self.pool, region, &trajectories, &STEPS).await?;
        let mut found = found.map(|first| ErasureRecord::of(&first, &steps));
        let granted = found.items.iter().filter(|one| one.is_granted());
        let granted: Vec<_> = granted.map(|one| (region.clone(), one.trajectory)).collect();
        if let Some(there) = self.keys_there(&granted).await {
            for one in found.items.iter_mut().filter(|one| one.is_granted()) {
                one.keys_gone = Some(there.iter().all(|(_, id)| *id != one.trajectory));
            }
        }
        Ok(found)
    }

    /// Of whom the key database has something; none where it does not answer.
    async fn keys_there(
        &self,
        erased: &[(Code, TrajectoryId)],
    ) -> Option<Vec<(Code, TrajectoryId)>> {
        self.vault.answers().await.ok()?;
        self.vault.came_back(erased).await.ok()
    }
}

impl ErasureRecord {
    fn is_granted(&self) -> bool {
        self.decision.as_ref().is_some_and(|decided| decided.granted)
    }

    /// What began with an event, out of all steps of trajectories in their order.
    fn of(first: &ReadRecord, steps: &[ReadRecord]) -> Self {
        let mut erasure = Self {
            position: first.record.position,
            trajectory: first.trajectory,
            request: None,
            decision: None,
            destroyed: None,
            keys_gone: None,
        };
        let of_this = |step: &&ReadRecord| {
            step.trajectory == first.trajectory && step.record.event >= first.record.event
        };
        for ReadRecord { record, says, .. } in steps.iter().filter(of_this) {
            let record = record.clone();
            match &says.what {
                Payload::ErasureRequested(_) | Payload::ErasureDecided(_)
                    if erasure.decision.is_some() =>
                {
                    break;
                }
                Payload::ErasureRequested(it) => {
                    erasure.request = Some((record, it.ground.clone()));
                }
                Payload::ErasureDecided(it) => {
                    let (granted, ground) = (it.granted, it.ground.clone());
                    erasure.decision = Some(Decided { record, granted, ground });
                }
                Payload::KeyDestroyed(it) => {
                    let (at, had_key) = (it.destroyed_at, it.had_key);
                    erasure.destroyed = Some(KeyGone { record, at, had_key });
                }
                _ => {}
            }
        }
        erasure
    }
}
