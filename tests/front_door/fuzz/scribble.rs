//! Texts that were well, and then somebody scribbled in them.

use super::dice::Dice;

/// What is written into a text, or in place of some of it.
const SCRIBBLES: [&str; 16] = [
    "{",
    "}",
    "(",
    "\"",
    "\"\"\"",
    "...",
    "...f fragment f on Query{...f}",
    "... on Nowhere { x }",
    "@skip(if: $nobody)",
    "@nothing",
    "$v0",
    "nothing",
    "id: id",
    "\u{0}",
    "#",
    "__schema { types { name fields { name } } }",
];

pub(super) fn scribbled(dice: &mut Dice, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(3) {
        let place = dice.below(letters.len() + 1);
        match dice.below(5) {
            0 => letters.truncate(place),
            1 => {
                let end = (place + 1 + dice.below(10)).min(letters.len());
                letters.drain(place..end);
            }
            2 => {
                let end = (place + dice.below(40)).min(letters.len());
                let again: Vec<_> = letters[place..end].to_vec();
                letters.splice(place..place, again);
            }
            3 => {
                let open = dice.one_of(&["[", "{a:", "{a"]).repeat(dice.below(80));
                letters.splice(place..place, open.chars());
            }
            _ => {
                let scribble: Vec<_> = dice.one_of(&SCRIBBLES).chars().collect();
                letters.splice(place..place, scribble);
            }
        }
    }
    letters.into_iter().collect()
}
