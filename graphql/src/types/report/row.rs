//! The rows of a report: groups, and their figures.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::{Context, Error, Object, SimpleObject};
use loopbrug_domain::catalogue::{Catalogue, Code, CodeKind};
use loopbrug_domain::ids::{KboNumber, WorkerId};
use loopbrug_infra::views::Reported;
use loopbrug_reporting::reports::{Grouping, Row};

use crate::error::coded;
use crate::types::Coded;
use crate::types::names::Name;

/// A row of a table, by its place.
pub(super) struct ReportRow<'a> {
    pub(super) report: &'a Reported,
    pub(super) row: usize,
}

impl ReportRow<'_> {
    fn row(&self) -> &Row {
        &self.report.shown.rows[self.row]
    }

    fn figure_at(&self, column: usize) -> Figure {
        Figure {
            column: self.report.shown.columns[column].code.clone(),
            value: self.report.shown.figures[self.row][column],
            withheld: self.report.shown.withheld[self.row][column],
        }
    }
}

/// A row: the figures of a group.
#[Object]
impl ReportRow<'_> {
    /// Its name, for programs: `total`, `challenge=RU1`, `challenge=RU1/persona=nora`, `gender=-`.
    async fn key(&self) -> String {
        self.row().key()
    }

    /// What its members have in common; nothing in the row of all.
    async fn group(&self, ctx: &Context<'_>) -> Result<Vec<RowGroup>, Error> {
        let mut group = Vec::with_capacity(self.row().group.len());
        for (by, code) in &self.row().group {
            let mut of = RowGroup::of(*by, code.as_ref(), &self.report.catalogue);
            if let (Some(known), Some(code)) = (of.code.take(), code) {
                of.code = Some(known.called(self.name(ctx, *by, code.as_str()).await?));
            }
            group.push(of);
        }
        Ok(group)
    }

    /// Its figures, column by column.
    async fn figures(
        &self,
        #[graphql(desc = "These columns only, each once.")] columns: Option<Vec<String>>,
    ) -> Result<Vec<Figure>, Error> {
        let Some(columns) = columns else {
            return Ok((0..self.report.shown.columns.len()).map(|n| self.figure_at(n)).collect());
        };
        // A column that is named twice is shown once, so there are never more than there are.
        let mut named = HashSet::new();
        let columns = columns.iter().filter(|column| named.insert(column.as_str()));
        columns.map(|column| self.named(column)).collect()
    }

    /// One figure.
    async fn figure(
        &self,
        #[graphql(desc = "The code of its column.")] column: String,
    ) -> Result<Figure, Error> {
        self.named(&column)
    }
}

impl ReportRow<'_> {
    /// What the directory calls an organisation or a worker; of several regions, the first that knows it.
    async fn name(
        &self,
        ctx: &Context<'_>,
        by: Grouping,
        code: &str,
    ) -> Result<Option<String>, Error> {
        for (region, _) in &self.report.as_of {
            let name = match by {
                Grouping::Organisation => match code.parse::<KboNumber>() {
                    Ok(organisation) => Name::of(region, organisation).look_up(ctx).await?,
                    Err(_) => None,
                },
                Grouping::Worker => match code.parse::<WorkerId>() {
                    Ok(worker) => Name::of(region, worker).look_up(ctx).await?,
                    Err(_) => None,
                },
                _ => return Ok(None),
            };
            if name.is_some() {
                return Ok(name);
            }
        }
        Ok(None)
    }

    fn named(&self, column: &str) -> Result<Figure, Error> {
        let place = self.report.shown.column(column);
        let missing = || coded("NO_SUCH_FIGURE", format!("there is no column '{column}'"));
        Ok(self.figure_at(place.ok_or_else(missing)?))
    }
}

/// A figure.
#[derive(SimpleObject)]
struct Figure {
    /// The code of its column.
    column: String,
    /// Null where the row cannot have it, where there is nothing to take a share or a quantile of,
    /// and where it is withheld. Where figures are rounded a zero does not say that there is nobody.
    value: Option<f64>,
    /// It is a share or a quantile that is not shown, so that nobody can be recognised by it.
    withheld: bool,
}

/// One of the things that members of a row have in common.
#[derive(SimpleObject)]
struct RowGroup {
    /// By what rows are grouped: `challenge`, `persona`, `gender`, `area`, …
    by: String,
    /// Null: none, or unknown.
    code: Option<Coded>,
}

impl RowGroup {
    fn of(by: Grouping, code: Option<&Code>, catalogue: &Arc<Catalogue>) -> Self {
        let known = |code: &Code| {
            let list = by.list_of(catalogue, code).unwrap_or(CodeKind::Figure);
            Coded::of_list(list, catalogue, code.as_str())
        };
        Self { by: by.to_string(), code: code.map(known) }
    }
}
