//! What is sealed about a client, opened for somebody: after the policy said yes, and after it was recorded.

use std::collections::{BTreeSet, HashMap};

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::ids::{TrajectoryId, Version};
use loopbrug_domain::policy::Action;
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use zeroize::Zeroizing;

use super::{ViewError, Views};
use crate::access_record::{Access, What};

/// The personal texts of a trajectory in clear, current and superseded ones. They are erased from memory when this
/// is dropped, and kept nowhere else.
#[derive(Default)]
pub struct Opened {
    erased: bool,
    texts: HashMap<Box<[u8]>, Zeroizing<String>>,
    of_others: BTreeSet<Version>,
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

    /// Whether an event is about another person: a merge carried it here, and was undone.
    #[must_use]
    pub fn is_of_another(&self, event: Version) -> bool {
        self.of_others.contains(&event)
    }
}

/// Says how many there are, and never what they say.
impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { erased, texts, .. } = self;
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
            let text = sealed.open(bytes, &keys)?;
            opened.texts.extend(text.map(|text| (bytes.into(), text)));
        }
        Ok(Some(opened))
    }
}
