//! Everything that is kept of a client, for the client: as data, and as a text that can be read (GDPR, articles 15
//! and 20).

use std::collections::BTreeMap;
use std::fmt::Write;

use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::list::AccessPurpose;
use loopbrug_domain::catalogue::{Catalogue, Code};
use loopbrug_domain::field::codes_of;
use loopbrug_domain::ids::TrajectoryId;
use loopbrug_domain::policy::Action;
use loopbrug_domain::sealed::SealedText;
use loopbrug_domain::stream::Stream;
use loopbrug_domain::time::clock_in_brussels;
use loopbrug_domain::trajectory::{Trajectory, TrajectoryEvent};
use serde_json::{Value, json};

use super::opened::Opened;
use super::{Page, ViewError, Views};
use crate::access_record::Noted;
use crate::log::Step;

/// How many steps are read at once.
const AT_ONCE: u32 = 100;

/// What is kept of a client.
#[derive(Debug)]
pub struct Exported {
    /// As data.
    pub json: Value,
    /// As a text in Dutch.
    pub text: String,
}

impl Views {
    /// Everything that is kept of the client of a trajectory, with what was sealed in clear. For the steward of the
    /// region, who gives it to the client. None where there is no such trajectory.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn exported(
        &self,
        actor: &Actor,
        id: TrajectoryId,
        purpose: &Code<AccessPurpose>,
    ) -> Result<Option<Exported>, ViewError> {
        let loaded = self.log.load::<Trajectory>(&id.to_string()).await?;
        let Some(opening) = &loaded.aggregate.state().opening else { return Ok(None) };
        let opened = self.opened_to(actor, Action::Export, id, Some(purpose)).await?;
        let Some(opened) = opened else { return Ok(None) };
        let catalogue = self.catalogue(&opening.region)?;
        let (mut events, mut text) = (vec![], String::new());
        let mut after = None;
        loop {
            let see = |event: &TrajectoryEvent, after: &Trajectory| {
                // What is about another person is not for this one.
                if opened.is_of_another(after.version()) {
                    return None;
                }
                Some((in_clear(event, &opened), readable(event, &opened, catalogue)))
            };
            let page = Page::first(AT_ONCE, after);
            let history = self.log.history::<Trajectory, _>(&id.to_string(), &page, see).await?;
            for step in &history.steps.items {
                events.push(data_of(step));
                lines_of(step, &mut text);
            }
            after = history.steps.items.last().map(|step| step.sequence);
            if !history.steps.next {
                break;
            }
        }
        let looked = self.access.of_trajectory(&opening.region, id).await?;
        text.push_str("\nWie in dit dossier keek\n\n");
        for access in &looked {
            lines_of_access(access, &mut text);
        }
        let json = json!({
            "region": opening.region,
            "trajectory": id,
            "client": opening.client,
            "owner": opening.owner,
            "exportedAt": self.clock.now(),
            "erased": opened.is_erased(),
            "events": events,
            "looked": looked.iter().map(data_of_access).collect::<Vec<_>>(),
        });
        let text = format!(
            "Alles wat over deze persoon bewaard wordt in {} (traject {id}), {}\n\n{text}",
            opening.region,
            self.clock.now().format("%d-%m-%Y"),
        );
        Ok(Some(Exported { json, text }))
    }
}

type Seen = (Value, String);

fn data_of_access(access: &Noted) -> Value {
    json!({
        "at": access.recorded_at,
        "worker": access.worker,
        "organisation": access.organisation,
        "roles": access.roles,
        "what": access.what,
        "purpose": access.purpose,
        "outcome": access.outcome,
    })
}

fn lines_of_access(access: &Noted, text: &mut String) {
    // Writing to a text does not fail.
    let _ = writeln!(
        text,
        "{}  {}  door {} ({}){}",
        clock_in_brussels(access.recorded_at),
        access.what,
        access.worker,
        access.organisation,
        access.purpose.as_ref().map_or_else(String::new, |purpose| format!(", {purpose}")),
    );
}

fn data_of(step: &Step<Seen>) -> Value {
    json!({
        "event": step.sequence,
        "type": step.event_type.name,
        "version": step.event_type.version,
        "occurredOn": step.occurred_on,
        "recordedAt": step.recorded_at,
        "organisation": step.organisation,
        "worker": step.actor.as_ref().map(|actor| actor.worker),
        "correctedBy": step.put_right_by,
        "content": step.seen.0,
    })
}

fn lines_of(step: &Step<Seen>, text: &mut String) {
    let put_right = if step.put_right_by.is_empty() { "" } else { " (later rechtgezet)" };
    // Writing to a text does not fail.
    let _ = writeln!(
        text,
        "{}. {}  {}  door {}{put_right}\n{}",
        step.sequence,
        step.occurred_on.format("%d-%m-%Y"),
        step.event_type.name,
        step.organisation,
        step.seen.1,
    );
}

/// The fields of an event, what was sealed in clear.
fn in_clear(event: &TrajectoryEvent, opened: &Opened) -> Value {
    let mut what = event.what.clone();
    let said: BTreeMap<String, String> = what
        .sealed_fields()
        .into_iter()
        .filter_map(|(_, text)| {
            Some((written(text)?, opened.text(text).unwrap_or("gewist").to_owned()))
        })
        .collect();
    let mut shown = serde_json::to_value(&what).unwrap_or_default();
    each_text(&mut shown, &mut |text| {
        if let Some(said) = said.get(text) {
            said.clone_into(text);
        }
    });
    shown
}

fn written(text: &SealedText) -> Option<String> {
    serde_json::to_value(text).ok()?.as_str().map(str::to_owned)
}

fn each_text(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => change(text),
        Value::Array(values) => values.iter_mut().for_each(|one| each_text(one, change)),
        Value::Object(fields) => fields.values_mut().for_each(|one| each_text(one, change)),
        _ => {}
    }
}

/// The same as lines, with the words for codes.
fn readable(event: &TrajectoryEvent, opened: &Opened, catalogue: &Catalogue) -> String {
    let labels: BTreeMap<String, String> = codes_of(&event.what)
        .into_iter()
        .filter_map(|(list, code)| {
            let label = catalogue.entry(list, &code)?.label.nl.clone();
            Some((code, label))
        })
        .collect();
    let mut shown = in_clear(event, opened);
    each_text(&mut shown, &mut |text| {
        if let Some(label) = labels.get(text) {
            label.clone_into(text);
        }
    });
    let mut lines = String::new();
    let fields = shown.as_object().and_then(|of| of.values().next()).unwrap_or(&Value::Null);
    write_fields(fields, "", &mut lines);
    lines
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
