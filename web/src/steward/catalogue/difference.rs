//! The difference between two versions: by list, by code, and by what is said of a code.

use super::cards::{Card, Fact};

/// Something that a version says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// A code that the other version does not have.
    New(Card),
    /// A code that this version does not have.
    Gone(Card),
    /// Of a code that both have, each fact that is another: what it is, what it was, what it is now.
    Other(Card, Vec<(&'static str, Option<String>, Option<String>)>),
}

/// The lists in which something is said otherwise, in the order of the newer version.
pub(super) fn between(
    old: &[(String, Vec<Card>)],
    new: &[(String, Vec<Card>)],
) -> Vec<(String, Vec<Change>)> {
    let lists = new.iter().map(|(name, cards)| {
        let before =
            old.iter().find(|(other, _)| other == name).map_or(&[][..], |(_, cards)| cards);
        (name.clone(), of_list(before, cards))
    });
    lists.filter(|(_, changes)| !changes.is_empty()).collect()
}

fn of_list(old: &[Card], new: &[Card]) -> Vec<Change> {
    let there = |cards: &[Card], code: &str| cards.iter().find(|card| card.code == code).cloned();
    let mut found = vec![];
    for card in new {
        match there(old, &card.code) {
            None => found.push(Change::New(card.clone())),
            Some(before) if before != *card => {
                found.push(Change::Other(card.clone(), facts(&before.facts, &card.facts)));
            }
            Some(_) => {}
        }
    }
    let gone = old.iter().filter(|card| there(new, &card.code).is_none());
    found.extend(gone.cloned().map(Change::Gone));
    found
}

fn facts(old: &[Fact], new: &[Fact]) -> Vec<(&'static str, Option<String>, Option<String>)> {
    let said = |facts: &[Fact], what: &str| {
        facts.iter().find(|(other, _)| *other == what).map(|(_, said)| said.clone())
    };
    let gone = old.iter().filter(|(what, _)| said(new, what).is_none());
    let all = new.iter().chain(gone).map(|(what, _)| (*what, said(old, what), said(new, what)));
    all.filter(|(_, before, after)| before != after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(code: &str, facts: &[(&'static str, &str)]) -> Card {
        let facts = facts.iter().map(|(what, said)| (*what, (*said).to_owned())).collect();
        Card { code: code.to_owned(), name: code.to_uppercase(), facts }
    }

    #[test]
    fn what_is_new_gone_and_otherwise_is_said_and_nothing_else() {
        let list = |cards: &[Card]| vec![("list".to_owned(), cards.to_vec())];
        let (same, gone) = (card("a", &[("label", "A")]), card("b", &[]));
        let (before, after) = (
            card("c", &[("label", "C"), ("to", "x")]),
            card("c", &[("label", "D"), ("from", "y")]),
        );
        let new = card("d", &[]);
        let found = between(
            &list(&[same.clone(), gone.clone(), before]),
            &list(&[new.clone(), same.clone(), after.clone()]),
        );
        let text = |text: &str| Some(text.to_owned());
        let facts = vec![
            ("label", text("C"), text("D")),
            ("from", None, text("y")),
            ("to", text("x"), None),
        ];
        let changes = vec![Change::New(new), Change::Other(after, facts), Change::Gone(gone)];
        assert_eq!(found, [("list".to_owned(), changes)]);
        assert_eq!(between(&list(std::slice::from_ref(&same)), &list(&[same])), []);
    }
}
