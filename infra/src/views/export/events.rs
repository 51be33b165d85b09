//! What was recorded of a client, event by event: as data, and as lines of a text in Dutch.

use std::collections::BTreeMap;
use std::fmt::Write;

use loopbrug_domain::catalogue::Catalogue;
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
    write_fields(fields, "", &mut lines);
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

pub(super) fn lines_of(step: &Step<Seen>, names: &Entries, text: &mut String) {
    let put_right = if step.put_right_by.is_empty() { "" } else { " (later rechtgezet)" };
    // Writing to a text does not fail.
    let _ = writeln!(
        text,
        "{}. {}  {}  door {}{put_right}\n{}",
        step.sequence,
        step.occurred_on.format("%d-%m-%Y"),
        step.event_type.name,
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

fn write_fields(value: &Value, name: &str, lines: &mut String) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                write_fields(value, &name, lines);
            }
        }
        Value::Array(values) => values.iter().for_each(|one| write_fields(one, name, lines)),
        Value::Null => {}
        Value::String(text) => {
            let _ = writeln!(lines, "   {name}: {text}");
        }
        other => {
            let _ = writeln!(lines, "   {name}: {other}");
        }
    }
}
