//! What is sealed about a client, opened for somebody: after the policy said yes, and after it was recorded.

use std::collections::{BTreeMap, HashMap};

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::policy::Action;
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{ViewError, Views};
use crate::access_record::{Access, What};

/// The personal texts of a trajectory in clear, current and superseded ones. They are erased from memory when this
/// is dropped, and kept nowhere else.
#[derive(Default)]
pub struct Opened {
    erased: bool,
    texts: HashMap<Box<[u8]>, Zeroizing<String>>,
}

impl Opened {
    /// What a sealed text of the trajectory says; none where it was erased.
    #[must_use]
    pub fn text(&self, sealed: &SealedText) -> Option<&str> {
        self.texts.get(sealed.as_sealed()?).map(|text| text.as_str())
    }

    /// Whether there are sealed texts that nobody can open any more.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.erased
    }
}

/// Says how many there are, and never what they say.
impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { erased, texts } = self;
        f.debug_struct("Opened").field("erased", erased).field("texts", &texts.len()).finish()
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
        let loaded = self.log.load::<Trajectory>(&trajectory.to_string()).await?;
        let state = loaded.aggregate.state();
        let Some(opening) = &state.opening else { return Ok(None) };
        let what = if action == Action::Export { What::Export } else { What::Sealed };
        let decided = self.asked_by(actor).may_have_personal(action, state);
        if !self.permitted(actor, what, trajectory, state, decided).await? {
            return Ok(None);
        }
        let region = &opening.region;
        let (of, purpose) = (&[trajectory], purpose.or(self.purpose.as_ref()));
        let access =
            Access { region: Some(region), trajectories: of, purpose, ..Access::by(actor, what) };
        self.access.note(access).await?;
        let sealed = self.log.sealed_texts(region, trajectory).await?;
        if sealed.is_empty() {
            return Ok(Some(Opened::default()));
        }
        let keys = self.vault.keys_to_open(region, &[trajectory]).await?;
        let Some(key) = keys.get(&trajectory) else {
            return Ok(Some(Opened { erased: true, ..Opened::default() }));
        };
        let open = |(bytes, at): (Box<[u8]>, crate::log::SealedAt)| {
            let text = key.open(&at.bound(region, trajectory), &bytes)?;
            Ok((bytes, text))
        };
        let texts = sealed.into_iter().map(open).collect::<Result<_, ViewError>>()?;
        Ok(Some(Opened { erased: false, texts }))
    }
}

/// The fields of an event, what was sealed in clear.
pub(super) fn in_clear(event: &TrajectoryEvent, opened: &Opened) -> Value {
    let mut what = event.what.clone();
    let said: BTreeMap<String, String> = what
        .sealed_fields()
        .into_iter()
        .filter_map(|(_, text)| {
            Some((written(text)?, opened.text(text).unwrap_or("gewist").to_owned()))
        })
        .collect();
    let mut shown = serde_json::to_value(&what).unwrap_or_default();
    each_text(&mut shown, &mut |text| {
        if let Some(said) = said.get(text) {
            said.clone_into(text);
        }
    });
    shown
}

fn written(text: &SealedText) -> Option<String> {
    serde_json::to_value(text).ok()?.as_str().map(str::to_owned)
}

pub(super) fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(values) => values.iter_mut().for_each(|one| each_text(one, change)),
        Value::Object(fields) => fields.values_mut().for_each(|one| each_text(one, change)),
        _ => {}
    }
}
