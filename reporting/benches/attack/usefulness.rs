//! What an alderman reads, and how far off it is: participants, housed and in work by municipality, outcomes by persona.

use loopbrug_reporting::disclosure::{Thresholds, Treatment};
use loopbrug_reporting::reports::{ReportKind, Row, Table, shown};

use crate::figures::{Asked, Slot};
use crate::grid::{Condition, Known, Span};

/// A kind of figure, and how it comes out.
pub(crate) struct Useful {
    pub(crate) what: &'static str,
    /// Relative errors of the figures that are not zero, the least first.
    pub(crate) errors: Vec<f64>,
}

impl Useful {
    pub(crate) fn mean(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "few")]
        let many = self.errors.len() as f64;
        self.errors.iter().sum::<f64>() / many
    }

    pub(crate) fn p90(&self) -> f64 {
        self.errors
            .get((self.errors.len() * 9).div_ceil(10).saturating_sub(1))
            .copied()
            .unwrap_or(0.0)
    }
}

/// Every figure of the kinds, over these periods.
pub(crate) fn read(asked: &Asked<'_>, spans: &[Span], thresholds: Thresholds) -> Vec<Useful> {
    let kinds: [(&str, ReportKind, &[&str], bool); 4] = [
        ("participants by municipality", ReportKind::Profile, &["participants"], false),
        ("housed by municipality", ReportKind::Homelessness, &["housed"], false),
        ("in work by municipality", ReportKind::Outcomes, &["in_work"], true),
        ("outcomes by persona", ReportKind::Outcomes, &[], false),
    ];
    let useful = kinds.map(|(what, report, columns, filtered)| {
        let mut useful = Useful { what, errors: vec![] };
        for span in spans {
            let slot: Slot = (*span, Known::EndOf(span.last_month()));
            if filtered {
                for municipality in &Condition::all(asked.catalogue)[0] {
                    let filter = Condition::filter(std::slice::from_ref(municipality));
                    useful.add(
                        &asked.table(report, slot, &filter),
                        columns,
                        &|row| row.group.is_empty(),
                        thresholds,
                    );
                }
            } else {
                let table = asked.table(report, slot, &Condition::filter(&[]));
                let of = |row: &Row| {
                    let last = row.group.last().map(|(grouping, _)| grouping.to_string());
                    matches!(last.as_deref(), Some("municipality" | "persona"))
                };
                useful.add(&table, columns, &of, thresholds);
            }
        }
        useful.errors.sort_by(f64::total_cmp);
        useful
    });
    useful.into()
}

impl Useful {
    fn add(
        &mut self,
        table: &Table,
        columns: &[&str],
        of: &dyn Fn(&Row) -> bool,
        thresholds: Thresholds,
    ) {
        let rounded = shown(table, Treatment::Rounded(thresholds)).figures;
        for (row, _) in table.rows.iter().enumerate().filter(|(_, row)| of(row)) {
            for (column, code) in
                table.columns.iter().map(|column| column.code.as_str()).enumerate()
            {
                if !columns.is_empty() && !columns.contains(&code) {
                    continue;
                }
                if let (Some(exact), Some(shown)) =
                    (table.figure(row, column), rounded[row][column])
                    && exact > 0.0
                {
                    self.errors.push((shown - exact).abs() / exact);
                }
            }
        }
    }
}
