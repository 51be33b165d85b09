//! The sealed texts of a stream: where each is bound to, and whose key opens it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cqrs_es::persist::PersistenceError;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId, Version};
use loopbrug_domain::stream::Aggregate;
use loopbrug_domain::trajectory::{State, Trajectory, TrajectoryEvent};
use sqlx::{PgPool, Row};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::read::EventText;
use super::reader::LogReader;
use crate::database::read;
use crate::vault::{Bound, ClientKey, Vault, VaultError, event};

/// The event and the field that a text was sealed for, and the trajectory whose key it was sealed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct SealedAt {
    sequence: Version,
    event: CommandId,
    field: &'static str,
    key_of: TrajectoryId,
}

/// That an event was carried here from another trajectory of the region.
#[derive(Debug, Clone, Copy)]
struct CarriedFrom {
    trajectory: TrajectoryId,
    key_of: TrajectoryId,
}

/// Keys of clients, by the trajectory that each belongs to.
pub(crate) type Keys = HashMap<TrajectoryId, ClientKey>;

/// All texts that were sealed in a trajectory, current or not, by their sealed bytes, of which no two are the same: so
/// a text is found wherever it got to by corrections.
#[derive(Debug)]
pub(crate) struct SealedTexts {
    region: Code,
    trajectory: TrajectoryId,
    texts: HashMap<Box<[u8]>, SealedAt>,
    /// The events that a merge carried here, and those that correct or void one of them.
    carried: BTreeMap<Version, CarriedFrom>,
}

impl SealedTexts {
    pub(super) fn none(region: &Code, trajectory: TrajectoryId) -> Self {
        let (texts, carried) = (HashMap::new(), BTreeMap::new());
        Self { region: region.clone(), trajectory, texts, carried }
    }

    /// Adds what was sealed in the next event of the stream.
    pub(super) fn note(
        &mut self,
        sequence: Version,
        command: Option<CommandId>,
        text: EventText<'_>,
    ) -> Result<(), PersistenceError> {
        let mut found = TrajectoryEvent::read(text.event_type, text.event_version, text.payload)?;
        // What corrects or voids an event is about whom that one is about.
        let from = match (found.supersedes(), found.origin.as_deref()) {
            (Some(target), _) => self.carried.get(&target).copied(),
            (None, origin) => origin.and_then(|origin| {
                let key_of = origin.key_of(&self.region)?;
                Some(CarriedFrom { trajectory: origin.trajectory, key_of })
            }),
        };
        self.carried.extend(from.map(|from| (sequence, from)));
        // A plain writer of postgres-es seals nothing.
        let Some(command) = command else { return Ok(()) };
        let event = event(command, found.origin.as_deref());
        let key_of = from.map_or(self.trajectory, |from| from.key_of);
        for (field, text) in found.what.sealed_fields() {
            if let Some(sealed) = text.as_sealed() {
                self.texts.insert(sealed.into(), SealedAt { sequence, event, field, key_of });
            }
        }
        Ok(())
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether texts were sealed with the key of the trajectory itself.
    pub(crate) fn has_own(&self) -> bool {
        self.texts.values().any(|at| at.key_of == self.trajectory)
    }

    /// Leaves out what was carried from a trajectory that is not merged with this one any more: it is about another
    /// person. Gives the events that are.
    pub(crate) fn leave_out_others(&mut self, state: &State) -> BTreeSet<Version> {
        let mut of_others = std::mem::take(&mut self.carried);
        of_others.retain(|_, from| !state.merged_from.contains(&from.trajectory));
        let of_others: BTreeSet<_> = of_others.into_keys().collect();
        self.texts.retain(|_, at| !of_others.contains(&at.sequence));
        of_others
    }

    /// The keys that open them, but for those that were destroyed.
    pub(crate) async fn keys(&self, vault: &Vault) -> Result<Keys, VaultError> {
        let of: BTreeSet<_> = self.keys_of().collect();
        vault.keys_to_open(&self.region, &Vec::from_iter(of)).await
    }

    /// The trajectories whose keys open them.
    pub(crate) fn keys_of(&self) -> impl Iterator<Item = TrajectoryId> {
        self.texts.values().map(|at| at.key_of)
    }

    /// What a sealed text says; none where its key is gone.
    pub(crate) fn open(
        &self,
        sealed: &[u8],
        keys: &Keys,
    ) -> Result<Option<Zeroizing<String>>, VaultError> {
        let SealedAt { event, field, key_of, .. } =
            *self.texts.get(sealed).ok_or(VaultError::NotSealedHere)?;
        let Some(key) = keys.get(&key_of) else { return Ok(None) };
        let (region, trajectory) = (&self.region, self.trajectory);
        key.open(&Bound { region, trajectory, event, field }, sealed).map(Some)
    }

    /// The sealed bytes of all.
    pub(crate) fn sealed(&self) -> impl Iterator<Item = &[u8]> {
        self.texts.keys().map(AsRef::as_ref)
    }
}

impl LogReader {
    /// All texts that were sealed in a trajectory, current or not.
    pub(crate) async fn sealed_texts(
        &self,
        region: &Code,
        trajectory: TrajectoryId,
    ) -> Result<SealedTexts, PersistenceError> {
        let id = trajectory.to_string();
        let rows = read(|| rows(&self.pool, region, &id)).await;
        let unreadable = |error: sqlx::Error| PersistenceError::ConnectionError(Box::new(error));
        let mut texts = SealedTexts::none(region, trajectory);
        for (sequence, row) in (1..).zip(rows.map_err(unreadable)?) {
            let text = EventText::of(&row).map_err(unreadable)?;
            let command: Option<Uuid> = row.try_get("command_id").map_err(unreadable)?;
            texts.note(sequence, command.map(CommandId), text)?;
        }
        Ok(texts)
    }
}

async fn rows(
    pool: &PgPool,
    region: &Code,
    trajectory: &str,
) -> Result<Vec<sqlx::postgres::PgRow>, sqlx::Error> {
    sqlx::query(
        "SELECT sequence, event_type, event_version, payload::text AS payload, command_id FROM events
         WHERE aggregate_type = $1 AND aggregate_id = $2 AND region = $3 ORDER BY sequence",
    )
    .bind(Trajectory::TYPE)
    .bind(trajectory)
    .bind(region.as_str())
    .fetch_all(pool)
    .await
}
