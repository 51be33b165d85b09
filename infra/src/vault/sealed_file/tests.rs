use super::*;

fn key() -> FileKey {
    FileKey { key: Key::draw().unwrap(), mark: [0; 32] }
}

fn sealed(key: &FileKey, line: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = SealingWriter::begin(vec![], key.clone(), line.to_owned()).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn opened(key: &FileKey, sealed: &[u8]) -> Result<(String, Vec<u8>), NotSealed> {
    let wrong = |error: io::Error| -> NotSealed {
        error.get_ref().unwrap().downcast_ref::<NotSealed>().unwrap().clone()
    };
    let (line, mut reader) = OpeningReader::begin(sealed, key.clone()).map_err(wrong)?;
    let mut bytes = vec![];
    reader.read_to_end(&mut bytes).map_err(wrong)?;
    Ok((line, bytes))
}

/// Where the chunks begin.
fn chunks(sealed: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut at = sealed.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut chunks = vec![];
    while at < sealed.len() {
        let length = u32::from_be_bytes(sealed[at..at + 4].try_into().unwrap());
        chunks.push(at..at + 4 + usize::try_from(length).unwrap());
        at = chunks.last().unwrap().end;
    }
    chunks
}

#[test]
fn a_file_opens_as_it_was_whatever_its_length() {
    let key = key();
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
        let bytes: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let file = sealed(&key, "a line", &bytes);
        assert_eq!(opened(&key, &file), Ok(("a line".to_owned(), bytes)), "{length}");
        assert_eq!(chunks(&file).len(), length.div_ceil(CHUNK).max(1), "{length}");
    }
}

#[test]
fn what_is_cut_off_changed_or_in_another_order_does_not_open() {
    let key = key();
    let bytes = vec![7; 3 * CHUNK + 7];
    let file = sealed(&key, "a line", &bytes);
    let places = chunks(&file);
    let [first, second, third, last] = &places[..] else { panic!("{places:?}") };
    let head = &file[..first.start];
    let of = |parts: &[&std::ops::Range<usize>]| {
        let parts = parts.iter().map(|part| &file[(*part).clone()]);
        [head].into_iter().chain(parts).collect::<Vec<_>>().concat()
    };
    assert!(opened(&key, &of(&[first, second, third, last])).is_ok());
    for (changed, expected) in [
        (of(&[]), NotSealed::OtherKey),
        (of(&[first, second]), NotSealed::Changed(2)),
        (of(&[first, second, third]), NotSealed::Changed(3)),
        (of(&[second, first, third, last]), NotSealed::OtherKey),
        (of(&[first, third, second, last]), NotSealed::Changed(2)),
        (of(&[first, second, third, third, last]), NotSealed::Changed(4)),
        (of(&[first, second, third, last, last]), NotSealed::Changed(4)),
        (file[..last.end - 1].to_vec(), NotSealed::Changed(4)),
        (file[..third.start + 2].to_vec(), NotSealed::Changed(3)),
        ([b"b line\n".as_slice(), &file[first.start..]].concat(), NotSealed::OtherKey),
        (b"a line".to_vec(), NotSealed::NoSuchFile),
        (vec![0xff; 2_000], NotSealed::NoSuchFile),
        (b"a line\n\xff\xff\xff\xff".to_vec(), NotSealed::OtherKey),
    ] {
        assert_eq!(opened(&key, &changed), Err(expected));
    }
    let mut changed = file.clone();
    changed[second.start + 200] ^= 1;
    assert_eq!(opened(&key, &changed), Err(NotSealed::Changed(2)));
    assert_eq!(opened(&self::key(), &file), Err(NotSealed::OtherKey));
}

#[test]
fn nothing_of_what_was_sealed_is_in_the_file() {
    let key = key();
    let file = sealed(&key, "a line", &b"Zoetje Verhaverbeke".repeat(9));
    assert!(!file.windows(6).any(|part| part == b"Zoetje"));
}
