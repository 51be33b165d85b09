//! Reports through the front door: what is asked, as of when, and what of it is shown to whom.

use serde_json::{Value, json};

use crate::harness::{Asker, REGION, Server};

mod as_of;
mod clocked;
mod disclosure;
mod figures;
mod grid;
mod guided;
mod left;
mod lineage;
mod publications;
mod questions;
pub(crate) mod regions;
mod series;
mod worked;

/// A question about 2024; `more` is further arguments, with a comma before.
fn question(more: &str, fields: &str) -> String {
    let period = r#"period: { from: "2024-01-01", to: "2024-12-31" }"#;
    format!("{{ reports(region: \"{REGION}\", {period}{more}) {{ {fields} }} }}")
}

/// What somebody is told of 2024, once all that was recorded is in the figures.
async fn told(server: &Server, who: Asker, more: &str, fields: &str) -> Value {
    let head = server.database.head_of(REGION).await;
    let query = question(&format!(", atLeast: {head}{more}"), fields);
    server.ask_as(who, &query).await["reports"].clone()
}

/// So many women take part from 2024-01-10 on, guided by an organisation.
async fn women_take_part(server: &Server, organisation: &str, how_many: usize) -> Vec<String> {
    let partner = server.partner(organisation);
    let mut women = Vec::new();
    for _ in 0..how_many {
        women.push(partner.takes_in(json!({}), json!({ "gender": "woman", "age": 34 })).await);
    }
    women
}
