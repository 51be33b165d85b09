//! Reads a form that was sent, field by field and to the end: what cannot be read is a fault at its field, and something
//! that nothing has stands in its place. As nothing is carried out then, nobody meets it.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use loopbrug_domain::catalogue::{Catalogue, Code, List};
use loopbrug_domain::ids::{CommandId, KboNumber};
use loopbrug_domain::refusal::Parameter;
use loopbrug_domain::sealed::SealedText;

use super::day::day_of;
use super::fault::Fault;
use super::typed::Typed;
use super::{COMMAND, OCCURRED_ON};
use crate::lang::Lang;

/// Every code of a fault that reading finds.
#[cfg(test)]
const CODES: [&str; 7] = [
    "NOTHING_CHOSEN",
    "DAY_NOT_READ",
    "TIME_NOT_READ",
    "NUMBER_NOT_READ",
    "MALFORMED_ID",
    "MALFORMED_ORGANISATION",
    "FORM_OF_ANOTHER_SESSION",
];

/// The reading of one form.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    /// What was sent.
    pub(crate) typed: &'a Typed,
    /// The day on which it happened: today, until another is read.
    pub(crate) on: NaiveDate,
    /// The id of the command.
    pub(crate) command: CommandId,
    pub(super) lang: Lang,
    pub(super) catalogue: Option<&'a Catalogue>,
    faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    /// Of what somebody sent today.
    pub(crate) fn new(
        typed: &'a Typed,
        lang: Lang,
        catalogue: Option<&'a Catalogue>,
        today: NaiveDate,
    ) -> Self {
        let command = typed.command();
        let (on, faults) = (today, vec![]);
        let mut reading =
            Self { typed, on, command: command.unwrap_or_default(), lang, catalogue, faults };
        if command.is_none() {
            reading.fault(COMMAND, "FORM_OF_ANOTHER_SESSION");
        }
        reading
    }

    /// Notes that something is wrong with a field.
    pub(crate) fn fault(&mut self, field: &str, code: &str) {
        self.fault_with(field, code, vec![]);
    }

    /// The same, with what the message names.
    pub(crate) fn fault_with(
        &mut self,
        field: &str,
        code: &str,
        named: Vec<(&'static str, Parameter)>,
    ) {
        self.faults.push(Fault::of(self.lang, self.catalogue, field, (code, named)));
    }

    /// What was wrong.
    pub(crate) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    /// The day on which it happened; nothing that says so is today.
    pub(crate) fn day(&mut self) -> NaiveDate {
        if let Some(text) = self.typed.day(OCCURRED_ON) {
            match day_of(text) {
                Some(day) => self.on = day,
                None => self.fault(OCCURRED_ON, "DAY_NOT_READ"),
            }
        }
        self.on
    }

    /// What was chosen or written; something is.
    pub(crate) fn needed(&mut self, field: &str) -> &'a str {
        match self.typed.one(field) {
            Some(said) => said,
            None => {
                self.fault(field, "NOTHING_CHOSEN");
                ""
            }
        }
    }

    /// A code that is chosen.
    pub(crate) fn code<L: List>(&mut self, field: &str) -> Code<L> {
        Code::new(self.needed(field))
    }

    /// A code that may be chosen.
    pub(crate) fn code_if_given<L: List>(&mut self, field: &str) -> Option<Code<L>> {
        self.typed.one(field).map(Code::new)
    }

    /// All codes that are chosen.
    pub(crate) fn codes<L: List>(&mut self, field: &str) -> Vec<Code<L>> {
        self.typed.all(field).map(Code::new).collect()
    }

    /// Whether a card is ticked.
    pub(crate) fn ticked(&self, field: &str) -> bool {
        self.typed.one(field).is_some()
    }

    /// A number that is chosen or written.
    pub(crate) fn number(&mut self, field: &str) -> u32 {
        self.parsed(field, "NUMBER_NOT_READ")
    }

    /// A number that may be there.
    pub(crate) fn number_if_given(&mut self, field: &str) -> Option<u32> {
        self.parsed_if_given(field, "NUMBER_NOT_READ")
    }

    /// A day that may be written.
    pub(crate) fn date_if_given(&mut self, field: &str) -> Option<NaiveDate> {
        let day = day_of(self.typed.day(field)?);
        if day.is_none() {
            self.fault(field, "DAY_NOT_READ");
        }
        day
    }

    /// A day that is written.
    pub(crate) fn date(&mut self, field: &str) -> NaiveDate {
        if self.typed.day(field).is_none() {
            self.fault(field, "NOTHING_CHOSEN");
        }
        self.date_if_given(field).unwrap_or(self.on)
    }

    /// A moment by the clocks of Brussels: a day in one field, a time in another.
    pub(crate) fn moment(&mut self, day: &str, time: &str) -> NaiveDateTime {
        let date = self.date(day);
        let text = self.needed(time).replace(['u', 'h', '.'], ":");
        let read = NaiveTime::parse_from_str(&text, "%H:%M").ok();
        let read = read.or_else(|| NaiveTime::parse_from_str(&text, "%H:%M:%S").ok());
        if read.is_none() && !text.is_empty() {
            self.fault(time, "TIME_NOT_READ");
        }
        date.and_time(read.unwrap_or_default())
    }

    /// What is typed about a client, where something is.
    pub(crate) fn personal_if_given(&mut self, field: &str) -> Option<SealedText> {
        self.typed.one(field).map(|text| SealedText::typed(text.to_owned()))
    }

    /// What is typed about a client. That something is, is a rule.
    pub(crate) fn personal(&mut self, field: &str) -> SealedText {
        SealedText::typed(self.typed.one(field).unwrap_or_default().to_owned())
    }

    /// A text that is kept in clear: about an organisation and its proposal, never about a client. That something is
    /// written, is a rule.
    pub(crate) fn written(&self, field: &str) -> String {
        self.typed.one(field).unwrap_or_default().to_owned()
    }

    /// The id of something that there is.
    pub(crate) fn id<T: FromStr + Default>(&mut self, field: &str) -> T {
        self.parsed(field, "MALFORMED_ID")
    }

    /// The ids of all that is chosen.
    pub(crate) fn ids<T: FromStr>(&mut self, field: &str) -> Vec<T> {
        self.all_parsed(field, "MALFORMED_ID")
    }

    /// An organisation that is chosen, by its number.
    pub(crate) fn organisation(&mut self, field: &str) -> KboNumber {
        self.parsed(field, "MALFORMED_ORGANISATION")
    }

    /// All organisations that are chosen, by their numbers.
    pub(crate) fn organisations(&mut self, field: &str) -> Vec<KboNumber> {
        self.all_parsed(field, "MALFORMED_ORGANISATION")
    }

    /// What has to be there; what cannot be read is a fault with this code.
    fn parsed<T: FromStr + Default>(&mut self, field: &str, code: &str) -> T {
        if self.needed(field).is_empty() {
            return T::default();
        }
        self.parsed_if_given(field, code).unwrap_or_default()
    }

    /// The same of what may be there.
    pub(crate) fn parsed_if_given<T: FromStr>(&mut self, field: &str, code: &str) -> Option<T> {
        let read = self.typed.one(field)?.parse().ok();
        if read.is_none() {
            self.fault(field, code);
        }
        read
    }

    /// The same of several values: what of them can be read.
    fn all_parsed<T: FromStr>(&mut self, field: &str, code: &str) -> Vec<T> {
        let read: Vec<T> = self.typed.all(field).filter_map(|text| text.parse().ok()).collect();
        if read.len() < self.typed.all(field).count() {
            self.fault(field, code);
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::catalogue::list::ContactMode;
    use loopbrug_domain::ids::{GoalId, ReferralId};

    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap();

    fn faults(sent: &str, read: impl FnOnce(&mut Reading<'_>)) -> Vec<(String, String)> {
        let typed = Typed::read(sent.as_bytes()).with_command();
        let mut reading = Reading::new(&typed, Lang::Dutch, None, TODAY);
        read(&mut reading);
        let faults = reading.into_faults().into_iter();
        faults.map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn a_form_is_read_to_its_end() {
        let found = faults("minutes=veel&at=morgen&time=25:00&referral=x&to=1", |reading| {
            reading.code::<ContactMode>("mode");
            reading.number_if_given("minutes");
            reading.moment("at", "time");
            reading.id::<ReferralId>("referral");
            reading.organisation("to");
        });
        let found: Vec<_> = found.iter().map(|(field, code)| (&**field, &**code)).collect();
        assert_eq!(
            found,
            [
                ("mode", "NOTHING_CHOSEN"),
                ("minutes", "NUMBER_NOT_READ"),
                ("at", "DAY_NOT_READ"),
                ("time", "TIME_NOT_READ"),
                ("referral", "MALFORMED_ID"),
                ("to", "MALFORMED_ORGANISATION"),
            ]
        );
    }

    #[test]
    fn of_several_values_one_that_cannot_be_read_is_a_fault() {
        let found = faults("to=0643634986&to=x&goals=", |reading| {
            assert_eq!(reading.organisations("to").len(), 1);
            assert_eq!(reading.ids::<GoalId>("goals"), []);
        });
        assert_eq!(found, [("to".to_owned(), "MALFORMED_ORGANISATION".to_owned())]);
    }

    #[test]
    fn what_can_be_read_is_no_fault() {
        let found = faults("occurredOn=2025-06-29&at=1/7/2025&time=9u30&minutes=20", |reading| {
            assert_eq!(reading.day().to_string(), "2025-06-29");
            assert_eq!(reading.moment("at", "time").to_string(), "2025-07-01 09:30:00");
            assert_eq!(reading.number("minutes"), 20);
            assert!(reading.personal_if_given("note").is_none());
        });
        assert_eq!(found, []);
    }

    #[test]
    fn a_form_without_the_id_of_a_command_is_not_carried_out() {
        let typed = Typed::default();
        let reading = Reading::new(&typed, Lang::Dutch, None, TODAY);
        assert_eq!(reading.into_faults().len(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_said_in_words() {
        for code in CODES {
            for lang in [Lang::Dutch, Lang::English] {
                let words = lang.refusal(code, vec![], None);
                assert_ne!(words, lang.refusal("INTERNAL", vec![], None), "{code}");
            }
        }
    }
}
