//! Personal texts on their way into the log: sealed before anything is decided, and sealed anew where an event
//! is carried to another trajectory.
//!
//! A command without a personal text does not touch the vault.

use std::collections::HashMap;

use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{CommandId, TrajectoryId, Version};
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::TrajectoryEvent;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::kind::{Kind, Read};
use super::{CommandError, Commands, Request};
use crate::vault::{Bound, VaultError, event};

/// A personal text of a request.
#[derive(Debug)]
pub struct PersonalText<'a> {
    /// The command id of the event that it becomes a part of.
    pub event: CommandId,
    /// The event that this one corrects.
    pub corrects: Option<Version>,
    /// Its field.
    pub field: &'static str,
    /// What it says.
    pub text: &'a mut SealedText,
}

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
            for PersonalText { text, .. } in K::personal_texts(&mut masked) {
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

    /// A request with what is typed about a client sealed, after its fields were looked at: nobody reads it later.
    /// None where nothing is typed. Each attempt seals anew, since whose key is meant follows from what was read.
    pub(super) async fn sealed<K: Kind>(
        &self,
        request: &mut Request<K>,
        read: &Read<K>,
        region: &Code,
    ) -> Result<Option<Request<K>>, CommandError> {
        if !has_typed(request) {
            return Ok(None);
        }
        K::check_fields(self, request, Some(read))?;
        // What was asked holds the same in clear, and the digest is made.
        let mut request = Request { asked: None, ..request.clone() };
        for PersonalText { event, corrects, field, text } in K::personal_texts(&mut request) {
            let Some(typed) = text.as_typed() else { continue };
            let Some((trajectory, key_of)) = K::sealed_for(read, corrects) else { continue };
            let key = self.vault.key_to_seal(region, key_of).await?;
            let bound = Bound { region, trajectory, event, field };
            *text = SealedText::sealed(key.seal(&bound, typed)?);
        }
        Ok(Some(request))
    }

    /// Seals the personal texts of events that `command` carries to a trajectory for their place there. Within a
    /// region they keep the key of the client of whom they were recorded: that one is erased with it, wherever the
    /// texts were carried to and whatever became of the merge. In another region the client has another key.
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
                let texts = self.log.reader().sealed_texts(&from.0, from.1).await?;
                let keys = texts.keys(&self.vault).await?;
                sealed_in.insert(from.clone(), (texts, keys));
            }
            let (given, keys) = &sealed_in[&from];
            let key_of = origin.key_of(region).unwrap_or(trajectory);
            let receiving = self.vault.key_to_seal(region, key_of).await?;
            for (field, text) in texts {
                let sealed = text.as_sealed().unwrap_or_default();
                let plain = given.open(sealed, keys)?.ok_or(VaultError::Destroyed)?;
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
    K::personal_texts(request).iter().any(|one| one.text.as_typed().is_some())
}
