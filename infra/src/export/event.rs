//! An event of an export as a projection reads it, without copies of its own.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use loopbrug_domain::ids::{Position, Version};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::log::{EventText, RecordedText};

/// What a line of an export says to whoever folds it. The members are those of [`crate::seal::leaf`].
#[derive(Debug, Deserialize)]
pub(crate) struct ExportedEvent<'a> {
    /// The region, after [`crate::seal::leaf::SOURCE`].
    #[serde(borrow)]
    pub(crate) source: Cow<'a, str>,
    pub(crate) position: u32,
    #[serde(borrow)]
    pub(crate) streamtype: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) subject: Cow<'a, str>,
    streamversion: Version,
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    #[serde(borrow)]
    dataversion: Cow<'a, str>,
    time: DateTime<Utc>,
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Debug, Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
    payloadtext: Option<String>,
}

impl<'a> ExportedEvent<'a> {
    /// Reads a line.
    ///
    /// # Errors
    /// Where it is no event.
    pub(crate) fn read(line: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(line)
    }

    /// The event as folds read it.
    pub(crate) fn recorded(&self) -> RecordedText<'_> {
        let Data { payload, payloadtext } = &self.data;
        let payload = payload.map(RawValue::get).or(payloadtext.as_deref());
        let event = EventText {
            sequence: self.streamversion,
            event_type: &self.r#type,
            event_version: &self.dataversion,
            payload: payload.unwrap_or_default(),
        };
        RecordedText { position: Position(self.position), recorded_at: self.time, event }
    }
}
