//! What differs between two states, place by place, in words that a catalogue has labels for.
//!
//! Both are serialised to a tree, whose leaves know what they are: a [`Code`](crate::catalogue::Code) the list that
//! its type names, the number of an organisation or the id of a worker that it is one. So no theme has to say what of
//! its state is shown, and how.

mod tree;

use std::collections::BTreeSet;

use serde::Serialize;

use self::tree::{Tree, tree_of};
use crate::catalogue::{Catalogue, CodeKind};

/// What a word is, and where its label is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordOf {
    /// A code of a list.
    List(CodeKind),
    /// The number of an organisation, which the directory has a name for.
    Organisation,
    /// The id of a worker, whom the directory has a name for.
    Worker,
    /// The name of a field, one of a few values, or what needs no label: a day, a number, an id.
    State,
}

/// A word of a state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// What it is.
    pub of: WordOf,
    /// As it is stored.
    pub text: String,
}

impl Word {
    /// The list that has its words, if any has. A criterion that was scored is kept without its list.
    #[must_use]
    pub fn list(&self, catalogue: &Catalogue) -> CodeKind {
        let of_state = || {
            let mut lists = [CodeKind::StateWord, CodeKind::Criterion].into_iter();
            lists.find(|list| catalogue.entry(*list, &self.text).is_some())
        };
        match self.of {
            WordOf::List(list) => list,
            _ => of_state().unwrap_or(CodeKind::StateWord),
        }
    }
}

/// Something of a state that is otherwise than it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where: from the theme to the field. Of several things of a kind the number, from 1, or what they go by.
    pub place: Vec<Word>,
    /// What was there.
    pub before: Option<Word>,
    /// What is there now.
    pub after: Option<Word>,
}

/// Stands in the place of what is sealed.
pub const SEALED: &str = "sealed";

/// All that is otherwise after than before.
#[must_use]
pub fn between(before: &impl Serialize, after: &impl Serialize) -> Vec<Change> {
    let mut changes = Vec::new();
    compare(&mut Vec::new(), &tree_of(before), &tree_of(after), &mut changes);
    changes
}

/// All that something says, as a change from nothing.
#[must_use]
pub fn all_of(said: &impl Serialize) -> Vec<Change> {
    between(&(), said)
}

fn compare(place: &mut Vec<Word>, before: &Tree, after: &Tree, changes: &mut Vec<Change>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Tree::Leaf(_) | Tree::Nothing, Tree::Leaf(_) | Tree::Nothing) => {
            let [before, after] = [before, after].map(|tree| tree.leaf().cloned());
            changes.push(Change { place: place.clone(), before, after });
        }
        (Tree::List(_), _) | (_, Tree::List(_)) => {
            compare_lists(place, before.items(), after.items(), changes);
        }
        _ => {
            let fields = before.fields().iter().chain(after.fields()).map(|(name, _)| name);
            let mut seen = BTreeSet::new();
            for name in fields.filter(|name| seen.insert(*name)) {
                place.push(name.clone());
                compare(place, before.field(name), after.field(name), changes);
                place.pop();
            }
            let [was, is] = [before, after].map(|tree| tree.leaf().cloned());
            if was.is_some() || is.is_some() {
                changes.push(Change { place: place.clone(), before: was, after: is });
            }
        }
    }
}

/// What is the same at the beginning and at the end of both stays out; what lies between is compared one by one.
fn compare_lists(
    place: &mut Vec<Word>,
    before: &[Tree],
    after: &[Tree],
    changes: &mut Vec<Change>,
) {
    let same = |pairs: &mut dyn Iterator<Item = (&Tree, &Tree)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let head = same(&mut before.iter().zip(after));
    let [before, after] = [&before[head..], &after[head..]];
    let tail = same(&mut before.iter().rev().zip(after.iter().rev()));
    let [before, after] = [before, after].map(|list| &list[..list.len() - tail]);
    for n in 0..before.len().max(after.len()) {
        let [one, other] = [before, after].map(|list| list.get(n).unwrap_or(&Tree::Nothing));
        // A list of words is one thing, and its order says nothing.
        let numbered = !(one.is_word() && other.is_word());
        if numbered {
            place.push(Word { of: WordOf::State, text: (head + n + 1).to_string() });
        }
        compare(place, one, other, changes);
        if numbered {
            place.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::WorkerId;
    use crate::trajectory::notes::NoteAdded;
    use crate::trajectory::story::{day, housing_found, organisation, participant, sealed, voided};

    fn said(changes: &[Change]) -> Vec<String> {
        let words =
            |word: &Option<Word>| word.as_ref().map_or("-".to_owned(), |it| it.text.clone());
        let line = |change: &Change| {
            let place: Vec<_> = change.place.iter().map(|word| word.text.as_str()).collect();
            format!("{}: {} > {}", place.join("."), words(&change.before), words(&change.after))
        };
        changes.iter().map(line).collect()
    }

    #[test]
    fn a_home_that_is_found_is_the_difference_that_it_makes() {
        let after = participant().given(day(5), housing_found(day(5)));
        let changes = between(&participant().state(), &after.state());
        let lines = said(&changes);
        assert!(
            lines.contains(&"housing.homes.1.tenure: - > private_rent".to_owned()),
            "{lines:?}"
        );
        let mut words = changes.iter().filter_map(|change| change.after.as_ref());
        let tenure = words.find(|word| word.text == "private_rent").unwrap();
        assert_eq!(tenure.of, WordOf::List(CodeKind::Tenure));
    }

    #[test]
    fn what_is_voided_is_gone_from_the_place_where_it_was() {
        let before = participant().given(day(5), housing_found(day(5)));
        let state = before.state();
        let lines = said(&between(&state, &before.given(day(6), voided(4)).state()));
        assert!(
            lines.contains(&"housing.homes.1.tenure: private_rent > -".to_owned()),
            "{lines:?}"
        );
    }

    #[test]
    fn an_organisation_and_a_worker_are_known_as_such() {
        let changes = all_of(&(organisation(1), WorkerId::default()));
        let words: Vec<_> =
            changes.into_iter().filter_map(|change| Some(change.after?.of)).collect();
        assert_eq!(words, [WordOf::Organisation, WordOf::Worker]);
    }

    #[test]
    fn a_list_of_words_is_compared_as_one_thing() {
        let lines = said(&between(&["guidance", "referral"], &["guidance", "audit", "referral"]));
        assert_eq!(lines, [": - > audit"]);
    }

    #[test]
    fn what_is_sealed_is_a_word_and_not_its_bytes() {
        let lines = said(&all_of(&NoteAdded { note: sealed(3) }));
        assert_eq!(lines, ["note: - > sealed"]);
    }

    #[test]
    fn what_is_the_same_makes_no_difference() {
        let home = housing_found(day(5));
        assert_eq!(between(&home, &home), []);
    }
}
