//! What is personal: who a client is, what was written down, what past the client has.

use std::fmt;
use std::sync::Arc;

use async_graphql::{Context, Enum, Error, ID, Object, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_domain::ids::{KboNumber, TrajectoryId, Version};
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::trajectory::identity::IdentityPart as Part;
use loopbrug_domain::trajectory::personal::{Personal, Written};
use loopbrug_domain::trajectory::{background, identity};
use loopbrug_infra::views::{Opened, Paged, Views};

use super::names::Name;
use super::page::{Found, List, Listed, NOTES, list_of};
use super::{Coded, step_place};
use crate::error::unanswered;
use crate::purpose::given_purpose;

/// An answer of a client about the past.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "background::Answer")]
pub(crate) enum BackgroundAnswer {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// Nobody knows, or the client does not say.
    Unknown,
}

impl fmt::Debug for BackgroundAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackgroundAnswer")
    }
}

/// A part of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Enum)]
#[graphql(remote = "identity::IdentityPart")]
pub(crate) enum IdentityPart {
    /// The names before the family name.
    GivenName,
    /// The family name.
    FamilyName,
    /// The number in the national register, or a bis number.
    Insz,
    /// The day of birth.
    BirthDate,
    /// A telephone number.
    Phone,
    /// An address of electronic mail.
    Email,
    /// Where post arrives.
    Address,
}

/// What is personal of a client, opened.
pub(crate) struct PersonalTexts {
    personal: Personal,
    opened: Opened,
    catalogue: Arc<Catalogue>,
}

impl PersonalTexts {
    /// Opens what is personal of a trajectory, for a purpose.
    pub(super) async fn open(
        ctx: &Context<'_>,
        trajectory: TrajectoryId,
        personal: Personal,
        purpose: &str,
        catalogue: &Arc<Catalogue>,
    ) -> Result<Option<Self>, Error> {
        let (views, actor) = (ctx.data::<Views>()?, ctx.data::<Actor>()?);
        let purpose = given_purpose(views.catalogues().lists(), purpose)?;
        let opened = views.opened(actor, trajectory, Some(&purpose)).await;
        let opened = opened.map_err(unanswered(ctx))?;
        let catalogue = Arc::clone(catalogue);
        Ok(opened.map(|opened| Self { personal, opened, catalogue }))
    }

    fn text(&self, sealed: &SealedText) -> Option<String> {
        self.opened.text(sealed).map(str::to_owned)
    }

    fn by<T>(&self, written: &Written<T>) -> Author {
        let organisation_name = Name::of(self.catalogue.region(), written.by);
        Author { organisation: written.by.to_string(), organisation_name }
    }
}

/// What is personal of a client. To read it is recorded.
#[Object(name = "Personal")]
impl PersonalTexts {
    /// Whether it was erased: then nobody can read any of it.
    async fn erased(&self) -> bool {
        self.opened.is_erased()
    }

    /// Who the client is. Null where nothing was recorded.
    async fn identity(&self) -> Option<Identity> {
        let parts = &self.personal.identity;
        let part = |part: Part| self.text(parts.get(&part)?);
        (!parts.is_empty()).then(|| Identity {
            given_name: part(Part::GivenName),
            family_name: part(Part::FamilyName),
            insz: part(Part::Insz),
            birth_date: part(Part::BirthDate),
            phone: part(Part::Phone),
            email: part(Part::Email),
            address: part(Part::Address),
        })
    }

    /// A past in detention or in youth care, as it was recorded last. Null where nothing was.
    async fn background(&self) -> Option<Background> {
        let background = self.personal.background.as_ref()?;
        let answer = |sealed| background::Answer::read(self.opened.text(sealed)?).map(Into::into);
        Some(Background {
            on: background.on,
            event: background.event,
            detention: answer(&background.recorded.detention),
            youth_care: answer(&background.recorded.youth_care),
        })
    }

    /// Notes, by their day.
    #[graphql(complexity = "NOTES.cost(first, last, child_complexity)")]
    async fn notes(
        &self,
        #[graphql(desc = "The first so many, 100 at most. Default: 20.")] first: Option<i32>,
        #[graphql(desc = "Of those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Of those before this cursor.")] before: Option<String>,
    ) -> Result<List<Note, Found>, Error> {
        let page = NOTES.page([first, last], [after, before], step_place)?;
        let notes = &self.personal.notes;
        let place = |event: Version| notes.iter().position(|note| note.event == event);
        let from = page.after.and_then(place).map_or(0, |place| place + 1);
        let to = page.before.and_then(place).unwrap_or(notes.len()).max(from);
        let size = page.size as usize;
        let within = if page.from_end {
            to.saturating_sub(size).max(from)..to
        } else {
            from..to.min(from.saturating_add(size))
        };
        let (previous, next) = (within.start > 0, within.end < notes.len());
        let items = notes[within].iter().map(|note| (note.event, self.note(note))).collect();
        let total = Found(u32::try_from(notes.len()).unwrap_or(u32::MAX));
        Ok(list_of(Paged { items, previous, next }, total, |(_, note)| note))
    }

    /// The client's own words for goals, in order.
    async fn own_words(&self) -> Vec<OwnWords> {
        let words = self.personal.own_words.iter();
        let shown = words.map(|one| OwnWords {
            goal_id: ID(one.about.to_string()),
            event: one.event,
            text: self.text(&one.text),
        });
        shown.collect()
    }

    /// Why personas, challenges and findings were linked, and why the trajectory was closed, in order.
    async fn rationales(&self) -> Vec<Rationale> {
        let rationales = self.personal.rationales.iter();
        let shown = rationales.map(|one| {
            let (list, code) = &one.about;
            Rationale {
                on: one.on,
                event: one.event,
                author: self.by(one),
                list: list.name(),
                code: Coded::of_list(*list, &self.catalogue, code.as_str()),
                text: self.text(&one.text),
            }
        });
        shown.collect()
    }
}

impl PersonalTexts {
    fn note(&self, note: &Written<()>) -> Note {
        Note { on: note.on, event: note.event, author: self.by(note), text: self.text(&note.text) }
    }
}

/// Who a client is. What is null is unknown, or erased.
#[derive(SimpleObject)]
struct Identity {
    /// The names before the family name.
    given_name: Option<String>,
    /// The family name.
    family_name: Option<String>,
    /// The number in the national register, or a bis number: eleven digits.
    insz: Option<String>,
    /// The day of birth.
    birth_date: Option<String>,
    /// A telephone number.
    phone: Option<String>,
    /// An address of electronic mail.
    email: Option<String>,
    /// Where post arrives.
    address: Option<String>,
}

/// What is known of a client's past.
#[derive(SimpleObject)]
struct Background {
    /// The day of which it was recorded.
    on: NaiveDate,
    /// The event, by its place in the trajectory.
    event: Version,
    /// A past in detention. Null: erased.
    detention: Option<BackgroundAnswer>,
    /// A past in youth care. Null: erased.
    youth_care: Option<BackgroundAnswer>,
}

/// Who wrote something.
#[derive(SimpleObject)]
struct Author {
    /// The organisation, by KBO number.
    organisation: String,
    /// The name of that organisation.
    organisation_name: Name<KboNumber>,
}

/// What somebody wrote down about a client.
#[derive(SimpleObject)]
pub(crate) struct Note {
    /// The day that it is about.
    on: NaiveDate,
    /// The event, by its place in the trajectory.
    event: Version,
    /// Who wrote it.
    author: Author,
    /// What was written. Null: erased.
    text: Option<String>,
}

impl Listed for Note {
    const LIST: &'static str = "Notes";

    type Row = (Version, Self);

    fn cursor((event, _): &(Version, Self)) -> String {
        event.to_string()
    }
}

/// A client's own words for a goal.
#[derive(SimpleObject)]
struct OwnWords {
    /// The goal.
    goal_id: ID,
    /// The event, by its place in the trajectory.
    event: Version,
    /// In own words. Null: erased.
    text: Option<String>,
}

/// Why something was linked, or a trajectory closed.
#[derive(SimpleObject)]
struct Rationale {
    /// The day.
    on: NaiveDate,
    /// The event, by its place in the trajectory.
    event: Version,
    /// Who wrote it.
    author: Author,
    /// The list of the code: `persona`, `challenge`, `finding` or `closure_reason`.
    list: &'static str,
    /// What was linked, or the reason of the closing.
    code: Coded,
    /// In words. Null: erased.
    text: Option<String>,
}
