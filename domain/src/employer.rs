//! Employers: a number where the company has one, else the name by which people know it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::field::Fields;
use crate::ids::{KboNumber, MalformedId};

/// The most characters of a name.
const LONGEST_NAME: u32 = 80;
/// A name with so many digits holds a number of somebody: by which to be called, or by which to be known.
const DIGITS_OF_A_NUMBER: usize = 8;

/// An employer: a company or organisation.
///
/// The name is that of the company, as on its door: *Bakkerij De Molen*. A company may be called after a person
/// (*Jans Klussen*), and is then named so because the company is; who works or coaches there is not written here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Employer {
    /// By its number in the Crossroads Bank for Enterprises.
    Numbered(KboNumber),
    /// By an informal name, where nobody knows a number.
    Named(String),
}

/// Of no employer, as [`KboNumber::default`].
impl Default for Employer {
    fn default() -> Self {
        Self::Numbered(KboNumber::default())
    }
}

impl Employer {
    /// A name that is one of a company: of one line, with neither the address nor the number of somebody in it.
    pub(crate) fn check(&self, path: &'static str, fields: &mut Fields<'_>) {
        let Self::Named(name) = self else { return };
        let digits = name.chars().filter(char::is_ascii_digit).count();
        if name.contains(['@', '\n', '\t']) || digits >= DIGITS_OF_A_NUMBER {
            fields.no_company_name(path);
        }
        fields.written(path, name, LONGEST_NAME);
    }
}

impl From<KboNumber> for Employer {
    fn from(number: KboNumber) -> Self {
        Self::Numbered(number)
    }
}

impl fmt::Display for Employer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbered(number) => number.fmt(f),
            Self::Named(name) => name.fmt(f),
        }
    }
}

impl From<Employer> for String {
    fn from(employer: Employer) -> Self {
        employer.to_string()
    }
}

impl TryFrom<String> for Employer {
    type Error = MalformedId;
    fn try_from(text: String) -> Result<Self, MalformedId> {
        text.parse()
    }
}

impl FromStr for Employer {
    type Err = MalformedId;

    /// A number, as [`KboNumber`] reads it, or else a name. What has no letters is a number with a mistake in it.
    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let text = text.trim();
        let has_letters = |name: &str| name.chars().any(char::is_alphabetic);
        let number = text.get(..2).filter(|country| country.eq_ignore_ascii_case("BE"));
        match text.parse() {
            Ok(number) => Ok(Self::Numbered(number)),
            Err(malformed) if !has_letters(number.map_or(text, |_| &text[2..])) => Err(malformed),
            Err(_) => Ok(Self::Named(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldFault;
    use crate::time::FIRST_DAY;

    fn faults(name: &str) -> Result<(), Vec<&'static str>> {
        let mut fields = Fields::new(FIRST_DAY, None);
        name.parse::<Employer>().unwrap().check("employer", &mut fields);
        fields.finish().map_err(|faults| faults.iter().map(FieldFault::code).collect())
    }

    #[test]
    fn an_employer_is_a_number_or_a_name() {
        let number = KboNumber::of_stem(4);
        let dotted = "0000.000.493";
        assert_eq!(dotted.parse(), Ok(Employer::Numbered(number)));
        assert_eq!(" Bakkerij De Molen ".parse(), Ok(Employer::Named("Bakkerij De Molen".into())));
        assert_eq!("Bel".parse(), Ok(Employer::Named("Bel".into())));
        let stored = serde_json::to_string(&Employer::Numbered(number)).unwrap();
        assert_eq!(stored, "\"0000000493\"");
    }

    #[test]
    fn a_number_with_a_mistake_in_it_is_no_name() {
        for text in ["0000.000.494", "BE 0000000494", "123", "BE", ""] {
            assert!(text.parse::<Employer>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_name_of_a_company_holds_no_address_or_number_of_somebody() {
        for name in ["Café '5", "Garage 2000", "Ζωή", "Jans Klussen", &"x".repeat(80)] {
            assert_eq!(faults(name), Ok(()), "{name}");
        }
        for name in ["jan@example.com", "Jan 0470 12 34 56", "Jan\nMarktplein"] {
            assert_eq!(faults(name), Err(vec!["NO_COMPANY_NAME"]), "{name}");
        }
        assert_eq!(faults(&"x".repeat(81)), Err(vec!["TEXT_TOO_LONG"]));
        assert_eq!(faults("De\u{200b}Molen"), Err(vec!["TEXT_NOT_ALLOWED"]));
    }
}
