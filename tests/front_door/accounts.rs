//! What is counted for who accounts for a region: who looked, what was put right, what was erased, and of whom never.

use serde_json::{Value, json};

use crate::harness::{Asker, CAW, Database, OCMW, REGION, Server, about};

const AUDITOR: Asker = Asker { roles: "auditor", organisation: OCMW };

fn accounts(of: &str, from: &str, to: &str) -> String {
    format!(
        "{{ accounts(region: \"{REGION}\", period: {{ from: \"{from}\", to: \"{to}\" }}) {{ {of} }} }}"
    )
}

const RECORDS: &str = "{ month type reason { code label } count }";

/// What is counted of today and the days around it, without the months.
async fn counted(server: &Server, what: &str, fields: &str) -> Vec<Value> {
    let query = accounts(&format!("{what} {fields}"), "2020-01-01", "2199-12-31");
    let found = server.ask_as(AUDITOR, &query).await["accounts"][what].clone();
    let mut found = found.as_array().unwrap().clone();
    for row in &mut found {
        let month = row.as_object_mut().unwrap().remove("month").unwrap();
        assert!(month.as_str().unwrap().ends_with("-01"), "{month}");
    }
    found
}

#[tokio::test]
async fn corrections_are_counted_by_their_reasons_and_erasures_by_their_grounds() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    ocmw.record("grantAccess", json!({ "trajectoryId": id, "organisation": CAW })).await;
    let call = json!({ "trajectoryId": id, "mode": "phone", "outcome": "not_reached" });
    let calls = [
        server.partner(CAW).record("recordContactAttempt", call.clone()).await.version(),
        server.partner(CAW).record("recordContactAttempt", call).await.version(),
    ];
    for call in calls {
        let never = json!({ "trajectoryId": id, "event": call, "reason": "did_not_happen" });
        let voided = ocmw.record("voidEvent", never).await.version();
        let dispute = json!({ "trajectoryId": id, "correction": voided, "reason": "did_happen" });
        server.partner(CAW).record("disputeCorrection", dispute).await;
    }
    let of = |kind: &str, code: &str, label: &str| json!({ "type": kind, "reason": { "code": code, "label": label }, "count": 2 });
    let found = counted(&server, "corrections", RECORDS).await;
    let disputed = of("CorrectionDisputed", "did_happen", "het is wel gebeurd");
    assert_eq!(found, [disputed, of("EventVoided", "did_not_happen", "niet gebeurd")]);

    let asked = about(&id, "2024-02-01", json!({ "ground": "objection" }));
    ocmw.record("restrictProcessing", asked).await;
    let found = counted(&server, "erasures", RECORDS).await;
    assert_eq!(found[0]["type"], "ProcessingRestricted");
    assert_eq!(found[0]["reason"]["code"], "objection");
    let before = accounts(&format!("erasures {RECORDS}"), "2020-01-01", "2020-12-31");
    let before = server.ask_as(AUDITOR, &before).await;
    assert_eq!(before["accounts"]["erasures"], json!([]), "of another year");
}

#[tokio::test]
async fn accesses_are_counted_with_what_was_refused_for_who_accounts_for_the_region() {
    let server = Server::start().await;
    let id = server.ocmw().opens(json!({})).await.trajectory();
    let look = format!("{{ trajectory(id: \"{id}\") {{ phase }} }}");
    for _ in 0..3 {
        server.ask_as(AUDITOR, &look).await;
    }
    let elsewhere = Asker { roles: "caseworker", organisation: CAW };
    server.ask_as(elsewhere, &look).await;
    for roles in ["caseworker", "coordinator", "monitor"] {
        let who = Asker { roles, organisation: OCMW };
        for (of, code) in [
            ("access { count }", "ACCESS_RECORD_NOT_VISIBLE"),
            ("corrections { count }", "HISTORIES_NOT_VISIBLE"),
            ("erasures { count }", "HISTORIES_NOT_VISIBLE"),
        ] {
            let query = accounts(of, "2020-01-01", "2199-12-31");
            assert_eq!(server.refuses_to(who, &query).await, code, "{roles}");
        }
    }
    let found = counted(&server, "access", "{ month lookedAt outcome count }").await;
    let of = |looked_at: &str, outcome: &str| {
        let mut rows = found.iter();
        let row = rows.find(|row| row["lookedAt"] == looked_at && row["outcome"] == outcome);
        row.map_or(0, |row| row["count"].as_u64().unwrap())
    };
    assert!(of("TRAJECTORY", "answered") >= 3, "{found:?}");
    assert_eq!(of("TRAJECTORY", "TRAJECTORY_NOT_VISIBLE"), 1);
    assert_eq!(of("ACCESS_RECORD", "ACCESS_RECORD_NOT_VISIBLE"), 3);
    assert_eq!(of("HISTORY", "HISTORIES_NOT_VISIBLE"), 6);
    assert!(!json!(found).to_string().contains(&id), "nobody is named");
}
