//! A catalogue: one published version of a region's reference data, joined with the shared lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::code::Code;
use super::entry::{Attributes, Entry, Label};
use super::fault::Fault;
use super::list::{CodeKind, List};
use super::lists::{Entries, Lists};
use super::reading::Page;
use super::region::{
    Challenge, Finding, Limits, LocalInput, Municipality, Passage, Persona, ProblemArea, RegionFile,
};
use super::region_file::{Belongs, read_region};
use super::round::Round;
use super::source::Source;
use crate::content_hash::sha256_hex;

/// One version of a region's reference data. Events keep the version that they were recorded under.
#[derive(Clone, Debug)]
pub struct Catalogue {
    file: RegionFile,
    regional: BTreeMap<CodeKind, Entries>,
    shared: Arc<Lists>,
    hash: String,
}

impl Catalogue {
    /// Reads one region's file, which was published, against the shared lists.
    ///
    /// # Errors
    /// All faults of the file, but those that only a new file is held to.
    pub fn load(source: &Source, lists: &Arc<Lists>) -> Result<Self, Vec<Fault>> {
        let page = Page::new(&source.path, &source.text);
        let file = read_region(&page, Belongs::ByPath(&source.path), lists, |_| None, None);
        let mut faults = page.into_faults();
        faults.retain(|fault| !fault.code.is_of_new_files());
        match file {
            Some(file) if faults.is_empty() => Ok(Self::of(file, &source.text, lists)),
            _ => Err(faults),
        }
    }

    /// What a file without a fault says.
    pub(super) fn of(file: RegionFile, text: &str, lists: &Arc<Lists>) -> Self {
        let (regional, hash) = (regional_lists(&file, lists), sha256_hex(text.as_bytes()));
        Self { file, regional, shared: Arc::clone(lists), hash }
    }

    /// The region's code.
    #[must_use]
    pub fn region(&self) -> &Code {
        &self.file.code
    }

    /// The day of publication.
    #[must_use]
    pub fn version(&self) -> NaiveDate {
        self.file.version
    }

    /// The region's name.
    #[must_use]
    pub fn label(&self) -> &Label {
        &self.file.label
    }

    /// SHA-256 (hex) of the region's file.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The shared lists that this catalogue was joined with.
    #[must_use]
    pub fn lists(&self) -> &Lists {
        &self.shared
    }

    /// The entry of a code, retired or not.
    #[must_use]
    pub fn entry(&self, kind: CodeKind, code: &str) -> Option<&Entry> {
        match self.regional.get(&kind) {
            Some(list) => list.get(code),
            None => self.shared.entry(kind, code),
        }
    }

    /// The entry of a code, retired or not, in the list that its type names.
    #[must_use]
    pub fn entry_of<L: List>(&self, code: &Code<L>) -> Option<&Entry> {
        self.entry(L::KIND, code.as_str())
    }

    /// The codes of a list in the order of its file, retired ones included.
    pub fn codes<L: List>(&self) -> impl Iterator<Item = Code<L>> {
        self.entries(L::KIND).map(|entry| entry.code.clone().into_list())
    }

    /// Whether the code exists and may be used for something that happened on `on`.
    #[must_use]
    pub fn knows(&self, kind: CodeKind, code: &str, on: NaiveDate) -> bool {
        self.entry(kind, code).is_some_and(|entry| entry.is_valid_on(on))
    }

    /// The entries of a list in the order of its file, retired ones included.
    pub fn entries(&self, kind: CodeKind) -> impl Iterator<Item = &Entry> {
        self.regional.get(&kind).map_or_else(|| self.shared.entries(kind), Entries::all).iter()
    }

    /// A label that fits in a table: that of the common code where the code maps to one, else its own.
    #[must_use]
    pub fn short_label(&self, kind: CodeKind, code: &str) -> Option<&Label> {
        let entry = self.entry(kind, code)?;
        match (&entry.attributes, kind.common()) {
            (Attributes::Mapped { common }, Some(list)) => {
                self.shared.entry(list, common.as_str()).map(|entry| &entry.label)
            }
            _ => Some(&entry.label),
        }
    }

    /// The label of a code that says something of one client, or of those whom a figure counts. A finding of a region
    /// is a paragraph on a whole group, so it has its short one.
    #[must_use]
    pub fn label_of_one(&self, kind: CodeKind, code: &str) -> Option<&Label> {
        match kind {
            CodeKind::Finding => self.short_label(kind, code),
            _ => self.entry(kind, code).map(|entry| &entry.label),
        }
    }
}

/// The content of the addendum.
impl Catalogue {
    /// The day of the arena analysis.
    #[must_use]
    pub fn arena_analysis_on(&self) -> NaiveDate {
        self.file.arena_analysis_on
    }

    /// The day of the enrichment (*verrijkingsdag*).
    #[must_use]
    pub fn enrichment_day_on(&self) -> NaiveDate {
        self.file.enrichment_day_on
    }

    /// The framing sentences, in the order of the source.
    #[must_use]
    pub fn passages(&self) -> &[Passage] {
        &self.file.passages
    }

    /// The local authorities, in the order of the source.
    #[must_use]
    pub fn municipalities(&self) -> &[Municipality] {
        &self.file.municipalities
    }

    /// The challenges, in order.
    #[must_use]
    pub fn challenges(&self) -> &[Challenge] {
        &self.file.challenges
    }

    /// The personas, in the order of the source.
    #[must_use]
    pub fn personas(&self) -> &[Persona] {
        &self.file.personas
    }

    /// The problem areas, by rank.
    #[must_use]
    pub fn problem_areas(&self) -> &[ProblemArea] {
        &self.file.problem_areas
    }

    /// The problem area that a service type belongs to.
    #[must_use]
    pub fn area_of_service(&self, service: &str) -> Option<&ProblemArea> {
        let holds =
            |area: &&ProblemArea| area.services.iter().any(|held| held.entry.code == *service);
        self.file.problem_areas.iter().find(holds)
    }

    /// The findings of the enrichment day.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.file.findings
    }

    /// Other local input.
    #[must_use]
    pub fn local_input(&self) -> &[LocalInput] {
        &self.file.local_input
    }

    /// The selection round.
    #[must_use]
    pub fn round(&self) -> &Round {
        &self.file.round
    }

    /// The numbers that the rules use.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.file.limits
    }

    /// The challenges that are based on a persona, in order.
    pub fn challenges_of_persona(&self, persona: &str) -> impl Iterator<Item = &Challenge> {
        self.file
            .challenges
            .iter()
            .filter(move |challenge| challenge.personas.iter().any(|code| *code == *persona))
    }

    /// The personas that a challenge is based on, in the order of the source.
    pub fn personas_of_challenge(&self, challenge: &str) -> impl Iterator<Item = &Persona> {
        let challenge = self.file.challenges.iter().find(|found| found.entry.code == *challenge);
        let codes = challenge.map_or(&[][..], |challenge| &challenge.personas).iter();
        codes.filter_map(|code| {
            self.file.personas.iter().find(|persona| persona.entry.code == *code)
        })
    }
}

fn regional_lists(file: &RegionFile, shared: &Lists) -> BTreeMap<CodeKind, Entries> {
    fn list<'a, L: List, T: 'a>(
        rows: impl IntoIterator<Item = &'a T>,
        entry: impl Fn(&T) -> &Entry<L>,
    ) -> (CodeKind, Entries) {
        (L::KIND, Entries::new(rows.into_iter().map(|row| entry(row).clone())))
    }
    let services = file.problem_areas.iter().flat_map(|area| &area.services);
    BTreeMap::from([
        list(&file.municipalities, |row| &row.entry),
        list(&file.challenges, |row| &row.entry),
        list(&file.personas, |row| &row.entry),
        list(&file.problem_areas, |row| &row.entry),
        list(services, |row| &row.entry),
        (CodeKind::Finding, findings(file, shared)),
        list(&file.local_input, |row| &row.entry),
        list(&file.passages, |row| &row.entry),
        list(&file.round.criteria, |row| &row.entry),
        list(&file.round.items, |row| &row.entry),
    ])
}

/// The findings of a region, mapped to the common ones of the same code, and then the common ones that its
/// file lacks.
fn findings(file: &RegionFile, shared: &Lists) -> Entries {
    let own = file.findings.iter().map(|finding| finding.entry.clone().of_any_list());
    let own: Vec<Entry> = own.collect();
    let common = shared.entries(CodeKind::CommonFinding);
    let lacking = common.iter().filter(|entry| own.iter().all(|own| own.code != entry.code));
    let mapped = |entry: &Entry| {
        let is_common = shared.entry(CodeKind::CommonFinding, entry.code.as_str()).is_some();
        let attributes = if is_common {
            Attributes::Mapped { common: entry.code.clone() }
        } else {
            entry.attributes.clone()
        };
        Entry { attributes, ..entry.clone() }
    };
    Entries::new(own.iter().chain(lacking).map(mapped))
}
