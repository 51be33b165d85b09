//! A request for a page: who asks, in which language, and for what.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use axum::response::Response;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_sign_in::Authenticated;
use maud::Markup;
use tower_sessions::Session;

use crate::Pages;
use crate::address::given;
use crate::lang::Lang;
use crate::layout::{Frame, Section};
use crate::session::{self, SignedIn};
use crate::trouble::Trouble;

/// A request for a page.
pub(crate) struct Visit {
    pub(crate) pages: Pages,
    pub(crate) session: Session,
    pub(crate) lang: Lang,
    pub(crate) who: Option<SignedIn>,
    here: Uri,
}

impl Visit {
    /// Who acts.
    ///
    /// # Errors
    /// Somebody who has not signed in does so first, and comes back; somebody who has not said for which organisation
    /// says so.
    pub(crate) fn actor(&self) -> Result<&Actor, Trouble> {
        let who = self.who.as_ref().ok_or_else(Trouble::sign_in_first)?;
        who.actor().ok_or_else(Trouble::choose_first)
    }

    /// Who reads what is there for everybody: who acts, or the public.
    ///
    /// # Errors
    /// Somebody who has signed in, and has not said for which organisation, says so.
    pub(crate) fn reader(&self) -> Result<Cow<'_, Actor>, Trouble> {
        match self.who {
            Some(_) => self.actor().map(Cow::Borrowed),
            None => Ok(Cow::Owned(Authenticated::public().actor)),
        }
    }

    /// The path that is asked for.
    pub(crate) fn path(&self) -> &str {
        self.here.path()
    }

    /// What the address asks for besides.
    pub(crate) fn query(&self) -> Option<&str> {
        self.here.query()
    }

    /// The latest catalogue of a region.
    pub(crate) fn catalogue(&self, region: &str) -> Result<Arc<Catalogue>, Trouble> {
        let catalogue = self.pages.0.views.catalogues().latest(region);
        catalogue.cloned().ok_or_else(|| Trouble::refused("REGION_NOT_FOUND"))
    }

    /// The region that somebody means who names none: that of a role, or the first one.
    pub(crate) fn own_region(&self) -> Option<&Code> {
        let actor = self.who.as_ref()?.actor()?;
        self.pages.own_region(actor)
    }

    /// The region that an address names, or the one that is meant where it names none: for that somebody has to be
    /// signed in.
    pub(crate) fn region(&self, named: Option<&String>) -> Result<Code, Trouble> {
        if let Some(named) = given(named) {
            return Ok(Code::new(named));
        }
        let own = self.pages.own_region(self.actor()?);
        own.cloned().ok_or_else(|| Trouble::refused("REGION_NOT_FOUND"))
    }

    /// The region that an address names, or the one that is meant where it names none: for what is there for everybody,
    /// so whoever has not signed in means the first.
    pub(crate) fn region_to_read(&self, named: Option<&String>) -> Result<Code, Trouble> {
        let first = self.pages.0.views.catalogues().regions().next();
        let meant = self.own_region().or(first).cloned();
        let region = given(named).map(Code::new).or(meant);
        region.ok_or_else(|| Trouble::refused("REGION_NOT_FOUND"))
    }

    /// A page.
    pub(crate) fn page(&self, section: Section, title: &str, body: &Markup) -> Response {
        self.frame().page(section, title, body)
    }

    fn frame(&self) -> Frame<'_> {
        Frame { pages: &self.pages, lang: self.lang, who: self.who.as_ref(), here: &self.here }
    }
}

impl Pages {
    /// The region that an actor means who names none.
    pub(crate) fn own_region<'a>(&'a self, actor: &'a Actor) -> Option<&'a Code> {
        let named = actor.roles.iter().find_map(|held| held.region.as_ref());
        named.or_else(|| self.0.views.catalogues().regions().next())
    }
}

impl FromRequestParts<Pages> for Visit {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, pages: &Pages) -> Result<Self, Trouble> {
        let Ok(lang) = Lang::from_request_parts(parts, pages).await;
        let session = Session::from_request_parts(parts, pages).await;
        let session = session.map_err(|(_, reason)| Trouble::fault(reason))?;
        let who = session::signed_in(&session).await?;
        Ok(Self { pages: pages.clone(), session, lang, who, here: parts.uri.clone() })
    }
}
