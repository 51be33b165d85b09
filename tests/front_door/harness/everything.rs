//! All that can be asked of a type, as the schema has it today.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Server;

const TYPES: &str =
    "{ __schema { types { name kind fields { name args { defaultValue type { kind } } type {
    name kind ofType { name kind ofType { name kind ofType { name kind } } }
} } } } }";

/// A selection of every field of a type, and of every field of those.
pub(crate) async fn everything_of(server: &Server, name: &str) -> String {
    let found = server.ask(TYPES).await;
    let types = found["__schema"]["types"].as_array().unwrap();
    let types = types.iter().map(|one| (one["name"].as_str().unwrap(), one)).collect();
    selection(&types, name)
}

fn selection(types: &BTreeMap<&str, &Value>, name: &str) -> String {
    let fields = types[name]["fields"].as_array().unwrap();
    // What is asked for a purpose is read only by who says which.
    let unasked = |field: &&Value| {
        let needed = |of: &Value| of["type"]["kind"] == "NON_NULL" && of["defaultValue"].is_null();
        !field["args"].as_array().unwrap().iter().any(needed)
    };
    let fields = fields.iter().filter(unasked).map(|field| {
        let (field, of) = (field["name"].as_str().unwrap(), innermost(&field["type"]));
        match types[of]["kind"].as_str().unwrap() {
            "OBJECT" => format!("{field} {{ {} }}", selection(types, of)),
            _ => field.to_owned(),
        }
    });
    fields.collect::<Vec<_>>().join(" ")
}

/// The type itself, where lists and what may not be absent are wrapped around it.
fn innermost(of: &Value) -> &str {
    if of["ofType"].is_null() { of["name"].as_str().unwrap() } else { innermost(&of["ofType"]) }
}
