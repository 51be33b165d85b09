//! Another region is data, not code.

use std::collections::BTreeMap;

use loopbrug_domain::catalogue::{Catalogues, CodeKind, Timeline};

use super::{ZANDSTREEK, ZANDSTREEK_PATH, day, source};

fn both_regions() -> Catalogues {
    let mut sources = Catalogues::embedded_sources();
    sources.push(source(ZANDSTREEK_PATH, ZANDSTREEK));
    Catalogues::load(sources).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

#[test]
fn an_invented_region_loads_beside_the_committed_one() {
    let all = both_regions();
    let regions: Vec<_> = all.all().map(|catalogue| catalogue.region().as_str()).collect();
    assert_eq!(regions, ["vlaamse-ardennen", "zandstreek"]);
    let catalogue = all.latest("zandstreek").expect("is loaded");
    assert_eq!(catalogue.municipalities().len(), 2);
    assert_eq!(catalogue.challenges_of_persona("lena").count(), 2);
    assert_eq!(catalogue.limits().follow_up_months, [6]);
    assert_eq!(catalogue.limits().distinct_questions_a_day, 40);
    let day = Timeline::new(catalogue.round(), &BTreeMap::new()).day("rebuttal");
    assert_eq!(day, Some(super::day("2024-04-13")));
}

#[test]
fn a_region_does_not_know_the_codes_of_another() {
    let all = both_regions();
    let (here, there) = (all.latest("zandstreek"), all.latest("vlaamse-ardennen"));
    let (here, there) = (here.expect("is loaded"), there.expect("is loaded"));
    let on = day("2024-06-01");
    assert!(here.knows(CodeKind::Municipality, "99901", on));
    assert!(!there.knows(CodeKind::Municipality, "99901", on));
    assert!(there.knows(CodeKind::Persona, "nora", on));
    assert!(!here.knows(CodeKind::Persona, "nora", on));
    assert!(
        here.knows(CodeKind::Gender, "woman", on) && there.knows(CodeKind::Gender, "woman", on)
    );
}

#[test]
fn a_code_is_known_from_its_first_to_its_last_day_and_never_deleted() {
    let all = both_regions();
    let catalogue = all.latest("zandstreek").expect("is loaded");
    let known = |on| catalogue.knows(CodeKind::ServiceType, "rijles", day(on));
    assert!(!known("2024-01-31"));
    assert!(known("2024-02-01"));
    assert!(known("2024-12-31"));
    assert!(!known("2025-01-01"));
    assert!(catalogue.entry(CodeKind::ServiceType, "rijles").is_some());
}

#[test]
fn a_new_version_stands_beside_the_old_one() {
    let newer = ZANDSTREEK.replace("version = 2024-01-15", "version = 2025-01-15");
    let mut sources = Catalogues::embedded_sources();
    sources.push(source("reference/regions/zandstreek/2025-01-15.toml", &newer));
    sources.push(source(ZANDSTREEK_PATH, ZANDSTREEK));
    let all = Catalogues::load(sources).expect("both load");
    assert_eq!(all.latest("zandstreek").map(|found| found.version()), Some(day("2025-01-15")));
    assert!(all.get("zandstreek", day("2024-01-15")).is_some());
}
