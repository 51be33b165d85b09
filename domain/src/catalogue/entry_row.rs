//! Reads the fields that every code has, and sees to it that codes are unique.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::code::Code;
use super::entry::{Attributes, Entry, Label};
use super::fault::FaultCode;
use super::reading::{Page, Placed, Row};

impl Row<'_, '_> {
    pub(super) fn label(&self) -> Label {
        let side = |key| {
            let text = self.required::<String>(key)?;
            if text.value.trim().is_empty() {
                self.page.fault(text.at, FaultCode::EmptyLabel, format!("`{key}` is empty"));
            }
            Some(text.value.trim().to_owned())
        };
        Label { nl: side("nl").unwrap_or_default(), en: side("en").unwrap_or_default() }
    }

    /// The fields that every code has. The place is that of the code.
    pub(super) fn entry<L>(&self) -> Placed<Entry<L>> {
        let code = self.required("code").unwrap_or(Placed { value: String::new(), at: self.at });
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
        if self.has("code") && (code.value.is_empty() || !code.value.chars().all(fits)) {
            let message =
                format!("`{}` is not a code: letters, digits, `_`, `-` and `.` only", code.value);
            self.page.fault(code.at, FaultCode::MalformedCode, message);
        }
        let (from, to) = (self.optional::<NaiveDate>("valid_from"), self.optional("valid_to"));
        if let (Some(from), Some(to)) = (&from, &to)
            && to.value < from.value
        {
            let message = format!("valid_to {} is before valid_from {}", to.value, from.value);
            self.page.fault(to.at, FaultCode::ReversedValidity, message);
        }
        if let (Some(successor), Some(to)) = (self.page.successor.get(), &to)
            && successor.retires_in_the_past(&code.value, to.value)
        {
            let message = format!(
                "valid_to {} is before this version, {}: what was recorded since would be of a retired code",
                to.value, successor.version
            );
            self.page.fault(to.at, FaultCode::RetiredInThePast, message);
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

/// The codes of one list read so far.
#[derive(Default)]
pub(super) struct Codes(BTreeMap<String, usize>);

impl Codes {
    /// A code a row, and what `read` makes of the rest of it. A code that was read before is a fault.
    pub(super) fn read<L, T>(
        &mut self,
        rows: &[Row],
        mut read: impl FnMut(&Row, Placed<Entry<L>>) -> T,
    ) -> Vec<T> {
        let read_row = |row: &Row| {
            let entry = row.entry();
            self.add(row.page, &entry);
            let read = read(row, entry);
            row.done();
            read
        };
        rows.iter().map(read_row).collect()
    }

    fn add<L>(&mut self, page: &Page, entry: &Placed<Entry<L>>) {
        let code = entry.value.code.as_str();
        if let Some(first) = self.0.get(code) {
            let message = format!("`{code}` is already on line {}", page.place(*first).0);
            page.fault(entry.at, FaultCode::DuplicateCode, message);
        } else if !code.is_empty() {
            self.0.insert(code.to_owned(), entry.at);
        }
    }
}
