//! Whether events are sealed: how far the seal of their log is, and what was found not to be as it was sealed.

use std::collections::BTreeSet;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::ids::Position;
use loopbrug_infra::seal::{Fault, Proved, Seal, SealError, Which};
use loopbrug_infra::views::{ViewError, Views};
use maud::{Markup, html};

use crate::address::address;
use crate::lang::Lang;

/// The seal of a log, for who may see it.
pub(crate) struct Seals {
    seal: Seal,
    /// Up to which position events are sealed.
    size: u64,
    events: u64,
    /// Where an event is not the one that was sealed, as far as that was found.
    bad: BTreeSet<u64>,
}

/// How it is with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sealed {
    Yes,
    NotYet,
    Broken,
}

impl Seals {
    /// None where the seal is not for `actor`.
    pub(crate) async fn of(
        views: &Views,
        actor: &Actor,
        region: &Code,
    ) -> Result<Option<Self>, ViewError> {
        let seal = match views.seal(actor, region) {
            Ok(seal) => seal,
            Err(ViewError::Denied(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let integrity = seal.integrity().await?;
        let tree = integrity.last_head.as_ref().map(|head| head.tree);
        let bad = integrity.faults.iter().filter(|finding| Some(finding.tree) == tree);
        let bad = bad.filter_map(|finding| match finding.fault {
            Fault::Changed(position) | Fault::Missing(position) => Some(position),
            _ => None,
        });
        let bad = bad.collect();
        let size = integrity.last_head.map_or(0, |head| head.size);
        Ok(Some(Self { seal, size, events: integrity.events, bad }))
    }

    fn of_event(&self, position: Position) -> Sealed {
        match u64::from(position.0) {
            position if self.bad.contains(&position) => Sealed::Broken,
            position if position <= self.size => Sealed::Yes,
            _ => Sealed::NotYet,
        }
    }

    /// Holds one event against the first head that covers it; none where none does yet.
    pub(super) async fn proved(&self, position: Position) -> Result<Option<Proved>, ViewError> {
        let position = position.0.into();
        match self.seal.proved(position, Which::Covering(position)).await {
            Ok(proved) => Ok(Some(proved)),
            Err(SealError::NoSuchHead) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// How it is with an event, in a word.
    pub(crate) fn badge(&self, lang: Lang, position: Position) -> Markup {
        badge(lang, self.of_event(position))
    }

    /// How far the seal is.
    pub(super) fn line(&self, lang: Lang, region: &Code) -> Markup {
        let named = [("sealed", self.size.into()), ("of", self.events.into())];
        let link = address("/zegel", [("regio", Some(region.to_string()))]);
        html! {
            div.state {
                p { span.dot aria-hidden="true" {} (lang.with("seal-up-to", named)) }
                p { a href=(link) { (lang.say("seal-title")) } }
            }
        }
    }
}

/// Whether an event that was held against a head is the one that was sealed, in a word.
pub(crate) fn proved_badge(lang: Lang, proved: Option<&Proved>) -> Markup {
    badge(
        lang,
        match proved.map(Proved::holds) {
            Some(true) => Sealed::Yes,
            Some(false) => Sealed::Broken,
            None => Sealed::NotYet,
        },
    )
}

fn badge(lang: Lang, sealed: Sealed) -> Markup {
    let (class, message) = match sealed {
        Sealed::Yes => ("seal yes", "seal-yes"),
        Sealed::NotYet => ("seal", "seal-not-yet"),
        Sealed::Broken => ("seal broken", "seal-broken"),
    };
    html! {
        span class=(class) {
            svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true" {
                circle cx="8" cy="8" r="7" {}
                @match sealed {
                    Sealed::Yes => path d="M4.5 8.2l2.4 2.4 4.6-5" {},
                    Sealed::NotYet => path d="M8 4.5V8l2.5 1.5" {},
                    Sealed::Broken => path d="M5 5l6 6M11 5l-6 6" {},
                }
            }
            " " (lang.say(message))
        }
    }
}
