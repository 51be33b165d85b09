//! Names as they are compared: without case, accents, punctuation and order.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

/// The words of a name as they are compared, each once, in an order that is always the same. Particles are joined to the
/// word after them, so `Van den Berghe` is `vandenberghe`; other words that are written together stay so.
pub(crate) fn words(name: &str) -> Vec<Zeroizing<String>> {
    let mut words: Vec<Zeroizing<String>> = vec![];
    let mut joined = Zeroizing::new(String::with_capacity(name.len()));
    for word in name.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)) {
        let plain = plain(word);
        joined.push_str(&plain);
        if !joined.is_empty() && !PARTICLES.contains(&plain.as_str()) && !plain.is_empty() {
            words.push(std::mem::take(&mut joined));
        }
    }
    if !joined.is_empty() {
        words.push(joined);
    }
    words.sort_by(|one, other| one.as_str().cmp(other));
    words.dedup();
    words
}

/// Particles of names in Flanders, which one register writes apart and another one together.
const PARTICLES: [&str; 24] = [
    "van", "de", "den", "der", "het", "t", "ter", "ten", "te", "vande", "vanden", "vander", "d",
    "du", "des", "le", "la", "el", "al", "ben", "bin", "von", "di", "da",
];

fn plain(word: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(4 * word.len()));
    let letters = word.nfkd().filter(|c| !is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).for_each(|c| match c {
        // These are letters of their own, without an accent that could be taken away.
        'ø' => plain.push('o'),
        'ł' => plain.push('l'),
        'đ' => plain.push('d'),
        'ı' => plain.push('i'),
        'ß' => plain.push_str("ss"),
        'æ' => plain.push_str("ae"),
        'œ' => plain.push_str("oe"),
        c => plain.push(c),
    });
    plain
}

#[cfg(test)]
mod tests {
    use super::words;

    fn same(one: &str, other: &str) -> bool {
        words(one) == words(other)
    }

    #[test]
    fn case_accents_spaces_and_order_make_no_difference() {
        assert!(same("Zoë Peeters", "PEETERS,  zoe"));
        assert!(same("François-Xavier Lefèvre", "lefevre francois xavier"));
        assert!(same("Øyvind Łukasz", "lukasz oyvind"));
    }

    #[test]
    fn particles_are_written_together_or_apart() {
        assert!(same("Jan Van den Berghe", "vandenberghe jan"));
        assert!(same("Jan van 't Hof", "Van'tHof Jan"));
        assert!(same("Jan van 't Hof", "VantHof Jan"));
        assert!(same("Fatima El Idrissi", "ELIDRISSI Fatima"));
    }

    #[test]
    fn other_names_are_others() {
        assert!(!same("Jan Peeters", "Jan Peters"));
        assert!(!same("Jan Peeters", "Jan"));
        assert!(words(" ,- ").is_empty());
        assert_eq!(words("Van Van").len(), 1);
    }
}
