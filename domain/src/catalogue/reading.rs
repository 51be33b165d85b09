//! Reads TOML strictly and to the end: every fault of a file is noted with its place, where serde would stop at the
//! first.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, FaultCode};
use super::toml_value::{as_date, as_flag, as_moment, as_text, as_time, as_whole};
use crate::text;
use crate::time::{FIRST_DAY, LAST_DAY, is_in_range};

/// One file, and the faults found in it so far.
pub(super) struct Page<'t> {
    path: &'t str,
    text: &'t str,
    faults: RefCell<Vec<Fault>>,
}

impl<'t> Page<'t> {
    pub(super) fn new(path: &'t str, text: &'t str) -> Self {
        Self { path, text, faults: RefCell::default() }
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

    pub(super) fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort();
        faults
    }
}

/// A value, and its byte offset in the file.
#[derive(Clone, Debug)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) at: usize,
}

/// One table of a file. Fields that nobody asked for are faults once the row is [`done`](Row::done).
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

    fn optional<T>(
        &self,
        key: &'static str,
        expected: &str,
        read: impl Fn(&DeValue) -> Option<T>,
    ) -> Option<Placed<T>> {
        self.asked.borrow_mut().insert(key);
        let value = self.table.get(key)?;
        let at = value.span().start;
        let read = read(value.get_ref());
        if read.is_none() {
            let found = value.get_ref().type_str();
            self.page.fault(
                at,
                FaultCode::WrongType,
                format!("`{key}` is {expected}, not this {found}"),
            );
        }
        read.map(|value| Placed { value, at })
    }

    fn required<T>(
        &self,
        key: &'static str,
        expected: &str,
        read: impl Fn(&DeValue) -> Option<T>,
    ) -> Option<Placed<T>> {
        if !self.has(key) {
            self.page.fault(
                self.at,
                FaultCode::MissingField,
                format!("`{key}` is missing: {expected}"),
            );
        }
        self.optional(key, expected, read)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn text(&self, key: &'static str) -> Option<Placed<String>> {
        self.required(key, "a text", as_text).map(|text| self.composed(text))
    }

    pub(super) fn optional_text(&self, key: &'static str) -> Option<Placed<String>> {
        self.optional(key, "a text", as_text).map(|text| self.composed(text))
    }

    /// The text as it is kept.
    fn composed(&self, text: Placed<String>) -> Placed<String> {
        let Placed { value, at } = text;
        match text::composed(&value) {
            Ok(composed) => Placed { value: composed.into_owned(), at },
            Err(not_allowed) => {
                self.page.fault(at, FaultCode::TextNotAllowed, not_allowed.to_string());
                Placed { value, at }
            }
        }
    }

    /// A day that there is.
    fn in_range(&self, at: usize, day: NaiveDate) {
        if !is_in_range(day) {
            let message = format!("{day} is not between {FIRST_DAY} and {LAST_DAY}");
            self.page.fault(at, FaultCode::DayOutOfRange, message);
        }
    }

    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        self.required(key, "true or false", as_flag).map(|flag| flag.value)
    }

    pub(super) fn optional_flag(&self, key: &'static str) -> Option<Placed<bool>> {
        self.optional(key, "true or false", as_flag)
    }

    pub(super) fn whole(&self, key: &'static str) -> Option<Placed<i64>> {
        self.required(key, "a whole number", as_whole)
    }

    pub(super) fn date(&self, key: &'static str) -> Option<Placed<NaiveDate>> {
        self.required(key, "a date", as_date).inspect(|day| self.in_range(day.at, day.value))
    }

    pub(super) fn optional_date(&self, key: &'static str) -> Option<Placed<NaiveDate>> {
        self.optional(key, "a date", as_date).inspect(|day| self.in_range(day.at, day.value))
    }

    pub(super) fn optional_time(&self, key: &'static str) -> Option<Placed<NaiveTime>> {
        self.optional(key, "a local time", as_time)
    }

    pub(super) fn optional_moment(&self, key: &'static str) -> Option<Placed<NaiveDateTime>> {
        self.optional(key, "a local date-time, without offset", as_moment)
            .inspect(|moment| self.in_range(moment.at, moment.value.date()))
    }

    pub(super) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let word = self.text(key)?;
        let found = words.iter().find(|(name, _)| *name == word.value).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let names: Vec<_> = words.iter().map(|(name, _)| *name).collect();
            let message = format!("`{}` is none of {}", word.value, names.join(", "));
            self.page.fault(word.at, FaultCode::UnknownValue, message);
        }
        found
    }

    pub(super) fn texts(&self, key: &'static str) -> Vec<Placed<String>> {
        let list = self.required(key, "a list of texts", |value| {
            let items = value.as_array()?.iter();
            items
                .map(|item| Some(Placed { value: as_text(item.get_ref())?, at: item.span().start }))
                .collect()
        });
        let texts = list.map_or_else(Vec::new, |list: Placed<Vec<_>>| list.value);
        texts.into_iter().map(|text| self.composed(text)).collect()
    }

    pub(super) fn whole_numbers(&self, key: &'static str) -> Vec<Placed<i64>> {
        let list = self.required(key, "a list of whole numbers", |value| {
            let items = value.as_array()?.iter();
            items
                .map(|item| {
                    Some(Placed { value: as_whole(item.get_ref())?, at: item.span().start })
                })
                .collect()
        });
        list.map_or_else(Vec::new, |list: Placed<Vec<_>>| list.value)
    }

    /// The one table of this name; a missing one is a fault.
    pub(super) fn row(&self, key: &'static str) -> Option<Row<'p, 't>> {
        self.required(key, "a table", |value| value.as_table().map(|_| ()))?;
        let value = self.table.get(key)?;
        Some(Row::new(self.page, value.get_ref().as_table()?, value.span().start))
    }

    /// The tables of this name, in the order of the file; none at all is a fault.
    pub(super) fn rows(&self, key: &'static str) -> Vec<Row<'p, 't>> {
        if !self.has(key) {
            let message = format!("`{key}` is missing: a list of tables");
            self.page.fault(self.at, FaultCode::MissingField, message);
        }
        self.optional_rows(key)
    }

    /// The tables of this name, in the order of the file.
    pub(super) fn optional_rows(&self, key: &'static str) -> Vec<Row<'p, 't>> {
        self.optional(key, "a list of tables", |value| {
            value.as_array()?.iter().all(|row| row.get_ref().is_table()).then_some(())
        });
        let rows = self.table.get(key).and_then(|value| value.get_ref().as_array());
        let row = |row: &'p Spanned<DeValue<'t>>| {
            Some(Row::new(self.page, row.get_ref().as_table()?, row.span().start))
        };
        rows.into_iter().flatten().filter_map(row).collect()
    }
}
