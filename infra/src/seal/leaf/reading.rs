//! The row whose leaf a line is.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{LogRow, SOURCE};

/// A line that is the leaf of no row.
#[derive(Debug, thiserror::Error)]
pub enum NoLeaf {
    /// It has no such members.
    #[error("it is no event: {0}")]
    Form(#[from] serde_json::Error),
    /// Its row would have another leaf: members in another order, another way to write a value.
    #[error("it is not in the canonical form of its event")]
    NotCanonical,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(rename = "specversion", borrow)]
    _specversion: Cow<'a, str>,
    #[serde(rename = "datacontenttype", borrow)]
    _datacontenttype: Cow<'a, str>,
    #[serde(borrow)]
    source: Cow<'a, str>,
    position: i64,
    id: Uuid,
    streamtype: String,
    subject: String,
    streamversion: i64,
    r#type: String,
    dataversion: String,
    occurredon: String,
    time: String,
    timestamp: Option<String>,
    command: Option<Uuid>,
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data<'a> {
    #[serde(borrow, default, deserialize_with = "there")]
    payload: Option<&'a RawValue>,
    payloadtext: Option<String>,
    #[serde(borrow, default, deserialize_with = "there")]
    actor: Option<&'a RawValue>,
    actortext: Option<String>,
    #[serde(borrow, default, deserialize_with = "there")]
    metadata: Option<&'a RawValue>,
    metadatatext: Option<String>,
}

/// A member that is there, be it `null`.
fn there<'de: 'a, 'a, D: Deserializer<'de>>(value: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(value).map(Some)
}

/// What the column of such a member says. A text is one that has no form, and JSON all the same.
fn text(value: Option<&RawValue>, text: Option<String>) -> Result<Option<String>, NoLeaf> {
    if let Some(text) = &text {
        serde_json::from_str::<IgnoredAny>(text)?;
    }
    Ok(value.map(|value| value.get().to_owned()).or(text))
}

impl LogRow {
    /// The row whose leaf this is: for every row, that of its leaf has the same leaf.
    ///
    /// # Errors
    /// Where it is the leaf of none. What a time or a day says is not looked at.
    pub fn of_leaf(line: &[u8]) -> Result<Self, NoLeaf> {
        let read: Line<'_> = serde_json::from_slice(line)?;
        let data = read.data;
        let row = Self {
            region: read.source.strip_prefix(SOURCE).ok_or(NoLeaf::NotCanonical)?.to_owned(),
            position: read.position,
            aggregate_type: read.streamtype,
            aggregate_id: read.subject,
            sequence: read.streamversion,
            event_type: read.r#type,
            event_version: read.dataversion,
            payload: text(data.payload, data.payloadtext)?.ok_or(NoLeaf::NotCanonical)?,
            metadata: text(data.metadata, data.metadatatext)?.unwrap_or_else(|| "{}".to_owned()),
            timestamp: read.timestamp.unwrap_or_else(|| read.time.clone()),
            event_id: read.id,
            occurred_on: read.occurredon,
            recorded_at: read.time,
            command_id: read.command,
            actor: text(data.actor, data.actortext)?,
        };
        if row.leaf()? == line { Ok(row) } else { Err(NoLeaf::NotCanonical) }
    }
}
