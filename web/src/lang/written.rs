//! Days and numbers as people write them here.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc, Weekday};
use loopbrug_domain::time::time_in_brussels;

use super::Lang;

/// Between the thousands of a number.
const NARROW: char = '\u{202f}';
/// Between a number and its sign.
const HARD: char = '\u{a0}';

const MONTHS: [[&str; 12]; 2] = [
    [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];
const SHORT_MONTHS: [[&str; 12]; 2] = [
    ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
];
const WEEKDAYS: [[&str; 7]; 2] = [
    ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
];

/// A number: `10 862`, and with one decimal where it has one.
pub(crate) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    let text = format!("{rounded}");
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("−", digits));
    let mut grouped = String::from(sign);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            grouped.push(NARROW);
        }
        grouped.push(digit);
    }
    if !decimals.is_empty() {
        grouped.push(',');
        grouped.push_str(decimals);
    }
    grouped
}

/// A time of day: `14:03`.
pub(crate) fn clock(time: NaiveDateTime) -> String {
    time.format("%H:%M").to_string()
}

impl Lang {
    fn either<T>(self, [dutch, english]: &[T; 2]) -> &T {
        match self {
            Self::Dutch => dutch,
            Self::English => english,
        }
    }

    /// A day: `30 juni 2025`.
    pub(crate) fn day(self, day: NaiveDate) -> String {
        format!("{} {} {}", day.day(), self.either(&MONTHS)[day.month0() as usize], day.year())
    }

    /// A day without its year: `30 juni`.
    pub(crate) fn day_of_year(self, day: NaiveDate) -> String {
        format!("{} {}", day.day(), self.either(&MONTHS)[day.month0() as usize])
    }

    /// A day in a table: `30 jun 2025`.
    pub(crate) fn short_day(self, day: NaiveDate) -> String {
        format!("{} {} {}", day.day(), self.short_month(day), day.year())
    }

    /// A month: `jun`.
    pub(crate) fn short_month(self, day: NaiveDate) -> &'static str {
        self.either(&SHORT_MONTHS)[day.month0() as usize]
    }

    /// A day of the week.
    pub(crate) fn weekday(self, day: Weekday) -> &'static str {
        self.either(&WEEKDAYS)[day.num_days_from_monday() as usize]
    }

    /// A moment: `30 jun 2025, 14:03`.
    pub(crate) fn moment(self, moment: DateTime<Utc>) -> String {
        let local = time_in_brussels(moment);
        format!("{}, {}", self.short_day(local.date()), clock(local))
    }

    /// A number.
    pub(crate) fn number(self, value: f64) -> String {
        let dutch = number(value);
        match self {
            Self::Dutch => dutch,
            Self::English => dutch.replace(',', "."),
        }
    }

    /// A share: `74 %`.
    pub(crate) fn percent(self, value: f64) -> String {
        match self {
            Self::Dutch => format!("{}{HARD}%", self.number(value)),
            Self::English => format!("{}%", self.number(value)),
        }
    }

    /// Whole euros: `€ 42 000`.
    pub(crate) fn euro(self, value: f64) -> String {
        match self {
            Self::Dutch => format!("€{HARD}{}", self.number(value)),
            Self::English => format!("€{}", self.number(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (value, dutch, english) in [
            (0.0, "0", "0"),
            (999.0, "999", "999"),
            (1_000.0, "1\u{202f}000", "1\u{202f}000"),
            (1_234_567.0, "1\u{202f}234\u{202f}567", "1\u{202f}234\u{202f}567"),
            (23.5, "23,5", "23.5"),
            (-0.5, "−0,5", "−0.5"),
        ] {
            assert_eq!(Lang::Dutch.number(value), dutch);
            assert_eq!(Lang::English.number(value), english);
        }
        assert_eq!(Lang::Dutch.percent(74.0), "74\u{a0}%");
        assert_eq!(Lang::English.percent(74.0), "74%");
        assert_eq!(Lang::Dutch.euro(42_000.0), "€\u{a0}42\u{202f}000");
    }

    #[test]
    fn days_are_days_in_brussels_and_written_in_words() {
        let day = NaiveDate::from_ymd_opt(2025, 3, 31).unwrap();
        assert_eq!(Lang::Dutch.day(day), "31 maart 2025");
        assert_eq!(Lang::English.day(day), "31 March 2025");
        assert_eq!(Lang::Dutch.short_day(day), "31 mrt 2025");
        let moment = "2025-03-31T22:30:00Z".parse().unwrap();
        assert_eq!(Lang::Dutch.moment(moment), "1 apr 2025, 00:30");
        assert_eq!(Lang::Dutch.weekday(day.weekday()), "maandag");
    }
}
