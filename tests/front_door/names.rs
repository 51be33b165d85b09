//! Names that last: what is stored or promised by a name is in one committed list, so that renaming
//! something in Rust changes none of it.

use std::collections::BTreeSet;
use std::path::Path;

use loopbrug_domain::event::EventType;
use loopbrug_domain::{employer, procedure, proposal, round, trajectory};

use crate::harness::sources;

const LIST: &str = "docs/names.md";

const HEAD: &str = "# Names that last

Stored in the log or promised to programs. A name may be added here; none is changed or taken away. A test
compares this list with the code. After a change: `WRITE_NAMES=1 cargo test --test front_door names`.
";

/// Texts in capitals that are no codes: settings, and values of other languages.
const NO_CODES: [&str; 8] = [
    "CARGO_",
    "DATABASE_URL",
    "DATABASE_READ_URL",
    "LC_ALL",
    "LOOPBRUG_",
    "PG_",
    "SCREAMING_",
    "XDG_",
];

fn section(title: &str, rows: impl Iterator<Item = String>) -> String {
    format!("\n## {title}\n\n- {}\n", rows.collect::<Vec<_>>().join("\n- "))
}

fn events(title: &str, event_types: &[EventType]) -> String {
    section(title, event_types.iter().map(|event| format!("{}, {}", event.name, event.version)))
}

fn codes<'a>(title: &str, codes: impl IntoIterator<Item = &'a str>) -> String {
    let codes: BTreeSet<_> = codes.into_iter().collect();
    section(title, codes.into_iter().map(str::to_owned))
}

/// Whether a text in the code is a code: words in capitals, with `_` between them.
fn is_code(text: &str) -> bool {
    let capitals = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase());
    let words = text.contains('_') && text.split('_').all(capitals);
    let alone = ["BUSY", "INTERNAL", "UNAVAILABLE"].contains(&text);
    (words || alone) && !NO_CODES.iter().any(|other| text.starts_with(other))
}

/// The codes among the texts of all sources, tests of their own included: those name the same.
fn codes_in_sources() -> BTreeSet<String> {
    let folders = ["domain/src", "infra/src", "graphql/src"];
    let texts = folders.into_iter().flat_map(sources).flat_map(|source| {
        let source = std::fs::read_to_string(source).unwrap();
        source.split('"').map(str::to_owned).collect::<Vec<_>>()
    });
    texts.filter(|text| is_code(text)).collect()
}

#[expect(clippy::disallowed_methods, reason = "the one who runs the test asks for it")]
fn is_to_be_written() -> bool {
    std::env::var("WRITE_NAMES").is_ok()
}

#[test]
fn names_that_are_stored_or_promised_are_those_of_the_committed_list() {
    let (of_trajectories, of_the_procedure) =
        (trajectory::Refusal::codes(), procedure::Refusal::codes());
    let of_employers = employer::Refusal::codes();
    let of_rules = [&of_trajectories[..], &of_the_procedure, &of_employers].concat();
    let others = codes_in_sources();
    let others = others.iter().map(String::as_str);
    let others = others.filter(|code| !of_rules.contains(code));
    let found = [
        HEAD.to_owned(),
        events(
            "Events of a client trajectory, and the version of their payload",
            trajectory::EVENT_TYPES,
        ),
        events("Events of a selection round", round::EVENT_TYPES),
        events("Events of a proposal", proposal::EVENT_TYPES),
        events("Events of an employer", employer::EVENT_TYPES),
        codes("Refusals: rules of a trajectory", of_trajectories.iter().copied()),
        codes("Refusals: rules of the selection procedure", of_the_procedure.iter().copied()),
        codes("Refusals: rules of the register of employers", of_employers.iter().copied()),
        codes("Other codes of answers, and of what the program says when it cannot start", others),
    ]
    .concat();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(LIST);
    if is_to_be_written() {
        std::fs::write(&path, &found).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let names = |list: &str| list.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let gone: Vec<_> = names(&committed).difference(&names(&found)).cloned().collect();
    let new: Vec<_> = names(&found).difference(&names(&committed)).cloned().collect();
    assert!(
        committed == found,
        "{LIST} says otherwise. Gone, which they may not be: {gone:?}; new: {new:?}, which are added by \
         WRITE_NAMES=1 cargo test --test front_door names"
    );
}
