//! The memory of questions: whoever is shown rounded figures may ask so many different ones a day.
//!
//! Only those who have a role are counted, by the name that their headers give. Whoever has no role has no
//! name either: one number for all of them would let anybody lock out the rest, and an address is
//! that of a whole town hall. So the public is held by the grid of questions and by its threshold alone,
//! as if one of them had asked everything.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::catalogue::Code;
use loopbrug_domain::policy::Audience;
use loopbrug_reporting::reports::Period;
use sha2::{Digest, Sha256};
use sqlx::{Error, PgPool};

use super::{Known, ReportRequest, ViewError, Views, Wanted};
use crate::database::read;

/// Refusals are kept for so many days; what was asked for that day alone.
const REFUSALS_KEPT: i32 = 366;

impl Views {
    /// Remembers these questions, each a report over a period as it was known then: in each region all of them or none.
    /// One that was asked on the same day is free. A question about several regions counts in each of them,
    /// also where one of them refuses it.
    pub(super) async fn remember(
        &self,
        (actor, audience): (&Actor, Audience),
        request: &ReportRequest,
        questions: &[(&Wanted, Period, Known)],
    ) -> Result<(), ViewError> {
        if audience != Audience::Analysts {
            return Ok(());
        }
        let asked: BTreeSet<_> = questions.iter().map(|asked| question(request, *asked)).collect();
        let asked: Vec<_> = asked.into_iter().collect();
        // In one order, so that two questions do not wait for each other.
        let regions: BTreeSet<_> = request.regions.iter().map(Code::as_str).collect();
        let regions: Vec<_> = regions.into_iter().collect();
        let most = regions.iter().map(|region| {
            let limits = self.catalogue(&Code::from(*region))?.limits();
            Ok(limits.distinct_questions_a_day.cast_signed())
        });
        let most = most.collect::<Result<Vec<i32>, ViewError>>()?;
        let today = self.today();
        let ask = || {
            sqlx::query_scalar(
                "SELECT bool_and(remember_questions(region, $3, $4, $5, $6, most))
                 FROM unnest($1::text[], $2::integer[]) AS of_each(region, most)",
            )
            .bind(&regions)
            .bind(&most)
            .bind(today)
            .bind(actor.worker.0)
            .bind(actor.organisation.to_string())
            .bind(&asked)
            .fetch_one(&self.pool)
        };
        let answered: bool = read(ask).await?;
        if answered {
            return Ok(());
        }
        let most = most.into_iter().min().unwrap_or_default();
        Err(ViewError::TooManyQuestions { most: most.cast_unsigned() })
    }

    /// Forgets what was asked before today, and refusals of more than a year ago.
    pub(crate) async fn forget_questions(&self) -> Result<(), Error> {
        let regions: Vec<_> = self.catalogues.regions().map(ToString::to_string).collect();
        let today = self.today();
        read(|| sweep(&self.pool, &regions, today)).await
    }
}

/// The hash of everything that makes a difference to the figures; the order of regions makes none.
fn question(
    request: &ReportRequest,
    (Wanted { report, codes, .. }, period, known): (&Wanted, Period, Known),
) -> Vec<u8> {
    let ReportRequest { regions, filter, .. } = request;
    let regions: BTreeSet<_> = regions.iter().map(Code::as_str).collect();
    let (from, to) = (period.from(), period.to());
    let text = format!("{report} {from} {to} {known:?} {regions:?} {codes:?} {filter:?}");
    Sha256::digest(text).to_vec()
}

async fn sweep(pool: &PgPool, regions: &[String], today: NaiveDate) -> Result<(), Error> {
    let asked = sqlx::query("DELETE FROM questions WHERE region = ANY($1) AND day < $2");
    asked.bind(regions).bind(today).execute(pool).await?;
    let refused = sqlx::query(
        "DELETE FROM question_days WHERE region = ANY($1)
             AND day < $2 - CASE WHEN refused > 0 THEN $3 ELSE 0 END",
    );
    refused.bind(regions).bind(today).bind(REFUSALS_KEPT).execute(pool).await.map(drop)
}

#[cfg(test)]
mod tests {
    use loopbrug_domain::ids::Position;
    use loopbrug_reporting::reports::{Codes, Filter, ReportKind};

    use super::*;

    fn year(of: i32) -> Period {
        let day = |month, day| NaiveDate::from_ymd_opt(of, month, day).unwrap();
        Period::try_new(day(1, 1), day(12, 31)).unwrap()
    }

    fn asked(report: ReportKind, of: i32, position: u32, regions: [&str; 2]) -> Vec<u8> {
        let request = ReportRequest {
            regions: regions.map(Code::new).to_vec(),
            codes: Codes::Own,
            known: Known::Now,
            at_least: None,
            filter: Filter::default(),
        };
        let wanted = Wanted { report, periods: vec![], codes: Codes::Own };
        question(&request, (&wanted, year(of), Known::At(Position(position))))
    }

    #[test]
    fn whatever_changes_the_figures_is_another_question_and_nothing_else_is() {
        let one = asked(ReportKind::Esf, 2024, 7, ["a", "b"]);
        assert_eq!(asked(ReportKind::Esf, 2024, 7, ["b", "a"]), one);
        for other in [
            asked(ReportKind::Funnel, 2024, 7, ["a", "b"]),
            asked(ReportKind::Esf, 2025, 7, ["a", "b"]),
            asked(ReportKind::Esf, 2024, 8, ["a", "b"]),
            asked(ReportKind::Esf, 2024, 7, ["a", "c"]),
        ] {
            assert_ne!(other, one);
        }
    }
}
