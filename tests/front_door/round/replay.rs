//! The round of the addendum, day by day, from 11-08-2023 to 06-11-2023 and a minute more.
//!
//! Organisations 2 and 3 tie, 4 comes behind them, 5 is not admitted, 6 comes too late, 7 takes its
//! proposal back and 8 is not invited. Workers 11, 12 and 13 assess; 13 has a conflict with 4.

use serde_json::{Value, json};

use super::procedure::{
    COORDINATOR, JURY, ORGANISATIONS, Procedure, applicant, assess, assessor, judge, offer, scope,
    tell,
};
use crate::harness::{Person, mutations_with};

/// Another member of the jury.
const OTHER_JURY: Person = Person { worker: 32, ..JURY };

#[tokio::test]
async fn the_round_of_the_addendum_from_its_launch_to_its_last_rebuttal() {
    let mut round = Procedure::launched().await;
    drafts_and_submissions(&mut round).await;
    assessment(&round).await;
    pitches_and_jury(&round).await;
    report_and_ratification(&round).await;
    decisions(&round).await;
    rebuttals(&round).await;
    let every = mutations_with(&["RoundPayload", "ProposalPayload"]);
    assert_eq!(every, *round.carried_out.lock().unwrap(), "all that can be recorded");
}

pub(super) async fn drafts_and_submissions(round: &mut Procedure) {
    round.server.at("2023-08-21T10:00:00");
    for of in 2..=8 {
        round.drafts(of).await;
    }
    let two = applicant(2);
    round.on(two, 2, "reviseProposal", json!({ "scope": scope() })).await;
    let seen = round.seen(two, 2, "interventions { id capacity }").await;
    let intervention = json!({ "interventionId": seen["interventions"][0]["id"] });
    round.on(two, 2, "dropIntervention", intervention).await;
    round.on(two, 2, "proposeIntervention", offer(30)).await;

    // The dates of pitches are subject to change; this one does, and changes back.
    for day in ["2023-10-12", "2023-10-11"] {
        let amendment =
            json!({ "item": "pitch_day_1", "new": day, "reason": "jury_not_available" });
        round.on_round(COORDINATOR, "amendTimeline", amendment).await;
    }

    round.server.at("2023-09-15T10:00:00");
    assert_eq!(round.on(two, 2, "submitProposal", json!({})).await, "SUBMITTED");
    round.server.at("2023-09-18T10:00:00");
    assert_eq!(round.on(two, 2, "withdrawProposal", json!({})).await, "WITHDRAWN");

    // Friday 22 September, the last evening.
    for (time, of) in
        [("20:00:00", 2), ("23:30:00", 3), ("23:58:59", 4), ("23:59:00", 5), ("23:59:59", 7)]
    {
        round.server.at(&format!("2023-09-22T{time}"));
        assert_eq!(round.on(applicant(of), of, "submitProposal", json!({})).await, "SUBMITTED");
    }
    assert_eq!(round.on(applicant(8), 8, "submitProposal", json!({})).await, "SUBMITTED");
    round.server.at("2023-09-23T00:00:00");
    let late = "SUBMISSION_DEADLINE_PASSED";
    round.in_vain(applicant(6), 6, "submitProposal", json!({}), late).await;
    round.server.at("2023-09-23T10:00:00");
    round.on(applicant(7), 7, "withdrawProposal", json!({})).await;
}

pub(super) async fn assessment(round: &Procedure) {
    round.server.at("2023-09-25T09:00:00");
    for of in [2, 3, 4, 8] {
        round.admits(of, if of == 4 { &[13] } else { &[] }).await;
    }
    let not = json!({ "ok": false, "grounds": ["outside_call"] });
    assert_eq!(round.on(COORDINATOR, 5, "decideAdmissibility", not).await, "INADMISSIBLE");

    for of in [2, 3, 4, 8] {
        round.server.at("2023-09-27T09:00:00");
        let written = "recordWrittenAssessment";
        assert_eq!(round.on(assessor(11), of, written, assess(80)).await, "ADMISSIBLE");
        round.server.at("2023-10-06T23:59:00");
        round.on(assessor(12), of, written, assess(70)).await;
        if of != 4 {
            // Of organisation 3 a second after the window: kept, with a warning.
            let time = if of == 3 { "2023-10-07T00:00:00" } else { "2023-10-06T23:59:59" };
            round.server.at(time);
            assert_eq!(round.on(assessor(13), of, written, assess(60)).await, "ASSESSED");
        }
    }
    for (of, warnings) in [(2, vec![false; 3]), (3, vec![false, false, true])] {
        let seen = round.seen(assessor(12), of, "assessments { outsideWindow total }").await;
        let written = seen["assessments"].as_array().unwrap();
        let warned: Vec<_> = written.iter().map(|w| w["outsideWindow"] == json!(true)).collect();
        assert_eq!(warned, warnings, "{seen}");
        assert_eq!(written[0]["total"], json!(80.0));
    }
}

pub(super) async fn pitches_and_jury(round: &Procedure) {
    round.server.at("2023-10-09T09:00:00");
    let why = json!({ "motivation": "beantwoordt de noden niet" });
    assert_eq!(round.on(COORDINATOR, 8, "withholdPitchInvitation", why).await, "NOT_INVITED");
    for (of, slot) in
        [(2, "2023-10-11T07:00:00Z"), (3, "2023-10-11T08:00:00Z"), (4, "2023-10-13T07:00:00Z")]
    {
        let invitation = json!({ "slot": slot });
        assert_eq!(round.on(COORDINATOR, of, "inviteToPitch", invitation).await, "INVITED");
    }
    round.server.at("2023-10-11T12:00:00");
    round.on(COORDINATOR, 2, "recordPitch", json!({})).await;
    round.on(COORDINATOR, 3, "recordPitch", json!({})).await;
    round.server.at("2023-10-13T12:00:00");
    round.on(COORDINATOR, 4, "recordPitch", json!({})).await;
    // One member has a conflict with 3, and leaves it to the others.
    round.on(OTHER_JURY, 3, "declareJuryConflict", json!({})).await;
    round
        .in_vain(OTHER_JURY, 3, "recordDeliberation", judge(75, "APPROVED"), "CONFLICT_DECLARED")
        .await;
    for (of, score, advice) in [(2, 75, "APPROVED"), (3, 75, "RESERVE"), (4, 60, "REJECTED")] {
        let judged = judge(score, advice);
        assert_eq!(round.on(JURY, of, "recordDeliberation", judged).await, "JUDGED");
        let seen = round.seen(COORDINATOR, of, "jury { total outsideWindow }").await;
        assert_eq!(seen["jury"], json!({ "total": f64::from(score), "outsideWindow": false }));
    }
}

pub(super) async fn report_and_ratification(round: &Procedure) {
    round.server.at("2023-10-13T17:00:00");
    round.on_round(COORDINATOR, "drawUpMatchingReport", json!({})).await;
    let fields = "hash ranking { organisation rank place tied }";
    let unbroken = round.ranking(fields).await;
    let row = |of: usize, rank: u32, place: u32, tied: bool| {
        let organisation = ORGANISATIONS[of];
        json!({ "organisation": organisation, "rank": rank, "place": place, "tied": tied })
    };
    let mut rows = unbroken["ranking"].as_array().unwrap().clone();
    rows[..2].sort_by_key(|row| row["organisation"].to_string());
    assert_eq!(
        rows,
        [row(2, 1, 1, true), row(3, 1, 1, true), row(4, 3, 3, false)],
        "a tie is shown"
    );

    let too_early = json!({ "roundId": round.round, "report": unbroken["hash"] });
    let ratify = "ratifyMatchingReport";
    round.server.send_in_vain(COORDINATOR, ratify, too_early, "TIE_NOT_BROKEN").await;

    let order = [&round.proposals[&2], &round.proposals[&3]];
    let ties = json!({ "tieBreaks": [{ "order": order, "reason": "jury_vote" }] });
    round.on_round(COORDINATOR, "drawUpMatchingReport", ties).await;
    let fields =
        format!("{fields} unranked {{ organisation exit }} tieBreaks {{ reason {{ code }} }}");
    let report = round.ranking(&fields).await;
    let expected = json!([row(2, 1, 1, true), row(3, 1, 2, true), row(4, 3, 3, false)]);
    assert_eq!(report["ranking"], expected);
    assert_eq!(report["tieBreaks"][0]["reason"]["code"], json!("jury_vote"));
    assert_eq!(report["unranked"].as_array().unwrap().len(), 2, "{report}");
    assert_ne!(report["hash"], unbroken["hash"]);

    round.server.at("2023-10-22T20:00:00");
    let head = round.server.database.head().await;
    let ratify = json!({ "report": report["hash"] });
    round.on_round(COORDINATOR, "ratifyMatchingReport", ratify).await;
    // The ratification, the end date, and every proposal of the report.
    assert_eq!(round.server.database.head().await, head + 2 + 5);
    for (of, stage) in [
        (2, "RATIFIED"),
        (3, "RATIFIED"),
        (4, "RATIFIED"),
        (5, "RATIFIED"),
        (8, "RATIFIED"),
        (6, "DRAFT"),
        (7, "WITHDRAWN"),
    ] {
        assert_eq!(round.seen(COORDINATOR, of, "stage").await["stage"], json!(stage), "{of}");
    }
}

pub(super) async fn decisions(round: &Procedure) {
    round.server.at("2023-10-23T10:00:00");
    for (of, outcome) in
        [(2, "APPROVED"), (3, "RESERVE"), (4, "REJECTED"), (5, "REJECTED"), (8, "REJECTED")]
    {
        let told = round.on(COORDINATOR, of, "communicateDecision", tell(outcome)).await;
        assert_eq!(told, "COMMUNICATED");
        // What the organisation itself sees.
        let seen = round.seen(applicant(of), of, "outcome decision { outcome overdue }").await;
        let decision = json!({ "outcome": outcome, "overdue": false });
        assert_eq!(seen, json!({ "outcome": outcome, "decision": decision }));
    }
}

/// The clocks went back on 29 October; the days are those of the calendar.
pub(super) async fn rebuttals(round: &Procedure) {
    let text = json!({ "text": "wij menen dat onze aanpak niet goed begrepen is" });
    round.server.at("2023-11-06T23:59:59");
    let rebutted = round.on(applicant(4), 4, "receiveRebuttal", text.clone()).await;
    assert_eq!(rebutted, "REBUTTED", "on the last minute");
    let open = "REBUTTAL_STILL_OPEN";
    round.in_vain(COORDINATOR, 2, "finaliseProposal", json!({}), open).await;

    round.server.at("2023-11-07T00:00:00");
    let late = round.on(applicant(5), 5, "receiveRebuttal", text).await;
    assert_eq!(late, "COMMUNICATED", "a minute late");
    for (of, late) in [(4, false), (5, true)] {
        let seen = round.seen(COORDINATOR, of, "rebuttals { late answered }").await;
        assert_eq!(seen["rebuttals"], json!([{ "late": late, "answered": false }]));
    }

    let waiting = "REBUTTAL_NOT_ANSWERED";
    round.in_vain(COORDINATOR, 4, "finaliseProposal", json!({}), waiting).await;
    round.server.at("2023-11-09T09:00:00");
    let answer = json!({ "outcome": "RESERVE", "motivation": "na herlezing" });
    assert_eq!(round.on(COORDINATOR, 4, "answerRebuttal", answer).await, "ANSWERED");
    for of in [2, 3, 4, 5, 8] {
        assert_eq!(round.on(COORDINATOR, of, "finaliseProposal", json!({})).await, "FINAL");
    }
    let moved = json!({ "roundId": round.round, "item": "rebuttal", "new": "2023-12-24", "reason": "other" });
    round.server.send_in_vain(COORDINATOR, "amendTimeline", moved, "TIMELINE_FROZEN").await;
    let seen = round.seen(COORDINATOR, 3, "conflicts jury { members ofRival }").await;
    let jury = json!({ "members": [JURY.id()], "ofRival": false });
    assert_eq!(seen, json!({ "conflicts": [OTHER_JURY.id()], "jury": jury }));
    let seen = round.seen(applicant(4), 4, "outcome answer { motivation }").await;
    assert_eq!(seen["outcome"], json!("RESERVE"));
    whole_course(round).await;
}

/// The course of one proposal and of the round, step by step.
async fn whole_course(round: &Procedure) {
    let query = |id: &str| {
        format!(
            "{{ history(id: \"{id}\", first: 100) {{ totalCount edges {{ node {{ type stage }} }} }} }}"
        )
    };
    let history = round.server.ask(COORDINATOR, &query(&round.proposals[&4])).await;
    let steps = history["history"]["edges"].as_array().unwrap().clone();
    let told: Vec<_> = steps
        .iter()
        .map(|edge| {
            (edge["node"]["type"].as_str().unwrap(), edge["node"]["stage"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("ProposalDrafted", "DRAFT"),
            ("InterventionProposed", "DRAFT"),
            ("ProposalSubmitted", "SUBMITTED"),
            ("AdmissibilityDecided", "ADMISSIBLE"),
            ("AssessorAssigned", "ADMISSIBLE"),
            ("AssessorAssigned", "ADMISSIBLE"),
            ("AssessorAssigned", "ADMISSIBLE"),
            ("WrittenAssessmentRecorded", "ADMISSIBLE"),
            ("WrittenAssessmentRecorded", "ASSESSED"),
            ("PitchInvited", "INVITED"),
            ("PitchHeld", "PITCHED"),
            ("JuryDeliberated", "JUDGED"),
            ("ProposalRatified", "RATIFIED"),
            ("DecisionCommunicated", "COMMUNICATED"),
            ("RebuttalReceived", "REBUTTED"),
            ("RebuttalAnswered", "ANSWERED"),
            ("ProposalFinalised", "FINAL"),
        ]
    );
    let history = round.server.ask(COORDINATOR, &query(&round.round)).await;
    let steps = history["history"]["edges"].as_array().unwrap().clone();
    let told: Vec<_> = steps.iter().map(|edge| edge["node"]["type"].as_str().unwrap()).collect();
    let expected = [
        "RoundLaunched",
        "TimelineAmended",
        "TimelineAmended",
        "MatchingReportDrawnUp",
        "MatchingReportDrawnUp",
        "MatchingReportRatified",
        "EndDateSet",
    ];
    assert_eq!(told, expected);
    let region = "round(region: \"vlaamse-ardennen\") { id endDate ratification { on } }";
    let seen = round.server.ask(COORDINATOR, &format!("{{ {region} }}")).await;
    let ratification = json!({ "on": "2023-10-22" });
    assert_eq!(
        seen["round"],
        json!({ "id": round.round, "endDate": "2023-10-23", "ratification": ratification })
    );
    for id in [&round.round, &round.proposals[&2]] {
        let node =
            round.server.ask(COORDINATOR, &format!("{{ node(id: \"{id}\") {{ id }} }}")).await;
        assert_eq!(node["node"], json!({ "id": id }));
    }
    let nobody = "{ proposal(id: \"proposal:00000000-0000-0000-0000-000000000000\") { id } }";
    assert_eq!(round.server.ask(COORDINATOR, nobody).await["proposal"], Value::Null);
}
