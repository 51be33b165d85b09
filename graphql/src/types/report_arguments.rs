//! Arguments of reports: as of when, in which codes, in which steps of time.

use async_graphql::{Enum, Error, InputObject, OneofObject};
use chrono::{DateTime, NaiveDate, Utc};
use loopbrug_domain::ids::Position;
use loopbrug_infra::views::{Known, Quarter};
use loopbrug_reporting::reports::{Codes, Period};

use crate::day::{in_range, moment_in_range};
use crate::error::coded;

/// As it was known then.
#[derive(Debug, Clone, Copy, OneofObject)]
pub(crate) enum AsOfInput {
    /// At this position of the region's log, on the day that it was recorded.
    Position(u32),
    /// At this moment.
    Moment(DateTime<Utc>),
}

impl AsOfInput {
    pub(crate) fn read(as_of: Option<Self>) -> Result<Known, Error> {
        Ok(match as_of {
            None => Known::Now,
            Some(Self::Position(position)) => Known::At(Position(position)),
            Some(Self::Moment(moment)) => Known::By(moment_in_range(moment, "asOf.moment")?),
        })
    }
}

/// The codes that rows are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[graphql(remote = "Codes", name = "ReportCodes")]
pub(crate) enum CodesInput {
    /// Those of the region.
    #[default]
    Own,
    /// Those that all regions share, to compare them. Personas and challenges have none.
    Common,
}

/// Steps of time, by the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "Step")]
pub(crate) enum StepInput {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

impl StepInput {
    /// The step of this name, as it is written in a document or in variables.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "MONTH" => Some(Self::Month),
            "QUARTER" => Some(Self::Quarter),
            "YEAR" => Some(Self::Year),
            _ => None,
        }
    }

    fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The steps of a period, no more than one beyond what an answer may hold.
    pub(crate) fn of(self, period: Period, most: usize) -> Vec<Period> {
        period.steps(self.months()).take(most.saturating_add(1)).collect()
    }
}

/// A quarter of a year.
#[derive(Debug, Clone, Copy, InputObject)]
pub(crate) struct QuarterInput {
    /// The year, such as 2024.
    year: i32,
    /// 1 to 4.
    quarter: u32,
}

impl QuarterInput {
    pub(crate) fn read(self) -> Result<Quarter, Error> {
        let Self { year, quarter } = self;
        if let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) {
            in_range(first, "quarter.year")?;
        }
        Quarter::new(year, quarter).ok_or_else(|| {
            coded("NO_SUCH_QUARTER", format!("there is no quarter {quarter} of {year}"))
        })
    }
}
