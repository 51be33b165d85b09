//! Dates that move: S calls some of them "onder voorbehoud".

use chrono::{DateTime, NaiveDateTime, Utc};

use super::State;
use crate::catalogue::When;
use crate::catalogue::list::{RoundItem, TimelineReason};
use crate::procedure::Timeline;
use crate::procedure::prelude::*;
use crate::procedure::timeline::{LAUNCH, SUBMISSION_DEADLINE};
use crate::time::{last_minute, times_in_brussels};

refusals! {
    /// Rules about dates that move.
    AmendmentRefusal {
        /// The launch stays as it was; a day that an event sets is not amended.
        ItemNotAmendable { item: Code<RoundItem> }, "ITEM_NOT_AMENDABLE" at "item",
            "'{item}' is not a date that can be amended";
        NothingAmended { item: Code<RoundItem> }, "NOTHING_AMENDED" at "new",
            "'{item}' is on that day already";
        /// A deadline that has passed cannot be shortened, nor one be shortened into the past.
        PassedDeadlineShortened { item: Code<RoundItem>, closes_at: DateTime<Utc> }, "PASSED_DEADLINE_SHORTENED" at "new",
            "'{item}' would end on {}, which has passed", last_minute(*closes_at);
        /// The course of a round that is over is not written anew: what has passed by the ratification stays, and
        /// so does what leads to it, whatever its date says.
        TimelineFrozen { item: Code<RoundItem> }, "TIMELINE_FROZEN" at "item",
            "the matching report was ratified and '{item}' is over, so it stays as it was; only dates that lie ahead move";
        HourDoesNotExist { item: Code<RoundItem>, local: NaiveDateTime }, "HOUR_DOES_NOT_EXIST" at "new",
            "'{item}' would be at {local}, which the clocks leave out in that night; choose another day";
        HourExistsTwice { item: Code<RoundItem>, local: NaiveDateTime }, "HOUR_EXISTS_TWICE" at "new",
            "'{item}' would be at {local}, which the clocks show twice in that night; choose another day";
        /// A date before the report depends on is not moved after it.
        MatchingReportDrawnUp, "MATCHING_REPORT_DRAWN_UP",
            "the matching report has been drawn up";
    }
}

/// A date is to move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Which.
    pub item: Code<RoundItem>,
    /// Its new last day, in Brussels. A time of day stays as published.
    pub new: NaiveDate,
    /// Why.
    pub reason: Code<TimelineReason>,
}

/// A date was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimelineAmended {
    /// Which.
    pub item: Code<RoundItem>,
    /// The last day that it had, in Brussels, where it had one.
    pub old: Option<NaiveDate>,
    /// The last day that it has.
    pub new: NaiveDate,
    /// Why.
    pub reason: Code<TimelineReason>,
}

impl IntoPayload<State, TimelineAmended> for Amendment {
    fn fields(&self, fields: &mut Fields<'_>) {
        fields.day("new", self.new);
    }

    fn into_payload(self, _: &State, at: &Circumstance<'_>) -> TimelineAmended {
        let Self { item, new, reason } = self;
        TimelineAmended { old: at.timeline.day(item.as_str()), item, new, reason }
    }
}

impl EventPayload<State> for TimelineAmended {
    fn permitted(&self, state: &State, at: &Circumstance<'_>) -> Result<(), Refusal> {
        state.launched()?;
        let item = || self.item.clone();
        let published = at.timeline.item(self.item.as_str());
        let set_by_event = published.is_some_and(|item| item.when == When::SetByEvent);
        Refusal::when(self.item == *LAUNCH || set_by_event, || {
            AmendmentRefusal::ItemNotAmendable { item: item() }
        })?;
        Refusal::when(self.old == Some(self.new), || AmendmentRefusal::NothingAmended {
            item: item(),
        })?;
        let code = self.item.as_str();
        let over = state.ratified.is_some()
            && (at.timeline.has_closed(code, at.now) || Timeline::comes_before_ratification(code));
        Refusal::when(over, || AmendmentRefusal::TimelineFrozen { item: item() })?;
        // A ranking is of all proposals: none may come after it.
        Refusal::when(self.item == *SUBMISSION_DEADLINE && state.report.is_some(), || {
            AmendmentRefusal::MatchingReportDrawnUp
        })?;
        let mut fixed = state.fixed.clone();
        fixed.insert(self.item.clone(), self.new);
        // What is counted from the item moves with it, so all of them are looked at.
        let amended = at.timeline.with(&fixed);
        shortens_nothing_into_the_past(at, amended)?;
        has_no_unclear_hour(at, amended)
    }

    fn apply(&self, state: &mut State, _: NaiveDate, _: KboNumber) {
        state.fixed.insert(self.item.clone(), self.new);
        state.amendments.push(self.clone());
    }
}

fn shortens_nothing_into_the_past(
    at: &Circumstance<'_>,
    amended: Timeline<'_>,
) -> Result<(), Refusal> {
    for item in at.timeline.items() {
        let code = &item.entry.code;
        let (old, new) = (at.timeline.closes_at(code.as_str()), amended.closes_at(code.as_str()));
        if let (Some(old), Some(new)) = (old, new)
            && new < old
            && new <= at.now
        {
            let item = code.clone();
            return Err(AmendmentRefusal::PassedDeadlineShortened { item, closes_at: new }.into());
        }
    }
    Ok(())
}

/// Everybody has to agree when a deadline is: it is not moved to an hour that the clocks leave out or repeat.
fn has_no_unclear_hour(at: &Circumstance<'_>, amended: Timeline<'_>) -> Result<(), Refusal> {
    for item in at.timeline.items() {
        let code = &item.entry.code;
        let (Some(day), Some(time)) = (amended.day(code.as_str()), item.when.minute()) else {
            continue;
        };
        if at.timeline.day(code.as_str()) == Some(day) {
            continue;
        }
        let (item, local) = (code.clone(), day.and_time(time));
        match times_in_brussels(local) {
            0 => return Err(AmendmentRefusal::HourDoesNotExist { item, local }.into()),
            1 => {}
            _ => return Err(AmendmentRefusal::HourExistsTwice { item, local }.into()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::content_hash::ContentHash;
    use crate::field::FieldFault;
    use crate::procedure::ProcedureRefusal;
    use crate::round::Intent;
    use crate::round::ratification::{EndDateSet, MatchingReportRatified};
    use crate::round::story::{actor, amended, catalogues, day, launched, occasion, utc};
    use crate::stream::Stream;

    fn amend(item: &str, new: &str) -> Intent {
        let reason = Code::new("jury_not_available");
        Intent::AmendTimeline(Amendment { item: Code::new(item), new: day(new), reason })
    }

    #[test]
    fn a_date_moves_and_the_event_tells_from_where() {
        let fact = TimelineAmended {
            item: Code::new("pitch_day_1"),
            old: Some(day("2023-10-11")),
            new: day("2023-10-12"),
            reason: Code::new("jury_not_available"),
        };
        launched()
            .at("2023-10-01T09:00:00")
            .when(amend("pitch_day_1", "2023-10-12"))
            .then(vec![fact.into()]);
    }

    #[test]
    fn a_deadline_that_has_passed_is_not_shortened_but_may_be_made_longer() {
        let refused = |item: &str, closes_at| AmendmentRefusal::PassedDeadlineShortened {
            item: Code::new(item),
            closes_at: utc(closes_at),
        };
        launched()
            .at("2023-09-23T00:00:00")
            .when(amend(SUBMISSION_DEADLINE, "2023-09-21"))
            .then_refused(&refused(SUBMISSION_DEADLINE, "2023-09-22T00:00:00"));
        launched()
            .at("2023-09-23T00:00:00")
            .when(amend(SUBMISSION_DEADLINE, "2023-09-25"))
            .then_each(&["TimelineAmended"]);
        // One that has not passed is not made to have passed.
        launched()
            .at("2023-09-22T12:00:00")
            .when(amend(SUBMISSION_DEADLINE, "2023-09-21"))
            .then_refused(&refused(SUBMISSION_DEADLINE, "2023-09-22T00:00:00"));
        launched()
            .at("2023-09-20T12:00:00")
            .when(amend(SUBMISSION_DEADLINE, "2023-09-21"))
            .then_each(&["TimelineAmended"]);
    }

    #[test]
    fn what_is_counted_from_a_date_moves_with_it() {
        let round = launched().given("2023-10-20T09:00:00", amended("end_date", "2023-10-30"));
        let round = round.round();
        let timeline = round.timeline(round.catalogue(catalogues()).unwrap());
        assert_eq!(timeline.closes_at("rebuttal"), Some(utc("2023-11-14T00:00:00")));
        launched()
            .given("2023-10-20T09:00:00", amended("rebuttal", "2023-11-20"))
            .at("2023-11-08T09:00:00")
            .when(amend("rebuttal", "2023-11-06"))
            .then_refused(&AmendmentRefusal::PassedDeadlineShortened {
                item: Code::new("rebuttal"),
                closes_at: utc("2023-11-07T00:00:00"),
            });
    }

    #[test]
    fn a_deadline_is_not_moved_to_an_hour_that_the_clocks_leave_out_or_show_twice() {
        let published = catalogues().latest("vlaamse-ardennen").unwrap().round();
        let mut round = published.clone();
        for item in &mut round.items {
            if item.entry.code == *SUBMISSION_DEADLINE {
                item.when = When::Minute("2023-09-22T02:30:00".parse().unwrap());
            }
        }
        let (none, by) = (BTreeMap::new(), actor(1, 1));
        let occasion = occasion(utc("2023-09-01T09:00:00"), by);
        let catalogue = catalogues().latest("vlaamse-ardennen").unwrap();
        let at = Circumstance::new(&occasion, catalogue, Timeline::new(&round, &none));
        let moved = |new: &str| {
            let amended = TimelineAmended { old: None, ..amended(SUBMISSION_DEADLINE, new) };
            amended.permitted(launched().round().state(), &at)
        };
        let item = || Code::new(SUBMISSION_DEADLINE);
        let local = |text: &str| text.parse().unwrap();
        let (spring, autumn) = ("2024-03-31T02:30:00", "2023-10-29T02:30:00");
        let left_out = AmendmentRefusal::HourDoesNotExist { item: item(), local: local(spring) };
        assert_eq!(moved("2024-03-31"), Err(left_out.into()));
        let twice = AmendmentRefusal::HourExistsTwice { item: item(), local: local(autumn) };
        assert_eq!(moved("2023-10-29"), Err(twice.into()));
        assert_eq!(moved("2023-10-30"), Ok(()));
    }

    #[test]
    fn what_has_passed_by_the_ratification_stays_and_with_the_last_date_all_of_it() {
        let ratified = || {
            let report = ContentHash::of(&"a report");
            let (body, on) = ("beheerscomité SEVA".to_owned(), day("2023-10-22"));
            let end_date = EndDateSet { end_date: day("2023-10-23"), latest: None, overdue: false };
            launched()
                .given("2023-10-22T20:00:00", MatchingReportRatified { report, body, on })
                .given("2023-10-22T20:00:00", end_date)
        };
        let frozen = |item: &str| AmendmentRefusal::TimelineFrozen { item: Code::new(item) };
        ratified()
            .at("2023-10-23T09:00:00")
            .when(amend("pitch_day_1", "2023-10-30"))
            .then_refused(&frozen("pitch_day_1"));
        ratified()
            .at("2023-10-23T09:00:00")
            .when(amend("rebuttal", "2023-11-20"))
            .then_each(&["TimelineAmended"]);
        for item in ["submission_deadline", "assessment", "pitch_day_2", "end_date", "rebuttal"] {
            ratified()
                .at("2023-11-07T00:00:00")
                .when(amend(item, "2023-12-24"))
                .then_refused(&frozen(item));
        }
    }

    #[test]
    fn what_leads_to_the_ratification_is_over_with_it_though_its_date_lies_ahead() {
        let report = ContentHash::of(&"a report");
        let (body, on) = ("beheerscomité SEVA".to_owned(), day("2023-10-09"));
        for item in ["assessment", "pitch_day_1", "pitch_day_2"] {
            let body = body.clone();
            launched()
                .given(
                    "2023-10-09T20:00:00",
                    MatchingReportRatified { report: report.clone(), body, on },
                )
                .at("2023-10-10T09:00:00")
                .when(amend(item, "2023-12-24"))
                .then_refused(&AmendmentRefusal::TimelineFrozen { item: Code::new(item) });
        }
    }

    #[test]
    fn the_launch_and_the_ratification_are_not_amended() {
        for item in ["launch", "ratification"] {
            launched()
                .at("2023-09-01T09:00:00")
                .when(amend(item, "2023-10-30"))
                .then_refused(&AmendmentRefusal::ItemNotAmendable { item: Code::new(item) });
        }
    }

    #[test]
    fn an_amendment_names_a_date_a_reason_and_another_day() {
        let unknown = |list, code: &str, path: &'static str| FieldFault::UnknownCode {
            list,
            code: code.into(),
            path: path.into(),
        };
        let story = || launched().at("2023-09-01T09:00:00");
        story().when(amend("tea", "2023-10-30")).then_refused(&unknown(
            "round_item",
            "tea",
            "item",
        ));
        let reason = Code::new("weather");
        let item = Code::new("pitch_day_1");
        story()
            .when(Intent::AmendTimeline(Amendment { item, new: day("2023-10-12"), reason }))
            .then_refused(&unknown("timeline_reason", "weather", "reason"));
        story()
            .when(amend("pitch_day_1", "2023-10-11"))
            .then_refused(&AmendmentRefusal::NothingAmended { item: Code::new("pitch_day_1") });
    }

    #[test]
    fn nothing_moves_before_the_launch() {
        crate::round::story::story()
            .at("2023-09-01T09:00:00")
            .when(amend("pitch_day_1", "2023-10-12"))
            .then_refused(&ProcedureRefusal::RoundNotLaunched);
    }
}
