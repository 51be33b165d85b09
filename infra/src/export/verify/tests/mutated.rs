//! Whatever is done to the bytes of an export, it is found out, and nothing panics.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

static MADE: LazyLock<[Made; 2]> =
    LazyLock::new(|| [Compression::Gzip, Compression::Zstd].map(|by| made(60, &[3, 20], by)));

/// What is done to the bytes of a file.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Cut(Index),
    Remove(Index),
    PutIn(Index, Vec<u8>),
    Swap(Index, Index),
    Double(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), 1_u8..).prop_map(|(at, by)| Change::Flip(at, by)),
        at().prop_map(Change::Cut),
        at().prop_map(Change::Remove),
        (at(), prop::collection::vec(any::<u8>(), 1..9))
            .prop_map(|(at, bytes)| Change::PutIn(at, bytes)),
        (at(), at()).prop_map(|(one, other)| Change::Swap(one, other)),
        at().prop_map(Change::Double),
    ]
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let length = bytes.len();
        match self {
            Self::Flip(at, by) => bytes[at.index(length)] ^= by,
            Self::Cut(at) => bytes.truncate(at.index(length)),
            Self::Remove(at) => drop(bytes.remove(at.index(length))),
            Self::PutIn(at, more) => {
                let at = at.index(length);
                bytes.splice(at..at, more.iter().copied());
            }
            Self::Swap(one, other) => bytes.swap(one.index(length), other.index(length)),
            Self::Double(at) => {
                let rest = bytes[at.index(length)..].to_vec();
                bytes.extend(rest);
            }
        }
    }
}

/// All files of a folder.
fn files(folder: &std::path::Path) -> Vec<PathBuf> {
    let mut files = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// The export with a file that is otherwise; the file is put back then.
fn verified_with(
    made: &Made,
    file: &PathBuf,
    change: impl FnOnce(&mut Vec<u8>),
) -> Option<Verified> {
    let bytes = fs::read(file).unwrap();
    let mut changed = bytes.clone();
    change(&mut changed);
    fs::write(file, &changed).unwrap();
    let verified = made.verified(&against(&made.kept(), &[&made.key()]));
    fs::write(file, &bytes).unwrap();
    (changed != bytes).then_some(verified)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_file_with_other_bytes_is_found_out_whichever_it_is(
        gzip in any::<bool>(), file in any::<Index>(), changes in prop::collection::vec(change(), 1..4),
    ) {
        let made = &MADE[usize::from(gzip)];
        let files = files(made.path());
        let file = &files[file.index(files.len())];
        let apply = |bytes: &mut Vec<u8>| {
            for change in &changes {
                if !bytes.is_empty() {
                    change.apply(bytes);
                }
            }
        };
        if let Some(verified) = verified_with(made, file, apply) {
            // The manifest may end a line, and says nothing else by that.
            let same = file.ends_with("manifest.json") && verified.faults.is_empty();
            prop_assert!(!verified.faults.is_empty() || same, "{}", file.display());
        }
    }

    #[test]
    fn lines_that_were_changed_before_they_were_compressed_are_found_out(
        changes in prop::collection::vec(change(), 1..4), heads in any::<bool>(),
    ) {
        let mut made = made(20, &[3, 9], Compression::Zstd);
        let name = if heads { super::super::super::HEADS } else { super::super::super::EVENTS };
        let lines: Vec<Vec<u8>> = if heads {
            made.heads.iter().map(|head| crate::seal::canonical::bytes(head).unwrap()).collect()
        } else {
            made.lines()
        };
        let text = [lines.join(&b'\n'), b"\n".to_vec()].concat();
        let mut changed = text.clone();
        for change in &changes {
            if !changed.is_empty() {
                change.apply(&mut changed);
            }
        }
        let bytes = super::super::super::made::compressed(&changed, Compression::Zstd);
        let file = made.manifest.compressed(name);
        made.put(&file, &bytes);
        made.finish();
        let verified = made.verified(&against(&made.kept(), &[&made.key()]));
        let same = changed == text || (heads && said(&changed) == said(&text));
        prop_assert_eq!(same, verified.faults.is_empty());
    }
}

/// What heads say, but for what nobody can know by now: when they were signed.
fn said(lines: &[u8]) -> Option<Vec<ExportedHead>> {
    let lines = str::from_utf8(lines).ok()?.lines();
    let heads: Result<Vec<_>, _> = lines.map(serde_json::from_str).collect();
    let heads = heads.ok()?.into_iter();
    Some(heads.map(|head| ExportedHead { signedat: String::new(), ..head }).collect())
}
