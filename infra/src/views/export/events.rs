//! What was recorded of a client, event by event: as data, and as lines of a text in Dutch.

use std::collections::BTreeMap;
use std::fmt::Write;

use loopbrug_domain::catalogue::{Catalogue, CodeKind};
use loopbrug_domain::directory::Directory as Entries;
use loopbrug_domain::field::{camel_case, coded_fields_of};
use loopbrug_domain::trajectory::TrajectoryEvent;
use loopbrug_domain::trajectory::background::Answer;
use serde_json::{Value, json};

use super::named;
use crate::log::Step;
use crate::views::Opened;
use crate::views::opened::{each_text, said};

/// What is seen of an event.
pub(super) struct Seen {
    /// Its fields, what was sealed in clear. What nobody can read is null.
    content: Value,
    /// The same as lines, with the words for codes.
    lines: String,
    /// Something in it was sealed and cannot be read.
    is_closed: bool,
    /// The client's key was destroyed.
    is_erased: bool,
}

/// What is seen of an event, with what was opened of the client.
pub(super) fn seen(event: &TrajectoryEvent, opened: &Opened, catalogue: &Catalogue) -> Seen {
    let said = said(event, opened);
    let labels: BTreeMap<(String, String), &str> = coded_fields_of(&event.what)
        .into_iter()
        .filter_map(|(field, list, code)| {
            let label = &catalogue.label_of_one(list, &code)?.nl;
            Some(((field, code), label.as_str()))
        })
        .collect();
    let recorded = serde_json::to_value(&event.what).unwrap_or_default();
    let mut content = recorded.clone();
    each_text(&mut content, "", &|_, text| said.get(text).map(|said| json!(said)));
    let mut readable = recorded;
    let is_erased = opened.is_erased();
    let unread = if is_erased { "gewist" } else { "onleesbaar" };
    each_text(&mut readable, "", &|field, text| match said.get(text) {
        Some(said) => Some(json!(said.as_deref().map_or(unread, |said| in_words(field, said)))),
        None => labels.get(&(camel_case(field), text.to_owned())).map(|label| json!(label)),
    });
    let mut lines = String::new();
    let fields = readable.as_object().and_then(|of| of.values().next()).unwrap_or(&Value::Null);
    write_fields(fields, &[], catalogue, &mut lines);
    Seen { content, lines, is_closed: said.values().any(Option::is_none), is_erased }
}

pub(super) fn data_of(step: &Step<Seen>) -> Value {
    let Seen { is_closed, is_erased, .. } = step.seen;
    json!({
        "event": step.sequence,
        "type": step.event_type.name,
        "version": step.event_type.version,
        "occurredOn": step.occurred_on,
        "recordedAt": step.recorded_at,
        "organisation": step.organisation,
        "worker": step.actor.as_ref().map(|actor| actor.worker),
        "correctedBy": step.put_right_by,
        "content": step.seen.content,
        "erased": is_closed && is_erased,
        "unreadable": is_closed && !is_erased,
    })
}

pub(super) fn lines_of(
    step: &Step<Seen>,
    catalogue: &Catalogue,
    names: &Entries,
    text: &mut String,
) {
    let put_right = if step.put_right_by.is_empty() { "" } else { " (later rechtgezet)" };
    // Writing to a text does not fail.
    let _ = writeln!(
        text,
        "{}. {}  {}  door {}{put_right}\n{}",
        step.sequence,
        step.occurred_on.format("%d-%m-%Y"),
        with_code(catalogue, CodeKind::Event, step.event_type.name),
        named(names, step.organisation),
        step.seen.lines,
    );
}

/// What was sealed as a letter is a word to people.
fn in_words<'a>(field: &str, said: &'a str) -> &'a str {
    match Answer::read(said).filter(|_| ["detention", "youth_care"].contains(&field)) {
        Some(Answer::Yes) => "ja",
        Some(Answer::No) => "nee",
        Some(Answer::Unknown) => "onbekend",
        None => said,
    }
}

/// What something is called in the catalogue, with its code beside it.
fn with_code(catalogue: &Catalogue, list: CodeKind, code: &str) -> String {
    match catalogue.entry(list, code) {
        Some(entry) => format!("{} ({code})", entry.label.nl),
        None => code.to_owned(),
    }
}

/// A line for each value below a place, which is the names of the fields that lead to it.
fn write_fields(value: &Value, place: &[&str], catalogue: &Catalogue, lines: &mut String) {
    let shown = match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                write_fields(value, &[place, &[field]].concat(), catalogue, lines);
            }
            return;
        }
        Value::Array(values) => {
            return values.iter().for_each(|one| write_fields(one, place, catalogue, lines));
        }
        Value::Null => return,
        Value::Bool(true) => "ja".to_owned(),
        Value::Bool(false) => "nee".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let words = place.iter().map(|field| {
        // What is put in the place of an event is named by its kind.
        let lists = [CodeKind::StateWord, CodeKind::Event];
        let entry = lists.into_iter().find_map(|list| catalogue.entry(list, field));
        entry.map_or(*field, |entry| &entry.label.nl)
    });
    let (words, codes) = (words.collect::<Vec<_>>().join(" / "), place.join("."));
    let _ = writeln!(lines, "   {words} ({codes}): {shown}");
}
