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

use uuid::Uuid;

pub use self::reading::NoLeaf;
use super::canonical;

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

/// The members of an object, which come in the order of their names.
struct Members<'a>(&'a mut Vec<u8>);

type Written = Result<(), serde_json::Error>;

impl Members<'_> {
    /// Writes a name, and what comes before it.
    fn name(&mut self, name: &str) -> &mut Vec<u8> {
        let first = self.0.ends_with(b"{");
        for part in [if first { "\"" } else { ",\"" }, name, "\":"] {
            self.0.extend_from_slice(part.as_bytes());
        }
        self.0
    }

    fn text(&mut self, name: &str, text: &str) -> Written {
        canonical::write_text(text, self.name(name))
    }

    fn number(&mut self, name: &str, number: i64) -> Written {
        serde_json::to_writer(self.name(name), &number)
    }

    /// What a text says, or the text itself under another name where that has no form.
    fn value(&mut self, name: &str, name_of_text: &str, text: &str) -> Written {
        let before = self.0.len();
        if canonical::write(text, self.name(name)).is_err() {
            self.0.truncate(before);
            self.text(name_of_text, text)?;
        }
        Ok(())
    }
}

impl LogRow {
    /// The leaf, without a line's end.
    ///
    /// # Errors
    /// None that are known: the library promises nothing.
    pub fn leaf(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut leaf = Vec::with_capacity(self.payload.len() + 1_024);
        self.write_leaf(&mut leaf)?;
        Ok(leaf)
    }

    /// Adds the leaf to some bytes.
    ///
    /// # Errors
    /// As [`Self::leaf`].
    pub(crate) fn write_leaf(&self, bytes: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        bytes.push(b'{');
        let mut event = Members(bytes);
        if let Some(command) = self.command_id {
            event.text("command", command.hyphenated().encode_lower(&mut Uuid::encode_buffer()))?;
        }
        event.name("data").push(b'{');
        if let Some(actor) = &self.actor {
            event.value("actor", "actortext", actor)?;
        }
        if self.metadata != "{}" {
            event.value("metadata", "metadatatext", &self.metadata)?;
        }
        event.value("payload", "payloadtext", &self.payload)?;
        event.0.push(b'}');
        event.text("datacontenttype", "application/json")?;
        event.text("dataversion", &self.event_version)?;
        event.text("id", self.event_id.hyphenated().encode_lower(&mut Uuid::encode_buffer()))?;
        event.text("occurredon", &self.occurred_on)?;
        event.number("position", self.position)?;
        event.text("source", &format!("{SOURCE}{}", self.region))?;
        event.text("specversion", "1.0")?;
        event.text("streamtype", &self.aggregate_type)?;
        event.number("streamversion", self.sequence)?;
        event.text("subject", &self.aggregate_id)?;
        event.text("time", &self.recorded_at)?;
        if self.timestamp != self.recorded_at {
            event.text("timestamp", &self.timestamp)?;
        }
        event.text("type", &self.event_type)?;
        bytes.push(b'}');
        Ok(())
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
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(line.as_bytes(), canonical::bytes(&value).unwrap());
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
