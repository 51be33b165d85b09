//! Reads TOML strictly and to the end: every fault of a file is noted with its place, where serde would stop at the
//! first.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::str::FromStr;

use strum::VariantNames;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, FaultCode};
use super::succession::Successor;
use super::toml_value::FromToml;
pub(super) use super::toml_value::Placed;

/// One file, and the faults found in it so far.
pub(super) struct Page<'t> {
    path: &'t str,
    text: &'t str,
    faults: RefCell<Vec<Fault>>,
    /// Which version it is and what it follows, once that was read. Common files have none.
    pub(super) successor: Cell<Option<Successor<'t>>>,
}

impl<'t> Page<'t> {
    pub(super) fn new(path: &'t str, text: &'t str) -> Self {
        Self { path, text, faults: RefCell::default(), successor: Cell::default() }
    }

    /// The tables of the file, or none where its syntax is broken: what the parser recovered would only give faults
    /// that are not there.
    pub(super) fn parse(&self) -> Option<Spanned<DeTable<'t>>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            self.fault(
                error.span().map_or(0, |span| span.start),
                FaultCode::Syntax,
                error.message(),
            );
        }
        errors.is_empty().then_some(table)
    }

    /// Notes a fault at a byte offset.
    pub(super) fn fault(&self, at: usize, code: FaultCode, message: impl Into<String>) {
        let (line, column) = self.place(at);
        let (path, message) = (self.path.to_owned(), message.into());
        self.faults.borrow_mut().push(Fault { path, line, column, code, message });
    }

    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// Whether this rule is broken somewhere.
    pub(super) fn has(&self, code: FaultCode) -> bool {
        self.faults.borrow().iter().any(|fault| fault.code == code)
    }

    pub(super) fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort();
        faults
    }
}

/// One table of a file. When the row is [`done`](Row::done), each field that was not read is a fault.
pub(super) struct Row<'p, 't> {
    pub(super) page: &'p Page<'t>,
    pub(super) at: usize,
    table: &'p DeTable<'t>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'p, 't> Row<'p, 't> {
    pub(super) fn new(page: &'p Page<'t>, table: &'p DeTable<'t>, at: usize) -> Self {
        Self { page, at, table, asked: RefCell::default() }
    }

    pub(super) fn done(&self) {
        let asked = self.asked.borrow();
        for key in self.table.keys().filter(|key| !asked.contains(key.get_ref().as_ref())) {
            let message = format!("unknown field `{}`", key.get_ref());
            self.page.fault(key.span().start, FaultCode::UnknownField, message);
        }
    }

    /// The value of a field; none where it is absent, or of another type, which is a fault.
    pub(super) fn optional<T: FromToml>(&self, key: &'static str) -> Option<Placed<T>> {
        self.read(key, T::EXPECTED, |value| {
            T::from_toml(value, &mut |at, code, message| self.page.fault(at, code, message))
        })
    }

    /// The value of a field; a missing one is a fault.
    pub(super) fn required<T: FromToml>(&self, key: &'static str) -> Option<Placed<T>> {
        self.expect(key, T::EXPECTED);
        self.optional(key)
    }

    /// The value of a field that has to be there. Where it is not, the fault keeps the file from being
    /// used, and the default takes its place.
    pub(super) fn value<T: FromToml + Default>(&self, key: &'static str) -> T {
        self.required(key).map_or_else(T::default, |placed| placed.value)
    }

    fn expect(&self, key: &'static str, expected: &str) {
        if !self.has(key) {
            let message = format!("`{key}` is missing: {expected}");
            self.page.fault(self.at, FaultCode::MissingField, message);
        }
    }

    fn read<T>(
        &self,
        key: &'static str,
        expected: &str,
        read: impl Fn(&Spanned<DeValue>) -> Option<T>,
    ) -> Option<Placed<T>> {
        self.asked.borrow_mut().insert(key);
        let value = self.table.get(key)?;
        let (at, read) = (value.span().start, read(value));
        if read.is_none() {
            let message = format!("`{key}` is {expected}, not this {}", value.get_ref().type_str());
            self.page.fault(at, FaultCode::WrongType, message);
        }
        read.map(|value| Placed { value, at })
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A field that holds one of the words of `T`.
    pub(super) fn word<T: FromStr + VariantNames>(&self, key: &'static str) -> Option<T> {
        let word = self.required::<String>(key)?;
        let found = word.value.parse().ok();
        if found.is_none() {
            let message = format!("`{}` is none of {}", word.value, T::VARIANTS.join(", "));
            self.page.fault(word.at, FaultCode::UnknownValue, message);
        }
        found
    }

    /// The one table of this name; a missing one is a fault.
    pub(super) fn row(&self, key: &'static str) -> Option<Row<'p, 't>> {
        self.expect(key, "a table");
        self.read(key, "a table", |value| value.get_ref().as_table().map(|_| ()))?;
        let value = self.table.get(key)?;
        Some(Row::new(self.page, value.get_ref().as_table()?, value.span().start))
    }

    /// The tables of this name, in the order of the file; none at all is a fault.
    pub(super) fn rows(&self, key: &'static str) -> Vec<Row<'p, 't>> {
        self.expect(key, "a list of tables");
        self.optional_rows(key)
    }

    /// The tables of this name, in the order of the file.
    pub(super) fn optional_rows(&self, key: &'static str) -> Vec<Row<'p, 't>> {
        self.read(key, "a list of tables", |value| {
            value.get_ref().as_array()?.iter().all(|row| row.get_ref().is_table()).then_some(())
        });
        let rows = self.table.get(key).and_then(|value| value.get_ref().as_array());
        let row = |row: &'p Spanned<DeValue<'t>>| {
            Some(Row::new(self.page, row.get_ref().as_table()?, row.span().start))
        };
        rows.into_iter().flatten().filter_map(row).collect()
    }
}
