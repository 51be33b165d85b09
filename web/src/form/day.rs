//! The day on which something happened: today, yesterday, or another one.
//!
//! What is sent is the day itself and not the word. A form that lies open over midnight says what it said when it was
//! made, and sent again it is the same command.

use chrono::{Datelike, Days, NaiveDate};

use super::OCCURRED_ON;
use super::choices::Choice;
use super::field::Field;
use super::typed::Typed;
use crate::lang::Lang;

/// Behind the name of the field: that of a day that is none of those offered.
const OTHER: &str = "-other";

/// The name of the field for another day.
pub(super) fn other(name: &str) -> String {
    format!("{name}{OTHER}")
}

impl Field {
    /// The day on which it happened.
    pub(crate) fn occurred_on(lang: Lang, today: NaiveDate) -> Self {
        let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let offered = [("day-today", today), ("day-yesterday", yesterday)].map(|(word, day)| {
            let written = format!("{} {}", lang.weekday(day.weekday()), lang.day_of_year(day));
            Choice::new(day.to_string(), lang.say(word)).noted(written)
        });
        Self::day(OCCURRED_ON, lang.say("when"), offered.to_vec())
    }
}

impl Typed {
    /// The same, on a day, unless another one was said.
    pub(crate) fn on(self, day: NaiveDate) -> Self {
        let (other, day) = (other(OCCURRED_ON), day.to_string());
        if self.one(OCCURRED_ON).or(self.one(&other)).is_some() {
            return self;
        }
        self.set(OCCURRED_ON, day)
    }

    /// The day that is said in a field where some are offered: what was written, before what was chosen.
    pub(super) fn day(&self, name: &str) -> Option<&str> {
        self.one(&other(name)).or_else(|| self.one(name))
    }
}

/// A day as people write it, or as browsers send it.
pub(super) fn day_of(text: &str) -> Option<NaiveDate> {
    let forms = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"];
    forms.into_iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_browsers_and_people_write_it() {
        let day = NaiveDate::from_ymd_opt(2025, 6, 30);
        for text in ["2025-06-30", "30/06/2025", "30-6-2025", "30.06.2025"] {
            assert_eq!(day_of(text), day, "{text}");
        }
        for text in ["gisteren", "2025-02-30", "06/30/2025", ""] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_that_is_written_comes_before_one_that_is_chosen() {
        let today = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap();
        let typed = Typed::default().on(today);
        assert_eq!(typed.day(OCCURRED_ON), Some("2025-06-30"));
        let typed = typed.set(&other(OCCURRED_ON), "1/6/2025").on(today);
        assert_eq!(typed.day(OCCURRED_ON), Some("1/6/2025"));
    }
}
