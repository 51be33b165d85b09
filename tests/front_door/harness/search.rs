//! Looks for words in files, as the bytes that they are on the disk, in every form in which a program may leave them
//! there.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use tempfile::NamedTempFile;

/// PostgreSQL compresses longer values and breaks words up by doing so: of a word of 13 letters it leaves seven in a
/// row at least.
const PIECE: usize = 7;

/// A search for words.
pub(crate) struct Search(NamedTempFile);

impl Search {
    pub(crate) fn for_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut file = NamedTempFile::new().unwrap();
        let forms: BTreeSet<_> = words.into_iter().flat_map(forms).collect();
        for form in forms {
            assert!(form.len() >= 5, "a short form is found by chance: {form:?}");
            // Forms are lines of a file.
            let lines = form.split(|byte| *byte == b'\n').filter(|line| line.len() >= 5);
            for line in lines {
                file.write_all(line).unwrap();
                file.write_all(b"\n").unwrap();
            }
        }
        file.flush().unwrap();
        Self(file)
    }

    /// In which files something is found: each by its path below the folder, with what it is.
    pub(crate) fn found_in(&self, folder: &Path) -> Vec<String> {
        let mut grep = Command::new("grep");
        // One line of each file is enough, since a binary file has long ones.
        grep.args(["-r", "-a", "-o", "-F", "-m", "1", "-f"]).arg(self.0.path()).arg(".");
        let output = grep.env("LC_ALL", "C").current_dir(folder).output().unwrap();
        let failed = output.status.code().is_none_or(|code| code > 1);
        assert!(!failed, "{}", String::from_utf8_lossy(&output.stderr));
        let found = String::from_utf8_lossy(&output.stdout);
        found.lines().map(|line| line.trim_start_matches("./").to_owned()).collect()
    }
}

/// Every form of a word: as typed, in small and in large letters, each in the encodings below; pieces of it; and where
/// it is a number, that number.
fn forms(word: &str) -> Vec<Vec<u8>> {
    let spelled = BTreeSet::from([word.to_owned(), word.to_lowercase(), word.to_uppercase()]);
    let mut forms: Vec<_> = spelled.iter().flat_map(|text| encoded(text)).collect();
    if word.len() > PIECE && word.chars().all(char::is_alphabetic) {
        let pieces = spelled.iter().flat_map(|text| text.as_bytes().windows(PIECE));
        forms.extend(pieces.map(<[u8]>::to_vec));
    }
    if let Ok(number) = word.parse::<u64>() {
        forms.extend([number.to_le_bytes().to_vec(), number.to_be_bytes().to_vec()]);
    }
    forms
}

fn hex(text: &str) -> String {
    text.bytes()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|n| char::from_digit(n.into(), 16))
        .collect()
}

fn encoded(text: &str) -> Vec<Vec<u8>> {
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    let bytes = text.as_bytes();
    let hex = hex(text);
    let mut encoded = vec![
        bytes.to_vec(),
        utf_16(u16::to_le_bytes),
        utf_16(u16::to_be_bytes),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ];
    // Three bytes are four letters of base 64, so a text within another one is written in three ways. Letters at
    // the edges hold bits of what is beside it.
    for before in 0..3 {
        let whole = [vec![0; before].as_slice(), bytes].concat();
        let (from, to) = ((before * 8).div_ceil(6), whole.len() * 8 / 6);
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            encoded.push(engine.encode(&whole).as_bytes()[from..to].to_vec());
        }
    }
    encoded
}

#[test]
fn a_word_is_found_in_every_form_and_no_other_word_is() {
    let folder = tempfile::tempdir().unwrap();
    let search = Search::for_words(["Zwartbessenstruik", "71030900276"]);
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| {
        "Zwartbessenstruik".encode_utf16().flat_map(bytes).collect::<Vec<_>>()
    };
    let base_64 = |text: &str| STANDARD_NO_PAD.encode(text).into_bytes();
    let forms = [
        ("plain", b"{\"name\":\"Zwartbessenstruik\"}".to_vec()),
        ("small", b"\0\xffzwartbessenstruik\x01".to_vec()),
        ("large", b"ZWARTBESSENSTRUIK".to_vec()),
        ("broken up", b"zwart\x02Zwartbe\x07ssenstr\0uik".to_vec()),
        ("little", utf_16(u16::to_le_bytes)),
        ("big", utf_16(u16::to_be_bytes)),
        ("hex", hex("x Zwartbessenstruik").into_bytes()),
        ("HEX", hex("71030900276").to_uppercase().into_bytes()),
        ("base 64", base_64("Zwartbessenstruik")),
        ("base 64 after one", base_64("-Zwartbessenstruik-")),
        ("base 64 after two", base_64("--71030900276--")),
        ("number", [b"\n".as_slice(), &71_030_900_276_u64.to_le_bytes()].concat()),
    ];
    for (name, bytes) in &forms {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    std::fs::write(folder.path().join("other"), "Zwart bessen struik, 71030900277").unwrap();
    let found = search.found_in(folder.path());
    let files = found.iter().map(|line| line.split_once(':').unwrap().0);
    assert_eq!(files.collect::<BTreeSet<_>>(), forms.iter().map(|(name, _)| *name).collect());
}
