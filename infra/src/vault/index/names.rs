//! Names as they are compared and searched: without case, accents, punctuation and order.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

/// The words of a name as they are compared, each once, in an order that is always the same. Particles are joined to the
/// word after them, so `Van den Berghe` is `vandenberghe`; other words that are written together stay so.
pub(crate) fn words(name: &str) -> Vec<Zeroizing<String>> {
    let mut words: Vec<Zeroizing<String>> = vec![];
    let mut joined = Zeroizing::new(String::with_capacity(name.len()));
    for word in separate(name) {
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

/// The forms of a name that a search finds: its words as they are compared, and those that particles were joined to
/// by themselves.
pub(crate) fn forms(name: &str) -> Vec<Zeroizing<String>> {
    let mut forms = words(name);
    forms.extend(apart(name));
    forms.sort_by(|one, other| one.as_str().cmp(other));
    forms.dedup();
    forms
}

/// With fewer letters than these in a word, nearly everybody would be found.
const FEWEST_LETTERS: usize = 2;

/// A part of a name that is searched for: words, or what words begin with.
pub(crate) struct Searched {
    joined: Vec<Zeroizing<String>>,
    apart: Vec<Zeroizing<String>>,
}

impl Searched {
    /// What somebody typed; none where no word has two letters.
    pub(crate) fn of(typed: &str) -> Option<Self> {
        let (joined, apart) = (words(typed), apart(typed));
        let long = joined.iter().any(|word| word.chars().count() >= FEWEST_LETTERS);
        long.then_some(Self { joined, apart })
    }

    /// Whether a name with these forms is meant. Particles may be joined in either of the two, or in none.
    pub(crate) fn is_in(&self, forms: &[Zeroizing<String>]) -> bool {
        let begins =
            |asked: &Zeroizing<String>| forms.iter().any(|form| form.starts_with(asked.as_str()));
        self.joined.iter().all(begins) || self.apart.iter().all(begins)
    }
}

/// The words of a name, one by one, particles too.
fn apart(name: &str) -> Vec<Zeroizing<String>> {
    let mut apart: Vec<_> = separate(name).map(plain).collect();
    apart.retain(|word| !word.is_empty());
    apart
}

fn separate(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
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
    use super::{Searched, forms, words};

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

    fn finds(typed: &str, name: &str) -> bool {
        Searched::of(typed).is_some_and(|searched| searched.is_in(&forms(name)))
    }

    #[test]
    fn a_search_finds_words_and_their_beginnings_in_any_order() {
        for typed in ["zoe", "PEETERS", "Peet zo", "peeters, Zoë"] {
            assert!(finds(typed, "Zoë Peeters"), "{typed}");
        }
        assert!(!finds("eeters", "Zoë Peeters"), "not from the middle of a word");
        assert!(!finds("Zoë Claes", "Zoë Peeters"), "all of it is meant");
    }

    #[test]
    fn a_search_finds_a_name_with_particles_however_they_are_written() {
        for name in ["Jan Van den Berghe", "Vandenberghe Jan"] {
            for typed in ["vandenberghe", "van den Berghe", "Van", "vandenb", "Jan Vanden Berghe"] {
                assert!(finds(typed, name), "{typed} in {name}");
            }
        }
        assert!(finds("Berghe", "Jan Van den Berghe"));
        assert!(finds("den berghe", "Jan Van den Berghe"));
    }

    #[test]
    fn one_letter_is_too_little_to_search_for() {
        for typed in ["", "z", "z p", "-,'", "ë."] {
            assert!(Searched::of(typed).is_none(), "{typed}");
        }
        assert!(finds("jo p", "Jo Peeters"));
    }
}
