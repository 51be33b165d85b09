//! INSZ: the number by which social security knows a person. It is the number in the national register, or a
//! bis number for whoever is not in it.
//!
//! ```text
//! YYMMDD SSS CC     birth date, serial number of that day, check digits
//! ```
//!
//! The check digits are 97 minus the remainder by 97 of the nine digits before them, and of those with a 2 before
//! them for whoever was born from 2000 on: so they tell the century. A bis number has 20 added to the month, or 40
//! where the sex was known when it was given. A day or month that is not known is 00.

use chrono::NaiveDate;
use zeroize::Zeroizing;

/// A number that can be one. It is erased from memory when it is dropped, and never shown by itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Insz(Zeroizing<String>);

/// The text is no INSZ. It is not quoted: it may be a number with one digit wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoInsz {
    /// It is written otherwise.
    #[error("an INSZ has eleven digits, as 90.02.01-997.04")]
    NotElevenDigits,
    /// A digit is wrong, or two are exchanged.
    #[error("the last two digits of the INSZ do not fit the others: look at the number again")]
    CheckDigits,
    /// There is no such day.
    #[error("the first six digits of the INSZ are no day of birth: look at the number again")]
    NoSuchDay,
}

impl std::fmt::Debug for Insz {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Insz")
    }
}

impl std::str::FromStr for Insz {
    type Err = NoInsz;

    /// Reads it with and without the points, dashes and spaces that people write in it.
    fn from_str(text: &str) -> Result<Self, NoInsz> {
        let mut digits = Zeroizing::new(String::with_capacity(11));
        for c in text.trim().chars() {
            match c {
                '0'..='9' if digits.len() < 11 => digits.push(c),
                '.' | '-' | ' ' | '/' => {}
                _ => return Err(NoInsz::NotElevenDigits),
            }
        }
        if digits.len() != 11 {
            return Err(NoInsz::NotElevenDigits);
        }
        let insz = Self(digits);
        let century = insz.century().ok_or(NoInsz::CheckDigits)?;
        if insz.may_be_born(century) { Ok(insz) } else { Err(NoInsz::NoSuchDay) }
    }
}

impl Insz {
    /// Its eleven digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The day of birth, where all of it is known.
    #[must_use]
    pub fn birth_date(&self) -> Option<NaiveDate> {
        let (year, month, day) = self.born();
        NaiveDate::from_ymd_opt(self.century()? + year, month, day)
    }

    /// Whether it is a bis number: of somebody who is not in the national register.
    #[must_use]
    pub fn is_bis(&self) -> bool {
        self.part(2, 4) >= 20
    }

    fn part(&self, from: usize, to: usize) -> u32 {
        // It holds digits, and few enough.
        self.0[from..to].parse().unwrap_or_default()
    }

    /// Year of the century, month and day, as far as they are known.
    fn born(&self) -> (i32, u32, u32) {
        let year = i32::try_from(self.part(0, 2)).unwrap_or_default();
        (year, self.part(2, 4) % 20, self.part(4, 6))
    }

    /// The century of birth, by the check digits; none where they fit neither.
    fn century(&self) -> Option<i32> {
        let (number, check) = (u64::from(self.part(0, 9)), u64::from(self.part(9, 11)));
        let fits = |number: u64| 97 - number % 97 == check;
        [(1900, number), (2000, 2_000_000_000 + number)]
            .into_iter()
            .find_map(|(century, number)| fits(number).then_some(century))
    }

    fn may_be_born(&self, century: i32) -> bool {
        let (year, month, day) = self.born();
        // Months of bis numbers end at 52, serial numbers at 998.
        let in_range = self.part(2, 4) < 60 && month <= 12 && day <= 31;
        let has_serial = (1..=998).contains(&self.part(6, 9));
        let is_known = month > 0 && day > 0;
        let exists = || NaiveDate::from_ymd_opt(century + year, month, day).is_some();
        in_range && has_serial && (!is_known || exists())
    }
}

/// Numbers that were invented for tests and demos: no person has them, as far as anybody knows.
impl Insz {
    /// The number with these first nine digits, of somebody born in the century (1900 or 2000).
    ///
    /// # Errors
    /// Where those digits can be of nobody.
    pub fn invented(stem: &str, century: u32) -> Result<Self, NoInsz> {
        let number: u64 = stem.parse().map_err(|_| NoInsz::NotElevenDigits)?;
        let number = if century == 2000 { 2_000_000_000 + number } else { number };
        format!("{stem}{:02}", 97 - number % 97).parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Worked out in what municipalities publish about the number: the remainder of 930518223 by 97 is 36.
    #[test]
    fn the_published_example_is_a_number() {
        let insz: Insz = "93.05.18-223.61".parse().unwrap();
        assert_eq!(insz.digits(), "93051822361");
        assert_eq!(insz.birth_date(), Some(day("1993-05-18")));
        assert!(!insz.is_bis());
    }

    #[test]
    fn it_is_read_as_people_write_it() {
        for text in ["93051822361", "93.05.18-223.61", " 930518 223 61 ", "93/05/18 223-61"] {
            assert_eq!(text.parse::<Insz>().unwrap().digits(), "93051822361", "{text}");
        }
        for text in ["", "9305182236", "930518223610", "93051822361x", "9305182236\u{661}"] {
            assert_eq!(text.parse::<Insz>(), Err(NoInsz::NotElevenDigits), "{text}");
        }
    }

    #[test]
    fn the_check_digits_tell_the_century() {
        for (century, born) in [(1900, "1901-02-03"), (2000, "2001-02-03")] {
            let insz = Insz::invented("010203001", century).unwrap();
            assert_eq!(insz.birth_date(), Some(day(born)));
        }
        let leap = |century| Insz::invented("000229001", century).map(|insz| insz.birth_date());
        assert_eq!(leap(1900), Err(NoInsz::NoSuchDay), "1900 was no leap year");
        assert_eq!(leap(2000), Ok(Some(day("2000-02-29"))));
    }

    #[test]
    fn a_bis_number_has_twenty_or_forty_added_to_the_month() {
        for stem in ["932518001", "934518001"] {
            let insz = Insz::invented(stem, 1900).unwrap();
            assert!(insz.is_bis());
            assert_eq!(insz.birth_date(), Some(day("1993-05-18")));
        }
        for stem in ["931318001", "933318001", "935318001", "936518001"] {
            assert_eq!(Insz::invented(stem, 1900), Err(NoInsz::NoSuchDay), "{stem}");
        }
    }

    #[test]
    fn a_birth_date_that_is_not_known_makes_no_difference() {
        for stem in ["930000001", "930500001", "932000001", "934000001", "000000001", "930001001"] {
            for century in [1900, 2000] {
                let insz = Insz::invented(stem, century).unwrap();
                assert_eq!(insz.birth_date(), None, "{stem}");
            }
        }
    }

    #[test]
    fn there_is_no_serial_number_0_or_999_and_no_thirtieth_of_february() {
        for stem in ["930518000", "930518999", "930230001", "930431001"] {
            assert_eq!(Insz::invented(stem, 1900), Err(NoInsz::NoSuchDay), "{stem}");
        }
    }

    #[test]
    fn it_is_neither_shown_nor_quoted() {
        let insz = Insz::invented("930518001", 1900).unwrap();
        assert_eq!(format!("{insz:?}"), "Insz");
        let wrong = format!("{:?}", "93051822362".parse::<Insz>());
        assert!(!wrong.contains("9305"), "{wrong}");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(day in 1u32..29, serial in 1u32..999, at in 0usize..11, by in 1u32..10) {
            let insz = Insz::invented(&format!("9305{day:02}{serial:03}"), 1900).unwrap();
            let mut digits: Vec<u32> = insz.digits().chars().filter_map(|c| c.to_digit(10)).collect();
            digits[at] = (digits[at] + by) % 10;
            let wrong: String = digits.iter().map(u32::to_string).collect();
            // As somebody of the other century it may fit; never as one of the same.
            let same = wrong.parse::<Insz>().is_ok_and(|insz| insz.century() == Some(1900));
            prop_assert!(!same, "{wrong}");
        }
    }
}
