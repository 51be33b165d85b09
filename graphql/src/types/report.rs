//! Reports: every one is a table, of rows that are groups and columns that are figures.

mod row;

use std::sync::Arc;

use async_graphql::{Context, Enum, Error, Object, SimpleObject};
use chrono::NaiveDate;
use loopbrug_domain::catalogue::Catalogue;
use loopbrug_infra::views::{Reported, Views};
use loopbrug_reporting::reports::{ReportKind, ShownColumn, Unit, words_of_column};

use self::row::ReportRow;
use super::precision::FigurePrecision;
use super::{Edition, Language};
use crate::error::{coded, unanswered};

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ReportKind", name = "ReportKind")]
pub(crate) enum ReportInput {
    /// What came of it, by persona and challenge.
    Outcomes,
    /// ESF+ indicators, by gender.
    Esf,
    /// From the opening to the first outcome.
    Funnel,
    /// Whether work and housing last.
    Lasting,
    /// Needs against supply, by problem area and service.
    Needs,
    /// Referrals, by service.
    Referrals,
    /// Caseload, by organisation and bridge figure.
    Caseload,
    /// Attempts and appointments.
    Reach,
    /// Steps forward, and the time that was given.
    Guidance,
    /// Barriers and goals, compared with before.
    Change,
    /// Findings of the enrichment day, by challenge.
    Findings,
    /// Hidden homelessness, by municipality.
    Homelessness,
    /// Participants of each municipality.
    Profile,
    /// How complete and how prompt records are.
    Quality,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Unit", name = "FigureUnit")]
pub(crate) enum UnitOfFigure {
    /// Distinct trajectories.
    People,
    /// Things, each once.
    Times,
    /// Days.
    Days,
    /// Minutes, added up.
    Minutes,
    /// A number on a scale, or how often.
    Points,
    /// Percent.
    Percent,
    /// Places at a time.
    Places,
    /// Whole euros.
    Euro,
}

/// A report as a table.
pub(crate) struct ReportTable(pub(crate) Reported);

/// A report as a table. Rows overlap and do not add up: use the total. `docs/reports.md` in the
/// repository says what every figure means.
#[Object]
impl ReportTable {
    /// Which report it is.
    async fn report(&self) -> ReportInput {
        self.0.shown.report.into()
    }

    /// The first day of the period.
    async fn from(&self) -> NaiveDate {
        self.0.period.from()
    }

    /// The last day of the period.
    async fn to(&self) -> NaiveDate {
        self.0.period.to()
    }

    /// The position of the region's log that the figures are true for; of several, that of the first.
    async fn position(&self) -> u32 {
        self.0.as_of.first().map_or(0, |(_, as_of)| as_of.position.0)
    }

    /// As of when the figures are true, by region.
    async fn as_of(&self) -> Vec<TrueAsOf> {
        let all = self.0.as_of.iter();
        all.map(|(region, as_of)| TrueAsOf {
            region: region.to_string(),
            position: as_of.position.0,
            day: as_of.day,
        })
        .collect()
    }

    /// The version of the catalogue that the rows are of.
    async fn catalogue(&self) -> NaiveDate {
        let edition = self.0.edition.as_ref();
        edition.map_or(self.0.catalogue.version(), |edition| edition.catalogue)
    }

    /// As which edition it was published. Null where it was counted for this question.
    async fn edition(&self) -> Option<Edition> {
        self.0.edition.as_ref().map(Edition::of)
    }

    /// How exact the figures are.
    async fn precision(&self) -> FigurePrecision {
        FigurePrecision::of(self.0.shown.precise)
    }

    /// A receipt: a signed note by which anybody who has an export of the log can count these figures again
    /// (`loopbrug audit reproduce`). It has the question, the figures, the position, and the checkpoint of the log that
    /// covers it; of rounded figures also a hash of the exact ones, which says nothing without its secret half
    /// (`secretHalf`). It waits until the position is sealed, which takes seconds. Null with an error where it is not
    /// (`NOT_SEALED_YET`), or this server does not sign (`DOES_NOT_SIGN`).
    #[graphql(complexity = "10")]
    async fn receipt(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        ctx.data::<Views>()?.receipt(&self.0).await.map(Some).map_err(unanswered(ctx))
    }

    /// What the columns are.
    async fn columns(&self) -> Vec<ReportColumn> {
        let columns = self.0.shown.columns.iter();
        columns
            .map(|column| ReportColumn {
                column: column.clone(),
                catalogue: Arc::clone(&self.0.catalogue),
            })
            .collect()
    }

    /// All rows. Where figures are rounded they are those of the catalogue, always all of them, or for some
    /// periods that of all alone; rows of workers, of organisations and of codes that the catalogue does not
    /// have are for those who see figures as they are.
    async fn rows(&self) -> Vec<ReportRow<'_>> {
        (0..self.0.shown.rows.len()).map(|row| ReportRow { report: &self.0, row }).collect()
    }

    /// The row of this key.
    async fn row(
        &self,
        #[graphql(desc = "As in `key`: `challenge=RU1/persona=nora`.")] key: String,
    ) -> Result<ReportRow<'_>, Error> {
        let row = self.0.shown.row(&key);
        let row = row.ok_or_else(|| coded("NO_SUCH_FIGURE", format!("there is no row '{key}'")))?;
        Ok(ReportRow { report: &self.0, row })
    }

    /// The row of all, counted on its own. Null where the report has none.
    async fn total(&self) -> Option<ReportRow<'_>> {
        self.0.shown.row("total").map(|row| ReportRow { report: &self.0, row })
    }

    /// How many were left out because what the filter asks about is not known of them.
    async fn unknown(&self) -> f64 {
        self.0.shown.unknown
    }
}

/// As of when figures are true.
#[derive(SimpleObject)]
struct TrueAsOf {
    /// The region, by its code.
    region: String,
    /// What was recorded after this position of the region's log is not in them.
    position: u32,
    /// What is dated after this day has not come about in them.
    day: NaiveDate,
}

struct ReportColumn {
    column: ShownColumn,
    catalogue: Arc<Catalogue>,
}

/// A column: what its figures count.
#[Object]
impl ReportColumn {
    /// A name that never changes, for programs.
    async fn code(&self) -> &str {
        &self.column.code
    }

    /// In words.
    async fn label(
        &self,
        #[graphql(default, desc = "In this language.")] lang: Language,
    ) -> String {
        words_of_column(&self.catalogue, &self.column.code, |label| lang.of(label))
    }

    /// What its figures count.
    async fn unit(&self) -> UnitOfFigure {
        self.column.unit.into()
    }
}
