//! The catalogue of a region, as it was published.

use std::sync::Arc;

use async_graphql::{Error, Object};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::{
    self, Catalogue, Challenge, CodeKind, Entry, Finding, ProblemArea, RoundItem, When, list,
};

use super::{Coded, Language};
use crate::error::coded;

/// A published version of a region's reference data.
pub(crate) struct CatalogueView(pub(crate) Arc<Catalogue>);

/// A published version of a region's reference data.
#[Object(name = "Catalogue")]
impl CatalogueView {
    /// The region, by its code.
    async fn region(&self) -> &str {
        self.0.region().as_str()
    }

    /// The region's name.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        lang.of(self.0.label())
    }

    /// The day of publication.
    async fn version(&self) -> NaiveDate {
        self.0.version()
    }

    /// SHA-256 of the file, in hexadecimal.
    async fn hash(&self) -> &str {
        self.0.hash()
    }

    /// The local authorities, by NIS code.
    async fn municipalities(&self) -> Vec<Coded> {
        self.list(CodeKind::Municipality)
    }

    /// The personas, by name only.
    async fn personas(&self) -> Vec<Coded> {
        self.list(CodeKind::Persona)
    }

    /// The challenges, in order.
    async fn challenges(&self) -> Vec<ChallengeView<'_>> {
        let challenges = self.0.challenges().iter();
        challenges.map(|challenge| ChallengeView { challenge, catalogue: &self.0 }).collect()
    }

    /// The problem areas, the most important first.
    async fn problem_areas(&self) -> Vec<ProblemAreaView<'_>> {
        let areas = self.0.problem_areas().iter();
        areas.map(|area| ProblemAreaView { area, catalogue: &self.0 }).collect()
    }

    /// The findings of the enrichment day.
    async fn findings(&self) -> Vec<FindingView<'_>> {
        let findings = self.0.findings().iter();
        findings.map(|finding| FindingView { finding, catalogue: &self.0 }).collect()
    }

    /// Other local input.
    async fn local_input(&self) -> Vec<TextView<'_>> {
        let input = self.0.local_input().iter();
        input.map(|input| TextView { entry: &input.entry, more: &input.paragraphs }).collect()
    }

    /// The selection round.
    async fn round(&self) -> RoundView<'_> {
        RoundView(&self.0)
    }

    /// The codes of any list, by its name.
    async fn codes(
        &self,
        #[graphql(desc = "The name of the list, as in `lists`.")] list: String,
    ) -> Result<Vec<Coded>, Error> {
        match CodeKind::from_name(&list) {
            Some(kind) => Ok(self.list(kind)),
            None => Err(coded("LIST_NOT_FOUND", format!("there is no list '{list}'"))),
        }
    }

    /// The names of all lists.
    async fn lists(&self) -> Vec<&'static str> {
        CodeKind::ALL.iter().map(|kind| kind.name()).collect()
    }
}

impl CatalogueView {
    fn list(&self, kind: CodeKind) -> Vec<Coded> {
        let entries = self.0.entries(kind);
        entries.map(|entry| Coded::of_list(kind, &self.0, entry.code.as_str())).collect()
    }
}

struct ChallengeView<'a> {
    challenge: &'a Challenge,
    catalogue: &'a Arc<Catalogue>,
}

/// A challenge of the region (*regio-uitdaging*).
#[Object(name = "Challenge")]
impl ChallengeView<'_> {
    /// Its code.
    async fn code(&self) -> &str {
        self.challenge.entry.code.as_str()
    }

    /// Its title.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        lang.of(&self.challenge.entry.label)
    }

    /// The full text, by paragraph.
    async fn text(
        &self,
        #[graphql(default, desc = "In this language.")] lang: Language,
    ) -> Vec<&str> {
        self.challenge.paragraphs.iter().map(|paragraph| lang.of(paragraph)).collect()
    }

    /// The personas that it is based on.
    async fn personas(&self) -> Vec<Coded> {
        Coded::all(self.catalogue, &self.challenge.personas)
    }
}

struct ProblemAreaView<'a> {
    area: &'a ProblemArea,
    catalogue: &'a Arc<Catalogue>,
}

/// A problem area (*problematiek*).
#[Object(name = "ProblemArea")]
impl ProblemAreaView<'_> {
    /// Its code.
    async fn code(&self) -> &str {
        self.area.entry.code.as_str()
    }

    /// What it is.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        lang.of(&self.area.entry.label)
    }

    /// Place in the order of importance, from 1.
    async fn rank(&self) -> u32 {
        self.area.rank
    }

    /// The types of service that the region asks for.
    async fn services(&self) -> Vec<Coded> {
        Coded::all(self.catalogue, self.area.services.iter().map(|service| &service.entry.code))
    }
}

struct FindingView<'a> {
    finding: &'a Finding,
    catalogue: &'a Arc<Catalogue>,
}

/// A need or barrier named on the enrichment day (*verrijkingsdag*).
#[Object(name = "Finding")]
impl FindingView<'_> {
    /// Its code.
    async fn code(&self) -> &str {
        self.finding.entry.code.as_str()
    }

    /// What was found.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        lang.of(&self.finding.entry.label)
    }

    /// The challenges that it was named for.
    async fn challenges(&self) -> Vec<Coded> {
        Coded::all(self.catalogue, &self.finding.challenges)
    }
}

struct TextView<'a> {
    entry: &'a Entry<list::LocalInput>,
    more: &'a [catalogue::Label],
}

/// A text of one paragraph or more.
#[Object(name = "LocalInput")]
impl TextView<'_> {
    /// Its code.
    async fn code(&self) -> &str {
        self.entry.code.as_str()
    }

    /// The text, by paragraph.
    async fn text(
        &self,
        #[graphql(default, desc = "In this language.")] lang: Language,
    ) -> Vec<&str> {
        std::iter::once(&self.entry.label).chain(self.more).map(|label| lang.of(label)).collect()
    }
}

struct RoundView<'a>(&'a Catalogue);

/// The selection round (*kandidatuurronde*) and its dates.
#[Object(name = "PublishedRound")]
impl RoundView<'_> {
    /// Its code.
    async fn code(&self) -> &str {
        self.0.round().code.as_str()
    }

    /// Its name.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        lang.of(&self.0.round().label)
    }

    /// The body that ratifies the matching report.
    async fn ratifying_body(
        &self,
        #[graphql(default, desc = "In this language.")] lang: Language,
    ) -> &str {
        lang.of(&self.0.round().ratifying_body)
    }

    /// The dates.
    async fn items(&self) -> Vec<RoundItemView<'_>> {
        self.0.round().items.iter().map(RoundItemView).collect()
    }
}

struct RoundItemView<'a>(&'a RoundItem);

/// One date of the round. Days and times are local, in Brussels.
#[Object(name = "PublishedRoundItem")]
impl RoundItemView<'_> {
    /// Its code.
    async fn code(&self) -> &str {
        self.0.entry.code.as_str()
    }

    /// What it is.
    async fn label(&self, #[graphql(default, desc = "In this language.")] lang: Language) -> &str {
        lang.of(&self.0.entry.label)
    }

    /// The first day, where it is fixed.
    async fn from(&self) -> Option<NaiveDate> {
        match &self.0.when {
            When::Day(day) => Some(*day),
            When::Minute(minute) => Some(minute.date()),
            When::Window { from, .. } => Some(*from),
            When::Offset { .. } | When::SetByEvent => None,
        }
    }

    /// The last day, where it is fixed; for what follows an event, the last it may fall on.
    async fn to(&self) -> Option<NaiveDate> {
        match &self.0.when {
            When::Day(day) => Some(*day),
            When::Minute(minute) => Some(minute.date()),
            When::Window { until, .. } => Some(*until),
            When::Offset { .. } | When::SetByEvent => self.0.latest,
        }
    }

    /// The last minute, as hh:mm, where there is one.
    async fn time(&self) -> Option<String> {
        match &self.0.when {
            When::Minute(minute) => Some(minute.format("%H:%M").to_string()),
            When::Offset { time, .. } => time.map(|time| time.format("%H:%M").to_string()),
            _ => None,
        }
    }

    /// Days after another item.
    async fn days_after(&self) -> Option<u32> {
        match &self.0.when {
            When::Offset { days, .. } => Some(*days),
            _ => None,
        }
    }

    /// The item that it follows.
    async fn after(&self) -> Option<&str> {
        match &self.0.when {
            When::Offset { after, .. } => Some(after.as_str()),
            _ => None,
        }
    }

    /// Whether the source calls it subject to change.
    async fn subject_to_change(&self) -> bool {
        self.0.subject_to_change
    }
}
