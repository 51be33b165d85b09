use std::fs;

use super::super::made::{Made, compressed, made};
use super::super::manifest::Compression;
use super::*;

const BOTH: [Compression; 2] = [Compression::Gzip, Compression::Zstd];

fn all(lines: &mut Lines) -> Result<Vec<Vec<u8>>, ExportFault> {
    let mut all = vec![];
    while let Some(line) = lines.read()? {
        all.push(line.bytes.to_vec());
        assert_eq!(line.number, all.len() as u64);
    }
    Ok(all)
}

/// What is found where an export is opened and read.
fn found(folder: &Path) -> ExportFault {
    let read = || {
        let export = Export::open(folder)?;
        all(&mut export.events()?)?;
        all(&mut export.heads()?)?;
        export.tile(TileId { level: 0, index: 0 })?;
        for name in export.catalogues() {
            export.catalogue(name)?;
        }
        export.holds(CHECKPOINT)
    };
    read().unwrap_err()
}

fn place(made: &Made, name: &str, line: u64) -> Place {
    Place { file: made.manifest.compressed(name), line: Some(line) }
}

#[test]
fn an_export_is_read_line_by_line_as_it_was_written() {
    for compression in BOTH {
        let made = made(700, &[], compression);
        let export = Export::open(made.path()).unwrap();
        assert_eq!(export.manifest(), &made.manifest);
        assert_eq!(all(&mut export.events().unwrap()).unwrap(), made.lines());
        assert_eq!(export.tile(TileId { level: 0, index: 2 }).unwrap().hashes.len(), 188);
        assert_eq!(export.catalogues().collect::<Vec<_>>(), ["2024.toml"]);
        assert_eq!(export.catalogue("2024.toml").unwrap(), "[catalogue]\n");
        export.holds(CHECKPOINT).unwrap();
        assert_eq!(export.trees()[0].0.origin(), made.tree.origin());
    }
}

#[test]
fn a_folder_without_a_manifest_is_no_export() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Export::open(folder.path()).unwrap_err(), ExportFault::NoManifest);
    assert_eq!(Export::open(Path::new("nowhere")).unwrap_err(), ExportFault::NoManifest);
}

#[test]
fn a_manifest_that_contradicts_itself_or_names_other_files_is_refused() {
    let changes: [fn(&mut Manifest); 14] = [
        |manifest| manifest.format = "loopbrug-export/2".to_owned(),
        |manifest| manifest.region = "a b".to_owned(),
        |manifest| manifest.region = "meetjesland".to_owned(),
        |manifest| manifest.after = 10,
        |manifest| manifest.through = 0,
        |manifest| manifest.events = 10,
        |manifest| manifest.compression = Compression::Gzip,
        |manifest| manifest.trees.clear(),
        |manifest| manifest.trees[0].tree = 2,
        |manifest| manifest.trees[0].keys.clear(),
        |manifest| manifest.trees[0].keys[0].after_size = 1,
        |manifest| manifest.trees[0].follows = Some("follows".to_owned()),
        |manifest| manifest.files.get_mut(CHECKPOINT).unwrap().sha256.push('a'),
        |manifest| {
            let file = manifest.files[CHECKPOINT].clone();
            manifest.files.insert("catalogues/../../x.toml".to_owned(), file);
        },
    ];
    for change in changes {
        let mut made = made(9, &[], Compression::Zstd);
        change(&mut made.manifest);
        made.finish();
        let fault = Export::open(made.path()).unwrap_err();
        assert!(matches!(fault, ExportFault::ManifestMalformed(_)), "{fault}");
    }
}

#[test]
fn a_manifest_in_another_form_is_refused() {
    let made = made(9, &[], Compression::Zstd);
    let path = made.path().join(MANIFEST);
    let text = fs::read_to_string(&path).unwrap();
    for text in [
        String::new(),
        "{}".to_owned(),
        "[".repeat(100_000),
        text.replacen('{', "{\"after\":0,", 1),
        text.replacen('{', "{\"more\":0,", 1),
        text.replacen("\"files\":{", "\"files\":{\"checkpoint\":{\"bytes\":1,\"sha256\":\"\"},", 1),
        text.replacen('{', "{ ", 1),
    ] {
        fs::write(&path, &text).unwrap();
        let fault = Export::open(made.path()).unwrap_err();
        assert!(matches!(fault, ExportFault::ManifestMalformed(_)), "{fault}");
    }
    let long = Place { file: MANIFEST.to_owned(), line: None };
    fs::write(&path, " ".repeat(5 << 20)).unwrap();
    assert_eq!(Export::open(made.path()).unwrap_err(), ExportFault::TooLarge(long));
}

#[test]
fn a_file_that_is_gone_or_is_no_file_is_named() {
    let made = made(9, &[], Compression::Zstd);
    let missing =
        |name: &str| assert_eq!(found(made.path()), ExportFault::FileMissing(name.to_owned()));
    fs::remove_file(made.path().join("catalogues/2024.toml")).unwrap();
    missing("catalogues/2024.toml");
    fs::remove_file(made.path().join("tile/0/000.p/9")).unwrap();
    missing("tile/0/000.p/9");
    fs::remove_file(made.path().join("events.ndjson.zst")).unwrap();
    missing("events.ndjson.zst");
    fs::create_dir(made.path().join("events.ndjson.zst")).unwrap();
    missing("events.ndjson.zst");
    fs::remove_dir(made.path().join("events.ndjson.zst")).unwrap();
    // Opened, it would wait for a writer for ever.
    nix::unistd::mkfifo(&made.path().join("events.ndjson.zst"), nix::sys::stat::Mode::S_IRWXU)
        .unwrap();
    missing("events.ndjson.zst");
}

#[test]
fn a_file_with_other_bytes_than_the_manifest_says_is_named_after_all_of_it_was_read() {
    for (name, text) in [
        (CHECKPOINT, "a"),
        ("catalogues/2024.toml", "[catalogue]"),
        ("catalogues/2024.toml", "[catalogue]x"),
    ] {
        let made = made(9, &[], Compression::Zstd);
        fs::write(made.path().join(name), text).unwrap();
        assert_eq!(found(made.path()), ExportFault::FileChanged(name.to_owned()));
    }
    for compression in BOTH {
        let mut made = made(9, &[], compression);
        let name = made.manifest.compressed(EVENTS);
        let said = made.manifest.files[&name].clone();
        let fewer = made.lines()[..8].to_vec();
        made.put_lines(EVENTS, &fewer);
        made.manifest.files.insert(name.clone(), said);
        made.finish();
        assert_eq!(found(made.path()), ExportFault::FileChanged(name));
    }
}

#[test]
fn where_a_compressed_file_is_cut_off_or_damaged_the_line_is_named() {
    for compression in BOTH {
        let mut made = made(3_000, &[], compression);
        let name = made.manifest.compressed(EVENTS);
        let bytes = fs::read(made.path().join(&name)).unwrap();
        made.put(&name, &bytes[..bytes.len() * 2 / 3]);
        made.finish();
        let ExportFault::Truncated(Place { line: Some(line), .. }) = found(made.path()) else {
            panic!("{}", found(made.path()))
        };
        assert!((1_000..3_000).contains(&line), "{line}");
        made.put(&name, b"no compressed file");
        made.finish();
        assert_eq!(found(made.path()), ExportFault::NotCompressed(place(&made, EVENTS, 1)));
        made.put(&name, &compressed(b"one\ntwo", compression));
        made.finish();
        assert_eq!(found(made.path()), ExportFault::Truncated(place(&made, EVENTS, 2)));
    }
}

#[test]
fn a_line_that_never_ends_and_a_window_of_a_gigabyte_ask_for_no_memory() {
    for compression in BOTH {
        let mut made = made(9, &[], compression);
        made.put(
            &made.manifest.compressed(EVENTS),
            &compressed(&vec![b'a'; 17 << 20], compression),
        );
        made.finish();
        assert_eq!(found(made.path()), ExportFault::TooLarge(place(&made, EVENTS, 1)));
    }
    let mut made = made(9, &[], Compression::Zstd);
    let mut encoder = zstd::Encoder::new(vec![], 1).unwrap();
    encoder.long_distance_matching(true).unwrap();
    encoder.window_log(30).unwrap();
    std::io::Write::write_all(&mut encoder, &vec![b'\n'; 1 << 20]).unwrap();
    made.put("events.ndjson.zst", &encoder.finish().unwrap());
    made.finish();
    assert_eq!(found(made.path()), ExportFault::NotCompressed(place(&made, EVENTS, 1)));
}
