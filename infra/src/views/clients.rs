//! Clients by name, among those whose personal data the actor may open.
//!
//! Names are sealed, so no index has them. The candidates are the trajectories that the organisation of who asks has
//! access to, page by page; the names of those are opened in memory and compared. What was opened is kept for a while,
//! for comparing alone (`names.rs`). Whoever seems to be found is decided on, and opened, once more, as it is at this
//! moment: so an access that ended, another name and a destroyed key count from the next request on.

mod names;

use chrono::NaiveDate;
use futures::stream::{StreamExt, TryStreamExt, iter};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::{Position, TrajectoryId};
use loopbrug_domain::policy::{self, Action, Subject, VisibleTrajectories, may};
use loopbrug_domain::stream::Stream;
use loopbrug_domain::trajectory::Trajectory;
use zeroize::Zeroizing;

use self::names::Forms;
pub(super) use self::names::Names;
use super::trajectories::{self, Overview, Seen, TrajectoryFilter, TrajectoryPlace};
use super::{ViewError, Views};
use crate::access_record::{Access, What};
use crate::database::read;
use crate::page::{Page, Paged};
use crate::vault::{Searched, WhoIs};
use crate::who_is::who_is;

/// So many candidates are read at a time.
const CANDIDATES: u32 = 500;
/// So many names are opened for one request at most. Whoever asks again goes on where that ended.
const MOST_OPENED: usize = 2_000;
/// So many are opened side by side for a request.
const AT_ONCE: usize = 4;

/// Somebody who was found by name.
pub struct FoundClient {
    /// The names, as they are recorded now.
    pub name: Zeroizing<String>,
    /// The day of birth, where it is known.
    pub birth_date: Option<NaiveDate>,
    /// The trajectory in the list.
    pub overview: Overview,
}

/// Says which trajectory it is, and never who.
impl std::fmt::Debug for FoundClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("FoundClient").field(&self.overview.trajectory).finish()
    }
}

impl Views {
    /// A page of the clients of a region whose names have all words that were typed, or words that begin with them;
    /// the one whose trajectory was opened last first. It is recorded whom it names, and never what was typed.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn clients(
        &self,
        actor: &Actor,
        region: &Code,
        typed: &str,
        page: &Page<TrajectoryPlace>,
        at_least: Option<Position>,
    ) -> Result<Paged<FoundClient>, ViewError> {
        let open = Subject::Personal(policy::Access::Open { personal: true });
        let access = Access { region: Some(region), ..self.by(actor, What::Clients) };
        self.access.decided::<ViewError>(access, may(actor, region, Action::Read, open)).await?;
        let searched = Searched::of(typed).ok_or(ViewError::SearchTooShort)?;
        self.image(region, at_least).await?;
        // A search that could open nothing would find nobody, which is another answer.
        self.vault.ready().await?;
        let found = self.named(actor, region, &searched, page).await?;
        let of = found.items.iter().map(|client| client.overview.trajectory);
        self.looked_through(actor, What::Clients, region, of).await?;
        Ok(found)
    }

    /// Drops names from memory, for ever, as soon as the key of a client is destroyed by any process. While nobody
    /// does this, none is kept.
    pub async fn forget_erased(self) {
        self.names.follow(&self.vault).await;
    }

    async fn named(
        &self,
        actor: &Actor,
        region: &Code,
        searched: &Searched,
        page: &Page<TrajectoryPlace>,
    ) -> Result<Paged<FoundClient>, ViewError> {
        let organisation = actor.organisation;
        let visible = VisibleTrajectories::Of { organisation, asked_in: None };
        let seen = Seen { visible, now: self.clock.now() };
        let (wanted, mut opened, mut found) = (page.size as usize + 1, 0, vec![]);
        let mut part = Page { size: CANDIDATES, ..page.clone() };
        while found.len() < wanted {
            let candidates = self.candidates(region, &seen, &part).await?;
            let Some(last) = candidates.last().map(|one| (one.opened_on, one.trajectory)) else {
                break;
            };
            let bound = if part.from_end { &mut part.before } else { &mut part.after };
            *bound = Some(last);
            let looked_at = candidates.into_iter().map(|one| self.forms_of(actor, region, one));
            let mut looked_at = iter(looked_at).buffered(AT_ONCE);
            let mut alike = vec![];
            while let Some((candidate, Compared { forms, is_opened })) =
                looked_at.try_next().await?
            {
                if searched.is_in(&forms) {
                    alike.push(candidate);
                }
                opened += usize::from(is_opened);
                if opened > MOST_OPENED {
                    return Err(ViewError::NamesLoading);
                }
            }
            let alike = alike.into_iter().map(|one| self.found(actor, region, searched, one));
            let mut alike = iter(alike).buffered(AT_ONCE);
            while found.len() < wanted
                && let Some(one) = alike.try_next().await?
            {
                found.extend(one);
            }
        }
        Ok(Paged::of(found, page))
    }

    /// The next trajectories that the organisation has access to, from the end that is asked for.
    async fn candidates(
        &self,
        region: &Code,
        seen: &Seen,
        part: &Page<TrajectoryPlace>,
    ) -> Result<Vec<Overview>, ViewError> {
        let all = TrajectoryFilter::default();
        let ask = || trajectories::page(&self.pool, region, &all, seen, part);
        let mut items = read(ask).await?.items;
        if part.from_end {
            items.reverse();
        }
        Ok(items)
    }

    /// By what the client of a candidate is found: from memory, or opened. Nothing is opened for somebody who may not.
    async fn forms_of(
        &self,
        actor: &Actor,
        region: &Code,
        candidate: Overview,
    ) -> Result<(Overview, Compared), ViewError> {
        let (id, version) = (candidate.trajectory, candidate.version);
        if let Some(forms) = self.names.at_hand(region, id, version) {
            return Ok((candidate, Compared { forms, is_opened: false }));
        }
        let _turn = self.names.turn().await;
        let heard = self.names.heard();
        let who = self.who(actor, region, id).await?;
        let forms = Forms::of(who.as_ref().and_then(|who| who.name.as_ref()));
        if who.is_some() {
            self.names.keep(region, id, version, &forms, heard);
        }
        Ok((candidate, Compared { forms, is_opened: true }))
    }

    /// A candidate who seems to be found, as everything is now; none if it is somebody else.
    async fn found(
        &self,
        actor: &Actor,
        region: &Code,
        searched: &Searched,
        overview: Overview,
    ) -> Result<Option<FoundClient>, ViewError> {
        let _turn = self.names.turn().await;
        let who = self.who(actor, region, overview.trajectory).await?.unwrap_or_default();
        let WhoIs { name, birth_date, .. } = who;
        let name = name.filter(|name| searched.is_in(&Forms::of(Some(name))));
        Ok(name.map(|name| FoundClient { name, birth_date, overview }))
    }

    /// Who a client is, for somebody who may open that now; none for others, and of what cannot be read: one client
    /// whose record is damaged keeps nobody else from being found.
    async fn who(
        &self,
        actor: &Actor,
        region: &Code,
        id: TrajectoryId,
    ) -> Result<Option<WhoIs>, ViewError> {
        let opened = async {
            let loaded = self.log.load_in::<Trajectory>(region, &id.to_string()).await?;
            let read = &loaded.aggregate;
            let decided = self.asked_by(actor).may_have_personal(Action::Read, read.state());
            if decided.is_err() {
                return Ok(None);
            }
            who_is::<ViewError>(&self.log, &self.vault, region, id, read).await.map(Some)
        };
        match opened.await {
            Err(error) if error.is_of_one_record() => {
                tracing::error!(%id, "who the client is cannot be read, and nobody finds it by name");
                Ok(None)
            }
            opened => opened,
        }
    }
}

/// What a candidate is compared by.
struct Compared {
    forms: Forms,
    is_opened: bool,
}
