//! All catalogues that are loaded.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::code::Code;
use super::embedded::EMBEDDED;
use super::fault::{Fault, FaultCode};
use super::lists::Lists;
use super::reading::Page;
use super::source::Source;
use super::version::Catalogue;

/// Every published version of every region.
#[derive(Clone, Debug)]
pub struct Catalogues {
    /// By region and by day of publication. They are looked up in every decision of the policy.
    versions: BTreeMap<Code, BTreeMap<NaiveDate, Arc<Catalogue>>>,
    lists: Arc<Lists>,
}

impl Catalogues {
    /// Joins the files of `reference/`, in any order.
    ///
    /// # Errors
    /// All faults of all files. While the common lists have faults, the regions are not looked at: what they map to
    /// is not known.
    pub fn load(sources: Vec<Source>) -> Result<Self, Vec<Fault>> {
        let (regions, others): (Vec<_>, Vec<_>) =
            sources.into_iter().partition(|source| lies_in(source, "regions"));
        let (common, stray): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|source| lies_in(source, "common"));
        let mut faults = Vec::new();
        for source in &stray {
            let page = Page::new(&source.path, &source.text);
            page.fault(
                0,
                FaultCode::MisplacedFile,
                "a reference file lies in `common/` or in `regions/<region>/`",
            );
            faults.extend(page.into_faults());
        }
        let lists = match Lists::load(&common) {
            Ok(lists) => Arc::new(lists),
            Err(more) => {
                faults.extend(more);
                return Err(faults);
            }
        };
        let mut versions = BTreeMap::<Code, BTreeMap<_, _>>::new();
        for source in &regions {
            match Catalogue::load(source, &lists) {
                Ok(catalogue) => {
                    let (region, version) = (catalogue.region().clone(), catalogue.version());
                    let of_region = versions.entry(region.clone()).or_default();
                    if of_region.insert(version, Arc::new(catalogue)).is_some() {
                        let page = Page::new(&source.path, &source.text);
                        let message = format!("another file holds `{region}` of {version}");
                        page.fault(0, FaultCode::DuplicateVersion, message);
                        faults.extend(page.into_faults());
                    }
                }
                Err(more) => faults.extend(more),
            }
        }
        if faults.is_empty() { Ok(Self { versions, lists }) } else { Err(faults) }
    }

    /// The files that were committed with this program.
    ///
    /// # Panics
    /// Never in a program whose tests passed: one of them loads these files.
    #[must_use]
    pub fn embedded() -> Self {
        Self::load(Self::embedded_sources()).expect("the committed reference files have no fault")
    }

    /// The text of the files that were committed with this program.
    #[must_use]
    pub fn embedded_sources() -> Vec<Source> {
        let source = |(path, text): &(&str, &str)| Source {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        EMBEDDED.iter().map(source).collect()
    }

    /// This version of this region.
    #[must_use]
    pub fn get(&self, region: &str, version: NaiveDate) -> Option<&Arc<Catalogue>> {
        self.versions.get(region)?.get(&version)
    }

    /// The version of this region that was published last.
    #[must_use]
    pub fn latest(&self, region: &str) -> Option<&Arc<Catalogue>> {
        self.versions.get(region)?.values().next_back()
    }

    /// This version of this region; where it was published after this process started, the latest that it knows.
    #[must_use]
    pub fn named_or_latest(&self, region: &Code, version: NaiveDate) -> Option<&Arc<Catalogue>> {
        self.get(region.as_str(), version).or_else(|| self.latest(region.as_str()))
    }

    /// The shared lists that all of them are joined with.
    #[must_use]
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    pub(super) fn shared(&self) -> &Arc<Lists> {
        &self.lists
    }

    /// The regions, each once.
    pub fn regions(&self) -> impl Iterator<Item = &Code> {
        self.versions.keys()
    }

    /// Every catalogue, by region and version.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Catalogue>> {
        self.versions.values().flat_map(BTreeMap::values)
    }
}

fn lies_in(source: &Source, folder: &str) -> bool {
    source.path.split('/').rev().skip(1).take(2).any(|part| part == folder)
}
