//! The lists of codes that all regions share (`reference/common`).

use std::collections::{BTreeMap, HashMap};

use super::code::Code;
use super::entry::{Attributes, Entry, Housing, LabourStatus};
use super::entry_row::Codes;
use super::fault::{Fault, FaultCode};
use super::limits_file::{MAX_LIMIT, count, degurba};
use super::list::{AccessPurpose, AnyList, CodeKind};
use super::reading::{Page, Placed, Row};
use super::source::Source;
use crate::actor::{Role, Roles};
use crate::content_hash::sha256_hex;

/// One list, in the order of its file.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries {
    entries: Vec<Entry>,
    places: HashMap<Code, usize>,
}

impl Entries {
    pub(super) fn new<L>(entries: impl Iterator<Item = Entry<L>>) -> Self {
        let entries: Vec<_> = entries.map(Entry::of_any_list).collect();
        let places =
            entries.iter().enumerate().map(|(place, entry)| (entry.code.clone(), place)).collect();
        Self { entries, places }
    }

    pub(super) fn get(&self, code: &str) -> Option<&Entry> {
        self.places.get(code).map(|place| &self.entries[*place])
    }

    pub(super) fn all(&self) -> &[Entry] {
        &self.entries
    }
}

/// All shared lists, joined.
#[derive(Clone, Debug)]
pub struct Lists {
    lists: BTreeMap<CodeKind, Entries>,
    hash: String,
}

impl Lists {
    /// Reads the common files, in any order.
    ///
    /// # Errors
    /// All faults of all files. Faults of the set as a whole (a missing list) are at the first line of
    /// `reference/common`.
    pub fn load(sources: &[Source]) -> Result<Self, Vec<Fault>> {
        let mut sources: Vec<_> = sources.iter().collect();
        sources.sort_by(|one, other| one.path.cmp(&other.path));
        let (mut lists, mut faults) = (BTreeMap::new(), Vec::new());
        for source in &sources {
            let page = Page::new(&source.path, &source.text);
            read_file(&page, &mut lists);
            faults.extend(page.into_faults());
        }
        let folder = Page::new("reference/common", "");
        if faults.is_empty() {
            for kind in CodeKind::SHARED.iter().filter(|kind| !lists.contains_key(kind)) {
                folder.fault(0, FaultCode::MissingList, format!("no file holds the list `{kind}`"));
            }
            check_evidence(&sources, &lists, &mut faults);
        }
        faults.extend(folder.into_faults());
        let texts: Vec<_> =
            sources.iter().map(|source| sha256_hex(source.text.as_bytes())).collect();
        if faults.is_empty() {
            Ok(Self { lists, hash: sha256_hex(texts.concat().as_bytes()) })
        } else {
            Err(faults)
        }
    }

    /// The entry of a shared list, retired or not.
    #[must_use]
    pub fn entry(&self, kind: CodeKind, code: &str) -> Option<&Entry> {
        self.lists.get(&kind)?.get(code)
    }

    /// What somebody with these roles looks at personal data for, who says nothing: the first purpose that names one
    /// of them. None for who has none.
    #[must_use]
    pub fn purpose_of(&self, roles: &Roles) -> Option<Code<AccessPurpose>> {
        let is_for = |entry: &&Entry| match &entry.attributes {
            Attributes::AccessPurpose { default_for, .. } => {
                roles.anywhere().any(|role| default_for.contains(&role))
            }
            _ => false,
        };
        let found = self.entries(CodeKind::AccessPurpose).iter().find(is_for);
        found.map(|entry| entry.code.clone().into_list())
    }

    /// Whether personal data are also looked at for this purpose while the client has the processing restricted.
    #[must_use]
    pub fn is_under_restriction(&self, purpose: &Code<AccessPurpose>) -> bool {
        let entry = self.entry(CodeKind::AccessPurpose, purpose.as_str());
        entry.is_some_and(|entry| {
            matches!(entry.attributes, Attributes::AccessPurpose { under_restriction: true, .. })
        })
    }

    /// SHA-256 (hex) over the SHA-256 (hex) of each file, in the order of their paths.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    pub(super) fn entries(&self, kind: CodeKind) -> &[Entry] {
        self.lists.get(&kind).map_or(&[], Entries::all)
    }
}

fn read_file(page: &Page, lists: &mut BTreeMap<CodeKind, Entries>) {
    let Some(document) = page.parse() else { return };
    let file = Row::new(page, document.get_ref(), 0);
    for key in document.get_ref().keys() {
        let kind = CodeKind::SHARED.iter().find(|kind| kind.name() == key.get_ref().as_ref());
        let Some(kind) = kind else {
            let message = format!("there is no common list `{}`", key.get_ref());
            page.fault(key.span().start, FaultCode::UnknownList, message);
            continue;
        };
        if lists.contains_key(kind) {
            let message = format!("another file holds the list `{kind}`");
            page.fault(key.span().start, FaultCode::DuplicateList, message);
        }
        let entries = Codes::default().read::<AnyList, _>(&file.rows(kind.name()), |row, entry| {
            Entry { attributes: attributes(*kind, row), ..entry.value }
        });
        lists.insert(*kind, Entries::new(entries.into_iter()));
    }
}

/// The fields that only this list has. A faulty field falls back to [`Attributes::Plain`] or to no: its fault keeps the
/// list from being used.
fn attributes(kind: CodeKind, row: &Row) -> Attributes {
    let attributes = match kind {
        CodeKind::LabourStatus => {
            let (esf, full_time) = (row.word("esf"), row.value("full_time"));
            let in_education = row.value("in_education");
            esf.map(|esf| Attributes::LabourStatus(LabourStatus { esf, full_time, in_education }))
        }
        CodeKind::Isced => row.word("band").map(Attributes::Education),
        CodeKind::Ethos => Some(Attributes::Housing(Housing {
            homeless_or_excluded: row.value("homeless_or_excluded"),
            hidden: row.value("hidden"),
        })),
        CodeKind::NationalityGroup => {
            Some(Attributes::Nationality { third_country: row.value("third_country") })
        }
        CodeKind::Milestone => Some(Attributes::Milestone {
            evidence: evidence(row).into_iter().map(|code| Code::new(code.value)).collect(),
        }),
        CodeKind::Purpose => {
            let personal = row.optional::<bool>("personal").is_some_and(|personal| personal.value);
            Some(Attributes::Purpose { personal })
        }
        CodeKind::ClosureReason => {
            let reopens = row.optional::<bool>("reopens").is_none_or(|reopens| reopens.value);
            Some(Attributes::Closure { reopens })
        }
        CodeKind::ErasureGround => {
            let refuses = row.optional::<bool>("refuses").is_some_and(|refuses| refuses.value);
            Some(Attributes::Erasure { refuses })
        }
        CodeKind::BarrierDetail => row
            .required::<String>("area")
            .map(|area| Attributes::Detail { area: Code::new(area.value) }),
        CodeKind::CommonFinding => {
            let sealed = row.optional::<bool>("sealed").is_some_and(|sealed| sealed.value);
            Some(Attributes::Finding { sealed })
        }
        CodeKind::AccessPurpose => {
            let under_restriction = row.optional::<bool>("under_restriction");
            let under_restriction = under_restriction.is_some_and(|restricted| restricted.value);
            Some(Attributes::AccessPurpose { default_for: roles(row), under_restriction })
        }
        CodeKind::Indicator => row.word("moment").map(Attributes::Indicator),
        CodeKind::Degurba => degurba(row, "class").map(Attributes::Degurba),
        CodeKind::Limit => count(row, "default", MAX_LIMIT).map(Attributes::Default),
        _ => None,
    };
    attributes.unwrap_or(Attributes::Plain)
}

/// The roles that look for a purpose when nobody says for which.
fn roles(row: &Row) -> Vec<Role> {
    let named = row.optional::<Vec<Placed<String>>>("default_for").into_iter();
    let role = |named: Placed<String>| {
        let role = named.value.parse();
        if role.is_err() {
            let message = format!("`{}` is not a role", named.value);
            row.page.fault(named.at, FaultCode::UnknownValue, message);
        }
        role.ok()
    };
    named.flat_map(|named| named.value).filter_map(role).collect()
}

fn evidence(row: &Row) -> Vec<Placed<String>> {
    row.value("evidence")
}

/// Milestones and their evidence may be in different files, so this waits until all are read.
fn check_evidence(
    sources: &[&Source],
    lists: &BTreeMap<CodeKind, Entries>,
    faults: &mut Vec<Fault>,
) {
    for source in sources {
        let page = Page::new(&source.path, &source.text);
        let Some(document) = page.parse() else {
            continue;
        };
        if !document.get_ref().contains_key(CodeKind::Milestone.name()) {
            continue;
        }
        let file = Row::new(&page, document.get_ref(), 0);
        for row in file.rows(CodeKind::Milestone.name()) {
            for code in evidence(&row) {
                if lists.get(&CodeKind::Evidence).and_then(|list| list.get(&code.value)).is_none() {
                    let message = format!("there is no evidence `{}`", code.value);
                    page.fault(code.at, FaultCode::UnknownEvidence, message);
                }
            }
        }
        faults.extend(page.into_faults());
    }
}
