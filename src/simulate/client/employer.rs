//! The employers that jobs and practice floors are at. None of the companies exists.

use loopbrug_domain::employer::Employer;
use loopbrug_domain::ids::KboNumber;

use super::super::Dice;
use super::ORGANISATIONS;

/// Those with a number. Some are organisations of the partnership; numbers below 20 are never handed out.
pub(crate) const NUMBERED: [(u32, &str, &str); 8] = [
    (2, "Werkplaats Kompas", "industry"),
    (4, "Wooncoöperatie Drempelvrij", "construction"),
    (10, "Kringwinkel Het Tweede Leven", "recycling"),
    (11, "Ontmoetingshuis De Kade", "hospitality"),
    (16, "Groendienst Bladgoud", "green"),
    (17, "Textielatelier Draadwerk", "textile"),
    (18, "Zorgcentrum Avondrood", "care"),
    (19, "Logistiek Kruispunt", "logistics"),
];

/// Those whom nobody knows by a number.
pub(crate) const NAMED: [(&str, &str); 8] = [
    ("Bakkerij De Korenaar", "food"),
    ("Tuinen Heuvelrand", "green"),
    ("Wasserij Zonneweide", "cleaning"),
    ("Schrijnwerk De Nerf", "construction"),
    ("Frituur Het Pleintje", "hospitality"),
    ("Magazijn Zuidpoort", "logistics"),
    ("Woonzorg De Linden", "care"),
    ("Schoonmaak Kraaknet", "cleaning"),
];
/// Some employer, by a number or by a name.
pub(super) fn employer(dice: &mut Dice) -> Employer {
    if dice.percent(40) {
        let (stem, ..) = NUMBERED[dice.between(1, ORGANISATIONS) as usize - 1];
        Employer::Numbered(KboNumber::of_stem(stem))
    } else {
        let names = NAMED.map(|(name, _)| name);
        Employer::Named(dice.one_of(&names).to_owned())
    }
}
