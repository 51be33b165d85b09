//! Tools ask for the whole schema, in a few standard forms, and get all of it.
//!
//! The texts in `introspection/` are what these print: `getIntrospectionQuery` of the npm package
//! `graphql` (16.15.0, and to the letter the same in 17.1.0), `get_introspection_query` of the package
//! `graphql-core`, each as it is by default, with all options, with all but descriptions, and
//! with as little as possible; and GraphiQL as it is bundled, read from its request.

use std::collections::BTreeMap;
use std::path::Path;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{REGION, Server, schema};

/// The standard forms, by the name of their file.
fn forms() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/front_door/introspection");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let form = |entry: std::fs::DirEntry| {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        (entry.file_name().into_string().unwrap(), text)
    };
    files.map(form).collect()
}

/// How many fields and values each type has, in the committed schema.
fn types_of(schema: &str) -> BTreeMap<String, usize> {
    let document = parse_schema(schema).unwrap();
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        _ => None,
    });
    let of_kind = |kind: &TypeKind| match kind {
        TypeKind::Object(object) => object.fields.len(),
        TypeKind::Interface(interface) => interface.fields.len(),
        TypeKind::InputObject(input) => input.fields.len(),
        TypeKind::Enum(values) => values.values.len(),
        TypeKind::Scalar | TypeKind::Union(_) => 0,
    };
    types.map(|one| (one.name.node.to_string(), of_kind(&one.kind))).collect()
}

/// Every type is unwrapped to its name.
fn is_whole(value: &Value, form: &str) {
    match value {
        Value::Object(members) => {
            // Some forms do not ask what kind the innermost is.
            if members.get("kind").is_some_and(|kind| kind == "LIST" || kind == "NON_NULL") {
                assert!(members["ofType"].is_object(), "{form}: {value}");
            }
            members.values().for_each(|member| is_whole(member, form));
        }
        Value::Array(values) => values.iter().for_each(|value| is_whole(value, form)),
        _ => {}
    }
}

#[tokio::test]
async fn the_standard_forms_of_introspection_are_answered_in_full() {
    let server = Server::start().await;
    let committed = types_of(&schema());
    let forms = forms();
    assert_eq!(forms.len(), 9, "{:?}", forms.keys());
    for (form, query) in forms {
        let body = json!({ "query": query, "operationName": "IntrospectionQuery" });
        let answer = server.http.post(server.url()).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{form}");
        let answer: Value = answer.json().await.unwrap();
        assert!(answer.get("errors").is_none(), "{form}: {}", answer["errors"]);
        is_whole(&answer, &form);
        let types = answer["data"]["__schema"]["types"].as_array().unwrap();
        let members = |one: &Value| {
            let lists = ["fields", "inputFields", "enumValues"].map(|list| one[list].as_array());
            lists.into_iter().flatten().map(Vec::len).sum::<usize>()
        };
        let told: BTreeMap<_, _> = types
            .iter()
            .map(|one| (one["name"].as_str().unwrap().to_owned(), members(one)))
            .filter(|(name, _)| committed.contains_key(name))
            .collect();
        assert_eq!(told, committed, "{form}");
    }
}

/// The members of a type that say nothing of themselves, by their place.
fn undescribed(of: &str, member: &Value, found: &mut Vec<String>) {
    let place = format!("{of}.{}", member["name"].as_str().unwrap());
    if member["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
        found.push(place.clone());
    }
    for list in ["fields", "inputFields", "enumValues", "args"] {
        for inner in member[list].as_array().into_iter().flatten() {
            undescribed(&place, inner, found);
        }
    }
}

#[tokio::test]
async fn every_member_of_the_schema_says_what_it_is() {
    let server = Server::start().await;
    let query = forms()["npm-graphql-16.15.0-everything.graphql"].clone();
    let body = json!({ "query": query, "operationName": "IntrospectionQuery" });
    let answer = server.http.post(server.url()).json(&body).send().await.unwrap();
    let schema = answer.json::<Value>().await.unwrap()["data"]["__schema"].clone();
    let types = schema["types"].as_array().unwrap().iter();
    let ours = types.filter(|one| !one["name"].as_str().unwrap().starts_with("__"));
    let mut found = Vec::new();
    let mut looked_at = 0;
    for one in ours.chain(schema["directives"].as_array().unwrap()) {
        looked_at += 1;
        undescribed("", one, &mut found);
    }
    assert!(looked_at > 200, "{looked_at} types");
    assert_eq!(found, Vec::<String>::new(), "{} say nothing", found.len());
}

#[tokio::test]
async fn introspection_spares_nobody_a_limit() {
    let server = Server::start().await;
    let standard = forms()["npm-graphql-16.15.0-everything.graphql"].clone();
    let mixed = |more: &str| standard.replacen("__schema {", &format!("{more} __schema {{"), 1);
    server.ask(&mixed("__typename")).await;
    let deep = format!("{}x{}", "a { ".repeat(12), " }".repeat(12));
    let tables = (0..61).map(|n| format!("a{n}: esf {{ position }}"));
    let tables = tables.collect::<Vec<_>>().join(" ");
    let period = r#"{ from: "2024-01-01", to: "2024-12-31" }"#;
    for (query, code) in [
        (mixed(&deep), "QUERY_TOO_DEEP"),
        (
            mixed(&format!("reports(region: \"{REGION}\", period: {period}) {{ {tables} }}")),
            "REPORT_TOO_LARGE",
        ),
        (
            mixed(
                "again: __schema { types { ...FullType } } third: __schema { types { ...FullType } }",
            ),
            "INTROSPECTION_TOO_COMPLEX",
        ),
        (
            "{ __type(name: \"Query\") { fields { type { fields { type { fields { type {
               fields { type { fields { name } } } } } } } } } } }"
                .to_owned(),
            "INTROSPECTION_TOO_COMPLEX",
        ),
        (
            {
                let asked = (0..11).map(|n| format!("a{n}: __schema {{ queryType {{ name }} }}"));
                format!("{{ {} }}", asked.collect::<Vec<_>>().join(" "))
            },
            "INTROSPECTION_TOO_COMPLEX",
        ),
    ] {
        assert_eq!(server.refuses(&query).await, code, "{query}");
    }
}
