//! Rules for a new version of a catalogue. Events keep the version that they were recorded under, so a
//! new version has a later day, and no code of the old one is missing.

use super::fault::{Fault, FaultCode};
use super::list::CodeKind;
use super::reading::Page;
use super::source::Source;
use super::version::Catalogue;

/// The faults of a catalogue as the successor of another of its region.
#[must_use]
pub fn check_succession(source: &Source, new: &Catalogue, former: &Catalogue) -> Vec<Fault> {
    let page = Page::new(&source.path, &source.text);
    if new.version() <= former.version() {
        let message = format!("a version is newer than the one before, {}", former.version());
        page.fault(0, FaultCode::NotNewer, message);
    }
    for kind in CodeKind::REGIONAL {
        for entry in former.entries(*kind) {
            if new.entry(*kind, entry.code.as_str()).is_none() {
                let code = &entry.code;
                let message =
                    format!("the {kind} `{code}` is missing: retire a code with `valid_to`");
                page.fault(0, FaultCode::DeletedCode, message);
            }
        }
    }
    page.into_faults()
}

#[cfg(test)]
mod tests {
    use super::super::catalogues::Catalogues;
    use super::*;
    use std::sync::Arc;

    /// The committed catalogue of Vlaamse-Ardennen, changed.
    fn faults(change: impl Fn(&str) -> String, version: &str) -> Vec<FaultCode> {
        let catalogues = Catalogues::embedded();
        let former = catalogues.latest("vlaamse-ardennen").unwrap();
        let text = Catalogues::embedded_sources()
            .into_iter()
            .find(|source| source.path.contains("vlaamse-ardennen"))
            .unwrap()
            .text;
        let text = change(&text.replace("version = 2023-08-11", &format!("version = {version}")));
        let source = Source { path: format!("regions/vlaamse-ardennen/{version}.toml"), text };
        let new = Catalogue::load(&source, &Arc::new(catalogues.lists().clone())).unwrap();
        check_succession(&source, &new, former).iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn a_newer_version_with_every_code_follows_the_one_before() {
        assert_eq!(faults(str::to_owned, "2024-09-01"), []);
    }

    #[test]
    fn a_version_is_newer_than_the_one_before() {
        assert_eq!(faults(str::to_owned, "2023-08-11"), [FaultCode::NotNewer]);
    }

    #[test]
    fn no_code_is_ever_deleted() {
        let renamed = |text: &str| text.replace("\"cindy\"", "\"cyndi\"");
        assert_eq!(faults(renamed, "2024-09-01"), [FaultCode::DeletedCode]);
    }
}
