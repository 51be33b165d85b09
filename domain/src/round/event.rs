//! The table of everything that can be recorded about a round.

use super::{Circumstance, Refusal, State, amendment, launch, ratification, report};
use crate::event::Event;
use crate::event_table::event_table;

/// Something that happened in a round, as the log keeps it.
pub type RoundEvent = Event<Payload>;

event_table! {
    payloads {
        launch::RoundLaunched, "RoundLaunched", "1";
        amendment::TimelineAmended, "TimelineAmended", "1";
        report::MatchingReportDrawnUp, "MatchingReportDrawnUp", "1";
        ratification::MatchingReportRatified, "MatchingReportRatified", "1";
        ratification::EndDateSet, "EndDateSet", "1";
    }
    intents {
        /// The addendum is published: proposals may come.
        LaunchRound(launch::Launch) => launch::RoundLaunched;
        /// A date moves.
        AmendTimeline(amendment::Amendment) => amendment::TimelineAmended;
        /// The proposals are ranked: see [`draw_up`](crate::matching::draw_up()).
        DrawUpReport(report::MatchingReportDrawnUp) => report::MatchingReportDrawnUp;
        /// The report is ratified: see [`ratify`](crate::matching::ratify()).
        RatifyReport(ratification::Ratification) => ratification::MatchingReportRatified;
    }
}
