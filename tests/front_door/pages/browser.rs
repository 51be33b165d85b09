//! The pages in Chromium, as people see and use them. `make tools` installs it, and what drives it.
//!
//! What is done there is a scenario, a file in `browser/`. It finds faults and counts what it looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::Deserialize;
use tokio::process::Command;

use super::Demo;

/// A line of a scenario.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    /// Something that is wrong: the page, who has it before them, in which theme and width; the rule; what breaks it.
    Fault { place: String, rule: String, what: String },
    /// How much of what was looked at.
    Counted(Counted),
}

type Counted = BTreeMap<String, u32>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Plays a scenario at an address, with what else it has to know. It may find no fault.
async fn plays(scenario: &str, address: &str, more: &[&str]) -> Counted {
    let tools = root().join("target/tools/browser");
    assert!(tools.exists(), "{} is not there: run `make tools`", tools.display());
    let mut node = Command::new("node");
    node.arg(root().join(format!("tests/front_door/pages/browser/{scenario}.mjs")));
    node.arg(tools).arg(address).args(more).stdin(Stdio::null()).kill_on_drop(true);
    let said = node.stderr(Stdio::inherit()).output().await.unwrap();
    let (mut faults, mut counted) = (vec![], None);
    for line in String::from_utf8(said.stdout).unwrap().lines() {
        match serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")) {
            Line::Fault { place, rule, what } => {
                faults.push(format!("{place}\n    {rule}\n    {what}"));
            }
            Line::Counted(all) => counted = Some(all),
        }
    }
    assert!(faults.is_empty(), "{scenario}: {} faults\n{}", faults.len(), faults.join("\n"));
    counted.unwrap_or_else(|| panic!("{scenario} ended before it had counted"))
}

/// Whether so much was looked at: what is looked at nowhere has no faults either.
fn at_least(counted: &Counted, wanted: &[(&str, u32)]) {
    for (what, least) in wanted {
        let n = counted.get(*what).copied().unwrap_or(0);
        assert!(n >= *least, "{n} {what}, and not {least}: {counted:?}");
    }
}

#[tokio::test]
async fn everybody_can_use_every_page() {
    let demo = Demo::start().await;
    let counted = plays("every_page", &demo.address, &[]).await;
    let wanted = [
        ("pages", 40),
        ("pages that axe saw in light", 40),
        ("pages that axe saw in dark", 40),
        ("rules of axe", 1000),
        ("widths", 120),
        ("places of the keyboard", 1000),
        ("ways past the menu", 40),
        ("pages without script", 40),
        ("pages in forced colours", 80),
        ("pages on paper", 40),
    ];
    at_least(&counted, &wanted);
    let counted = plays("refused", &demo.address, &[]).await;
    at_least(&counted, &[("forms that are refused", 6), ("pages", 6)]);
    let counted = plays("hallway", &demo.address, &[]).await;
    at_least(&counted, &[("forms by hand", 3), ("pages", 3)]);
    let counted = plays("connection", &demo.address, &[]).await;
    at_least(&counted, &[("recorded once", 2), ("refusals that waited", 1)]);
    let counted = plays("work", &demo.address, &[]).await;
    let wanted = [
        ("jobs", 1),
        ("figures that moved by themselves", 1),
        ("days looked back", 1),
        ("months looked back", 1),
    ];
    at_least(&counted, &wanted);
    the_pictures_of_the_readme_are_made(&demo).await;
}

/// They show days that pass, so that no two are the same; those of the README are made anew with `WRITE_PICTURES=1`.
async fn the_pictures_of_the_readme_are_made(demo: &Demo) {
    let folder = tempfile::tempdir().unwrap();
    plays("pictures", &demo.address, &[folder.path().to_str().unwrap()]).await;
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for picture in ["werklijst", "regio"] {
        let path = format!("docs/pictures/{picture}.png");
        assert!(readme.contains(&format!("({path})")), "the README shows {path}");
        let made = folder.path().join(format!("{picture}.png"));
        if are_to_be_written() {
            std::fs::copy(&made, root().join(&path)).unwrap();
        }
        assert_eq!(size_of(&root().join(&path)), size_of(&made), "{path}");
    }
}

#[expect(clippy::disallowed_methods, reason = "the one who runs the test asks for it")]
fn are_to_be_written() -> bool {
    std::env::var("WRITE_PICTURES").is_ok()
}

/// Width and height of a picture, which a PNG has at its beginning.
fn size_of(picture: &PathBuf) -> (u32, u32) {
    let bytes = std::fs::read(picture).unwrap_or_else(|error| {
        panic!("{}: {error}; WRITE_PICTURES=1 makes it", picture.display())
    });
    assert!(bytes.starts_with(b"\x89PNG") && bytes.len() < 300_000, "{}", picture.display());
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}
