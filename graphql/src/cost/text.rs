//! The text of a document, before it is parsed: how many words it has, how long they are and how deep
//! its brackets go. What is nested without end would exhaust the parser's stack.

use super::{Limit, TooCostly};

const TOKENS: Limit = Limit { code: "QUERY_TOO_LONG", most: 20_000, of: "words and signs" };
const BRACKETS: Limit =
    Limit { code: "QUERY_TOO_DEEP", most: 50, of: "brackets within each other" };
/// An unknown name is compared with every name that there is, so a long one would cost the more.
const NAME: Limit = Limit { code: "QUERY_TOO_LONG", most: 100, of: "letters in one name" };

/// Counts a text in one pass over it.
pub(crate) fn measure_text(text: &str) -> Result<(), TooCostly> {
    let mut rest = text.as_bytes();
    let (mut tokens, mut open) = (0, 0_u64);
    while let Some(first) = rest.first() {
        let taken = match first {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => 1,
            b'#' => until(rest, |byte| matches!(byte, b'\n' | b'\r')),
            _ => {
                tokens += 1;
                TOKENS.hold(tokens)?;
                match first {
                    b'{' | b'(' | b'[' => {
                        open += 1;
                        BRACKETS.hold(open)?;
                        1
                    }
                    b'}' | b')' | b']' => {
                        open = open.saturating_sub(1);
                        1
                    }
                    b'"' => string(rest),
                    byte if is_of_name(*byte) => {
                        let length = until(rest, |byte| !is_of_name(byte));
                        NAME.hold(length as u64)?;
                        length
                    }
                    _ => 1,
                }
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    Ok(())
}

/// Whether a byte is part of a name or a number.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn until(bytes: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| ends(*byte)).unwrap_or(bytes.len())
}

/// How long the string is that begins here. One that does not end is reported by the parser.
fn string(bytes: &[u8]) -> usize {
    let (quotes, over_lines): (&[u8], _) =
        if bytes.starts_with(br#"""""#) { (br#"""""#, true) } else { (b"\"", false) };
    let mut place = quotes.len();
    while let Some(rest) = bytes.get(place..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quotes) {
            return place + quotes.len();
        }
        place += match rest[0] {
            b'\\' if over_lines && rest[1..].starts_with(quotes) => 1 + quotes.len(),
            b'\\' if !over_lines => 2,
            b'\n' if !over_lines => return place,
            _ => 1,
        };
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        measure_text(text).err().map(|refused| refused.code)
    }

    #[test]
    fn what_stands_in_strings_and_comments_is_one_word_or_none() {
        let brackets = "{".repeat(60);
        for text in [
            format!("{{ a(b: \"{brackets}\") }}"),
            format!("{{ a(b: \"\\\"{brackets}\") }}"),
            format!("{{ a(b: \"\"\"{brackets} \" \\\"\"\" {brackets}\"\"\") }}"),
            format!("{{ a }} # {brackets}"),
            format!("{{ a(b: \"{}\") }}", "a ".repeat(30_000)),
            "\"".to_owned(),
            "\"\"\"\\".to_owned(),
            "{ a(b: \"é𝒳\") }".to_owned(),
        ] {
            assert_eq!(code(&text), None, "{text}");
        }
        assert_eq!(code(&format!("{{ a(b: \"\") }} {brackets}")), Some("QUERY_TOO_DEEP"));
        assert_eq!(code(&format!("# {{\n{brackets}")), Some("QUERY_TOO_DEEP"));
        assert_eq!(
            code(&format!("\"{{\n{brackets}")),
            Some("QUERY_TOO_DEEP"),
            "a string ends with its line"
        );
    }

    #[test]
    fn as_much_as_is_allowed_is_let_through_and_no_more() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(code(&nested(50)), None);
        assert_eq!(code(&nested(51)), Some("QUERY_TOO_DEEP"));
        assert_eq!(code(&"a ".repeat(20_000)), None);
        assert_eq!(code(&"a ".repeat(20_001)), Some("QUERY_TOO_LONG"));
        assert_eq!(code(&"a".repeat(100)), None);
        assert_eq!(code(&"a".repeat(101)), Some("QUERY_TOO_LONG"));
    }
}
