//! Pages of figures that are kept: what is counted of the same, and asked the same, is the same.
//!
//! A page is kept under all that makes a difference to it: what the figures are counted of, what is asked, on which
//! day, in which language, and what of them somebody sees. Who may ask at all is asked each time, before. Rounded
//! figures are kept for one person each: how many different questions somebody asks is counted where they are counted.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_domain::policy::own_part;
use loopbrug_infra::views::{Reported, Stand, ViewError};
use maud::Markup;
use moka::sync::Cache;
use tokio::sync::OnceCell;

use super::slider::Track;
use super::view::View;
use crate::lang::Lang;

/// So many pages are kept, of 150 kB at most each, and each until nobody asks for it any more.
const MOST: u64 = 200;
const UNASKED: Duration = Duration::from_mins(10);

/// The pages that this process keeps.
#[derive(Debug)]
pub(crate) struct KeptPages(Cache<Key, Arc<OnceCell<Arc<Kept>>>>);

/// What is kept of a page: all but what its reader is called, and what the directory says.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) outcomes: Reported,
    /// How much was recorded in each month.
    pub(super) months: Vec<(NaiveDate, u32)>,
    /// What stands below the question.
    pub(super) figures: Markup,
}

impl Kept {
    /// What the slider goes over.
    pub(super) fn track(&self) -> Track<'_> {
        let position = self.outcomes.as_of.first().map(|(_, as_of)| as_of.position);
        Track { months: &self.months, position }
    }
}

/// All that makes a difference to a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    stand: Stand,
    today: NaiveDate,
    lang: Lang,
    /// The address that asks for it, with region, period, filters, steps and as of when.
    asked: String,
    treatment: String,
    traceable: bool,
    /// Of rounded figures.
    reader: Option<(WorkerId, KboNumber)>,
    /// Whose part somebody sees as it is.
    own: Option<KboNumber>,
}

impl Key {
    pub(super) fn of(stand: Stand, lang: Lang, view: &View, actor: &Actor) -> Self {
        let regions = [view.region().clone()];
        Self {
            stand,
            today: view.today,
            lang,
            asked: view.address(""),
            treatment: format!("{:?}", view.treatment),
            traceable: view.traceable,
            reader: (!view.is_exact()).then_some((actor.worker, actor.organisation)),
            own: own_part(actor, &regions, view.filter.organisation),
        }
    }
}

impl Default for KeptPages {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_idle(UNASKED).build())
    }
}

impl KeptPages {
    /// The page under a key, made now where there is none: once, however many ask for it at the same time.
    pub(super) async fn get(
        &self,
        key: Key,
        make: impl AsyncFnOnce() -> Result<Kept, ViewError>,
    ) -> Result<Arc<Kept>, ViewError> {
        let page = self.0.get_with(key, Arc::default);
        page.get_or_try_init(async || make().await.map(Arc::new)).await.cloned()
    }
}
