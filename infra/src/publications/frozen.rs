//! Tables as they are kept, by the rows of a publication and by receipts: everything that is shown of them, as JSON.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use loopbrug_domain::catalogue::Code;
use loopbrug_reporting::disclosure::perturbation::Precision;
use loopbrug_reporting::reports::{Precise, ReportKind, Row, Shown, ShownColumn};
use serde::{Deserialize, Serialize};

/// A table for both audiences.
#[derive(Debug, Clone)]
pub(crate) struct Frozen {
    pub(crate) report: ReportKind,
    pub(crate) analysts: FrozenTable,
    pub(crate) public: FrozenTable,
}

impl Frozen {
    /// Whether this shows another figure than `before` to anybody.
    pub(crate) fn differs_from(&self, before: &Self) -> bool {
        self.analysts.differs_from(&before.analysts) || self.public.differs_from(&before.public)
    }
}

/// A table as it is shown. The names of its fields are stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenTable {
    columns: Vec<FrozenColumn>,
    rows: Vec<FrozenRow>,
    unknown: f64,
    /// Counts are multiples of this.
    step: u32,
    /// No count is further off than this.
    spread: u32,
    /// No count has a greater variance than this.
    variance: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct FrozenColumn {
    code: String,
    unit: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct FrozenRow {
    key: String,
    group: Vec<(String, Option<String>)>,
    /// By column. Null where there is none, or where it may not be shown.
    figures: Vec<Option<f64>>,
    /// The places of those that may not be shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<usize>,
}

/// What is kept cannot be read: it is of a newer program.
#[derive(Debug, thiserror::Error)]
#[error("a publication has the {what} '{name}', which is not known")]
pub(crate) struct NotKnown {
    what: &'static str,
    name: String,
}

/// What a table says in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said {
    /// This figure.
    Figure(f64),
    /// Nothing: there is none.
    Nothing,
    /// That there is one which is not shown.
    Withheld,
    /// It has no such row or column.
    NotThere,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figure(figure) => figure.fmt(f),
            Self::Nothing => f.write_str("nothing"),
            Self::Withheld => f.write_str("withheld"),
            Self::NotThere => f.write_str("not there"),
        }
    }
}

/// A cell in which two tables say something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The key of the row; empty for what is said of the whole table.
    pub row: String,
    /// The code of the column.
    pub column: String,
    /// What the one says.
    pub said: Said,
    /// What the other one says.
    pub found: Said,
}

/// The name of what a table says of those whom the filter leaves out because too little is known of them.
const UNKNOWN: &str = "unknown";

impl FrozenTable {
    /// The same with its rows in the order of their keys, so that it has one form whoever counted it.
    #[must_use]
    pub(crate) fn in_order(mut self) -> Self {
        self.rows.sort_by(|one, next| one.key.cmp(&next.key));
        self
    }

    /// How exact its figures are.
    #[must_use]
    pub fn precision(&self) -> Precision {
        Precision { step: self.step, spread: self.spread, variance: self.variance }
    }

    /// What it says, by row and column.
    #[must_use]
    pub fn cells(&self) -> BTreeMap<(&str, &str), Said> {
        let mut cells = BTreeMap::from([(("", UNKNOWN), Said::Figure(self.unknown))]);
        for row in &self.rows {
            for (place, (column, figure)) in self.columns.iter().zip(&row.figures).enumerate() {
                let said = match figure {
                    Some(figure) => Said::Figure(*figure),
                    None if row.withheld.contains(&place) => Said::Withheld,
                    None => Said::Nothing,
                };
                cells.insert((row.key.as_str(), column.code.as_str()), said);
            }
        }
        cells
    }

    /// Every cell in which another table says something else.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let (said, found) = (self.cells(), other.cells());
        let places: BTreeSet<_> = said.keys().chain(found.keys()).collect();
        let differ = places.into_iter().filter_map(|place| {
            let of = |cells: &BTreeMap<_, _>| cells.get(place).copied().unwrap_or(Said::NotThere);
            let (said, found) = (of(&said), of(&found));
            let (row, column) = (place.0.to_owned(), place.1.to_owned());
            (said != found).then_some(Difference { row, column, said, found })
        });
        differ.collect()
    }

    /// What is shown, to be kept.
    pub(crate) fn of(shown: &Shown) -> Self {
        let Precision { step, spread, variance } = match shown.precise {
            Precise::Rounded(precision) => precision,
            Precise::Exact => Precision { step: 1, spread: 0, variance: 0 },
        };
        let columns = shown.columns.iter().map(|column| FrozenColumn {
            code: column.code.clone(),
            unit: column.unit.to_string(),
        });
        let rows = shown.rows.iter().enumerate().map(|(n, row)| FrozenRow {
            key: row.key(),
            group: row
                .group
                .iter()
                .map(|(by, code)| (by.to_string(), text(code.as_ref())))
                .collect(),
            figures: shown.figures[n].clone(),
            withheld: places(&shown.withheld[n]),
        });
        let (columns, rows) = (columns.collect(), rows.collect());
        Self { columns, rows, unknown: shown.unknown, step, spread, variance }
    }

    /// What was kept, to be shown.
    ///
    /// # Errors
    /// [`NotKnown`].
    pub(crate) fn shown(self, report: ReportKind) -> Result<Shown, NotKnown> {
        let precise = Precise::Rounded(self.precision());
        let columns = self.columns.into_iter().map(|FrozenColumn { code, unit }| {
            Ok(ShownColumn { unit: known("unit", &unit)?, code })
        });
        let columns = columns.collect::<Result<Vec<_>, NotKnown>>()?;
        let (mut rows, mut figures, mut withheld) = (vec![], vec![], vec![]);
        for row in self.rows {
            let group = row
                .group
                .iter()
                .map(|(by, code)| Ok((known("grouping", by)?, code.as_deref().map(Code::new))));
            rows.push(Row { group: group.collect::<Result<_, NotKnown>>()? });
            withheld.push((0..columns.len()).map(|place| row.withheld.contains(&place)).collect());
            figures.push(row.figures);
        }
        Ok(Shown { report, columns, rows, precise, figures, withheld, unknown: self.unknown })
    }

    /// Whether a figure that `before` shows is another one here. A row or column that only one of the two
    /// has came with a newer program, and corrects nothing.
    fn differs_from(&self, before: &Self) -> bool {
        let columns = self.columns.iter().map(|column| column.code.as_str());
        let columns: HashMap<_, _> = columns.zip(0..).collect();
        let rows = self.rows.iter().map(|row| (row.key.as_str(), &row.figures));
        let rows: HashMap<_, &Vec<Option<f64>>> = rows.collect();
        before.rows.iter().any(|row| {
            let Some(now) = rows.get(row.key.as_str()) else { return false };
            before.columns.iter().zip(&row.figures).any(|(column, figure)| {
                let place: Option<&usize> = columns.get(column.code.as_str());
                place.is_some_and(|place| now[*place] != *figure)
            })
        })
    }
}

fn text(code: Option<&Code>) -> Option<String> {
    code.map(ToString::to_string)
}

fn places(withheld: &[bool]) -> Vec<usize> {
    (0..withheld.len()).filter(|place| withheld[*place]).collect()
}

fn known<T: std::str::FromStr>(what: &'static str, name: &str) -> Result<T, NotKnown> {
    name.parse().map_err(|_| NotKnown { what, name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use loopbrug_reporting::reports::{Grouping, Unit};

    use super::*;

    fn table(figures: [Option<f64>; 2]) -> Shown {
        let column = |code: &str, unit| ShownColumn { code: code.to_owned(), unit };
        let woman = Row::total().under(Grouping::Challenge, Some("RU1"));
        Shown {
            report: ReportKind::Outcomes,
            columns: vec![column("participants", Unit::People), column("days.p90", Unit::Days)],
            rows: vec![Row::total(), woman.under(Grouping::Gender, None)],
            precise: Precise::Rounded(Precision { step: 5, spread: 4, variance: 6 }),
            figures: vec![figures.to_vec(), vec![Some(0.0), None]],
            withheld: vec![vec![false; 2], vec![false, true]],
            unknown: 5.0,
        }
    }

    #[test]
    fn a_table_that_was_kept_is_shown_as_it_was() {
        let shown = table([Some(25.0), Some(-1.5)]);
        let kept = serde_json::to_value(FrozenTable::of(&shown)).unwrap();
        assert_eq!(
            kept["rows"][1],
            serde_json::json!({
                "key": "challenge=RU1/gender=-", "group": [["challenge", "RU1"], ["gender", null]],
                "figures": [0.0, null], "withheld": [1],
            })
        );
        let kept: FrozenTable = serde_json::from_value(kept).unwrap();
        let again = kept.shown(ReportKind::Outcomes).unwrap();
        assert_eq!((&again.rows, &again.columns), (&shown.rows, &shown.columns));
        assert_eq!((&again.figures, &again.withheld), (&shown.figures, &shown.withheld));
        assert_eq!((again.precise, again.unknown), (shown.precise, shown.unknown));
    }

    #[test]
    fn only_another_figure_in_the_same_place_makes_a_difference() {
        let before = FrozenTable::of(&table([Some(25.0), None]));
        assert!(!FrozenTable::of(&table([Some(25.0), None])).differs_from(&before));
        assert!(FrozenTable::of(&table([Some(20.0), None])).differs_from(&before));
        assert!(FrozenTable::of(&table([Some(25.0), Some(7.0)])).differs_from(&before));
        let mut more = table([Some(25.0), None]);
        more.columns.insert(0, ShownColumn { code: "new".to_owned(), unit: Unit::People });
        more.figures.iter_mut().for_each(|row| row.insert(0, Some(5.0)));
        more.withheld.iter_mut().for_each(|row| row.insert(0, false));
        assert!(!FrozenTable::of(&more).differs_from(&before));
    }

    #[test]
    fn every_cell_in_which_two_tables_differ_is_named_with_what_each_says() {
        let one = FrozenTable::of(&table([Some(25.0), None])).in_order();
        assert_eq!(one.differences(&one), []);
        let mut other = table([Some(30.0), None]);
        other.columns.pop();
        other.figures.iter_mut().for_each(|row| row.truncate(1));
        other.unknown = 6.0;
        let differences = one.differences(&FrozenTable::of(&other).in_order());
        let differences: Vec<_> = differences
            .iter()
            .map(|Difference { row, column, said, found }| {
                format!("{row} {column}: {said}, {found}")
            })
            .collect();
        assert_eq!(
            differences,
            [
                " unknown: 5, 6",
                "challenge=RU1/gender=- days.p90: withheld, not there",
                "total days.p90: nothing, not there",
                "total participants: 25, 30",
            ]
        );
    }

    #[test]
    fn what_a_newer_program_kept_is_said_to_be_unknown() {
        let mut kept = FrozenTable::of(&table([None, None]));
        kept.columns[0].unit = "hours".to_owned();
        let error = kept.shown(ReportKind::Outcomes).unwrap_err();
        assert_eq!(error.to_string(), "a publication has the unit 'hours', which is not known");
    }
}
