//! Every field of the query, asked by everybody.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fixture::{guide, told};
use super::types::{Types, named};
use super::{Matrix, Outcomes, WHO, person};
use crate::harness::{REGION, new_id};
use crate::round::procedure::ORGANISATIONS;

/// The organisation whose trajectory and proposal are asked about, by number.
pub(super) const OWNER: usize = 2;

/// How questions are labelled that are about the own organisation alone.
const OF_OWN: &str = " *of the own organisation*";

/// How the question is labelled that is about the history of a region.
const OF_REGION: &str = " *of a region*";

/// What is asked about.
pub(super) struct Subjects {
    /// The last position of the log: lists and figures are asked when they are as far.
    pub(super) head: u32,
    pub(super) trajectory: String,
    /// That of a client who left.
    pub(super) left: String,
    pub(super) round: String,
    pub(super) proposal: String,
    pub(super) employer: String,
    /// That of a publication, as an argument.
    pub(super) receipt: String,
}

/// A field: its type and its name.
type Place = (String, String);

/// What came of fields for one who asked.
type Seen = BTreeMap<Place, String>;

pub(super) async fn matrix(types: &Types) -> Matrix {
    let (server, subjects) = told().await;
    let mut matrix = Matrix::new();
    for column in 0..WHO.len() {
        let who = person(column, ORGANISATIONS[OWNER]);
        let mut seen = Seen::new();
        for (label, (of, name), query) in subjects.questions(types) {
            // Rounded figures are not asked of a position.
            let query = if of == "Reports" && !sees_exactly(column, label) {
                query.replace(&format!(", {}", subjects.at_least()), "")
            } else {
                query
            };
            seen.entry((of, format!("{name}{label}"))).or_insert_with(|| "-".to_owned());
            let answer = server.answered(who, &query).await;
            let mut asked = Seen::new();
            refused(types, &answer, &mut asked);
            observe(types, "Query", &answer["data"], &mut asked);
            for ((of, name), outcome) in asked {
                // How a report is asked makes a difference to it, and to nothing within it.
                let asked_so = of == "Reports" || (label == OF_REGION && name == "history");
                let labelled = if asked_so { format!("{name}{label}") } else { name };
                let known = seen.entry((of, labelled)).or_insert_with(|| "-".to_owned());
                if *known == "-" {
                    *known = outcome;
                }
            }
        }
        for (of, fields) in types.objects.iter().filter(|(of, _)| is_read(of)) {
            for field in fields {
                let place = (of.clone(), field.name.node.to_string());
                seen.entry(place).or_insert_with(|| "-".to_owned());
            }
        }
        for ((of, name), outcome) in seen {
            let row = matrix.entry(of).or_default().entry(name);
            row.or_insert_with(|| Outcomes::default().map(|_| "-".to_owned()))[column] = outcome;
        }
    }
    matrix
}

/// Everything that can be asked about a trajectory, and all else about nothing that there is.
pub(crate) fn questions_about(types: &Types, trajectory: &str) -> Vec<String> {
    let [round, proposal, employer] =
        ["round", "proposal", "employer"].map(|of| format!("{of}:{}", new_id()));
    let (trajectory, left) = (trajectory.to_owned(), trajectory.to_owned());
    let receipt = "\"none\"".to_owned();
    let subjects = Subjects { head: 1, trajectory, left, round, proposal, employer, receipt };
    subjects.questions(types).into_iter().map(|(_, _, query)| query).collect()
}

/// Whether figures are shown as they are to somebody who asks so.
fn sees_exactly(column: usize, label: &str) -> bool {
    match WHO[column].0 {
        "coordinator" | "auditor" | "steward" | "monitor" => true,
        "own" => label == OF_OWN,
        _ => false,
    }
}

/// Whether a type is one of what is asked; those of answers to mutations are not.
fn is_read(of: &str) -> bool {
    !of.ends_with("Payload") && !["Mutation", "Reports", "UserError"].contains(&of)
}

impl Subjects {
    /// A question for each field of the query and for each report: how it is labelled, what it is about,
    /// and the document.
    fn questions(&self, types: &Types) -> Vec<(&'static str, Place, String)> {
        let own = format!(", filter: {{ organisation: \"{}\" }}", ORGANISATIONS[OWNER]);
        let steps = "edges { node { about type } }";
        let of_region = format!("{{ history(region: \"{REGION}\", first: 5) {{ {steps} }} }}");
        let mut questions =
            vec![(OF_REGION, ("Query".to_owned(), "history".to_owned()), of_region)];
        for field in &types.objects["Query"] {
            let name = field.name.node.to_string();
            if name != "reports" {
                for of in
                    [&self.proposal, &self.trajectory, &self.left, &self.round, &self.employer]
                {
                    let given = |of_type: &str, field: &str| self.given(of_type, field, of);
                    let query = types.selected("Query", field, &given).unwrap();
                    let query = format!("{{ {query} }}");
                    if !questions.iter().any(|(_, _, asked)| *asked == query) {
                        questions.push(("", ("Query".to_owned(), name.clone()), query));
                    }
                }
                continue;
            }
            for report in &types.objects[named(&field.ty.node)] {
                let name = report.name.node.to_string();
                let given = |of: &str, field: &str| self.given(of, field, &name);
                let report = types.selected("Reports", report, &given).unwrap();
                for (label, filter) in [("", ""), (OF_OWN, own.as_str())] {
                    let arguments = self.given("Query", "reports", "").unwrap();
                    let query = format!("{{ reports({arguments}{filter}) {{ {report} }} }}");
                    questions.push((label, ("Reports".to_owned(), name.clone()), query));
                }
            }
        }
        questions
    }

    fn at_least(&self) -> String {
        format!("atLeast: {}", self.head)
    }

    /// The arguments that a field is given, in a question about a node or a report.
    fn given(&self, of: &str, field: &str, about: &str) -> Option<String> {
        let region = format!("region: \"{REGION}\"");
        let at_least = self.at_least();
        Some(match (of, field) {
            (
                "Query",
                "catalogue" | "round" | "organisations" | "workers" | "accessRecord" | "seal"
                | "integrity" | "corrections" | "erasures",
            ) => region,
            ("Seal", "head") => "which: { number: 1 }".to_owned(),
            ("Seal", "inclusion") => "position: 1".to_owned(),
            ("Seal", "consistency") => format!("from: {0}, to: {0}", self.head),
            ("Query", "organisationChanges") => {
                format!("{region}, organisation: \"{}\"", ORGANISATIONS[OWNER])
            }
            ("Query", "workerChanges") => format!("{region}, worker: \"{}\"", guide()),
            ("Query", "trajectories" | "proposals" | "employers") => {
                format!("{region}, {at_least}")
            }
            ("Query", "workList") => format!("{region}, {at_least}, on: \"2024-03-01\""),
            ("Query", "accounts") => {
                format!("{region}, period: {{ from: \"2023-01-01\", to: \"2099-12-31\" }}")
            }
            ("Query", "history") => format!("id: \"{about}\", first: 5"),
            ("Query", "node") => format!("id: \"{about}\""),
            ("Query", "trajectory") if about == self.left => format!("id: \"{about}\""),
            ("Query", "trajectory") => format!("id: \"{}\"", self.trajectory),
            ("Query", "exportClient") => format!("trajectoryId: \"{}\"", self.trajectory),
            ("Query", "clients") => {
                format!("{region}, search: \"Zo\", purpose: \"guidance\", {at_least}")
            }
            ("Query", "knownClient") => format!("{region}, insz: \"71030900276\""),
            ("Trajectory", "personal") => "purpose: \"guidance\"".to_owned(),
            ("Query", "employer") => format!("id: \"{}\"", self.employer),
            ("Query", "proposal") => format!("id: \"{}\"", self.proposal),
            ("Query", "ranking") => format!("roundId: \"{}\"", self.round),
            ("Query", "publication") => {
                format!("{region}, report: HOMELESSNESS, quarter: {{ year: 2023, quarter: 3 }}")
            }
            ("Query", "secretHalf") => format!("receipt: {}", self.receipt),
            ("Query", "editions") => format!("{region}, quarter: {{ year: 2023, quarter: 3 }}"),
            ("Query", "reports") => {
                let period = "period: { from: \"2023-01-01\", to: \"2023-12-31\" }";
                format!("{region}, {period}, {at_least}")
            }
            ("Reports", "series") => "report: FUNNEL, by: YEAR".to_owned(),
            ("Reports", "lineage") => {
                "report: FUNNEL, row: \"total\", column: \"opened\"".to_owned()
            }
            // Not every report has them.
            ("ReportTable", "row") | ("ReportRow", "figure") if about != "funnel" => return None,
            ("ReportTable", "row") => "key: \"total\"".to_owned(),
            ("ReportRow", "figure") => "column: \"opened\"".to_owned(),
            ("Catalogue", "codes") => "list: \"persona\"".to_owned(),
            _ => String::new(),
        })
    }
}

/// The fields that were refused, each by its code.
fn refused(types: &Types, answer: &Value, seen: &mut Seen) {
    for error in answer["errors"].as_array().into_iter().flatten() {
        let path = error["path"].as_array().unwrap_or_else(|| panic!("{error}"));
        let mut place = ("Query".to_owned(), String::new());
        let mut of = "Query".to_owned();
        for name in path.iter().filter_map(Value::as_str) {
            let fields = types.objects[&of].iter();
            let mut fields = fields.filter(|field| field.name.node == *name);
            place = (of.clone(), name.to_owned());
            of = named(&fields.next().unwrap().ty.node).to_owned();
        }
        let code = error["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{error}"));
        seen.insert(place, code.to_owned());
    }
}

/// The fields that show something, through all that they lead to.
fn observe(types: &Types, of: &str, value: &Value, seen: &mut Seen) {
    if let Value::Array(values) = value {
        for value in values {
            observe(types, of, value, seen);
        }
        return;
    }
    let (Some(fields), Value::Object(values)) = (types.objects.get(of), value) else { return };
    for field in fields {
        let name = field.name.node.as_str();
        let Some(value) = values.get(name) else { continue };
        let nothing = value.is_null() || *value == json!([]);
        if !nothing {
            let one = value.get(0).unwrap_or(value);
            let treatment = one.pointer("/precision/treatment").and_then(Value::as_str);
            let outcome = treatment.unwrap_or("ok").to_owned();
            seen.entry((of.to_owned(), name.to_owned())).or_insert(outcome);
        }
        observe(types, named(&field.ty.node), value, seen);
    }
}
