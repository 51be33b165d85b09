//! The leaf of an event: what the tree has of it, and its line of an export.
//!
//! It is the event as `CloudEvents` 1.0 has it, in the form of RFC 8785. So whoever has an export hashes each line as it is,
//! and needs to know neither JSON nor the database. Everything that the row of the log says is in it, personal texts as
//! they are stored, which is encrypted: destroying a key changes no leaf.
//!
//! | member | of the row |
//! |---|---|
//! | `specversion`, `datacontenttype` | always `1.0` and `application/json` |
//! | `source` | `urn:loopbrug:` and `region` |
//! | `position` | `position`: the index in the tree, from 1 on |
//! | `id` | `event_id` |
//! | `streamtype`, `subject`, `streamversion` | `aggregate_type`, `aggregate_id`, `sequence` |
//! | `type`, `dataversion` | `event_type`, `event_version` |
//! | `occurredon`, `time` | `occurred_on`, `recorded_at` |
//! | `timestamp` | `timestamp`; absent where it is `time`, as it is unless somebody else's program wrote the row |
//! | `command` | `command_id`; absent where there is none |
//! | `data` | an object with `payload`, `actor` and `metadata`; `actor` is absent where there is none, `metadata` where it is `{}` |
//!
//! What is no JSON with one form is there as text, under the name `payloadtext`, `actortext` or `metadatatext`: our
//! programs write none, but the tree has whatever the log has.

mod reading;

use serde::Serialize;
use uuid::Uuid;

pub use self::reading::NoLeaf;

use super::canonical::{self, Canonical};

/// What the `source` of an event begins with.
pub const SOURCE: &str = "urn:loopbrug:";

/// A row of the log with everything that it says. Times are in UTC, as RFC 3339 without more decimals than they take,
/// days as `2024-01-31`; both as text, because a row may say what is no time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the column of its name")]
pub struct LogRow {
    pub region: String,
    pub position: i64,
    pub aggregate_type: String,
    pub aggregate_id: String,
    pub sequence: i64,
    pub event_type: String,
    pub event_version: String,
    pub payload: String,
    pub metadata: String,
    pub timestamp: String,
    pub event_id: Uuid,
    pub occurred_on: String,
    pub recorded_at: String,
    pub command_id: Option<Uuid>,
    pub actor: Option<String>,
}

#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    datacontenttype: &'static str,
    source: String,
    position: i64,
    id: Uuid,
    streamtype: &'a str,
    subject: &'a str,
    streamversion: i64,
    r#type: &'a str,
    dataversion: &'a str,
    occurredon: &'a str,
    time: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<Uuid>,
    data: Data<'a>,
}

#[derive(Default, Serialize)]
struct Data<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<Canonical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payloadtext: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<Canonical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actortext: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Canonical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadatatext: Option<&'a str>,
}

/// A text as the value that it is, or as text where that has no form.
fn valued(text: &str) -> (Option<Canonical>, Option<&str>) {
    match Canonical::read(text) {
        Ok(value) => (Some(value), None),
        Err(_) => (None, Some(text)),
    }
}

impl LogRow {
    /// The leaf, without a line's end.
    ///
    /// # Errors
    /// None that are known: the library promises nothing.
    pub fn leaf(&self) -> Result<Vec<u8>, serde_json::Error> {
        let (payload, payloadtext) = valued(&self.payload);
        let (actor, actortext) = self.actor.as_deref().map(valued).unwrap_or_default();
        let metadata = Some(self.metadata.as_str()).filter(|metadata| *metadata != "{}");
        let (metadata, metadatatext) = metadata.map(valued).unwrap_or_default();
        let timestamp = Some(self.timestamp.as_str()).filter(|other| *other != self.recorded_at);
        canonical::bytes(&CloudEvent {
            specversion: "1.0",
            datacontenttype: "application/json",
            source: format!("{SOURCE}{}", self.region),
            position: self.position,
            id: self.event_id,
            streamtype: &self.aggregate_type,
            subject: &self.aggregate_id,
            streamversion: self.sequence,
            r#type: &self.event_type,
            dataversion: &self.event_version,
            occurredon: &self.occurred_on,
            time: &self.recorded_at,
            timestamp,
            command: self.command_id,
            data: Data { payload, payloadtext, actor, actortext, metadata, metadatatext },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> LogRow {
        LogRow {
            region: "vlaamse-ardennen".to_owned(),
            position: 7,
            aggregate_type: "trajectory".to_owned(),
            aggregate_id: "a".to_owned(),
            sequence: 2,
            event_type: "HousingFound".to_owned(),
            event_version: "1".to_owned(),
            payload: r#"{"tenure":"room","day":"2024-01-05"}"#.to_owned(),
            metadata: "{}".to_owned(),
            timestamp: "2024-01-05T12:00:00.5Z".to_owned(),
            event_id: Uuid::from_u128(1),
            occurred_on: "2024-01-05".to_owned(),
            recorded_at: "2024-01-05T12:00:00.5Z".to_owned(),
            command_id: Some(Uuid::from_u128(2)),
            actor: Some(r#"{"worker":"w","roles":[]}"#.to_owned()),
        }
    }

    fn leaf(row: &LogRow) -> String {
        String::from_utf8(row.leaf().unwrap()).unwrap()
    }

    #[test]
    fn a_leaf_is_a_cloud_event_in_its_canonical_form() {
        let leaf = leaf(&row());
        assert_eq!(
            leaf,
            "{\"command\":\"00000000-0000-0000-0000-000000000002\",\
             \"data\":{\"actor\":{\"roles\":[],\"worker\":\"w\"},\
             \"payload\":{\"day\":\"2024-01-05\",\"tenure\":\"room\"}},\
             \"datacontenttype\":\"application/json\",\"dataversion\":\"1\",\
             \"id\":\"00000000-0000-0000-0000-000000000001\",\"occurredon\":\"2024-01-05\",\"position\":7,\
             \"source\":\"urn:loopbrug:vlaamse-ardennen\",\"specversion\":\"1.0\",\
             \"streamtype\":\"trajectory\",\"streamversion\":2,\"subject\":\"a\",\
             \"time\":\"2024-01-05T12:00:00.5Z\",\"type\":\"HousingFound\"}"
        );
    }

    #[test]
    fn whatever_a_row_says_changes_its_leaf() {
        let every: [fn(&mut LogRow); 17] = [
            |row| row.region = "meetjesland".to_owned(),
            |row| row.position = 8,
            |row| row.aggregate_type = "round".to_owned(),
            |row| row.aggregate_id = "b".to_owned(),
            |row| row.sequence = 3,
            |row| row.event_type = "HousingLost".to_owned(),
            |row| row.event_version = "2".to_owned(),
            |row| row.payload = r#"{"tenure":"flat","day":"2024-01-05"}"#.to_owned(),
            |row| row.payload = r#"{"day":"","tenure":"room","day":"2024-01-05"}"#.to_owned(),
            |row| row.metadata = r#"{"region":"x"}"#.to_owned(),
            |row| row.timestamp = "2024-01-06T12:00:00Z".to_owned(),
            |row| row.event_id = Uuid::from_u128(3),
            |row| row.occurred_on = "2024-01-06".to_owned(),
            |row| row.recorded_at = "infinity".to_owned(),
            |row| row.command_id = None,
            |row| row.actor = None,
            |row| row.actor = Some("null".to_owned()),
        ];
        let mut seen = std::collections::BTreeSet::from([leaf(&row())]);
        for change in every {
            let mut changed = row();
            change(&mut changed);
            let line = leaf(&changed);
            let read = LogRow::of_leaf(line.as_bytes()).unwrap();
            assert_eq!(leaf(&read), line, "{changed:?}");
            assert!(seen.insert(line), "{changed:?}");
        }
    }

    #[test]
    fn a_line_that_is_not_in_the_one_form_of_its_event_is_no_leaf() {
        let whole = leaf(&row());
        assert!(LogRow::of_leaf(whole.as_bytes()).is_ok());
        for line in [
            String::new(),
            "{}".to_owned(),
            format!("{whole} "),
            whole.replace("\"position\":7", "\"position\": 7"),
            whole.replace("\"position\":7", "\"position\":7.0"),
            whole.replace("\"specversion\":\"1.0\"", "\"specversion\":\"1.1\""),
            whole.replace("urn:loopbrug:", "urn:other:"),
            whole.replace("\"payload\"", "\"payloadtext\""),
            whole.replace("\"roles\":[],\"worker\":\"w\"", "\"worker\":\"w\",\"roles\":[]"),
            whole.replace("{\"command\"", "{\"also\":1,\"command\""),
            whole.replace("-000000000001\"", "-00000000000A\""),
        ] {
            assert_ne!(line, whole);
            assert!(LogRow::of_leaf(line.as_bytes()).is_err(), "{line}");
        }
    }

    #[test]
    fn a_payload_without_a_form_is_there_as_text() {
        let text = r#"{"a":1,"a":2}"#;
        let leaf = leaf(&LogRow { payload: text.to_owned(), ..row() });
        let read: serde_json::Value = serde_json::from_str(&leaf).unwrap();
        assert_eq!(read["data"]["payloadtext"], text);
        assert!(read["data"].get("payload").is_none());
    }
}
