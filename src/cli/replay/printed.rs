//! What is printed of a step.

use std::collections::BTreeSet;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::{Catalogue, Catalogues, CodeKind};
use loopbrug_domain::difference::{Change, Word};
use loopbrug_domain::directory::Directory;
use loopbrug_domain::event::Payloads;
use loopbrug_domain::field::codes_of;
use loopbrug_infra::log::Step;

use super::Language;
use crate::output::say;

/// What is seen of a step.
pub(super) struct Seen {
    /// What was recorded, as JSON.
    payload: String,
    /// The codes in it.
    codes: BTreeSet<(CodeKind, String)>,
    /// What it changed of the state.
    changes: Vec<Change>,
    /// Where the stream was after it on its way, where it has one.
    then: Option<&'static str>,
}

impl Seen {
    pub(super) fn of(
        what: &impl Payloads,
        changes: Vec<Change>,
        then: Option<&'static str>,
    ) -> Option<Self> {
        let payload = match what.masked("sealed or erased") {
            Some(masked) => masked.to_string(),
            None => serde_json::to_string(what).ok()?,
        };
        Some(Self { payload, codes: codes_of(what).into_iter().collect(), changes, then })
    }
}

/// Prints a step. Who recorded it is named where the directory has the name.
pub(super) fn print_step(
    step: &Step<Seen>,
    catalogues: &Catalogues,
    directory: Option<&Directory>,
    language: Language,
) -> anyhow::Result<()> {
    let named = |id: String, name: Option<&str>| match name {
        Some(name) => format!("{id} ({name})"),
        None => id,
    };
    let of = step.organisation;
    let organisation = named(of.to_string(), directory.and_then(|it| it.organisation_name(of)));
    let worker = step.actor.as_ref().map_or_else(String::new, |Actor { worker, .. }| {
        let name = directory.and_then(|it| it.worker_name(*worker));
        format!(", {}", named(worker.to_string(), name))
    });
    say!(
        "{:>4}  position {}  happened {}  recorded {}  by {}{}{}",
        step.sequence,
        step.position,
        step.occurred_on,
        step.recorded_at.format("%F %T%.3f UTC"),
        organisation,
        worker,
        if step.late { "  late" } else { "" },
    )?;
    let asked = step.asked.unwrap_or("nobody");
    let command = step.command.map_or_else(String::new, |command| format!(", command {command}"));
    let cause =
        step.follows_from.map_or_else(String::new, |event| format!(", follows from {event}"));
    say!("      asked for: {asked}{command}{cause}")?;
    let Seen { payload, codes, changes, then } = &step.seen;
    say!("      {payload}")?;
    let catalogue = catalogues.latest(step.region.as_str()).map(AsRef::as_ref);
    let label = |list, code: &str| label(catalogue?, list, code, language);
    for (list, code) in codes {
        if let Some(words) = label(*list, code) {
            say!("      {list} {code}: {words}")?;
        }
    }
    for (relation, events) in [
        ("supersedes", step.puts_right.into_iter().collect()),
        ("superseded by", step.put_right_by.clone()),
    ] {
        for event in events {
            say!("      {relation} {event}")?;
        }
    }
    for change in changes {
        let in_words = |word: &Word| label(word.list(catalogue?), &word.text);
        say!("      changed: {}", line_of(change, in_words))?;
    }
    if let Some(then) = then {
        say!("      then: {then}")?;
    }
    Ok(())
}

/// A change in words, with the codes beside them.
fn line_of<'a>(change: &'a Change, in_words: impl Fn(&'a Word) -> Option<&'a str>) -> String {
    let words: Vec<&str> =
        change.place.iter().map(|word| in_words(word).unwrap_or(&word.text)).collect();
    let codes: Vec<&str> = change.place.iter().map(|word| word.text.as_str()).collect();
    let shown = |word: &'a Option<Word>| match word {
        None => "-".to_owned(),
        Some(word) => match in_words(word) {
            Some(words) if words != word.text => format!("{words} ({})", word.text),
            _ => word.text.clone(),
        },
    };
    let (before, after) = (shown(&change.before), shown(&change.after));
    format!("{} ({}): {before} > {after}", words.join(" / "), codes.join("."))
}

fn label<'a>(
    catalogue: &'a Catalogue,
    list: CodeKind,
    code: &str,
    language: Language,
) -> Option<&'a str> {
    let label = catalogue.label_of_one(list, code)?;
    Some(match language {
        Language::Nl => &label.nl,
        Language::En => &label.en,
    })
}
