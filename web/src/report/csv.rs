//! A report as a file: UTF-8 with commas for programs, or with semicolons and the mark that Excel looks for. A text that
//! a spreadsheet would take for a formula is made a text; numbers stay numbers.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use loopbrug_infra::views::Reported;
use serde::Deserialize;

use super::{NamesByCode, column_name, row_name};
use crate::lang::Lang;
use crate::region::View;

/// For whom the file is.
#[derive(Debug, Deserialize)]
pub(crate) struct Profile {
    excel: Option<String>,
}

/// How a file is written.
#[derive(Clone, Copy)]
struct Written {
    separator: char,
    decimal: char,
    mark: &'static str,
}

const FOR_PROGRAMS: Written = Written { separator: ',', decimal: '.', mark: "" };
const FOR_EXCEL: Written = Written { separator: ';', decimal: ',', mark: "\u{feff}" };

pub(crate) fn file(
    lang: Lang,
    view: &View,
    name: &str,
    reported: &Reported,
    names: &NamesByCode,
    profile: &Profile,
) -> impl IntoResponse + use<> {
    let written = if profile.excel.is_some() { FOR_EXCEL } else { FOR_PROGRAMS };
    let shown = &reported.shown;
    let mut lines = Vec::with_capacity(shown.rows.len() + 1);
    let columns = shown.columns.iter().map(|column| match profile.excel {
        Some(_) => column_name(lang, &view.catalogue, &column.code),
        None => column.code.clone(),
    });
    let head = ["key".to_owned(), "label".to_owned()].into_iter().chain(columns);
    lines.push(written.line(head.map(|text| written.text(&text))));
    for (row, figures) in shown.rows.iter().zip(&shown.figures) {
        let words = [row.key(), row_name(lang, &view.catalogue, row, names)];
        let figures = figures
            .iter()
            .map(|figure| figure.map_or_else(String::new, |figure| written.number(figure)));
        lines.push(written.line(words.iter().map(|text| written.text(text)).chain(figures)));
    }
    let text = format!("{}{}\r\n", written.mark, lines.join("\r\n"));
    let (from, to) = (view.period.from(), view.period.to());
    let disposition = format!("attachment; filename=\"{}-{name}-{from}-{to}.csv\"", view.region());
    (
        [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)],
        text,
    )
}

impl Written {
    fn line(self, fields: impl Iterator<Item = String>) -> String {
        fields.collect::<Vec<_>>().join(&self.separator.to_string())
    }

    fn text(self, text: &str) -> String {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let safe = if formula { format!("'{text}") } else { text.to_owned() };
        if safe.contains([self.separator, '"', '\n', '\r']) {
            format!("\"{}\"", safe.replace('"', "\"\""))
        } else {
            safe
        }
    }

    fn number(self, value: f64) -> String {
        value.to_string().replace('.', &self.decimal.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_a_text_and_a_number_stays_one() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("-", "'-"),
            ("a, b", "\"a, b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("gender=-", "gender=-"),
        ] {
            assert_eq!(FOR_PROGRAMS.text(text), written);
        }
        assert_eq!(FOR_EXCEL.text("a, b"), "a, b");
        assert_eq!(FOR_EXCEL.text("a; b"), "\"a; b\"");
        assert_eq!(
            (FOR_PROGRAMS.number(-1.5), FOR_EXCEL.number(-1.5)),
            ("-1.5".to_owned(), "-1,5".to_owned())
        );
    }
}
