//! A measure, packed.

use chrono::NaiveDate;
use loopbrug_domain::ids::Position;
use loopbrug_reporting::facts::{Believed, Dated};
use serde::{Deserialize, Serialize};

use super::Unpackable;
use super::names::{Named, Names};

#[derive(Serialize, Deserialize)]
pub(super) struct PackedMeasure {
    measure: u32,
    code: Option<u32>,
    /// Days since the beginning of 1970.
    day: i32,
    sign: i8,
    length: Option<u16>,
    since: u32,
    /// Absent while it is believed.
    until: Option<u32>,
}

impl PackedMeasure {
    pub(super) fn of<'a>(believed: &'a Believed<Dated>, names: &mut Names<'a>) -> Self {
        let what = &believed.what;
        Self {
            measure: names.number(<&'static str>::from(what.measure)),
            code: what.code.as_ref().map(|code| names.number(code.as_str())),
            day: what.day.to_epoch_days(),
            sign: what.sign,
            length: what.length,
            since: believed.since.0,
            until: (!believed.holds()).then_some(believed.until.0),
        }
    }

    pub(super) fn unpack(&self, named: &mut Named<'_>) -> Result<Believed<Dated<u32>>, Unpackable> {
        let what = Dated {
            measure: named.measure(self.measure)?,
            day: NaiveDate::from_epoch_days(self.day).ok_or(Unpackable::Day)?,
            sign: self.sign,
            code: self.code.map(|code| named.place(code)).transpose()?,
            length: self.length,
        };
        let until = self.until.map_or(Position::NEVER, Position);
        Ok(Believed { since: Position(self.since), until, what })
    }
}
