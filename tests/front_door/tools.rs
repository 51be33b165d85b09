//! Tools of others, at work against the server: a generator of clients, and schemathesis, which asks
//! whatever the schema allows. `make tools` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::harness::{OCMW, Said, Server, everybody_of, run};

/// A tool that `make tools` has installed.
fn tool(name: &str) -> Command {
    let path = root().join("target/tools/bin").join(name);
    assert!(path.exists(), "{} is not there: run `make tools`", path.display());
    Command::new(path)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn file(name: &str) -> PathBuf {
    root().join("tests/front_door/tools").join(name)
}

/// What a tool says; it may not fail.
async fn says(mut tool: Command) -> Said {
    let said = tokio::task::spawn_blocking(move || run(&mut tool)).await.unwrap();
    assert_eq!(said.code, Some(0), "{}\n{}", said.stdout, said.stderr);
    said
}

#[tokio::test]
async fn a_client_is_generated_of_the_schema_and_asks_the_server() {
    let server = Server::start().await;
    server.ocmw().takes_in(json!({}), json!({})).await;
    let folder = tempfile::tempdir().unwrap();
    let settings = format!(
        "[tool.ariadne-codegen]\nremote_schema_url = {:?}\nqueries_path = {:?}\n\
         target_package_name = \"loopbrug_client\"\n\
         remote_schema_headers = {{ Authorization = \"Bearer {}\" }}\n",
        server.url(),
        file("questions.graphql"),
        everybody_of(OCMW)
    );
    std::fs::write(folder.path().join("pyproject.toml"), settings).unwrap();
    let mut generate = tool("ariadne-codegen");
    generate.current_dir(folder.path());
    says(generate).await;

    let mut ask = tool("python");
    ask.arg(file("client.py"))
        .arg(server.url())
        .arg(everybody_of(OCMW))
        .env("PYTHONPATH", folder.path());
    let said = says(ask).await;
    assert_eq!(said.stdout, "Vlaamse-Ardennen 1 True\n", "{}", said.stderr);
}

#[tokio::test]
async fn schemathesis_finds_no_fault() {
    let server = Server::start().await;
    server.ocmw().takes_in(json!({}), json!({})).await;
    let folder = tempfile::tempdir().unwrap();
    let mut ask = tool("st");
    ask.args(["run", &server.url(), "--phases=fuzzing", "--max-examples=3", "--seed=14"]);
    ask.args(["--generation-database=:memory:", "--checks=no_fault", "--no-color"]);
    ask.arg(format!("--header=Authorization: Bearer {}", everybody_of(OCMW)));
    ask.env("SCHEMATHESIS_HOOKS", file("hooks.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    ask.current_dir(folder.path());
    let said = says(ask).await;
    assert!(said.stdout.contains(" passed"), "{}", said.stdout);
    assert!(!server.said().contains("panicked"), "{}", server.said());
}
