//! Where an export may lie: what was begun is begun anew, and what is somebody else's is left alone.

use std::fs;
use std::path::Path;

use loopbrug_infra::export::manifest::Compression;
use loopbrug_infra::export::{Extent, export};

use super::{Sealing, files, whole};

/// Makes of an export one that was killed before it had a manifest.
fn unfinish(folder: &Path) {
    fs::rename(folder.join("manifest.json"), folder.join("manifest.json.unfinished")).unwrap();
    fs::remove_file(folder.join("checkpoint")).unwrap();
    fs::write(folder.join("tile/0/001"), "half").unwrap();
}

#[tokio::test]
async fn an_export_that_was_begun_is_begun_anew_and_comes_to_what_an_undisturbed_one_is() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(100).await;
    sealing.exports(&whole(), "undisturbed").await.unwrap();
    sealing.exports(&whole(), "begun").await.unwrap();
    let begun = sealing.place("begun");
    unfinish(&begun);
    sealing.exports(&whole(), "begun").await.unwrap();
    assert_eq!(files(&begun), files(&sealing.place("undisturbed")));
    // Of more, where more was recorded since.
    unfinish(&begun);
    sealing.grow(1).await;
    let exported = sealing.exports(&whole(), "begun").await.unwrap();
    assert_eq!(exported.manifest.events, 303);
    sealing.exports(&whole(), "undisturbed, too").await.unwrap();
    assert_eq!(files(&begun), files(&sealing.place("undisturbed, too")));
    // One that was killed before it said what it is to be.
    let hardly = sealing.place("hardly");
    fs::create_dir(&hardly).unwrap();
    fs::write(hardly.join("manifest.json.next"), "{\"form").unwrap();
    sealing.exports(&whole(), "hardly").await.unwrap();
    assert_eq!(files(&hardly), files(&begun));
}

#[tokio::test]
async fn nothing_that_is_no_half_export_of_the_same_is_touched() {
    let mut sealing = Sealing::begin().await;
    sealing.grow(2).await;
    for (name, make, code) in [
        ("finished", None::<fn(&Path)>, "EXPORTED_ALREADY"),
        ("of a part", Some(unfinish as fn(&Path)), "OTHER_EXPORT_BEGUN"),
        (
            "strange",
            Some(|folder| {
                unfinish(folder);
                fs::write(folder.join("thesis.odt"), "mine").unwrap();
            }),
            "FOLDER_NOT_EMPTY",
        ),
        (
            "unreadable",
            Some(|folder| {
                unfinish(folder);
                fs::write(folder.join("manifest.json.unfinished"), "{").unwrap();
            }),
            "FOLDER_NOT_EMPTY",
        ),
        (
            "without a word",
            Some(|folder| fs::remove_file(folder.join("manifest.json")).unwrap()),
            "FOLDER_NOT_EMPTY",
        ),
    ] {
        sealing.exports(&whole(), name).await.unwrap();
        let place = sealing.place(name);
        if let Some(make) = make {
            make(&place);
        }
        let asked = if name == "of a part" { Extent { after: 1, ..whole() } } else { whole() };
        let before = files(&place);
        let refused = sealing.exports(&asked, name).await.unwrap_err();
        assert_eq!(refused.code(), Some(code), "{name}: {refused}");
        assert_eq!(files(&place), before, "{name}");
    }
    let of_another = Extent { compression: Compression::Gzip, ..whole() };
    let refused = sealing.exports(&of_another, "of a part").await.unwrap_err();
    assert!(
        refused.to_string().contains("all of 'vlaamse-ardennen' from position 1 on, in .zst"),
        "{refused}"
    );

    fs::write(sealing.place("a file"), "mine").unwrap();
    for place in ["a file", "a file/out"] {
        let refused = sealing.exports(&whole(), place).await.unwrap_err();
        assert!(refused.code().is_none() && refused.to_string().contains(place), "{refused}");
    }
    assert_eq!(fs::read(sealing.place("a file")).unwrap(), b"mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_export_to_one_folder_one_is_refused() {
    let mut sealing = Sealing::begin().await;
    let head = sealing.grow(100).await;
    let (place, extent) = (sealing.place("both"), whole());
    let one = || export(sealing.pool(), &extent, &head, &place, |_, _| ());
    let (first, second) = tokio::join!(one(), one());
    let (done, refused) = if first.is_ok() { (first, second) } else { (second, first) };
    let code = refused.unwrap_err().code();
    assert!(matches!(code, Some("FOLDER_IN_USE" | "EXPORTED_ALREADY")), "{code:?}");
    assert_eq!(done.unwrap().manifest.events, 300);
    assert!(place.join("manifest.json").exists());
}
