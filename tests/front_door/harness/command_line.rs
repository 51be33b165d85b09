//! The program on the command line.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

/// What the program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program, with no setting from outside.
pub(crate) fn loopbrug() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loopbrug"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("LOOPBRUG_") || text.starts_with("DATABASE_") {
            command.env_remove(name);
        }
    }
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
    let mutations = fields.lines().filter_map(|line| line.trim().split_once("(input: "));
    let answered_so = mutations.filter(|(_, rest)| {
        payloads.iter().any(|payload| rest.ends_with(&format!("): {payload}!")))
    });
    let names: BTreeSet<_> = answered_so.map(|(name, _)| name.to_owned()).collect();
    assert!(names.len() > 3, "{names:?}");
    names
}
