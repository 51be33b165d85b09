//! The committed catalogue, and what is said about a faulty one.

use loopbrug_domain::catalogue::Catalogues;

#[test]
fn the_committed_files_load_without_a_fault() {
    let faults = Catalogues::load(Catalogues::embedded_sources())
        .err()
        .unwrap_or_default();
    let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
