//! Those who may not read what is personal: no answer to whatever they ask or send has a word of it, and no refusal
//! repeats what was typed.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use async_graphql::parser::types::{BaseType, Type, TypeKind};
use serde_json::{Map, Value, json};

use super::words::{BESSIA, MISPELIA};
use crate::authorisation::{Types, questions_about, strangers};
use crate::harness::{Database, OCMW, Person, REGION, Server, new_id, token};

/// A text that is typed where it is none of what may stand there.
const WRONG: &str = "rozenbottelfout";

/// Limits of how much may be asked are not what this is about.
const UNLIMITED: [(&str, &str); 2] =
    [("LOOPBRUG_REQUESTS_PER_ACTOR", "100000000"), ("LOOPBRUG_REQUESTS_PER_PEER", "100000000")];

/// A client that is signed in by nothing but what a request says.
static UNSIGNED: LazyLock<reqwest::Client> = LazyLock::new(reqwest::Client::new);

/// What somebody is answered, as text. Who has no role is not signed in.
async fn answered(server: &Server, who: Person, body: &Value) -> String {
    let mut request = UNSIGNED.post(server.url()).json(body);
    if !who.roles.is_empty() {
        let worker = who.id().parse().unwrap();
        request = request.bearer_auth(token(worker, who.organisation, who.roles));
    }
    request.send().await.unwrap().text().await.unwrap()
}

/// A personal text, by the name of the field that it is typed into.
fn typed(name: &str, is_right: bool) -> Option<&'static str> {
    let of = &MISPELIA;
    let right = match name {
        "givenName" => of.given_name,
        "familyName" => of.family_name,
        "birthDate" => of.birth_date,
        "insz" => of.insz[0],
        "phone" => of.phone,
        "email" => of.email,
        "address" => of.street,
        "note" => of.note,
        "ownWords" => of.goal,
        "rationale" => of.persona,
        _ => return None,
    };
    Some(if is_right { right } else { WRONG })
}

/// What mutations are sent.
struct Sent<'a> {
    types: &'a Types,
    trajectory: &'a str,
    is_right: bool,
}

impl Sent<'_> {
    /// A value of a type for a field of this name: all that is needed, and every personal text.
    fn value(&self, name: &str, of: &Type) -> Value {
        let of = match &of.base {
            BaseType::List(of) => return json!([self.value(name, of)]),
            BaseType::Named(of) => of.as_str(),
        };
        match self.types.others.get(of) {
            Some(TypeKind::Enum(values)) => json!(values.values[0].node.value.node.to_string()),
            Some(TypeKind::InputObject(_)) if of == "RecordInput" => {
                json!({ "addNote": { "note": typed("note", self.is_right) } })
            }
            Some(TypeKind::InputObject(input)) => {
                let fields = input.fields.iter().map(|field| &field.node).filter(|field| {
                    let is_needed = !field.ty.node.nullable && field.default_value.is_none();
                    is_needed || self.is_personal(&field.name.node, &field.ty.node)
                });
                let fields = fields.map(|field| {
                    let name = field.name.node.to_string();
                    let value = self.value(&name, &field.ty.node);
                    (name, value)
                });
                Value::Object(fields.collect::<Map<_, _>>())
            }
            _ => self.scalar(of, name),
        }
    }

    fn scalar(&self, of: &str, name: &str) -> Value {
        if let Some(typed) = typed(name, self.is_right) {
            return json!(typed);
        }
        match (of, name) {
            ("Int", _) => json!(1),
            ("Float", _) => json!(0.5),
            ("Boolean", _) => json!(true),
            ("NaiveDate", _) => json!("2024-01-09"),
            ("DateTime", _) => json!("2024-01-09T10:00:00Z"),
            ("NaiveDateTime", _) => json!("2024-01-09T10:00:00"),
            (_, "trajectoryId" | "into" | "otherId") => json!(self.trajectory),
            (_, "region") => json!(REGION),
            (_, "persona") => json!("nora"),
            (_, "finding") => json!("generational_poverty"),
            (_, "domain") => json!("housing"),
            (_, "municipality") => json!("45041"),
            (_, "source") => json!("ocmw"),
            (_, name) if name.to_lowercase().contains("organisation") => json!(OCMW),
            ("ID", _) => json!(new_id()),
            _ => json!("x"),
        }
    }

    /// Whether a personal text is typed into a field, or into one below it.
    fn is_personal(&self, name: &str, of: &Type) -> bool {
        let of = match &of.base {
            BaseType::List(of) => return self.is_personal(name, of),
            BaseType::Named(of) => of.as_str(),
        };
        match self.types.others.get(of) {
            Some(TypeKind::InputObject(_)) if of == "RecordInput" => true,
            Some(TypeKind::InputObject(input)) => {
                let mut fields = input.fields.iter().map(|field| &field.node);
                fields.any(|field| self.is_personal(&field.name.node, &field.ty.node))
            }
            _ => typed(name, true).is_some(),
        }
    }
}

#[tokio::test]
async fn whoever_may_not_read_what_is_personal_finds_no_word_of_it_in_any_answer() {
    let keys = Database::create().await;
    let key_file = tempfile::tempdir().unwrap();
    let key_file = key_file.path().join("master.key");
    let vault =
        [("VAULT_URL", keys.url.as_str()), ("LOOPBRUG_VAULT_KEY_FILE", key_file.to_str().unwrap())];
    let settings = [vault, UNLIMITED].concat();
    let server = Server::with_settings(Database::create().await, &settings).await;
    let id = BESSIA.has_left(&server).await;
    let types = Types::of_the_schema();
    let hears_nothing = |who: Person, asked: &str, answer: &str| {
        for word in BESSIA.all().chain(MISPELIA.all()).chain([WRONG]) {
            assert!(!answer.contains(word), "{} reads {word}: {asked}\n{answer}", who.roles);
        }
    };

    let questions = questions_about(&types, &id);
    assert!(questions.len() > 20);
    for who in strangers() {
        // The steward hands it out to the client, and that is all that a steward reads of it.
        let is_handed_out = |query: &str| who.roles == "steward" && query.contains("exportClient");
        for query in questions.iter().filter(|query| !is_handed_out(query)) {
            let answer = answered(&server, who, &json!({ "query": query })).await;
            hears_nothing(who, query, &answer);
        }
    }

    let mut refused = BTreeSet::new();
    for is_right in [true, false] {
        let sent = Sent { types: &types, trajectory: &id, is_right };
        for mutation in &types.objects["Mutation"] {
            let (name, of) = (&mutation.name.node, &mutation.arguments[0].node.ty.node);
            // Organisations and workers have names and numbers too, which are not sealed.
            let is_about_client = mutation.ty.node.to_string().starts_with("TrajectoryPayload");
            if !is_about_client || !sent.is_personal(name, of) {
                continue;
            }
            let query = format!(
                "mutation ($input: {of}) {{ {name}(input: $input) {{ errors {{ code message path }} }} }}"
            );
            for who in strangers() {
                let mut input = sent.value(name, of);
                input["commandId"] = json!(new_id());
                let body = json!({ "query": query, "variables": { "input": input } });
                let answer = answered(&server, who, &body).await;
                hears_nothing(who, name, &answer);
                // Whoever is a caseworker enrols clients.
                let is_own = *name == "enrolClient" && who.roles == "caseworker" && is_right;
                assert!(is_own || answer.contains("\"code\""), "{} {name}: {answer}", who.roles);
                refused.insert(name.to_string());
            }
        }
    }
    let known = ["recordIdentity", "changeIdentity", "addNote", "setGoal", "closeTrajectory"];
    assert!(known.iter().all(|name| refused.contains(*name)), "{refused:?}");

    // What cannot be read at all is not repeated either, to nobody and not in the log.
    let add =
        |note: &str| format!("mutation {{ addNote(input: {{ note: {note} }}) {{ version }} }}");
    let note = BESSIA.note;
    for wrong in [
        add(&format!("\"{note}")),
        add(note),
        add(&format!("[\"{note}\"]")),
        add(&format!("{{ {note}: 1 }}")),
        add(&format!("\"{note}\u{200b}\"")),
        format!("{{ knownClient(region: \"{REGION}\", insz: \"{note}\") {{ trajectoryId }} }}"),
    ] {
        for who in strangers() {
            let answer = answered(&server, who, &json!({ "query": wrong })).await;
            hears_nothing(who, &wrong, &answer);
            assert!(answer.contains("errors") || answer.contains("null"), "{wrong}: {answer}");
        }
    }
    // An id is repeated to whoever typed it, and not in the log.
    for wrong in [
        format!("{{ trajectory(id: \"{note}\") {{ phase }} }}"),
        format!("{{ history(id: \"{id}\", after: \"{note}\") {{ totalCount }} }}"),
    ] {
        answered(&server, strangers()[1], &json!({ "query": wrong })).await;
    }
    let said = server.said();
    assert!(said.contains("not for who asks"), "the reasons are in the log: {said}");
    for line in said.lines() {
        hears_nothing(strangers()[0], "the log", line);
    }
}
