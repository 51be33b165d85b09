//! What is sealed about a client, opened for somebody: after the policy said yes, and after it was recorded.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::policy::{Action, Denial};
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::TrajectoryEvent;
use serde_json::Value;
use zeroize::Zeroizing;

use super::{ViewError, Views};
use crate::access_record::{Access, What};
use crate::vault::VaultError;

/// The personal texts of a trajectory in clear, current and superseded ones. They are erased from memory when this
/// is dropped, and kept nowhere else.
#[derive(Default)]
pub struct Opened {
    erased: bool,
    unreadable: usize,
    texts: HashMap<Box<[u8]>, Zeroizing<String>>,
    of_others: BTreeSet<Version>,
}

impl Opened {
    /// What a sealed text of the trajectory says; none where it was erased or cannot be read.
    #[must_use]
    pub fn text(&self, sealed: &SealedText) -> Option<&str> {
        self.texts.get(sealed.as_sealed()?).map(|text| text.as_str())
    }

    /// Whether there are sealed texts that nobody can open any more.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.erased
    }

    /// How many sealed texts cannot be opened although the client has a key: they were sealed under one that is lost.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// Whether an event is about another person: a merge carried it here, and was undone.
    #[must_use]
    pub fn is_of_another(&self, event: Version) -> bool {
        self.of_others.contains(&event)
    }
}

/// Says how many there are, and never what they say.
impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { erased, unreadable, texts, .. } = self;
        let mut shown = f.debug_struct("Opened");
        shown.field("erased", erased).field("unreadable", unreadable);
        shown.field("texts", &texts.len()).finish()
    }
}

impl Views {
    /// The vault, to ask whether somebody is known.
    #[must_use]
    pub fn vault(&self) -> &crate::vault::Vault {
        &self.vault
    }

    /// What is sealed about a client, for a purpose. None where there is no such trajectory, or not for who asks.
    ///
    /// # Errors
    /// See [`ViewError`]. What cannot be recorded is not opened.
    pub async fn opened(
        &self,
        actor: &Actor,
        trajectory: TrajectoryId,
        purpose: Option<&Code<AccessPurpose>>,
    ) -> Result<Option<Opened>, ViewError> {
        self.opened_to(actor, Action::Read, trajectory, purpose).await
    }

    /// The same to read it, or to hand all of it out to the client.
    pub(super) async fn opened_to(
        &self,
        actor: &Actor,
        action: Action,
        trajectory: TrajectoryId,
        purpose: Option<&Code<AccessPurpose>>,
    ) -> Result<Option<Opened>, ViewError> {
        let what = if action == Action::Export { What::Export } else { What::Sealed };
        let of = &[trajectory];
        let Some(loaded) = self.found(actor, what, trajectory).await? else { return Ok(None) };
        let state = loaded.aggregate.state();
        let Some(opening) = &state.opening else { return Ok(None) };
        let purpose = purpose.or(self.purpose.as_ref());
        let decided = self.asked_by(actor).may_have_personal_for(action, purpose, state);
        let region = &opening.region;
        let access =
            Access { region: Some(region), trajectories: of, purpose, ..Access::by(actor, what) };
        if !self.permitted(access, decided).await? {
            // Whoever sees the trajectory sees that the processing is restricted, and is told what to say.
            let told = decided.err().filter(|denial| *denial == Denial::Restricted);
            return told.map_or(Ok(None), |denial| Err(denial.into()));
        }
        self.access.note(access).await?;
        let mut sealed = self.log.sealed_texts(region, trajectory).await?;
        let of_others = sealed.leave_out_others(state);
        let mut opened = Opened { of_others, ..Opened::default() };
        if sealed.is_empty() {
            return Ok(Some(opened));
        }
        // The log has the last word: where the database of the keys came back older, there may be a key again.
        if state.rights.erased_on().is_some() {
            opened.erased = true;
            return Ok(Some(opened));
        }
        let keys = sealed.keys(&self.vault).await?;
        opened.erased = sealed.has_own() && !keys.contains_key(&trajectory);
        for bytes in sealed.sealed() {
            match sealed.open(bytes, &keys) {
                Ok(text) => opened.texts.extend(text.map(|text| (bytes.into(), text))),
                // One that was sealed under a key that is lost takes no other with it.
                Err(VaultError::NotSealedHere) => opened.unreadable += 1,
                Err(error) => return Err(error.into()),
            }
        }
        if opened.unreadable > 0 {
            let texts = opened.unreadable;
            tracing::error!(%trajectory, texts, "sealed texts cannot be opened: their key is lost");
        }
        Ok(Some(opened))
    }
}

/// The fields of an event, what was sealed in clear; `word` stands for what nobody can read.
pub(super) fn in_clear(event: &TrajectoryEvent, opened: &Opened, word: &str) -> Value {
    let said = said(event, opened);
    let mut shown = serde_json::to_value(&event.what).unwrap_or_default();
    each_text(&mut shown, "", &|_, text| {
        said.get(text).map(|said| said.as_deref().unwrap_or(word).into())
    });
    shown
}

/// What the sealed texts of an event say, by their written form; none of what nobody can read.
pub(super) fn said(event: &TrajectoryEvent, opened: &Opened) -> BTreeMap<String, Option<String>> {
    let mut what = event.what.clone();
    let said = what.sealed_fields().into_iter().filter_map(|(_, text)| {
        let written = serde_json::to_value(&*text).ok()?.as_str()?.to_owned();
        Some((written, opened.text(text).map(str::to_owned)))
    });
    said.collect()
}

/// Puts something in the place of each text, by the field that it is in.
pub(super) fn each_text(
    value: &mut Value,
    field: &str,
    change: &impl Fn(&str, &str) -> Option<Value>,
) {
    match value {
        Value::String(text) => {
            if let Some(changed) = change(field, text) {
                *value = changed;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|one| each_text(one, field, change)),
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(field, one)| each_text(one, field, change));
        }
        _ => {}
    }
}
