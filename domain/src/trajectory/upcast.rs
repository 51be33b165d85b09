//! Upcasters: how payloads of earlier versions are read.
//!
//! A stored event is never changed, so every version that was ever written is read for ever. An
//! upcaster takes a payload from its version to the next. `tests/payloads/` holds one payload of
//! every version; a test reads them all.

mod older;

use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

use super::{EVENT_TYPES, EventType, TrajectoryEvent};
use crate::time::{days_after, start_of_day};

/// From the payload of one version of an event to that of the next.
struct Upcaster {
    event_type: &'static str,
    from: &'static str,
    to: &'static str,
    /// Changes the fact in place; what it does not find it leaves, for the reading to report.
    change: fn(&mut Value),
    /// The schema of what it reads.
    schema: fn(&mut SchemaGenerator) -> Schema,
}

const UPCASTERS: &[Upcaster] = &[
    // Health data need a ground of GDPR article 9 beside one of article 6: one became several.
    Upcaster {
        event_type: "LegalBasisRecorded",
        from: "1",
        to: "2",
        change: several_bases,
        schema: SchemaGenerator::subschema_for::<older::LegalBasisRecordedV1>,
    },
    // Access that was taken ends at a moment: a last day became the moment at which it was over.
    Upcaster {
        event_type: "AccessOverridden",
        from: "1",
        to: "2",
        change: end_of_the_day,
        schema: SchemaGenerator::subschema_for::<older::AccessOverriddenV1>,
    },
];

fn end_of_the_day(fact: &mut Value) {
    if let Some(until) = fact.get_mut("until")
        && let Some(day) = until.as_str().and_then(|day| day.parse().ok())
    {
        *until = json!(start_of_day(days_after(day, 1)));
    }
}

fn several_bases(fact: &mut Value) {
    if let Some(fields) = fact.as_object_mut()
        && let Some(basis) = fields.remove("basis")
    {
        fields.insert("bases".to_owned(), json!([basis]));
    }
}

/// The schema of what each earlier version says.
pub(super) fn older_fact_schemas(generator: &mut SchemaGenerator) -> Vec<(EventType, Schema)> {
    let of = |upcaster: &Upcaster| {
        let kind = EventType { name: upcaster.event_type, version: upcaster.from };
        (kind, (upcaster.schema)(generator))
    };
    UPCASTERS.iter().map(of).collect()
}

/// Reads an event as the log keeps it, of whatever version.
pub(super) fn read(
    event_type: &str,
    version: &str,
    payload: &str,
) -> Result<TrajectoryEvent, serde_json::Error> {
    if is_current(event_type, version) {
        return serde_json::from_str(payload);
    }
    let mut payload: Value = serde_json::from_str(payload)?;
    upcast(event_type, version, &mut payload);
    serde_json::from_value(payload)
}

fn is_current(event_type: &str, version: &str) -> bool {
    EVENT_TYPES.iter().any(|known| known.name == event_type && known.version == version)
        // A correction carries another event, of whatever version that was at the time.
        && event_type != "EventCorrected"
}

/// Takes an event's payload to the current version.
fn upcast(event_type: &str, version: &str, payload: &mut Value) {
    let Some(fact) = payload.get_mut("what").and_then(|what| what.get_mut(event_type)) else {
        return;
    };
    upcast_fact(event_type, version, fact);
}

/// The version that it has become.
fn upcast_fact<'a>(event_type: &str, mut version: &'a str, fact: &mut Value) -> &'a str {
    while let Some(upcaster) = UPCASTERS
        .iter()
        .find(|upcaster| upcaster.event_type == event_type && upcaster.from == version)
    {
        (upcaster.change)(fact);
        version = upcaster.to;
    }
    if event_type == "EventCorrected" {
        upcast_replacement(fact);
    }
    version
}

/// The event within a correction: its version is that of the event it replaces at the time.
fn upcast_replacement(correction: &mut Value) {
    let version = correction.get("version").and_then(Value::as_str).unwrap_or("1").to_owned();
    let replacement = correction.get_mut("replacement").and_then(Value::as_object_mut);
    let Some((event_type, fact)) =
        replacement.and_then(|replacement| replacement.iter_mut().next())
    else {
        return;
    };
    // The correction is written again, in a snapshot say, with the replacement as it is now.
    let version = upcast_fact(event_type, &version, fact).to_owned();
    correction["version"] = Value::String(version);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_upcaster_leads_to_the_current_version() {
        for upcaster in UPCASTERS {
            let mut version = upcaster.from;
            while let Some(next) = UPCASTERS
                .iter()
                .find(|next| next.event_type == upcaster.event_type && next.from == version)
            {
                version = next.to;
            }
            assert!(is_current(upcaster.event_type, version), "{}", upcaster.event_type);
        }
    }
}
