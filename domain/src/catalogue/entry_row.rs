//! Reads the fields that every code has, and sees to it that codes are unique.

use std::collections::BTreeMap;

use super::code::Code;
use super::entry::{Attributes, Entry, Label};
use super::fault::FaultCode;
use super::reading::{Page, Placed, Row};

impl Row<'_, '_> {
    pub(super) fn label(&self) -> Label {
        let side = |key| {
            let text = self.text(key)?;
            if text.value.trim().is_empty() {
                self.page.fault(text.at, FaultCode::EmptyLabel, format!("`{key}` is empty"));
            }
            Some(text.value.trim().to_owned())
        };
        Label { nl: side("nl").unwrap_or_default(), en: side("en").unwrap_or_default() }
    }

    /// The fields that every code has. The place is that of the code.
    pub(super) fn entry<L>(&self) -> Placed<Entry<L>> {
        let code = self.text("code").unwrap_or(Placed { value: String::new(), at: self.at });
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
        if self.has("code") && (code.value.is_empty() || !code.value.chars().all(fits)) {
            let message =
                format!("`{}` is not a code: letters, digits, `_`, `-` and `.` only", code.value);
            self.page.fault(code.at, FaultCode::MalformedCode, message);
        }
        let (from, to) = (self.optional_date("valid_from"), self.optional_date("valid_to"));
        if let (Some(from), Some(to)) = (&from, &to)
            && to.value < from.value
        {
            let message = format!("valid_to {} is before valid_from {}", to.value, from.value);
            self.page.fault(to.at, FaultCode::ReversedValidity, message);
        }
        let entry = Entry {
            code: Code::new(code.value),
            label: self.label(),
            valid_from: from.map(|day| day.value),
            valid_to: to.map(|day| day.value),
            attributes: Attributes::Plain,
        };
        Placed { value: entry, at: code.at }
    }
}

/// The codes of one list seen so far.
pub(super) struct Codes<'p, 't> {
    page: &'p Page<'t>,
    seen: BTreeMap<String, usize>,
}

impl<'p, 't> Codes<'p, 't> {
    pub(super) fn new(page: &'p Page<'t>) -> Self {
        Self { page, seen: BTreeMap::new() }
    }

    pub(super) fn add<L>(&mut self, entry: &Placed<Entry<L>>) {
        let code = entry.value.code.as_str();
        if code.is_empty() {
            return;
        }
        if let Some(first) = self.seen.get(code) {
            let message = format!("`{code}` stands already on line {}", self.page.place(*first).0);
            self.page.fault(entry.at, FaultCode::DuplicateCode, message);
        } else {
            self.seen.insert(code.to_owned(), entry.at);
        }
    }
}
