//! What an address of a history asks for: of what, in which order, and at which step somebody is.

use chrono::NaiveDate;
use loopbrug_domain::ids::Version;
use loopbrug_infra::views::{HistoryRequest, StepParts, Steps, StreamId};
use serde::Deserialize;

use super::kind;
use super::range::Range;
use crate::address::{address, given};
use crate::lang::Lang;
use crate::trouble::Trouble;

/// The query of an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    stap: Option<String>,
    volgorde: Option<String>,
    toestand: Option<String>,
    van: Option<String>,
    tot: Option<String>,
    op: Option<String>,
    positie: Option<String>,
}

/// In which order steps are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// In that of recording.
    Known,
    /// In that of the days on which things happened.
    Happened,
}

impl Order {
    pub(super) const ALL: [Self; 2] = [Self::Known, Self::Happened];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Known => "gekend",
            Self::Happened => "gebeurd",
        }
    }
}

/// A view of a history.
#[derive(Debug, Clone)]
pub(super) struct View {
    pub(super) stream: StreamId,
    /// The place in the stream of the step that is looked at.
    pub(super) step: Version,
    pub(super) order: Order,
    pub(super) range: Range,
    /// Whether all of the state is asked for.
    pub(super) whole: bool,
}

impl View {
    pub(super) fn read(
        (kind, id): (&str, &str),
        asked: Asked,
        today: NaiveDate,
    ) -> Result<Self, Trouble> {
        let stream = kind::named(kind, id).ok_or_else(Trouble::not_found)?;
        let step = given(asked.stap.as_ref()).map(str::parse).transpose();
        let order = match given(asked.volgorde.as_ref()) {
            Some("gebeurd") => Order::Happened,
            _ => Order::Known,
        };
        let Asked { toestand, van, tot, op, positie, .. } = asked;
        let bounds = [van.as_ref(), tot.as_ref(), op.as_ref(), positie.as_ref()];
        Ok(Self {
            stream,
            step: step.map_err(|_| Trouble::refused("OF_ANOTHER_FORM"))?.unwrap_or(1),
            order,
            range: Range::read(bounds, today)?,
            whole: toestand.is_some(),
        })
    }

    /// What the views are asked: words of every step, and what is long to say of the one that is looked at.
    pub(super) fn request(&self) -> HistoryRequest {
        let one = Steps::One(self.step);
        HistoryRequest {
            span: self.range.span(),
            known: self.range.known(),
            parts: StepParts {
                words: Steps::All,
                changes: one,
                whole: if self.whole { one } else { Steps::None },
                state: Steps::None,
            },
            personal: false,
        }
    }

    /// Why there is nothing to be seen.
    pub(super) fn absent(&self) -> Trouble {
        match self.stream {
            StreamId::Trajectory(_) => Trouble::refused("TRAJECTORY_NOT_FOUND"),
            StreamId::Proposal(_) => Trouble::refused("PROPOSAL_NOT_FOUND"),
            StreamId::Round(_) | StreamId::Employer(_) => Trouble::not_found(),
        }
    }

    pub(super) fn path(&self) -> String {
        kind::path(self.stream)
    }

    pub(super) fn kind(&self, lang: Lang) -> String {
        kind::in_words(lang, self.stream)
    }

    pub(super) fn title(&self, lang: Lang) -> String {
        format!("{} {}", self.kind(lang), kind::short(self.stream))
    }

    fn address(&self) -> String {
        let of = [
            ("stap", Some(self.step.to_string())),
            ("volgorde", (self.order == Order::Happened).then(|| self.order.name().to_owned())),
            ("toestand", self.whole.then(|| "ja".to_owned())),
        ];
        address(&self.path(), of.into_iter().chain(self.range.query()))
    }

    /// The address of another step.
    pub(super) fn at(&self, step: Version) -> String {
        Self { step, ..self.clone() }.address()
    }

    /// The address of this one in another order.
    pub(super) fn in_order(&self, order: Order) -> String {
        Self { order, ..self.clone() }.address()
    }

    /// The address of this one, with all of the state or without it.
    pub(super) fn with_whole(&self, whole: bool) -> String {
        Self { whole, ..self.clone() }.address()
    }

    /// The address of this one as it is known now.
    pub(super) fn at_known_now(&self) -> String {
        Self { range: self.range.known_now(), ..self.clone() }.address()
    }
}
