//! What a text may hold, wherever it comes from: the API, a header, the command line, a catalogue.
//!
//! What cannot be seen is no part of a text: it makes two texts look the same that are not, turns
//! a sentence around for who reads it, or cannot be kept by PostgreSQL. The same letters written in
//! two ways are one text, and are kept in the composed form (NFC).

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The code of a text that holds what is not allowed.
pub const CODE: &str = "TEXT_NOT_ALLOWED";

/// What is wrong with it, and what to do.
pub const NOT_ALLOWED: &str = "the text holds a character that cannot be seen (a control, \
                               direction or zero-width character); type it anew";

/// A text that holds what is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", NOT_ALLOWED)]
pub struct NotAllowed;

/// Whether a text holds nothing but what can be seen, spaces, tabs and new lines.
#[must_use]
pub fn is_allowed(text: &str) -> bool {
    text.chars().all(may_be_written)
}

/// The text as it is kept.
///
/// # Errors
/// Where it holds what is not allowed.
pub fn composed(text: &str) -> Result<Cow<'_, str>, NotAllowed> {
    if text.contains("\r\n") {
        // A new line as other systems write it.
        return composed(&text.replace("\r\n", "\n")).map(|text| Cow::Owned(text.into_owned()));
    }
    if !is_allowed(text) {
        return Err(NotAllowed);
    }
    // Nearly every text is composed already, and most are ASCII.
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Ok(Cow::Borrowed(text));
    }
    Ok(Cow::Owned(text.nfc().collect()))
}

/// Whether it is a mark that turns the direction of writing around.
pub(crate) fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

fn may_be_written(c: char) -> bool {
    let has_no_width = matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}');
    // What Unicode says is no character, and never will be.
    let is_none = matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE;
    let controls = c.is_control() && !matches!(c, '\n' | '\t');
    !(turns(c) || has_no_width || is_none || controls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_no_part_of_a_text() {
        let unseen = [
            "\0",
            "\u{1}",
            "\u{7f}",
            "\u{85}",
            "\r",
            "\u{61c}",
            "\u{200b}",
            "\u{200d}",
            "\u{200e}",
            "\u{202e}",
            "\u{2060}",
            "\u{2066}",
            "\u{2069}",
            "\u{feff}",
            "\u{fdd0}",
            "\u{ffff}",
            "\u{1fffe}",
            "\u{10ffff}",
        ];
        for unseen in unseen {
            assert_eq!(composed(&format!("a{unseen}b")), Err(NotAllowed), "{unseen:?}");
        }
    }

    #[test]
    fn what_can_be_seen_is_kept_as_it_is() {
        for text in ["", "brugfiguur", "één\n\ttwee", "Ζωή", "Łukasz", "שלום", "🤝", "a\u{a0}b"]
        {
            assert_eq!(composed(text), Ok(Cow::Borrowed(text)));
        }
    }

    #[test]
    fn a_letter_written_in_two_ways_is_one_letter() {
        assert_eq!(composed("e\u{301}e\u{301}n").unwrap(), "één");
        assert_eq!(composed("a\r\nb\n").unwrap(), "a\nb\n");
    }
}
