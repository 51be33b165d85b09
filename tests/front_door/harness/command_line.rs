//! The program on the command line.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program, with no setting from outside, and a key for its tokens that the tests have too.
pub(crate) fn loopbrug() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loopbrug"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if ["LOOPBRUG_", "DATABASE_", "VAULT_"].iter().any(|of| text.starts_with(of)) {
            command.env_remove(name);
        }
    }
    // The user's own data folder is not touched.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    command.env("LOOPBRUG_TOKEN_KEY", folder.join("token.key"));
    // Beside it are the heads of all databases that it signed for: those of other runs are of no use.
    let seal_key = format!("seal-{}.key", std::process::id());
    command.env("LOOPBRUG_SEAL_KEY", folder.join(seal_key));
    command.stdin(Stdio::null()).env("NO_COLOR", "1");
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    Said {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The schema as the program prints it.
pub(crate) fn schema() -> String {
    let said = run(loopbrug().args(["schema", "graphql"]));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    said.stdout
}

/// The mutations in the schema that are answered with one of these payloads.
pub(crate) fn mutations_with(payloads: &[&str]) -> BTreeSet<String> {
    let schema = schema();
    let (_, from) = schema.split_once("\ntype Mutation {").unwrap();
    let (fields, _) = from.split_once("\n}").unwrap();
    // An argument that says what it is has lines of its own, so the type follows lines after the name.
    let (mut names, mut name) = (BTreeSet::new(), "");
    for line in fields.lines().map(str::trim) {
        if let Some((begun, "")) = line.split_once('(') {
            name = begun;
        } else if payloads.iter().any(|payload| line == format!("): {payload}!")) {
            names.insert(name.to_owned());
        }
    }
    assert!(names.len() > 3, "{names:?}");
    names
}
