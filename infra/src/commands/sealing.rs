//! Personal texts on their way into the log: sealed before anything is decided, and sealed anew where an event
//! is carried to another trajectory.
//!
//! A command without a personal text does not touch the vault.

use std::collections::HashMap;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId};
use loopbrug_domain::sealed::{SealedField, SealedText};
use loopbrug_domain::trajectory::TrajectoryEvent;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::kind::{Kind, Read};
use super::{CommandError, Commands, Request};
use crate::vault::{Bound, VaultError, event};

/// A personal text of a request, with the command id of the event that it becomes a part of.
pub type PersonalText<'a> = (CommandId, SealedField<'a>);

impl Commands {
    /// What makes two requests the same. A plain hash of a personal text would tell who guesses the text that the
    /// guess was right, so it is a keyed one.
    pub(super) async fn digest<K: Kind>(
        &self,
        request: &mut Request<K>,
    ) -> Result<[u8; 32], CommandError> {
        if !has_typed(request) {
            return Ok(Sha256::digest(request.asked_bytes()?).into());
        }
        let asked = if request.asked.is_some() {
            Zeroizing::new(request.asked_bytes()?)
        } else {
            // What is typed has no written form: its own digest stands in its place.
            let mut masked = request.clone();
            for (_, (_, text)) in K::personal_texts(&mut masked) {
                if let Some(typed) = text.as_typed() {
                    let digest = self.vault.digest(typed.as_bytes()).await?;
                    *text = SealedText::sealed(digest.to_vec());
                }
            }
            Zeroizing::new(masked.asked_bytes()?)
        };
        Ok(self.vault.digest(&asked).await?)
    }

    /// Waits until it is known whether the vault answers, where something is to be sealed.
    pub(super) async fn wake_vault<K: Kind>(&self, request: &mut Request<K>) {
        if has_typed(request)
            && let Err(error) = self.vault.answers().await
        {
            // What is refused for that is refused when it is sealed, after all that is wrong with it.
            tracing::debug!(code = error.code(), "the vault does not answer");
        }
    }

    /// Seals what is typed about a client, after its fields were looked at: nobody reads it later.
    pub(super) async fn seal<K: Kind>(
        &self,
        request: &mut Request<K>,
        read: &Read<K>,
        region: &Code,
    ) -> Result<(), CommandError> {
        if !has_typed(request) {
            return Ok(());
        }
        K::check_fields(self, request, Some(read))?;
        let Some(trajectory) = K::sealed_for(read) else { return Ok(()) };
        let key = self.vault.key_to_seal(region, trajectory).await?;
        for (event, (field, text)) in K::personal_texts(request) {
            if let Some(typed) = text.as_typed() {
                let bound = Bound { region, trajectory, event, field };
                *text = SealedText::sealed(key.seal(&bound, typed)?);
            }
        }
        // It holds the same in clear, and the digest is made.
        request.asked = None;
        Ok(())
    }

    /// Seals the personal texts of events that `command` carries to a trajectory with the key of that one. They
    /// are opened with the key of the trajectory that each comes from.
    pub(super) async fn seal_anew(
        &self,
        command: CommandId,
        events: &mut [TrajectoryEvent],
        (region, trajectory): (&Code, TrajectoryId),
    ) -> Result<(), CommandError> {
        let mut sealed_in = HashMap::new();
        for carried in events {
            let Some(origin) = carried.origin.clone() else { continue };
            let event = event(command, Some(&origin));
            let mut texts = carried.what.sealed_fields();
            texts.retain(|(_, text)| text.as_sealed().is_some());
            if texts.is_empty() {
                continue;
            }
            let from = (origin.region.clone(), origin.trajectory);
            if !sealed_in.contains_key(&from) {
                let places = self.log.reader().sealed_texts(&from.0, from.1).await?;
                sealed_in.insert(from.clone(), places);
            }
            let keys = self.vault.keys_to_open(&from.0, &[from.1]).await?;
            let giving = keys.get(&from.1).ok_or(VaultError::Destroyed)?;
            let receiving = self.vault.key_to_seal(region, trajectory).await?;
            for (field, text) in texts {
                let sealed = text.as_sealed().unwrap_or_default();
                let place = sealed_in[&from].get(sealed).ok_or(VaultError::NotSealedHere)?;
                let plain = giving.open(&place.bound(&from.0, from.1), sealed)?;
                let bound = Bound { region, trajectory, event, field };
                *text = SealedText::sealed(receiving.seal(&bound, &plain)?);
            }
        }
        Ok(())
    }
}

/// Whether something is typed about a client. Where nothing can be, this costs no more than looking at the kind of
/// what is asked.
fn has_typed<K: Kind>(request: &mut Request<K>) -> bool {
    K::personal_texts(request).iter().any(|(_, (_, text))| text.as_typed().is_some())
}
