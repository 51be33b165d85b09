//! The demo: loaded once, found again, and gone on with on a later day.

use std::path::Path;

use crate::harness::{Browser, Database, Process, REGION, Server, loopbrug, wait_until};

async fn start(database: &Database) -> (Process, String) {
    let mut command = loopbrug();
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database.url);
    let mut demo = Process::spawn(&mut command);
    let address = demo.address(&format!("trajectories of {REGION} on ")).await;
    (demo, address)
}

/// Today in Brussels, as the database knows it.
const TODAY: &str = "(now() AT TIME ZONE 'Europe/Brussels')::date";

/// What the clients of the demo are like, and when they come.
async fn it_lives(database: &Database) {
    let text = async |sql: String| database.text(&sql).await;
    let opened = "SELECT occurred_on FROM events WHERE event_type = 'TrajectoryOpened'";
    // One comes every three days.
    let months =
        "string_agg(DISTINCT to_char(day, 'YYYY-MM'), ' ' ORDER BY to_char(day, 'YYYY-MM'))";
    let came = text(format!("SELECT {months} FROM ({opened}) AS opened (day)")).await;
    let due = format!(
        "SELECT {months} FROM generate_series('2024-01-01', {TODAY} - 4, interval '1 day') AS day"
    );
    assert!(came.starts_with(&text(due).await), "new clients every month: {came}");
    let today = format!(
        "SELECT count(*)::text FROM events WHERE event_type = 'AppointmentPlanned'
         AND (payload::jsonb #>> '{{what,AppointmentPlanned,at}}')::date = {TODAY}"
    );
    assert!(text(today).await.parse::<u32>().unwrap() > 5, "appointments today");
    let last = format!("SELECT ({TODAY} - max(recorded_at)::date)::text FROM events");
    assert_eq!(text(last).await, "1", "up to yesterday");
    for (field, values) in [
        ("gender", "man other woman"),
        ("nationality_group", "belgian eu stateless third_country undetermined"),
        ("minority", "false true"),
    ] {
        let known = format!("payload::jsonb #>> '{{what,IntakeCompleted,{field}}}'");
        let known = format!(
            "SELECT string_agg(DISTINCT {known}, ' ' ORDER BY {known}) FROM events
             WHERE event_type = 'IntakeCompleted'"
        );
        assert_eq!(text(known).await, values, "{field}");
    }
}

/// Every role has somebody whom one can be.
async fn one_chooses_who_to_be(address: &str) {
    let browser = Browser::new();
    let end = format!("{address}/sign-in/choose");
    let mut roles = vec![];
    for who in 0..9 {
        let page = browser.get(&format!("{address}/sign-in?next=/graphiql")).await;
        assert!(page.has("Wie ben je vandaag?") && page.has("Huis De Overzet"), "{page:?}");
        let (who, token) = (who.to_string(), page.hidden("token"));
        let refused = browser.post(&end, &[("token", "x"), ("who", &who), ("next", "/")]).await;
        assert_eq!(refused.status, 403);
        let before = browser.cookies(address);
        let fields = [("token", token.as_str()), ("who", &who), ("next", &page.hidden("next"))];
        assert_eq!(browser.post(&end, &fields).await.url.path(), "/graphiql");
        assert_ne!(browser.cookies(address), before, "the session has another id");
        let page = browser.get(&format!("{address}/wie")).await;
        assert!(
            page.has("Dag ") && page.has("Alle personen en cijfers zijn verzonnen"),
            "{page:?}"
        );
        let (_, role) = page.text.rsplit_once("<ul><li>").unwrap();
        roles.push(role.split_once('<').unwrap().0.to_owned());
        let question =
            "{ workers(region: \"vlaamse-ardennen\", first: 1) { edges { node { name } } } }";
        let asked = browser.http.post(format!("{address}/graphql"));
        let asked = asked.json(&serde_json::json!({ "query": question })).send().await.unwrap();
        let answer: serde_json::Value = asked.json().await.unwrap();
        let named = answer["data"]["workers"]["edges"][0]["node"]["name"].is_string();
        let role = roles.last().unwrap();
        assert_eq!(
            named,
            !["monitor", "kandidaat", "analist"].contains(&role.as_str()),
            "{role}: {answer}"
        );
    }
    roles.sort();
    roles.dedup();
    assert_eq!(roles.len(), 9, "{roles:?}");
    let nobody = [("token", browser.get(&format!("{address}/sign-in")).await.hidden("token"))];
    let nobody = [("token", nobody[0].1.as_str()), ("who", "9"), ("next", "/")];
    assert_eq!(browser.post(&end, &nobody).await.status, 403);
}

#[tokio::test]
async fn only_the_demo_lets_one_choose_who_to_be() {
    let server = Server::start().await;
    let browser = Browser::new();
    let page = browser.get(&format!("{}/sign-in", server.address)).await;
    assert_eq!(page.status, 503, "{page:?}");
    assert!(page.has("Aanmelden is niet ingesteld") && !page.has("<form"), "{page:?}");
    let end = format!("{}/sign-in/choose", server.address);
    for who in ["0", "1"] {
        let page = browser.post(&end, &[("token", ""), ("who", who), ("next", "/")]).await;
        assert_eq!(page.status, 404, "there is no such route");
    }
    assert!(!browser.get(&server.address).await.has("href=\"/sign-in\""));
}

#[tokio::test]
async fn who_the_clients_of_a_demo_are_is_sealed_and_opened_for_who_guides_them() {
    let (database, keys) = (Database::create().await, Database::create().await);
    let key_file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.key", keys.name()));
    let mut command = loopbrug();
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database.url);
    command.env("VAULT_URL", &keys.url).env("LOOPBRUG_VAULT_KEY_FILE", key_file);
    let mut demo = Process::spawn(&mut command);
    let address = demo.address(&format!("trajectories of {REGION} on ")).await;

    let of = async |name: &str| {
        let sql = format!("SELECT count(*) FROM events WHERE event_type = '{name}'");
        database.number(&sql).await.unwrap()
    };
    let (entered, known) = (of("IntakeCompleted").await, of("IdentityRecorded").await);
    assert!(known * 100 > entered * 80 && known < entered, "{known} of {entered}");
    assert!(of("NoteAdded").await > entered && of("BackgroundRecorded").await > entered / 4);
    let clear = "SELECT count(*) FROM events
                 WHERE payload::text ~ 'post\\.example|Kastanje|op eigen benen|huisarts praten'";
    assert_eq!(database.number(clear).await, Some(0));
    let indexed =
        keys.number("SELECT count(DISTINCT trajectory) FROM known_clients").await.unwrap();
    assert!(indexed * 100 > known * 80, "{indexed} of {known}");

    let said = demo.said();
    let (_, token) = said.split_once("\ncaseworker\n").unwrap();
    let token = token.split_whitespace().next().unwrap().to_owned();
    let http = reqwest::Client::new();
    let ask = async |query: &str| -> serde_json::Value {
        let request = http.post(format!("{address}/graphql")).bearer_auth(&token);
        let answer = request.json(&serde_json::json!({ "query": query })).send().await.unwrap();
        answer.json().await.unwrap()
    };
    let list = format!(
        "{{ trajectories(region: \"{REGION}\", first: 30) {{ edges {{ node {{ id }} }} }} }}"
    );
    let list = ask(&list).await;
    let edges = list["data"]["trajectories"]["edges"].as_array().unwrap();
    let personal = "personal(purpose: \"guidance\") { identity { givenName birthDate } }";
    let each = edges
        .iter()
        .zip(0..)
        .map(|(edge, n)| format!("t{n}: trajectory(id: {}) {{ {personal} }}", edge["node"]["id"]));
    let answer = ask(&format!("{{ {} }}", each.collect::<Vec<_>>().join(" "))).await;
    let shown = answer["data"].as_object().unwrap_or_else(|| panic!("{answer}")).values();
    let named = shown.filter(|one| {
        let identity = &one["personal"]["identity"];
        identity["givenName"].is_string() && identity["birthDate"].is_string()
    });
    assert!(named.count() > 10, "{answer}");
    stop(demo).await;
}

#[tokio::test]
async fn the_demo_loads_a_partnership_once() {
    let database = Database::create().await;
    let (mut demo, address) = start(&database).await;
    let log = database.log().await;
    let begun = log.iter().filter(|event| event.sequence == 1).count();
    assert!(begun >= 200 + 13, "only {begun} trajectories, proposals and rounds");
    it_lives(&database).await;
    // What it says to try is a question that it answers.
    let suggestion = demo.said();
    let round = "Before them: a selection round of 12 proposals, 6 approved.";
    assert!(suggestion.contains(round), "{suggestion}");
    let (_, command) = suggestion.split_once("curl ").unwrap();
    let (command, body) = command.split_once(" -d '").unwrap();
    assert!(command.contains("-H 'Authorization: Bearer "), "{command}");
    let (body, _) = body.split_once('\'').unwrap();
    let http = reqwest::Client::new();
    let mut request = http.post(format!("{address}/graphql"));
    for header in command.split(" -H '").skip(1) {
        let (name, value) = header.split_once('\'').unwrap().0.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    let answer: serde_json::Value =
        request.body(body.to_owned()).send().await.unwrap().json().await.unwrap();
    let total = &answer["data"]["reports"]["outcomes"]["rows"][0];
    assert_eq!(total["group"], serde_json::json!([]), "{answer}");
    let figure = |column: &str| {
        let mut figures = total["figures"].as_array().unwrap().iter();
        figures.find(|figure| figure["column"] == column).unwrap()["value"].as_f64().unwrap()
    };
    assert!(figure("participants") > 100.0, "{answer}");
    assert!(figure("in_work") > 0.0, "{answer}");
    one_chooses_who_to_be(&address).await;
    demo.terminate();
    assert_eq!(demo.ended().await.code(), Some(0));

    let (mut again, _) = start(&database).await;
    assert_eq!(database.log().await, log, "the second run finds what the first recorded");
    wait_until("the views are at the head", async || database.views_are_at_the_head().await).await;
    again.terminate();
    assert_eq!(again.ended().await.code(), Some(0));
}

/// Has the database say that it is so many days ago.
async fn days_ago(database: &Database, days: u32) {
    let name = database.text("SELECT current_database()::text").await;
    let ago = format!("pg_catalog.clock_timestamp() - interval '{days} days'");
    let sql = format!(
        "CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz
             LANGUAGE sql VOLATILE AS $$ SELECT {ago} $$;
         ALTER DATABASE {name} SET search_path = public, pg_catalog"
    );
    database.execute(&sql).await;
}

async fn run_and_stop(database: &Database) {
    let (demo, _) = start(database).await;
    stop(demo).await;
}

async fn stop(mut demo: Process) {
    demo.terminate();
    assert_eq!(demo.ended().await.code(), Some(0));
}

#[tokio::test]
async fn a_demo_that_is_started_on_a_later_day_goes_on_from_there_also_after_a_crash() {
    let database = Database::create().await;
    days_ago(&database, 400).await;
    run_and_stop(&database).await;
    let first = database.log().await;
    // Somebody records about a client of the demo, whose story that person goes on telling.
    let taken = "SELECT aggregate_id FROM events WHERE event_type = 'BarrierIdentified'
                 ORDER BY position DESC LIMIT 1";
    let taken = database.text(taken).await;
    let note = format!(
        "INSERT INTO events (aggregate_type, aggregate_id, sequence, region, event_type, event_version,
                             payload, metadata, command_id)
         SELECT aggregate_type, aggregate_id, sequence + 1, region, event_type, event_version, payload,
                metadata, gen_random_uuid()
         FROM events WHERE aggregate_id = '{taken}' ORDER BY sequence DESC LIMIT 1"
    );
    database.execute(&note).await;

    // It crashes when all but the first batches are not there yet.
    days_ago(&database, 20).await;
    let commands = database.number("SELECT count(*) FROM commands").await.unwrap();
    let crash = format!(
        "CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF (SELECT count(*) FROM commands) > {commands} THEN RAISE 'crash'; END IF;
             RETURN NEW;
         END $$;
         CREATE TRIGGER crash BEFORE INSERT ON commands FOR EACH ROW EXECUTE FUNCTION crash()"
    );
    database.execute(&crash).await;
    let mut command = loopbrug();
    command.args(["demo", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &database.url);
    let mut crashed = Process::spawn(&mut command);
    assert_ne!(crashed.ended().await.code(), Some(0));
    let begun = database.log().await;
    assert!(begun.len() > first.len() + 1, "the first batch is there");
    database.execute("DROP TRIGGER crash ON commands").await;

    // A later day still: what the crash left out comes first.
    days_ago(&database, 0).await;
    run_and_stop(&database).await;
    it_lives(&database).await;
    let log = database.log().await;
    assert_eq!(log[..begun.len()], begun, "nothing is changed, and nothing comes in between");
    let torn = "SELECT count(*) FROM (SELECT 1 FROM events GROUP BY aggregate_id
                HAVING max(sequence) <> count(*)) AS torn";
    assert_eq!(database.number(torn).await, Some(0), "each stream is whole");
    let told = format!("SELECT count(*) FROM events WHERE aggregate_id = '{taken}'");
    let known = first.iter().filter(|event| event.stream == taken).count();
    assert_eq!(database.number(&told).await, Some(i64::try_from(known).unwrap() + 1));
    run_and_stop(&database).await;
    assert_eq!(database.log().await, log, "nothing comes twice, and nothing was left out");
}
