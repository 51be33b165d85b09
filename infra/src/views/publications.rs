//! Publications: tables of a quarter, the same for everybody and for ever.

use chrono::{Days, NaiveDate};
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::policy::audience;
use loopbrug_domain::time::moment_in_brussels;
use loopbrug_reporting::reports::{Codes, Filter, Period, ReportKind, Table, is_published, shown};

use super::reports::{Known, ReportRequest, Reported};
use super::{ViewError, Views};

/// A quarter is published so many days after it is over: most of what happened in it has been
/// recorded by then, and exits have their window of 28 days.
const DELAY: Days = Days::new(42);

/// A quarter of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    period: Period,
    published_on: NaiveDate,
}

impl Quarter {
    /// The quarter (1 to 4) of a year; none where there is no such quarter.
    #[must_use]
    pub fn new(year: i32, quarter: u32) -> Option<Self> {
        let first = |year: i32, quarter: u32| NaiveDate::from_ymd_opt(year, quarter * 3 + 1, 1);
        let place = quarter.checked_sub(1).filter(|place| *place < 4)?;
        let from = first(year, place)?;
        let next =
            if place == 3 { first(year.checked_add(1)?, 0)? } else { first(year, place + 1)? };
        let period = Period::try_new(from, next.pred_opt()?).ok()?;
        Some(Self { period, published_on: next.checked_add_days(DELAY)? })
    }
}

impl Views {
    /// The publication of a quarter, as it was known on the day that it was published.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn publication(
        &self,
        actor: &Actor,
        region: &Code,
        report: ReportKind,
        quarter: Quarter,
    ) -> Result<Reported, ViewError> {
        if !is_published(report) {
            return Err(ViewError::NotPublished);
        }
        let moment = moment_in_brussels(quarter.published_on.and_time(chrono::NaiveTime::MIN));
        if moment > self.clock.now() {
            return Err(ViewError::NotYetPublished { on: quarter.published_on });
        }
        let request = ReportRequest {
            regions: vec![region.clone()],
            codes: Codes::Own,
            known: Known::By(moment),
            at_least: None,
            filter: Filter::default(),
        };
        let treatment = self.treatment(audience(actor, None), &request.regions)?;
        let as_of = self.as_of(report, &request).await?;
        let show = move |table: Table, _| shown(&table, treatment);
        let shown = self.counted(report, &request, quarter.period, &as_of, None, show).await?;
        self.reported(&request.regions, quarter.period, &as_of, shown)
    }
}
