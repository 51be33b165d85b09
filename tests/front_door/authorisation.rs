//! Who may do what, as the program has it: every field is asked and every mutation is sent by every role,
//! and what comes of it is held against what is committed in `docs/authorisation.md`.

mod reading;
mod recording;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use crate::harness::{OCMW, Person};
use crate::round::procedure::ORGANISATIONS;
pub(crate) use reading::questions_about;
pub(crate) use types::Types;

/// Where the matrix is committed.
const MATRIX: &str = "docs/authorisation.md";

const HEAD: &str = "# Who may do what

What follows from who somebody is is decided in `domain/src/policy.rs`, whose first lines say what each role is for;
what follows from the state of a stream is a rule of that stream.

These tables are written by a test, which asks the program every field and sends it every mutation, as
somebody with one role or with none. Those belong to an organisation that has nothing to do with the
trajectory and the proposal that they ask about; *own* is a caseworker and applicant of the organisation
whose they are, *granted* a caseworker of one that has a grant for the trajectory, and *elsewhere* holds every role of
that kind in another region. `ok`: something is shown, or was recorded. `-`: nothing is shown, and there may be
nothing. `EXACT`, `ROUNDED`: how figures are shown. Anything else is the code of a refusal.
After a change: `WRITE_AUTHORISATION=1 cargo test --test front_door authorisation`.
";

/// Who asks. The first ones have one role each, of an organisation that is a stranger.
const WHO: [(&str, &str); 13] = [
    ("nobody", ""),
    ("caseworker", "caseworker"),
    ("coordinator", "coordinator"),
    ("applicant", "applicant"),
    ("assessor", "assessor"),
    ("jury", "jury"),
    ("analyst", "analyst"),
    ("auditor", "auditor"),
    ("steward", "steward"),
    ("monitor", "monitor"),
    ("own", "caseworker,applicant"),
    ("granted", "caseworker"),
    ("elsewhere", EVERYTHING_ELSEWHERE),
];

/// Every role, in another region.
const EVERYTHING_ELSEWHERE: &str = "caseworker@meetjesland,coordinator@meetjesland,\
    applicant@meetjesland,assessor@meetjesland,jury@meetjesland,analyst@meetjesland,\
    auditor@meetjesland,steward@meetjesland,monitor@meetjesland";

/// An organisation with a grant for the trajectory that is asked about, and nothing else to do with anything.
const GRANTED: &str = ORGANISATIONS[8];

/// Somebody of a column, where the trajectory or the proposal is one of `owner`.
fn person(column: usize, owner: &'static str) -> Person {
    let (name, roles) = WHO[column];
    let organisation = match name {
        // Without a role here it is nobody, whatever the organisation has.
        "own" | "elsewhere" => owner,
        "granted" => GRANTED,
        _ => ORGANISATIONS[7],
    };
    Person { worker: 200 + column as u128, organisation, roles }
}

/// Everybody who reads nothing personal of a trajectory of the OCMW.
pub(crate) fn strangers() -> Vec<Person> {
    let columns = (0..WHO.len()).filter(|column| !["own", "granted"].contains(&WHO[*column].0));
    columns.map(|column| person(column, OCMW)).collect()
}

/// What came of something, for each who asked.
type Outcomes = [String; WHO.len()];

/// What came of each field of a type, or of each mutation, by its name.
type Matrix = BTreeMap<String, BTreeMap<String, Outcomes>>;

/// The fields of a type with the same outcomes stand in one row.
fn shown(matrix: &Matrix) -> String {
    let names = WHO.map(|(name, _)| name);
    let mut shown = format!("\n| | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(WHO.len()));
    for (of, fields) in matrix {
        let mut rows = BTreeMap::<&Outcomes, BTreeSet<&str>>::new();
        for (field, outcomes) in fields {
            rows.entry(outcomes).or_default().insert(field);
        }
        for (outcomes, fields) in rows {
            let fields: Vec<_> = fields.into_iter().collect();
            let cells = outcomes.join(" | ");
            writeln!(shown, "| **{of}** {} | {cells} |", fields.join(", ")).unwrap();
        }
    }
    shown
}

#[expect(clippy::disallowed_methods, reason = "the one who runs the test asks for it")]
fn is_to_be_written() -> bool {
    std::env::var("WRITE_AUTHORISATION").is_ok()
}

#[tokio::test]
async fn every_field_and_every_mutation_is_open_to_whom_the_committed_matrix_says() {
    let types = Types::of_the_schema();
    let reading = reading::matrix(&types).await;
    let recording = recording::matrix(&types).await;
    let found =
        format!("{HEAD}\n## Reading\n{}\n## Recording\n{}", shown(&reading), shown(&recording));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(MATRIX);
    if is_to_be_written() {
        std::fs::write(&path, &found).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let lines: BTreeSet<_> = committed.lines().collect();
    let new: Vec<_> = found.lines().filter(|line| !lines.contains(line)).collect();
    assert!(
        committed == found,
        "{MATRIX} does not say who may do what; if they are to, run \
         WRITE_AUTHORISATION=1 cargo test --test front_door authorisation. These rows are new:\n{}",
        new.join("\n")
    );
}
