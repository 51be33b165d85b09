//! Whoever accounts for a region replays all of it, step by step: what was recorded, by whom, why, and what it changed.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{
    Asker, Database, OCMW, REGION, Server, about, loopbrug, mutations_with, new_id, run, token,
};

const AUDITOR: Asker = Asker { roles: "auditor", organisation: OCMW };

const STEP: &str = "about event position type occurredOn recordedAt organisation worker commandId command followsFrom
    putsRight putRightBy payload
    changes { place { code label } before { code label } after { code label } }";

/// Two clients, whose events take turns: of the first a home that was found, and corrected later.
async fn two_clients(server: &Server) -> [String; 2] {
    let ocmw = server.ocmw();
    let first = ocmw.takes_in(json!({}), json!({})).await;
    let second = ocmw.takes_in(json!({}), json!({})).await;
    let home = json!({ "tenure": "room", "from": "2024-03-01" });
    ocmw.record("recordHousingFound", about(&first, "2024-03-01", home)).await;
    let lost = json!({ "ethos": "1" });
    ocmw.record("observeHousing", about(&second, "2024-03-02", lost)).await;
    let right = json!({
        "tenure": "social_rent", "from": "2024-03-01",
        "corrects": { "event": 4, "reason": "wrong_code" },
    });
    ocmw.record("recordHousingFound", about(&first, "2024-03-01", right)).await;
    [first, second]
}

/// The steps of a history, page by page.
async fn steps(server: &Server, of: &str, size: usize) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let query = format!(
            "{{ history({of}, first: {size}{after}) {{
                edges {{ node {{ {STEP} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let page = server.ask_as(AUDITOR, &query).await["history"].clone();
        all.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()));
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            return all;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
}

fn changes(step: &Value) -> Vec<String> {
    let said = |word: &Value, what: &str| word[what].as_str().unwrap_or("-").to_owned();
    let line = |change: &Value| {
        let place = change["place"].as_array().unwrap();
        let place: Vec<_> = place.iter().map(|word| said(word, "label")).collect();
        let value = |side: &str| {
            format!("{} ({})", said(&change[side], "label"), said(&change[side], "code"))
        };
        format!("{}: {} > {}", place.join("/"), value("before"), value("after"))
    };
    step["changes"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn the_history_of_a_region_is_that_of_all_that_happened_there_in_order() {
    let server = Server::start().await;
    let clients = two_clients(&server).await;
    let region = format!("region: \"{REGION}\"");
    let all = steps(&server, &region, 100).await;
    let positions: Vec<_> = all.iter().map(|step| step["position"].as_u64().unwrap()).collect();
    let head = u64::from(server.database.head().await);
    assert_eq!(positions, (1..=head).collect::<Vec<_>>());
    assert_eq!(steps(&server, &region, 2).await, all, "page by page it is the same");
    for client in &clients {
        let of_one = steps(&server, &format!("id: \"{client}\""), 3).await;
        let among_all: Vec<_> = all.iter().filter(|step| step["about"] == json!(client)).collect();
        assert_eq!(of_one.iter().collect::<Vec<_>>(), among_all);
    }
}

#[tokio::test]
async fn a_step_says_who_asked_for_what_and_what_it_changed_in_the_words_of_the_catalogue() {
    let server = Server::start().await;
    let [first, _] = two_clients(&server).await;
    let all = steps(&server, &format!("id: \"{first}\""), 100).await;
    let [.., found, corrected] = &all[..] else { panic!("{all:?}") };
    assert_eq!(found["command"], "recordHousingFound");
    assert_eq!(found["organisation"], OCMW);
    assert_ne!(found["commandId"], Value::Null);
    assert_eq!(found["putRightBy"], json!([5]));
    assert_eq!(
        (&corrected["putsRight"], &corrected["command"]),
        (&json!(4), &json!("recordHousingFound"))
    );
    let lines = changes(found);
    assert!(
        lines.contains(&"wonen/woningen/1/woontitel: - (-) > kamer of studio (room)".to_owned()),
        "{lines:?}"
    );
    let lines = changes(corrected);
    let tenure = "wonen/woningen/1/woontitel: kamer of studio (room) > huur bij een woonmaatschappij (social_rent)";
    assert!(lines.contains(&tenure.to_owned()), "{lines:?}");
    // A mutation asked for each, or something that follows from one.
    let mutations = mutations_with(&["TrajectoryPayload"]);
    for step in &all {
        assert!(mutations.contains(step["command"].as_str().unwrap()), "{step}");
    }
    let opened = changes(&all[0]);
    assert!(opened.contains(&"fase: - (-) > toeleiding (outreach)".to_owned()), "{opened:?}");
    let english = format!(
        "{{ history(id: \"{first}\", last: 1) {{ edges {{ node {{
            changes {{ place {{ label(lang: EN) }} after {{ label(lang: EN) }} }} }} }} }} }}"
    );
    let english = server.ask_as(AUDITOR, &english).await;
    let changes = english["history"]["edges"][0]["node"]["changes"].as_array().unwrap();
    let mut homes = changes.iter().filter(|change| change["place"][1]["label"] == "homes");
    assert!(homes.any(|change| change["after"]["label"] == "social rent"), "{english}");
}

#[tokio::test]
async fn a_range_holds_what_lies_in_it_and_as_of_then_nothing_later_is_known() {
    let server = Server::start().await;
    let [first, second] = two_clients(&server).await;
    let region = |more: &str| format!("region: \"{REGION}\", {more}");
    let positions = async |of: &str| {
        let steps = steps(&server, of, 2).await;
        steps.iter().map(|step| step["position"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let between = region("range: { fromPosition: 3, toPosition: 6 }");
    assert_eq!(positions(&between).await, [3, 4, 5, 6]);
    let of_one = format!("id: \"{second}\", range: {{ fromPosition: 3, toPosition: 6 }}");
    assert_eq!(positions(&of_one).await, [4, 5, 6]);
    let march = region("range: { occurredFrom: \"2024-03-01\", occurredTo: \"2024-03-01\" }");
    assert_eq!(positions(&march).await, [7], "a correction happens on its own day");
    let total = format!("{{ history({march}, first: 1) {{ totalCount }} }}");
    assert_eq!(server.ask_as(AUDITOR, &total).await["history"]["totalCount"], 1);
    let before = region("asOf: { position: 8 }");
    let known = steps(&server, &before, 100).await;
    assert_eq!(known.len(), 8);
    assert_eq!(known[6]["putRightBy"], json!([]), "nobody knew yet");
    let one = steps(&server, &format!("id: \"{first}\", asOf: {{ position: 8 }}"), 100).await;
    assert_eq!((one.len(), &one[3]["putRightBy"]), (4, &json!([])));
    let moment = &known[7]["recordedAt"];
    assert_eq!(positions(&region(&format!("asOf: {{ moment: {moment} }}"))).await.len(), 8);
    for (of, code) in [
        (region("asOf: { position: 99 }"), "POSITION_BEYOND_HEAD"),
        (region("asOf: { moment: \"2150-01-01T00:00:00Z\" }"), "MOMENT_NOT_YET"),
        (region("range: { occurredFrom: \"1000-01-01\" }"), "DAY_OUT_OF_RANGE"),
        (region("after: \"5\""), "MALFORMED_ID"),
        (region("after: \"position:tea\""), "MALFORMED_ID"),
        (region("first: 101"), "PAGE_TOO_LARGE"),
        (format!("id: \"{first}\", after: \"position:5\""), "MALFORMED_ID"),
        (format!("id: \"{first}\", region: \"{REGION}\""), "HISTORY_OF_ONE_THING"),
        (region("personal: true"), "PERSONAL_OF_ONE_TRAJECTORY"),
        ("first: 1".to_owned(), "HISTORY_OF_ONE_THING"),
        ("region: \"nowhere\"".to_owned(), "REGION_NOT_FOUND"),
    ] {
        let query = format!("{{ history({of}) {{ edges {{ cursor }} }} }}");
        assert_eq!(server.refuses_to(AUDITOR, &query).await, code, "{of}");
    }
}

#[tokio::test]
async fn only_who_accounts_for_a_region_replays_all_of_it_and_that_is_recorded() {
    let server = Server::start().await;
    let clients = two_clients(&server).await;
    let query = format!("{{ history(region: \"{REGION}\") {{ edges {{ node {{ type }} }} }} }}");
    for roles in ["caseworker", "coordinator", "analyst", "applicant,assessor,jury,monitor"] {
        let who = Asker { roles, organisation: OCMW };
        assert_eq!(server.refuses_to(who, &query).await, "HISTORIES_NOT_VISIBLE", "{roles}");
    }
    server.ask_as(Asker { roles: "steward", organisation: OCMW }, &query).await;
    let record = format!(
        "{{ accessRecord(region: \"{REGION}\", first: 5) {{ edges {{ node {{
            lookedAt outcome trajectories }} }} }} }}"
    );
    let record = server.ask_as(AUDITOR, &record).await["accessRecord"]["edges"].clone();
    let of = |n: usize| record[n]["node"].clone();
    let mut named: Vec<_> = clients.to_vec();
    named.sort();
    let seen = json!({ "lookedAt": "HISTORY", "outcome": "answered", "trajectories": named });
    assert_eq!(of(0), seen);
    assert_eq!(of(1)["outcome"], "HISTORIES_NOT_VISIBLE");
}

#[tokio::test]
async fn personal_texts_of_a_history_are_for_who_may_read_them_and_says_what_for() {
    let keys = Database::create().await;
    let server = Server::with_keys_in(&keys).await;
    let ocmw = server.ocmw();
    let id = ocmw.takes_in(json!({}), json!({})).await;
    let note = json!({ "note": "fluisterkruid" });
    ocmw.record("addNote", about(&id, "2024-02-02", note)).await;
    let ask = async |roles: &str, purpose: Option<&str>, personal: bool| {
        let query = format!(
            "{{ history(id: \"{id}\", last: 1, personal: {personal}) {{ edges {{ node {{ payload }} }} }} }}"
        );
        let request = server.http.post(server.url()).json(&json!({ "query": query }));
        let mut request = request.bearer_auth(token(Uuid::from_u128(7), OCMW, roles));
        if let Some(purpose) = purpose {
            request = request.header("loopbrug-purpose", purpose);
        }
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let said = &answer["data"]["history"]["edges"][0]["node"]["payload"]["NoteAdded"]["note"];
        let code = &answer["errors"][0]["extensions"]["code"];
        said.as_str().or(code.as_str()).unwrap_or_else(|| panic!("{answer}")).to_owned()
    };
    assert_eq!(ask("caseworker", Some("guidance"), true).await, "fluisterkruid");
    assert_eq!(ask("caseworker", Some("guidance"), false).await, "sealed");
    assert_eq!(ask("caseworker", None, true).await, "PURPOSE_NOT_SAID");
    assert_eq!(ask("auditor", Some("audit"), true).await, "PERSONAL_DATA_NOT_VISIBLE");
    assert_eq!(ask("auditor", Some("audit"), false).await, "sealed");
}

#[tokio::test]
async fn the_command_line_replays_a_day_a_moment_and_step_by_step() {
    let server = Server::start().await;
    let [id, _] = two_clients(&server).await;
    let url = &server.database.url;
    let replay = |arguments: &[&str]| {
        let said = run(loopbrug().args(["replay", &id]).args(arguments).env("DATABASE_URL", url));
        assert_eq!(said.code, Some(0), "{said:?}");
        said.stdout
    };
    let all = replay(&[]);
    let tenure = "changed: wonen / woningen / 1 / woontitel (housing.homes.1.tenure): ";
    assert!(all.contains(&format!("{tenure}- > kamer of studio (room)")), "{all}");
    assert!(all.contains("asked for: RecordHousingFound, command "), "{all}");
    assert!(all.contains("superseded by 5"), "{all}");
    let known = replay(&["--known-at", "8", "--lang", "en"]);
    assert!(
        known.contains("/ tenure (housing.homes.1.tenure): - > room or studio (room)\n"),
        "{known}"
    );
    assert!(!known.contains("superseded by"), "{known}");
    // Before the home was found nothing that concerns it makes a difference.
    let before = replay(&["--as-of", "2024-02-28"]);
    assert!(!before.contains("homes") && before.contains("TrajectoryOpened"), "{before}");

    let mut stepping = loopbrug();
    stepping.args(["replay", &id, "--step"]).env("DATABASE_URL", url);
    let mut stepping = stepping.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    // Enter once: the first step and the second.
    stepping.stdin.take().unwrap().write_all(b"\n").unwrap();
    let said = String::from_utf8(stepping.wait_with_output().unwrap().stdout).unwrap();
    assert!(said.contains("position 2 ") && !said.contains("position 3 "), "{said}");

    for wrong in ["--known-at=tea", "--known-at=2024-02-30T00:00:00Z", "--as-of=2024-02-30"] {
        let said = run(loopbrug().args(["replay", &id, wrong]).env("DATABASE_URL", url));
        assert_eq!(said.code, Some(2), "{said:?}");
    }
    let nobody = new_id();
    let said = run(loopbrug().args(["replay", &nobody]).env("DATABASE_URL", url));
    assert!(said.stderr.contains("nothing was recorded"), "{said:?}");
}
