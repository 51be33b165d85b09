//! What was recorded wrongly of an employer is put right, and two that are one are counted as one.

use serde_json::{Value, json};

use crate::employers::{
    BAKER, CASEWORKER, COORDINATOR, STEWARD, coached, done, listed, registered, server, works_at,
};
use crate::harness::{CAW, Clocked, FIGURES, Person, REGION, figures};
use crate::simulation::says;

const OTHERS: Person = Person { worker: 97, organisation: CAW, roles: "caseworker" };

/// What the report on guidance says of coaching without a client in March, as known at a position.
async fn reported(server: &Clocked, position: u32) -> [Value; 3] {
    let head = server.database.head().await;
    let query = format!(
        "{{ reports(region: \"{REGION}\", period: {{ from: \"2024-03-01\", to: \"2024-03-31\" }},
                   asOf: {{ position: {position} }}, atLeast: {head}) {{ guidance {{ {FIGURES} }} }} }}"
    );
    let found = server.ask(COORDINATOR, &query).await;
    let columns =
        ["coachings_without_client", "coaching_without_client_minutes", "employers_without_client"];
    figures(&found["reports"]["guidance"], "total", columns)
}

#[tokio::test]
async fn coaching_without_a_client_is_corrected_and_voided_and_reports_as_of_before_have_it_as_it_was()
 {
    let server = server().await;
    let id = registered(&server, json!({ "employer": BAKER })).await;
    coached(&server, &id, "2024-03-10", 45).await;
    coached(&server, &id, "2024-03-11", 15).await;
    let before = server.database.head().await;
    let why = "typing_error";
    let corrects = json!({ "event": 2, "reason": why });
    let right = json!({ "employerId": id, "topic": "other", "minutes": 30,
                        "occurredOn": "2024-03-09", "corrects": corrects });
    let answer = server.send(OTHERS, "coachEmployerWithoutClient", right.clone(), "").await;
    assert_eq!(answer["errors"][0]["code"], json!("COACHING_OF_ANOTHER"), "{answer}");
    done(&server, "coachEmployerWithoutClient", right, "").await;
    let void = json!({ "employerId": id, "event": 3, "reason": why });
    server.send_in_vain(OTHERS, "voidEmployerCoaching", void.clone(), "COACHING_OF_ANOTHER").await;
    server
        .send_in_vain(COORDINATOR, "voidEmployerCoaching", void.clone(), "NOT_A_CASEWORKER")
        .await;
    done(&server, "voidEmployerCoaching", void.clone(), "").await;
    server.send_in_vain(CASEWORKER, "voidEmployerCoaching", void, "COACHING_NOT_FOUND").await;

    let query = format!(
        "{{ employer(id: \"{id}\") {{ coaching {{ event on minutes topic {{ code }} }} }}
            history(id: \"{id}\") {{ edges {{ node {{ type putsRight putRightBy }} }} }} }}"
    );
    let seen = server.ask(COORDINATOR, &query).await;
    let left =
        json!([{ "event": 2, "on": "2024-03-09", "minutes": 30, "topic": { "code": "other" } }]);
    assert_eq!(seen["employer"]["coaching"], left);
    let steps = seen["history"]["edges"].as_array().unwrap();
    assert_eq!(steps[1]["node"]["putRightBy"], json!([4]));
    assert_eq!(steps[2]["node"]["putRightBy"], json!([5]));
    assert_eq!(steps[3]["node"]["putsRight"], json!(2));
    assert_eq!(reported(&server, before).await, [2, 60, 1]);
    assert_eq!(reported(&server, before + 1).await, [2, 45, 1]);
    assert_eq!(reported(&server, before + 2).await, [1, 30, 1]);
    let found = &listed(&server, COORDINATOR, "").await[0];
    assert_eq!(found["coachedWithoutClient"], json!(1));
    assert_eq!(found["minutesWithoutClient"], json!(30));
    for command in ["verify", "rebuild", "verify"] {
        says(&server.database, &format!("projections {command}")).await;
    }
    assert_eq!(&listed(&server, COORDINATOR, "").await[0], found);
}

#[tokio::test]
async fn an_employer_that_is_known_by_a_name_and_by_a_number_is_counted_once_from_then_on() {
    let server = server().await;
    let named = registered(&server, json!({ "employer": BAKER })).await;
    let number = "0000000493";
    let identify = json!({ "employerId": named, "number": number });
    server
        .send_in_vain(STEWARD, "identifyEmployer", identify.clone(), "NUMBER_NOT_REGISTERED")
        .await;
    let mill = registered(&server, json!({ "employer": number, "name": "De Molen bv" })).await;
    coached(&server, &named, "2024-03-10", 45).await;
    coached(&server, &mill, "2024-03-11", 15).await;
    works_at(&server, BAKER).await;
    works_at(&server, number).await;
    let before = server.database.head().await;
    assert_eq!(listed(&server, COORDINATOR, "").await.len(), 2);

    for who in [CASEWORKER, COORDINATOR] {
        server.send_in_vain(who, "identifyEmployer", identify.clone(), "NOT_THE_STEWARD").await;
    }
    let again = json!({ "employerId": mill, "number": number });
    server.send_in_vain(STEWARD, "identifyEmployer", again, "EMPLOYER_HAS_NUMBER").await;
    let none = json!({ "employerId": named });
    server
        .send_in_vain(STEWARD, "identifyEmployer", none.clone(), "EMPLOYER_ALREADY_IDENTIFIED")
        .await;
    let said = server.send(STEWARD, "identifyEmployer", identify, "employer { number }").await;
    assert_eq!(said["employer"]["number"], json!(number), "{said}");

    let one = listed(&server, COORDINATOR, "").await;
    let [one] = &one[..] else { panic!("{one:?}") };
    assert_eq!((&one["id"], &one["name"]), (&json!(mill), &json!("De Molen bv")));
    let counts = [
        "coachedWithoutClient",
        "minutesWithoutClient",
        "coachedForClient",
        "jobs",
        "practiceFloors",
    ];
    assert_eq!(counts.map(|count| one[count].clone()), [2, 60, 2, 2, 2]);
    for search in ["molen bv", "bakkerij", number] {
        let found = listed(&server, COORDINATOR, &format!(", search: \"{search}\"")).await;
        assert_eq!(found, std::slice::from_ref(one), "{search}");
    }
    let since = format!(", changedSince: {before}");
    assert_eq!(listed(&server, COORDINATOR, &since).await, std::slice::from_ref(one));
    assert_eq!(reported(&server, before).await, [2, 60, 2]);
    let identified = server.database.head().await;
    assert_eq!(reported(&server, identified).await, [2, 60, 1]);
    let lineage = |row: &str, column: &str| {
        format!(
            "lineage(report: GUIDANCE, row: \"{row}\", column: \"{column}\") {{ count employers }}"
        )
    };
    let query = format!(
        "{{ reports(region: \"{REGION}\", period: {{ from: \"2024-03-11\", to: \"2024-03-31\" }}) {{
              one: {} }}
            both: reports(region: \"{REGION}\", period: {{ from: \"2024-03-01\", to: \"2024-03-31\" }}) {{
              of: {} clients: {} }} }}",
        lineage("total", "coachings_without_client"),
        lineage("total", "employers_without_client"),
        lineage("total", "coachings"),
    );
    let behind = server.ask(COORDINATOR, &query).await;
    assert_eq!(behind["reports"]["one"], json!({ "count": 0, "employers": [mill] }));
    let mut both = behind["both"]["of"]["employers"].as_array().unwrap().clone();
    both.sort_by_key(ToString::to_string);
    let mut expected = [json!(named), json!(mill)];
    expected.sort_by_key(ToString::to_string);
    assert_eq!(both, expected);
    assert_eq!(behind["both"]["clients"], json!({ "count": 2, "employers": [] }));
    // What is recorded under the name later is counted with the other one, too.
    coached(&server, &named, "2024-03-12", 5).await;
    assert_eq!(listed(&server, COORDINATOR, "").await[0]["minutesWithoutClient"], json!(65));
    for command in ["verify", "rebuild", "verify"] {
        says(&server.database, &format!("projections {command}")).await;
    }
    assert_eq!(listed(&server, COORDINATOR, "").await.len(), 1);

    // It was an error.
    let taken_back = server.send(STEWARD, "identifyEmployer", none, "employer { number }").await;
    assert_eq!(taken_back["employer"]["number"], Value::Null, "{taken_back}");
    assert_eq!(listed(&server, COORDINATOR, "").await.len(), 2);
    let head = server.database.head().await;
    assert_eq!(reported(&server, head).await, [3, 65, 2]);
    assert_eq!(reported(&server, identified).await, [2, 60, 1]);
}
