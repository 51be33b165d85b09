//! The ratification by the management committee (S: "bekrachtiging"), and the end date.

use super::State;
use crate::content_hash::ContentHash;
use crate::ids::ProposalId;
use crate::procedure::prelude::*;
use crate::procedure::timeline::{END_DATE, RATIFICATION};

refusals! {
    /// Rules about the ratification.
    RatificationRefusal {
        NoMatchingReport, "NO_MATCHING_REPORT",
            "no matching report was drawn up";
        MatchingReportAlreadyRatified, "MATCHING_REPORT_ALREADY_RATIFIED",
            "the matching report has been ratified";
        ReportHashDiffers { given: ContentHash, drawn_up: ContentHash }, "REPORT_HASH_DIFFERS" at "report",
            "the hash {given} is not that of the report, {drawn_up}";
        /// What is ratified is an order of all proposals; a tie leaves it open who comes first.
        TieNotBroken { proposals: Vec<ProposalId> }, "TIE_NOT_BROKEN" at "report",
            "these proposals are tied and the tie is not broken: {}; break it and draw the report up again", listed(proposals);
        RatifiedBeforeReport { ratified_on: NaiveDate, drawn_up_on: NaiveDate }, "RATIFIED_BEFORE_REPORT" at "occurredOn",
            "the report was drawn up on {drawn_up_on}, after {ratified_on}";
    }
}

fn listed(proposals: &[ProposalId]) -> String {
    proposals.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The report is to be ratified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratification {
    /// The hash of the report.
    pub report: ContentHash,
}

/// The report was ratified, and with it what it says about every proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchingReportRatified {
    /// The hash of the report.
    pub report: ContentHash,
    /// The body that ratified it, by its Dutch name in the catalogue.
    pub body: String,
    /// The day that it did, in Brussels.
    pub on: NaiveDate,
}

/// The end date (S: "dag na bekrachtiging (=einddatum)") is known. Rebuttals count from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EndDateSet {
    /// The day, in Brussels.
    pub end_date: NaiveDate,
    /// The last day that it was to fall on, where there is one.
    pub latest: Option<NaiveDate>,
    /// It falls after that: a warning. The applicants keep their days for a rebuttal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
}

impl EndDateSet {
    /// What follows from a ratification on `day`.
    pub(crate) fn after(day: NaiveDate, at: &Circumstance<'_>) -> Self {
        let (end_date, latest) = (at.timeline.end_date_after(day), at.timeline.latest_end_date());
        Self { end_date, latest, overdue: latest.is_some_and(|latest| latest < end_date) }
    }
}

impl IntoPayload<State, MatchingReportRatified> for Ratification {
    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> MatchingReportRatified {
        let body = at.catalogue.round().ratifying_body.nl.clone();
        MatchingReportRatified { report: self.report, body, on: at.on }
    }
}

impl EventPayload<State> for MatchingReportRatified {
    fn permitted(&self, state: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        state.launched()?;
        let drawn_up = state.report.as_ref().ok_or(RatificationRefusal::NoMatchingReport)?;
        Refusal::when(state.ratified.is_some(), || {
            RatificationRefusal::MatchingReportAlreadyRatified
        })?;
        if self.report != drawn_up.hash {
            let (given, drawn_up) = (self.report.clone(), drawn_up.hash.clone());
            return Err(RatificationRefusal::ReportHashDiffers { given, drawn_up }.into());
        }
        let proposals = drawn_up.report.unbroken_ties();
        if !proposals.is_empty() {
            return Err(RatificationRefusal::TieNotBroken { proposals }.into());
        }
        if self.on < drawn_up.on {
            let (ratified_on, drawn_up_on) = (self.on, drawn_up.on);
            return Err(
                RatificationRefusal::RatifiedBeforeReport { ratified_on, drawn_up_on }.into()
            );
        }
        Ok(())
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.fixed.insert(Code::new(RATIFICATION), self.on);
        state.ratified = Some(self.clone());
    }
}

impl EventPayload<State> for EndDateSet {
    fn permitted(&self, _: &State, _: &Circumstance<'_>) -> Result<(), Refusal> {
        // It is recorded with the ratification, whose rules are checked.
        Ok(())
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.fixed.insert(Code::new(END_DATE), self.end_date);
        state.end_date = Some(self.clone());
    }
}
