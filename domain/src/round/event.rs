//! The tables of everything that can be recorded about a round.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Circumstance, Fact, Refusal, State, Told};
use super::{amendment, launch, ratification, report};
use crate::catalogue::Catalogue;
use crate::fact_table::{EventType, fact_table, intent_table};
use crate::field::{FieldFaults, Fields};
use crate::ids::KboNumber;
use crate::stream::stream_event;

/// Something that happened in a round, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundEvent {
    /// The day it happened, in Brussels, as told by the person who recorded it.
    pub occurred_on: NaiveDate,
    /// The organisation that recorded it.
    pub organisation: KboNumber,
    /// Recorded more days after it happened than the catalogue calls prompt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// What happened.
    pub what: Happening,
}

stream_event! { RoundEvent {
    fn read(_: &str, _: &str, payload: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(payload)
    }
} }

fact_table! {
    launch::RoundLaunched, "1";
    amendment::TimelineAmended, "1";
    report::MatchingReportDrawnUp, "1";
    ratification::MatchingReportRatified, "1";
    ratification::EndDateSet, "1";
}

intent_table! {
    /// The addendum is published: proposals may come.
    LaunchRound(launch::Launch) => launch::RoundLaunched;
    /// A date moves.
    AmendTimeline(amendment::Amendment) => amendment::TimelineAmended;
}
