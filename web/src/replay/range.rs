//! Which steps are asked for: those that happened within some days, as they were known at some time.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use loopbrug_domain::ids::Position;
use loopbrug_domain::time::{days_after, start_of_day};
use loopbrug_infra::log::Span;
use loopbrug_infra::views::Known;
use maud::{Markup, html};

use crate::address::{address, given};
use crate::lang::Lang;
use crate::region::{AsOf, day};
use crate::trouble::Trouble;

/// The last moment of a day in Belgium, as exactly as the log has moments.
pub(crate) fn end_of(day: NaiveDate) -> DateTime<Utc> {
    start_of_day(days_after(day, 1)) - Duration::microseconds(1)
}

/// Days of occurrence, and as of when it was known. What is absent is no bound.
#[derive(Debug, Clone)]
pub(super) struct Range {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    known: AsOf,
}

impl Range {
    /// Reads what an address says: `van`, `tot`, `op` and `positie`.
    pub(super) fn read(
        [from, to, on, position]: [Option<&String>; 4],
        today: NaiveDate,
    ) -> Result<Self, Trouble> {
        let a_day = |text| given(text).map(day).transpose();
        let known = match (given(position), a_day(on)?) {
            (Some(position), _) => {
                let position = position.parse().map_err(|_| Trouble::refused("OF_ANOTHER_FORM"))?;
                AsOf::Position(Position(position))
            }
            (None, Some(day)) if day > today => return Err(Trouble::refused("MOMENT_NOT_YET")),
            (None, Some(day)) if day < today => AsOf::Day(day),
            (None, _) => AsOf::Now,
        };
        let range = Self { from: a_day(from)?, to: a_day(to)?, known };
        match (range.from, range.to) {
            (Some(from), Some(to)) if from > to => {
                Err(Trouble::refused("PERIOD_ENDS_BEFORE_IT_BEGINS"))
            }
            _ => Ok(range),
        }
    }

    /// Whether it leaves nothing out.
    pub(super) fn is_all(&self) -> bool {
        self.from.is_none() && self.to.is_none() && self.known == AsOf::Now
    }

    pub(super) fn span(&self) -> Span {
        Span { occurred_from: self.from, occurred_to: self.to, ..Span::default() }
    }

    pub(super) fn known(&self) -> Known {
        match self.known {
            AsOf::Now => Known::Now,
            AsOf::Day(day) => Known::By(end_of(day)),
            AsOf::Position(position) => Known::At(position),
        }
    }

    /// The same as it is known now.
    pub(super) fn known_now(&self) -> Self {
        Self { known: AsOf::Now, ..self.clone() }
    }

    /// The part of an address that asks for it.
    pub(super) fn query(&self) -> [(&'static str, Option<String>); 4] {
        let (on, position) = match self.known {
            AsOf::Now => (None, None),
            AsOf::Day(day) => (Some(day.to_string()), None),
            AsOf::Position(position) => (None, Some(position.to_string())),
        };
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        [("van", day(self.from)), ("tot", day(self.to)), ("op", on), ("positie", position)]
    }

    /// The form that asks for another one, beside what else the address says.
    pub(super) fn form(&self, lang: Lang, path: &str, more: &[(&str, &str)]) -> Markup {
        let fields = [
            ("van", "replay-from", "date"),
            ("tot", "replay-to", "date"),
            ("op", "as-known-on", "date"),
            ("positie", "replay-known-at", "text"),
        ];
        let values = self.query();
        let all =
            address(path, more.iter().map(|(name, value)| (*name, Some((*value).to_owned()))));
        html! {
            details.range open[!self.is_all()] {
                summary { (lang.say("replay-range")) }
                form.inline method="get" action=(path) {
                    @for (name, value) in more { input type="hidden" name=(name) value=(value); }
                    @for ((name, label, kind), (_, value)) in fields.into_iter().zip(values) {
                        div.field {
                            label for=(name) { (lang.say(label)) }
                            input type=(kind) id=(name) name=(name) value=[value]
                                inputmode=[(kind == "text").then_some("numeric")];
                        }
                    }
                    button.outlined type="submit" { (lang.say("show")) }
                    @if !self.is_all() { a href=(all) { (lang.say("replay-all")) } }
                }
            }
        }
    }

    /// Says in words that somebody looks back.
    pub(super) fn looking_back(&self, lang: Lang, now: &str) -> Markup {
        let when = match self.known {
            AsOf::Now => return html! {},
            AsOf::Day(day) => lang.with("looking-back", [("day", lang.day(day).into())]),
            AsOf::Position(position) => {
                lang.with("replay-looking-back", [("position", position.0.into())])
            }
        };
        html! {
            p.notice.warm {
                strong { (when) } " " (lang.say("replay-looking-back-how")) " "
                a href=(now) { (lang.say("back-to-now")) }
            }
        }
    }
}
