//! Rules about the code itself: what is generated is committed as it is, and dependencies run
//! one way: the program, then graphql and pages, then sign-in, then infra, then reporting, then domain.

use std::collections::BTreeSet;
use std::path::Path;

use crate::harness::{schema, sources};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a crate depends on, in whatever way but for its tests.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let manifest: toml::Table = read(manifest).parse().unwrap();
    let mut found = BTreeSet::new();
    for (kind, table) in manifest {
        match kind.as_str() {
            "dependencies" | "build-dependencies" => {
                found.extend(table.as_table().unwrap().keys().cloned());
            }
            "target" => panic!("dependencies of a target alone are not looked at by this test"),
            _ => {}
        }
    }
    found
}

#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    let advice = "run: cargo run -- schema graphql > schema.graphql";
    assert!(read("schema.graphql") == schema(), "schema.graphql is out of date; {advice}");
}

#[test]
fn dependencies_run_one_way() {
    let ours = [
        "loopbrug-domain",
        "loopbrug-reporting",
        "loopbrug-infra",
        "loopbrug-sign-in",
        "loopbrug-graphql",
        "loopbrug-web",
        "loopbrug",
    ];
    let program = [
        "loopbrug-domain",
        "loopbrug-infra",
        "loopbrug-sign-in",
        "loopbrug-graphql",
        "loopbrug-web",
    ];
    let io = ["sqlx", "postgres-es", "tokio"];
    let http = ["axum", "async-graphql", "async-graphql-axum", "tower-http", "reqwest"];
    for (manifest, may, may_not) in [
        ("domain/Cargo.toml", &ours[..0], [&io[..], &http[..]].concat()),
        ("reporting/Cargo.toml", &ours[..1], [&io[..], &http[..]].concat()),
        ("infra/Cargo.toml", &ours[..2], http.to_vec()),
        ("sign-in/Cargo.toml", &["loopbrug-domain", "loopbrug-infra"], io[..2].to_vec()),
        ("graphql/Cargo.toml", &ours[..4], io[..2].to_vec()),
        ("web/Cargo.toml", &ours[..4], io[..2].to_vec()),
        ("Cargo.toml", &program, vec!["postgres-es", "async-graphql"]),
    ] {
        let found = dependencies(manifest);
        let found: Vec<_> = found.iter().map(String::as_str).collect();
        for crate_ in ours.iter().filter(|crate_| !may.contains(crate_)) {
            assert!(!found.contains(crate_), "{manifest} may not depend on {crate_}");
        }
        for crate_ in may_not {
            assert!(!found.contains(&crate_), "{manifest} may not depend on {crate_}");
        }
        for crate_ in may {
            assert!(found.contains(crate_), "{manifest} depends on {crate_}, or this test is old");
        }
    }
}

#[test]
fn only_the_infrastructure_speaks_to_the_database() {
    // What leads to the pools, and puts them in their places.
    let wiring = ["settings.rs", "process/database.rs", "keys.rs"];
    let wiring = wiring.map(|file| root().join("src").join(file));
    let mut wired = 0;
    let others = ["domain/src", "reporting/src", "sign-in/src", "graphql/src", "web/src", "src"];
    for source in others.into_iter().flat_map(sources) {
        let uses = read(&source).contains("sqlx::");
        if wiring.contains(&source) {
            wired += usize::from(uses);
        } else {
            assert!(!uses, "{} may not use sqlx", source.display());
        }
    }
    assert_eq!(wired, wiring.len(), "{wiring:?} put pools in their places, or this test is old");
}

#[test]
fn domain_and_reporting_ask_no_clock() {
    for source in ["domain/src", "reporting/src"].into_iter().flat_map(sources) {
        for clock in ["Utc::now", "Local::now", "SystemTime", "Instant::now"] {
            assert!(!read(&source).contains(clock), "{} asks {clock}", source.display());
        }
    }
}
