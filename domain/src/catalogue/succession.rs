//! Rules for a new version of a catalogue. Events keep the version that they were recorded under, so a
//! new version has a later day, and no code of the old one is missing.

use chrono::NaiveDate;

use super::fault::FaultCode;
use super::list::CodeKind;
use super::reading::Page;
use super::version::Catalogue;

/// A version of a region, and the one before it, if there is one.
#[derive(Clone, Copy)]
pub(super) struct Successor<'c> {
    pub(super) version: NaiveDate,
    pub(super) former: Option<&'c Catalogue>,
}

impl Successor<'_> {
    /// Whether the version retires a code as of a day before itself. What the version before had retired then stays
    /// retired.
    pub(super) fn retires_in_the_past(&self, code: &str, valid_to: NaiveDate) -> bool {
        let was_retired = |former: &Catalogue| {
            let of_kinds = CodeKind::REGIONAL.iter().filter_map(|kind| former.entry(*kind, code));
            let mut ends = of_kinds.filter_map(|entry| entry.valid_to);
            ends.any(|end| end == valid_to)
        };
        valid_to < self.version && !self.former.is_some_and(was_retired)
    }
}

/// Notes the faults of a catalogue as the successor of another of its region.
pub(super) fn check_succession(page: &Page, new: &Catalogue, former: &Catalogue) {
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
}

#[cfg(test)]
mod tests {
    use super::super::catalogues::Catalogues;
    use super::super::source::Source;
    use super::*;

    /// The committed catalogue of Vlaamse-Ardennen, changed.
    fn faults(change: impl Fn(&str) -> String, version: &str) -> Vec<FaultCode> {
        let catalogues = Catalogues::embedded();
        let text = Catalogues::embedded_sources()
            .into_iter()
            .find(|source| source.path.contains("vlaamse-ardennen"))
            .unwrap()
            .text;
        let text = change(&text.replace("version = 2023-08-11", &format!("version = {version}")));
        let today = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let source = Source { path: format!("regions/vlaamse-ardennen/{version}.toml"), text };
        let faults = catalogues.admit(&source, None, today).err().unwrap_or_default();
        faults.iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn a_newer_version_with_every_code_follows_the_one_before() {
        assert_eq!(faults(str::to_owned, "2024-09-01"), []);
    }

    #[test]
    fn a_version_is_newer_than_the_one_before() {
        let renamed = |text: &str| text.replace("\"Ronse\"", "\"Renaix\"");
        assert_eq!(faults(renamed, "2023-08-11"), [FaultCode::NotNewer]);
    }

    #[test]
    fn no_code_is_ever_deleted() {
        let renamed = |text: &str| text.replace("\"cindy\"", "\"cyndi\"");
        assert_eq!(faults(renamed, "2024-09-01"), [FaultCode::DeletedCode]);
    }

    #[test]
    fn a_code_is_retired_from_the_day_of_the_version_on_at_the_earliest() {
        let retired = |on: &'static str| {
            move |text: &str| {
                text.replacen("code = \"cindy\"", &format!("code = \"cindy\"\nvalid_to = {on}"), 1)
            }
        };
        assert_eq!(faults(retired("2024-08-31"), "2024-09-01"), [FaultCode::RetiredInThePast]);
        assert_eq!(faults(retired("2024-09-01"), "2024-09-01"), []);
    }
}
