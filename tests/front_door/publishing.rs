//! A later version of the catalogue: it changes nothing that was recorded, and holds for a
//! trajectory once that adopts it.

use serde_json::{Value, json};

use crate::harness::{
    CatalogueFile, Database, FIGURES, REGION, Server, about, committed, everything_of, figure,
    loopbrug, newer, run,
};

/// The version in which `cindy` is retired at the end of March 2024 and `zoe` is new.
const NEWER: &str = "2024-02-01";

#[tokio::test]
async fn a_later_version_changes_nothing_that_was_recorded_and_holds_once_it_is_adopted() {
    let mut server = Server::start().await;
    let database = server.database.clone();
    let (id, linked) = {
        let ocmw = server.ocmw();
        let id = ocmw.takes_in(json!({}), json!({})).await;
        let cindy = about(&id, "2024-05-01", json!({ "persona": "cindy" }));
        let linked = ocmw.record("linkPersona", cindy).await.position();
        (id, linked)
    };
    let everything = everything_of(&server, "Trajectory").await;
    let asked = format!("{{ trajectory(id: \"{id}\") {{ {everything} }} }}");
    let report = format!(", asOf: {{ position: {linked} }}");
    let before = (server.ask(&asked).await, server.outcomes(&report, FIGURES).await);
    newer(NEWER).is_published(&database).await;
    server.restart().await;

    let ocmw = server.ocmw();
    let after = (server.ask(&asked).await, server.outcomes(&report, FIGURES).await);
    assert_eq!(after.0, before.0);
    let of = |report: &Value, persona: &str| {
        let rows = report["rows"].as_array().unwrap().iter();
        let mut keys = rows.map(|row| row["key"].as_str().unwrap());
        let key = keys.find(|key| key.ends_with(&format!("/persona={persona}")))?;
        Some(figure(report, key, "participants"))
    };
    assert_eq!(of(&after.1, "cindy"), Some(json!(1)), "who was linked stays counted");
    assert_eq!(after.1["rows"][0], before.1["rows"][0]);
    assert_eq!((of(&before.1, "zoe"), of(&after.1, "zoe")), (None, Some(json!(0))));

    // The old version holds until the new one is adopted.
    let link = |day: &str, persona: &str| about(&id, day, json!({ "persona": persona }));
    let (code, path) = ("UNKNOWN_CODE", Some("persona"));
    ocmw.is_refused("linkPersona", link("2024-06-01", "zoe"), code, path).await;
    let adopt = |version: &str| about(&id, "2024-06-02", json!({ "catalogue": version }));
    let input = adopt("2024-02-02");
    ocmw.is_refused("adoptCatalogue", input, "CATALOGUE_NOT_FOUND", None).await;
    ocmw.record("adoptCatalogue", adopt(NEWER)).await;
    ocmw.is_refused("adoptCatalogue", adopt(NEWER), "CATALOGUE_NOT_NEWER", None).await;
    ocmw.record("linkPersona", link("2024-06-03", "zoe")).await;
    // What happened before the adoption is still held to the version of that day.
    ocmw.is_refused("linkPersona", link("2024-06-01", "zoe"), code, path).await;
    // And what is retired is not used for what happens later.
    ocmw.record("unlinkPersona", link("2024-06-03", "cindy")).await;
    ocmw.is_refused("linkPersona", link("2024-06-04", "cindy"), code, path).await;
}

#[tokio::test]
async fn a_new_trajectory_uses_the_latest_version_unless_it_names_another() {
    let database = Database::create().await;
    for version in [NEWER, "2024-03-01"] {
        newer(version).is_published(&database).await;
    }
    let server = Server::on(database).await;
    let ocmw = server.ocmw();
    for (opening, version) in [
        (json!({}), "2024-03-01"),
        (json!({ "catalogue": NEWER }), NEWER),
        (json!({ "catalogue": "2023-08-11" }), "2023-08-11"),
    ] {
        let id = ocmw.opens(opening).await.trajectory();
        let asked = format!("{{ trajectory(id: \"{id}\") {{ catalogue }} }}");
        assert_eq!(server.ask(&asked).await["trajectory"]["catalogue"], version);
        // A code of the version, on a day on which it is valid or not.
        let zoe = about(&id, "2024-03-31", json!({ "persona": "zoe" }));
        if version == "2023-08-11" {
            ocmw.is_refused("linkPersona", zoe, "UNKNOWN_CODE", Some("persona")).await;
        } else {
            ocmw.record("linkPersona", zoe).await;
            let cindy = |day: &str| about(&id, day, json!({ "persona": "cindy" }));
            ocmw.record("linkPersona", cindy("2024-03-31")).await;
            let late = cindy("2024-04-01");
            ocmw.is_refused("linkPersona", late, "UNKNOWN_CODE", Some("persona")).await;
        }
    }
    let query = format!("{{ catalogue(region: \"{REGION}\") {{ version }} }}");
    assert_eq!(server.ask(&query).await["catalogue"]["version"], "2024-03-01");
}

#[tokio::test]
async fn what_is_published_twice_was_published_before() {
    let database = Database::create().await;
    let file = newer(NEWER);
    file.is_published(&database).await;
    for file in [file, newer(NEWER), CatalogueFile::new(REGION, "2023-08-11", &committed())] {
        let said = file.publish(&database).await;
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.stdout.ends_with(": was published before\n"), "{said:?}");
    }
    let said = run(loopbrug().args(["catalogue", "list"]).env("DATABASE_URL", &database.url));
    let versions: Vec<_> = said.stdout.lines().map(|line| &line[..REGION.len() + 11]).collect();
    assert_eq!(versions, [format!("{REGION} 2023-08-11"), format!("{REGION} {NEWER}")]);
}

#[tokio::test]
async fn a_file_that_cannot_follow_is_refused_with_the_place_of_its_fault() {
    let database = Database::create().await;
    newer(NEWER).is_published(&database).await;
    let changed = committed().replace("nl = \"Ronse\"", "nl = \"Renaix\"");
    for (file, fault) in [
        (CatalogueFile::new(REGION, "2023-12-31", &changed), "[not_newer]"),
        (CatalogueFile::new(REGION, NEWER, &changed), "[not_newer]"),
        // The committed version, with another content.
        (CatalogueFile::new(REGION, "2023-08-11", &changed), "[not_newer]"),
        // `zoe` is missing.
        (CatalogueFile::new(REGION, "2024-03-01", &committed()), "[deleted_code]"),
        (CatalogueFile::new(REGION, "2024-03-01", "x = ["), "[syntax]"),
    ] {
        let said = file.publish(&database).await;
        assert_eq!(said.code, Some(1), "{said:?}");
        let place = format!("{}:", file.path().display());
        let found = said.stdout.lines().find(|line| line.ends_with(fault));
        let found = found.unwrap_or_else(|| panic!("{fault}: {said:?}"));
        let place = found.strip_prefix(&place).unwrap_or_else(|| panic!("{said:?}"));
        let mut numbers = place.splitn(3, ':');
        let mut number = || numbers.next().unwrap().parse::<usize>().unwrap();
        assert!(number() >= 1 && number() >= 1, "{said:?}");
    }
    let said = run(loopbrug().args(["catalogue", "list"]).env("DATABASE_URL", &database.url));
    assert_eq!(said.stdout.lines().count(), 2, "nothing of it was published: {said:?}");
}
