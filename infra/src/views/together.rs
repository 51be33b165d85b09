//! Several reports at once, on the same people and as of the same position: what one page shows.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::future::try_join_all;
use loopbrug_domain::actor::Actor;
use loopbrug_domain::policy::{Audience, audience, own_part};
use loopbrug_reporting::disclosure::Treatment;
use loopbrug_reporting::disclosure::grid::OffTheGrid;
use loopbrug_reporting::reports::{Codes, Period, ReportKind, Table, shown, shown_with_own};

use super::reports::{AskedFor, Known, MOST_TABLES, Reached, ReportRequest, Reported};
use super::{ViewError, Views};

/// A report that is wanted, and over which periods: each is a table of its own.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which.
    pub report: ReportKind,
    /// Over which days.
    pub periods: Vec<Period>,
    /// In which codes, where it is about one region: not in those of the request. Fewer rows are counted sooner.
    pub codes: Codes,
}

/// A table to be counted.
#[derive(Debug, Clone, Copy)]
struct Asked {
    period: Period,
    known: Known,
    /// Whether all rows are shown, or the total alone.
    by_row: bool,
}

/// Who asks, as far as that makes a difference to the figures.
struct For<'a> {
    actor: &'a Actor,
    audience: Audience,
    treatment: Treatment,
}

impl Views {
    /// Reports over some periods, each as a table of its own. Those on one moment are true for one position. A report
    /// that cannot be asked so where figures are rounded is answered by why.
    ///
    /// # Errors
    /// See [`ViewError`].
    pub async fn reports_together(
        &self,
        actor: &Actor,
        request: &ReportRequest,
        wanted: &[Wanted],
    ) -> Result<Vec<Result<Vec<Reported>, OffTheGrid>>, ViewError> {
        let most = wanted.iter().map(|one| one.periods.len() * request.regions.len()).max();
        if let Some(asked) = most.filter(|asked| *asked > MOST_TABLES) {
            return Err(ViewError::ReportTooLarge { asked, limit: MOST_TABLES });
        }
        let about = request.filter.organisation;
        let treatment = self.treatment_for(actor, &request.regions, about)?;
        let by = For { actor, audience: audience(actor, &request.regions, about), treatment };
        let now = self.now();
        let asked = wanted.iter().map(|one| {
            let tables = one.periods.iter().map(|period| asked(treatment, request, *period, now));
            tables.collect::<Result<Vec<_>, OffTheGrid>>()
        });
        let asked: Vec<_> = asked.collect();
        let mut questions = Vec::new();
        for (one, tables) in wanted.iter().zip(&asked) {
            let tables = tables.iter().flatten();
            questions.extend(tables.map(|table| (one, table.period, table.known)));
        }
        self.remember((actor, by.audience), request, &questions).await?;
        let mut times: Vec<(Known, Vec<Reached>)> = Vec::new();
        for table in asked.iter().flatten().flatten() {
            if times.iter().all(|(known, _)| *known != table.known) {
                let at = ReportRequest { known: table.known, ..request.clone() };
                times.push((table.known, self.reached(&at).await?));
            }
        }
        let (by, times) = (&by, &times);
        let each = wanted.iter().zip(asked).map(|(one, asked)| async move {
            match asked {
                Ok(tables) => {
                    let request = ReportRequest { codes: one.codes, ..request.clone() };
                    Ok(Ok(self.tables(by, &request, one.report, &tables, times).await?))
                }
                Err(off) => Ok::<_, ViewError>(Err(off)),
            }
        });
        try_join_all(each).await
    }

    /// The tables of a report: those on one moment by one pass.
    async fn tables(
        &self,
        For { actor, audience, treatment }: &For<'_>,
        request: &ReportRequest,
        report: ReportKind,
        asked: &[Asked],
        times: &[(Known, Vec<Reached>)],
    ) -> Result<Vec<Reported>, ViewError> {
        let (audience, treatment) = (*audience, *treatment);
        let own = own_part(actor, &request.regions, request.filter.organisation);
        let first = request.regions.first().ok_or_else(super::reports::no_region)?;
        let show = move |table: Table, own: Option<Table>| match (treatment, own) {
            (Treatment::Rounded(thresholds), Some(own)) => shown_with_own(&table, &own, thresholds),
            _ => shown(&table, treatment),
        };
        let mut reported = Vec::with_capacity(asked.len());
        for of_a_moment in asked.chunk_by(|one, next| one.known == next.known) {
            let known = of_a_moment.first().map(|table| table.known).unwrap_or_default();
            let reached = times.iter().find(|(time, _)| *time == known);
            let reached = reached.map(|(_, reached)| reached.iter());
            let as_of: Vec<_> = reached.into_iter().flatten().map(|one| one.of(report)).collect();
            let periods = of_a_moment.iter().map(|table| table.period).collect();
            let tables = self.counted(report, request, periods, &as_of, own, show).await?;
            for (table, Asked { period, by_row, .. }) in tables.into_iter().zip(of_a_moment) {
                let (filter, codes) = (request.filter.clone(), super::reports::codes(request));
                let own = own.filter(|_| treatment != Treatment::Exact);
                reported.push(Reported {
                    asked: AskedFor { filter, codes, audience, own },
                    period: *period,
                    shown: if *by_row { table } else { table.of_all() },
                    catalogue: Arc::clone(self.catalogue(first)?),
                    as_of: as_of.clone(),
                    edition: None,
                });
            }
        }
        Ok(reported)
    }
}

/// A table over a period, as it is asked where figures are rounded.
fn asked(
    treatment: Treatment,
    request: &ReportRequest,
    period: Period,
    now: DateTime<Utc>,
) -> Result<Asked, OffTheGrid> {
    match treatment {
        Treatment::Exact => Ok(Asked { period, known: request.known, by_row: true }),
        Treatment::Rounded(_) => {
            let asked = request.on_the_grid(period, now)?;
            let known = Known::By(asked.moment);
            Ok(Asked { period: asked.period, known, by_row: asked.by_row })
        }
    }
}
