//! The directory of a region: who its organisations and workers are.

mod caseload;

use serde_json::{Value, json};

use crate::harness::{CAW, Clocked, OCMW, Person, REGION, loopbrug, new_id, run};

/// One more organisation whose number the register never hands out.
const ANOTHER: &str = "0000000394";

const STEWARD: Person = Person { worker: 90, organisation: OCMW, roles: "steward" };
const CASEWORKER: Person = Person { worker: 91, organisation: OCMW, roles: "caseworker" };
const MIRA: Person = Person { worker: 92, organisation: OCMW, roles: "caseworker" };
const JORIS: Person = Person { worker: 93, organisation: OCMW, roles: "caseworker" };
const NOBODY: Person = Person { worker: 94, organisation: ANOTHER, roles: "" };

async fn server() -> Clocked {
    let server = Clocked::start().await;
    server.at("2024-03-20T09:00:00");
    server
}

/// Sends what may not be refused.
async fn done(server: &Clocked, who: Person, name: &str, input: Value, fields: &str) -> Value {
    let payload = server.send(who, name, input.clone(), fields).await;
    assert_eq!(payload["errors"], json!([]), "{name} {input}: {payload}");
    payload
}

/// A change of the directory, by the steward.
async fn kept(server: &Clocked, name: &str, mut input: Value, fields: &str) -> Value {
    input["region"] = json!(REGION);
    done(server, STEWARD, name, input, fields).await
}

async fn organisation(server: &Clocked, kbo: &str, name: &str) {
    let input = json!({ "organisation": kbo, "name": name, "from": "2024-01-01" });
    kept(server, "recordOrganisation", input, "").await;
}

async fn worker(server: &Clocked, who: Person, name: &str) {
    let input = json!({ "worker": who.id(), "name": name, "organisation": who.organisation,
                        "from": "2024-01-01" });
    kept(server, "recordWorker", input, "").await;
}

/// A client who is guided by Mira since a day, for the OCMW.
async fn guided(server: &Clocked, since: &str) -> String {
    let opening = json!({ "region": REGION, "source": "ocmw", "municipality": "45041",
                          "occurredOn": "2024-01-01" });
    let opened = done(server, CASEWORKER, "openTrajectory", opening, "trajectory { id }").await;
    let id = opened["trajectory"]["id"].as_str().unwrap().to_owned();
    for (name, day, mut input) in [
        (
            "recordLegalBasis",
            "2024-01-02",
            json!({ "bases": ["consent"], "purposes": ["guidance"] }),
        ),
        ("completeIntake", "2024-01-03", json!({})),
        ("assignBridgeFigure", since, json!({ "worker": MIRA.id(), "organisation": OCMW })),
    ] {
        input["trajectoryId"] = json!(id);
        input["occurredOn"] = json!(day);
        done(server, CASEWORKER, name, input, "").await;
    }
    id
}

/// The nodes of a list.
fn nodes(answer: &Value, list: &str) -> Vec<Value> {
    let edges = answer[list]["edges"].as_array().unwrap().iter();
    edges.map(|edge| edge["node"].clone()).collect()
}

#[tokio::test]
async fn the_steward_keeps_the_organisations_of_a_region_and_everybody_may_look_them_up() {
    let server = server().await;
    let all = json!({
        "organisation": OCMW, "name": "Huis De Overzet", "roles": ["local_authority", "guide"],
        "services": ["debt_help"], "phone": "055 00 00 01", "mail": "info@overzet.example",
        "website": "https://overzet.example", "region": REGION, "commandId": new_id(),
    });
    server.send_in_vain(CASEWORKER, "recordOrganisation", all.clone(), "NOT_THE_STEWARD").await;
    let fields = "organisation { name roles { code label } services { code } from until version }";
    let recorded = kept(&server, "recordOrganisation", all.clone(), fields).await;
    let shown = &recorded["organisation"];
    assert_eq!(shown["roles"][0], json!({ "code": "guide", "label": "levert brugfiguren" }));
    assert_eq!((&shown["from"], &shown["version"]), (&json!("2024-03-20"), &json!(1)));
    let again = kept(&server, "recordOrganisation", all, fields).await;
    assert_eq!(again, recorded, "a repeat gets the first answer");

    organisation(&server, CAW, "Brugklas Éénhoorn").await;
    organisation(&server, ANOTHER, "De Kade").await;
    let found = async |search: &str| {
        let query = format!(
            "{{ organisations(region: \"{REGION}\", search: \"{search}\") {{ edges {{ node {{ organisation name }} }} }} }}"
        );
        let answer = server.ask(NOBODY, &query).await;
        let names = nodes(&answer, "organisations").into_iter();
        names.map(|node| node["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("").await, ["Brugklas Éénhoorn", "De Kade", "Huis De Overzet"]);
    assert_eq!(found("ÉÉN").await, ["Brugklas Éénhoorn"], "capitals make no difference");
    assert_eq!(found("0000.000.394").await, ["De Kade"]);
    assert_eq!(found("%").await, [""; 0]);

    // Page by page, from either end.
    let page = async |arguments: &str| {
        let query = format!(
            "{{ organisations(region: \"{REGION}\", {arguments}) {{
                edges {{ cursor node {{ name }} }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}"
        );
        server.ask(NOBODY, &query).await["organisations"].clone()
    };
    let first = page("first: 2").await;
    assert_eq!(first["pageInfo"], json!({ "hasNextPage": true, "hasPreviousPage": false }));
    let cursor = first["edges"][1]["cursor"].as_str().unwrap();
    let rest = page(&format!("first: 2, after: \"{cursor}\"")).await;
    assert_eq!(rest["edges"][0]["node"]["name"], "Huis De Overzet");
    assert_eq!(rest["pageInfo"], json!({ "hasNextPage": false, "hasPreviousPage": true }));
    assert_eq!(page("last: 1").await["edges"][0]["node"]["name"], "Huis De Overzet");

    let ended = kept(
        &server,
        "endOrganisation",
        json!({ "organisation": ANOTHER, "until": "2024-03-31" }),
        "organisation { name until version }",
    );
    let expected = json!({ "name": "De Kade", "until": "2024-03-31", "version": 2 });
    assert_eq!(ended.await["organisation"], expected);
    let history = format!(
        "{{ organisationChanges(region: \"{REGION}\", organisation: \"{ANOTHER}\") {{
            change changedBy recordedAt entry {{ until }} }} }}"
    );
    let history = server.ask(NOBODY, &history).await["organisationChanges"].clone();
    assert_eq!(history[0]["change"], "ORGANISATION_ENDED");
    assert_eq!(history[1]["entry"]["until"], Value::Null);
    assert_eq!(history[1]["changedBy"], STEWARD.id());
}

#[tokio::test]
async fn all_that_is_wrong_with_a_change_of_the_directory_is_named_and_nothing_is_changed() {
    let server = server().await;
    let wrong = json!({
        "region": REGION, "organisation": OCMW, "name": "De\nBrug", "roles": ["friend"],
        "mail": "nobody", "until": "2024-01-01", "commandId": new_id(),
    });
    let payload = server.send(STEWARD, "recordOrganisation", wrong, "organisation { name }").await;
    let codes: Vec<_> = payload["errors"].as_array().unwrap().iter().map(|e| &e["path"]).collect();
    assert_eq!(codes, ["name", "roles", "mail", "until"], "{payload}");
    assert_eq!(payload["organisation"], Value::Null);
    // What turns a sentence around is in no text of any request.
    let turned = format!(
        "mutation {{ recordOrganisation(input: {{ commandId: \"{}\", region: \"{REGION}\",
            organisation: \"{OCMW}\", name: \"De \u{202e}Brug\" }}) {{ version }} }}",
        new_id()
    );
    assert_eq!(server.refuses(STEWARD, &turned).await, "TEXT_NOT_ALLOWED");
    for (name, more, code) in [
        (
            "recordWorker",
            json!({ "name": "x", "organisation": ANOTHER }),
            "ORGANISATION_NOT_IN_DIRECTORY",
        ),
        ("recordWorker", json!({ "name": "x", "organisation": "12" }), "MALFORMED_ID"),
        ("endOrganisation", json!({ "organisation": ANOTHER }), "ORGANISATION_NOT_IN_DIRECTORY"),
        ("eraseWorker", json!({ "worker": new_id() }), "WORKER_NOT_IN_DIRECTORY"),
        ("endWorker", json!({ "worker": new_id(), "region": "nowhere" }), "REGION_NOT_FOUND"),
    ] {
        let mut input = json!({ "region": REGION });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.send_in_vain(STEWARD, name, input, code).await;
    }
}

#[tokio::test]
async fn answers_show_names_beside_numbers_and_an_erased_one_is_in_none_of_them() {
    let server = server().await;
    organisation(&server, OCMW, "Huis De Overzet").await;
    worker(&server, MIRA, "Mira Windekind").await;
    worker(&server, CASEWORKER, "Joris Eikenblad").await;
    let id = guided(&server, "2024-01-04").await;
    let head = server.database.head().await;
    let query = format!(
        "{{ trajectory(id: \"{id}\") {{ owner ownerName
                bridgeFigure {{ worker workerName organisationName }} }}
            history(id: \"{id}\", first: 1) {{ edges {{ node {{ organisationName workerName }} }} }}
            trajectories(region: \"{REGION}\", atLeast: {head}) {{
                edges {{ node {{ ownerName bridgeFigureName }} }} }}
            workers(region: \"{REGION}\", search: \"windek\") {{
                edges {{ node {{ worker name organisationName }} }} }} }}"
    );
    let seen = server.ask(CASEWORKER, &query).await;
    let house = "Huis De Overzet";
    assert_eq!(seen["trajectory"]["ownerName"], house);
    assert_eq!(seen["trajectory"]["owner"], OCMW);
    let figure =
        json!({ "worker": MIRA.id(), "workerName": "Mira Windekind", "organisationName": house });
    assert_eq!(seen["trajectory"]["bridgeFigure"], figure);
    let step = json!({ "organisationName": house, "workerName": "Joris Eikenblad" });
    assert_eq!(nodes(&seen, "history"), [step]);
    let overview = json!({ "ownerName": house, "bridgeFigureName": "Mira Windekind" });
    assert_eq!(nodes(&seen, "trajectories"), [overview]);
    let found = json!({ "worker": MIRA.id(), "name": "Mira Windekind", "organisationName": house });
    assert_eq!(nodes(&seen, "workers"), [found]);

    let replay = || {
        let url = &server.database.url;
        run(loopbrug().args(["replay", &id]).env("DATABASE_URL", url)).stdout
    };
    let by = format!("by {OCMW} ({house}), {} (Joris Eikenblad)", CASEWORKER.id());
    assert!(replay().contains(&by), "{}", replay());

    // Whoever has no role sees organisations, and no names of people.
    let public = format!("{{ workers(region: \"{REGION}\") {{ edges {{ node {{ name }} }} }} }}");
    assert_eq!(server.refuses(NOBODY, &public).await, "WORKERS_NOT_VISIBLE");
    let public =
        format!("{{ trajectory(id: \"{id}\") {{ ownerName bridgeFigure {{ workerName }} }} }}");
    assert_eq!(server.ask(NOBODY, &public).await["trajectory"], Value::Null);

    let erased =
        kept(&server, "eraseWorker", json!({ "worker": MIRA.id() }), "worker { worker name }");
    assert_eq!(erased.await["worker"], json!({ "worker": MIRA.id(), "name": null }));
    let left = server.ask(CASEWORKER, &query).await;
    assert!(!left.to_string().contains("Windekind"), "{left}");
    assert_eq!(left["trajectory"]["bridgeFigure"]["worker"], MIRA.id(), "the id stays");
    let everyone =
        format!("{{ workers(region: \"{REGION}\") {{ edges {{ node {{ worker name }} }} }} }}");
    let everyone = nodes(&server.ask(CASEWORKER, &everyone).await, "workers");
    assert_eq!(everyone.last(), Some(&json!({ "worker": MIRA.id(), "name": null })));
}

#[tokio::test]
async fn rows_of_reports_are_called_as_the_directory_calls_organisations_and_workers() {
    let server = server().await;
    organisation(&server, OCMW, "Huis De Overzet").await;
    worker(&server, MIRA, "Mira Zand").await;
    guided(&server, "2024-02-01").await;
    let head = server.database.head().await;
    let monitor = Person { worker: 95, organisation: ANOTHER, roles: "monitor" };
    let labels = async |who: Person| {
        let query = format!(
            "{{ reports(region: \"{REGION}\", period: {{ from: \"2024-01-01\", to: \"2024-12-31\" }},
                                 atLeast: {head}) {{
                caseload {{ rows {{ key group {{ code {{ code label }} }} }} }} }} }}"
        );
        let rows = server.ask(who, &query).await["reports"]["caseload"]["rows"].clone();
        let rows = rows.as_array().unwrap().iter().filter(|row| row["group"] != json!([]));
        let shown = |row: &Value| {
            let code = &row["group"][0]["code"];
            let key = row["key"].as_str().unwrap();
            assert!(key.ends_with(code["code"].as_str().unwrap()), "a key has no name: {key}");
            (key.to_owned(), code["label"].as_str().unwrap().to_owned())
        };
        rows.map(shown).collect::<Vec<_>>()
    };
    let (of_house, of_mira) = (format!("organisation={OCMW}"), format!("worker={}", MIRA.id()));
    let named =
        [(of_house, "Huis De Overzet".to_owned()), (of_mira.clone(), "Mira Zand".to_owned())];
    assert_eq!(labels(STEWARD).await, named);
    // A monitor sees no names of people.
    assert_eq!(labels(monitor).await, [named[0].clone(), (of_mira, MIRA.id())]);
}

#[tokio::test]
async fn rule_11_a_transfer_goes_to_an_organisation_that_the_directory_has_and_a_referral_anywhere()
{
    let server = server().await;
    let id = guided(&server, "2024-01-04").await;
    let to = |organisation: &str| json!({ "trajectoryId": id, "organisation": organisation });
    // A region without a directory holds nothing against anybody.
    let asked = done(&server, CASEWORKER, "requestTransfer", to(CAW), "").await;
    assert_eq!(asked["errors"], json!([]));
    let caw = Person { organisation: CAW, ..CASEWORKER };
    let no = json!({ "trajectoryId": id, "reason": "no_capacity" });
    done(&server, caw, "declineTransfer", no, "").await;

    organisation(&server, OCMW, "Huis De Overzet").await;
    let unknown = "ORGANISATION_NOT_IN_DIRECTORY";
    server.send_in_vain(CASEWORKER, "requestTransfer", to(CAW), unknown).await;
    let referral = json!({ "trajectoryId": id, "to": CAW, "service": "debt_help",
                           "urgency": "normal", "areas": ["administration_and_debt"] });
    done(&server, CASEWORKER, "sendReferral", referral, "").await;
    organisation(&server, CAW, "De Kade").await;
    let gone = json!({ "organisation": CAW, "until": "2024-03-10" });
    kept(&server, "endOrganisation", gone, "").await;
    server.send_in_vain(CASEWORKER, "requestTransfer", to(CAW), unknown).await;
    let back = json!({ "organisation": CAW, "name": "De Kade", "from": "2024-01-01" });
    kept(&server, "recordOrganisation", back, "").await;
    done(&server, CASEWORKER, "requestTransfer", to(CAW), "").await;
}
