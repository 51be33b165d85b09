use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn key(seed: u8) -> Key {
    Key::of(&[seed; 32]).unwrap()
}

proptest! {
    #[test]
    fn what_was_sealed_is_opened_in_its_place(plain in vec(any::<u8>(), 0..600), parts in vec(vec(any::<u8>(), 0..9), 0..5)) {
        let place = place(parts.iter().map(Vec::as_slice));
        let sealed = key(1).seal(&place, &plain).unwrap();
        prop_assert_eq!(&*key(1).open(&place, &sealed).unwrap(), &plain);
    }

    #[test]
    fn no_two_equal_texts_give_equal_bytes(plain in vec(any::<u8>(), 0..200)) {
        let seal = || key(1).seal(b"here", &plain).unwrap();
        let (one, other) = (seal(), seal());
        // Neither all of it nor the sealed bytes by themselves.
        prop_assert_ne!(&one, &other);
        prop_assert_ne!(&one[HEAD..], &other[HEAD..]);
    }

    #[test]
    fn any_flipped_bit_is_refused(plain in vec(any::<u8>(), 0..200), bit in any::<prop::sample::Index>()) {
        let mut sealed = key(1).seal(b"here", &plain).unwrap();
        let bit = bit.index(sealed.len() * 8);
        sealed[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(key(1).open(b"here", &sealed), Err(NotSealedHere));
    }

    #[test]
    fn what_is_cut_short_or_extended_is_refused(plain in vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>()) {
        let sealed = key(1).seal(b"here", &plain).unwrap();
        prop_assert_eq!(key(1).open(b"here", &sealed[..at.index(sealed.len())]), Err(NotSealedHere));
        let longer = [&*sealed, &[0]].concat();
        prop_assert_eq!(key(1).open(b"here", &longer), Err(NotSealedHere));
    }

    #[test]
    fn another_key_or_place_is_refused(plain in vec(any::<u8>(), 0..99), parts in vec(vec(any::<u8>(), 0..4), 0..4), others in vec(vec(any::<u8>(), 0..4), 0..4)) {
        let here = place(parts.iter().map(Vec::as_slice));
        let there = place(others.iter().map(Vec::as_slice));
        let sealed = key(1).seal(&here, &plain).unwrap();
        prop_assert_eq!(key(2).open(&here, &sealed), Err(NotSealedHere));
        prop_assert_eq!(key(1).open(&there, &sealed).is_ok(), parts == others);
    }

    #[test]
    fn no_two_lists_of_parts_are_the_same_place(parts in vec(vec(0u8..3, 0..4), 0..4), others in vec(vec(0u8..3, 0..4), 0..4)) {
        let of = |parts: &[Vec<u8>]| place(parts.iter().map(Vec::as_slice));
        prop_assert_eq!(of(&parts) == of(&others), parts == others);
    }

    #[test]
    fn texts_of_up_to_sixty_bytes_are_equally_long(one in vec(any::<u8>(), 0..=60), other in vec(any::<u8>(), 0..=60)) {
        let sealed = |plain: &[u8]| key(1).seal(b"here", plain).unwrap().len();
        prop_assert_eq!(sealed(&one), sealed(&other));
        prop_assert_eq!(sealed(&one), HEAD + SHORTEST + TAG);
    }
}

/// Without a commitment bytes can be made that open under two keys: the tag is a sum that its maker can
/// steer. What is compared here is that the commitment of another key never holds.
#[test]
fn bytes_that_commit_to_one_key_open_under_no_other() {
    let sealed = key(1).seal(b"here", b"ja").unwrap();
    let of_other = key(2).seal(b"here", b"nee").unwrap();
    let mut mixed = sealed.clone();
    mixed[1 + NONCE..HEAD].copy_from_slice(&of_other[1 + NONCE..HEAD]);
    for key in [key(1), key(2)] {
        assert_eq!(key.open(b"here", &mixed), Err(NotSealedHere));
    }
}

/// The bytes of the first release: a change of the cipher would make every log unreadable.
#[test]
fn what_was_sealed_by_an_earlier_program_is_still_opened() {
    let sealed = include_bytes!("version_1.sealed");
    let place = place([b"key".as_slice(), b"vlaamse-ardennen", b"stream", b"event", b"name"]);
    assert_eq!(&**key(7).open(&place, sealed).unwrap(), "Ann Verbeke".as_bytes());
}

#[test]
fn a_key_is_never_shown() {
    assert_eq!(format!("{:?}", key(65)), "Key");
}
