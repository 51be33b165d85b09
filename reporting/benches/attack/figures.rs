//! What was asked and answered: a figure is about a measure, a group and a moment, whichever report it is in.

use std::collections::HashMap;

use loopbrug_domain::catalogue::Catalogue;
use loopbrug_reporting::disclosure::{Thresholds, Treatment};
use loopbrug_reporting::facts::image::Image;
use loopbrug_reporting::facts::procedure::ProcedureImage;
use loopbrug_reporting::reports::{
    Filter, ReportKind, Row, Shown, Sources, Table, Unit, answer, shown,
};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::grid::{Condition, Known, Span, YEAR_END};
use crate::grids::{Grid, Had};
use crate::measure::meaning;

/// The reports that have people. `referrals` counts things alone, which have no upper bound: of one person no more than a
/// bundle counts.
pub(crate) const REPORTS: [ReportKind; 13] = {
    use ReportKind::{
        Caseload, Change, Esf, Findings, Funnel, Guidance, Homelessness, Lasting, Needs, Outcomes,
        Profile, Quality, Reach,
    };
    [
        Outcomes,
        Esf,
        Profile,
        Homelessness,
        Funnel,
        Lasting,
        Reach,
        Guidance,
        Findings,
        Needs,
        Change,
        Caseload,
        Quality,
    ]
};

/// A period, and as of when it is known.
pub(crate) type Slot = (Span, Known);

/// All periods, as known when the year is over.
pub(crate) fn at_the_end() -> Vec<Slot> {
    Span::all().map(|span| (span, YEAR_END)).collect()
}

/// All periods, as of every moment at which they are shown on this grid: its editions are side by side.
pub(crate) fn kept(grid: &Grid) -> Vec<Slot> {
    let slots =
        Span::all().flat_map(|span| Known::all().into_iter().map(move |known| (span, known)));
    slots.filter(|slot| grid.asks(*slot, 0)).collect()
}

/// What the members of a group have in common: numbers of names, in order, two bytes each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Group(u128);

impl Group {
    fn of(names: impl IntoIterator<Item = u16>) -> Self {
        let mut names: Vec<u16> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        assert!(names.len() <= 8, "a group has so much in common at most");
        Self(names.iter().fold(0, |packed, name| packed << 16 | u128::from(*name)))
    }

    pub(crate) fn names(self) -> impl Iterator<Item = u16> {
        let bits = (0..8).rev().map(move |place| self.0 >> (16 * place) & u128::from(u16::MAX));
        bits.filter_map(|name| u16::try_from(name).ok()).filter(|name| *name != 0)
    }

    pub(crate) fn with(self, name: u16) -> Self {
        Self::of(self.names().chain([name]))
    }

    pub(crate) fn has(self, name: u16) -> bool {
        self.names().any(|had| had == name)
    }

    /// The groups that have less in common, and hold this one therefore.
    pub(crate) fn larger(self) -> impl Iterator<Item = Self> {
        let names: Vec<u16> = self.names().collect();
        (0..(1_u32 << names.len()) - 1).map(move |kept| {
            let kept = names.iter().enumerate().filter(move |(n, _)| kept >> n & 1 == 1);
            Self::of(kept.map(|(_, name)| *name))
        })
    }
}

/// A figure as it is, and as it was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) exact: u16,
    /// As analysts are shown it.
    pub(crate) shown: u16,
    /// As the public is.
    pub(crate) public: u16,
}

/// The figures of a measure about a group, by slot.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) had: Had,
    pub(crate) figures: Vec<Option<Figure>>,
}

/// All answers.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) slots: Vec<Slot>,
    pub(crate) names: Names,
    pub(crate) measures: HashMap<String, HashMap<Group, Line>>,
}

/// Names by number, from 1 on.
#[derive(Debug, Default)]
pub(crate) struct Names(Vec<String>);

impl Names {
    fn number(&mut self, name: &str) -> u16 {
        let place = self.0.iter().position(|known| known == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        u16::try_from(place + 1).expect("fewer than 65,536 names")
    }

    pub(crate) fn get(&self, number: u16) -> &str {
        &self.0[usize::from(number) - 1]
    }

    /// The numbers of names that begin with this.
    pub(crate) fn of_kind(&self, kind: &str) -> Vec<u16> {
        let is = |(_, name): &(u16, &String)| name.starts_with(kind);
        (1..).zip(&self.0).filter(is).map(|(number, _)| number).collect()
    }
}

/// What is asked of.
pub(crate) struct Asked<'a> {
    pub(crate) image: &'a Image,
    pub(crate) catalogue: &'a Catalogue,
}

impl Asked<'_> {
    pub(crate) fn table(&self, report: ReportKind, slot: Slot, filter: &Filter) -> Table {
        let procedure = ProcedureImage::default();
        let sources =
            Sources { image: self.image, procedure: &procedure, catalogue: self.catalogue };
        answer(report, sources, &slot.0.question(slot.1, filter))
    }

    /// As analysts are shown it.
    pub(crate) fn shown(&self, table: &Table) -> Shown {
        rounded(table, Thresholds::of_analysts(self.catalogue.limits()))
    }
}

/// A table as somebody is shown it.
pub(crate) fn rounded(table: &Table, thresholds: Thresholds) -> Shown {
    let shown = shown(table, Treatment::Rounded(thresholds));
    assert!(table.rows.starts_with(&shown.rows), "rows that are not of the catalogue come last");
    shown
}

impl Figures {
    /// Asks every one of these reports at every slot with every filter, as far as it is on the grid.
    pub(crate) fn ask(
        asked: &Asked<'_>,
        grid: &Grid,
        reports: &[ReportKind],
        slots: Vec<Slot>,
        filters: &[Vec<Condition>],
    ) -> Self {
        let mut figures = Self { slots, ..Self::default() };
        for report in reports {
            let places = figures.places(
                &asked.table(*report, figures.slots[0], &Filter::default()),
                &[Unit::People],
            );
            let answers: Vec<_> = filters
                .par_iter()
                .map(|filter| figures.answers(asked, grid, *report, filter, &places))
                .collect();
            for (filter, answers) in filters.iter().zip(answers) {
                for (place, answers) in places.iter().zip(&answers) {
                    let group = figures.group(place, filter);
                    let of_all = place.of_all && filter.is_empty();
                    figures.note(place, group, Had { filters: filter.len(), of_all }, answers);
                }
            }
        }
        figures
    }

    /// Whom a figure is about that stands in this place of a table with this filter.
    pub(crate) fn group(&mut self, place: &Place, filter: &[Condition]) -> Group {
        let conditions = filter.iter().map(|one| self.names.number(&one.name()));
        Group::of(conditions.chain(place.names.iter().copied()))
    }

    fn note(&mut self, place: &Place, group: Group, had: Had, answers: &[Option<Figure>]) {
        if self.cannot_be(group) {
            return;
        }
        let slots = self.slots.len();
        let measure = self.measures.entry(place.measure.clone()).or_default();
        let new = || Line { had, figures: vec![None; slots] };
        let line = measure.entry(group).or_insert_with(new);
        line.had.filters = line.had.filters.min(had.filters);
        line.had.of_all |= had.of_all;
        for (known, answer) in line.figures.iter_mut().zip(answers) {
            *known = known.or(*answer);
        }
    }

    /// Nobody is of two municipalities, genders or ages.
    fn cannot_be(&self, group: Group) -> bool {
        ["municipality", "gender", "age"].iter().any(|kind| {
            let of_kind = |name: &u16| self.names.get(*name).starts_with(kind);
            group.names().filter(of_kind).count() > 1
        })
    }

    /// The answers about each place, slot by slot.
    fn answers(
        &self,
        asked: &Asked<'_>,
        grid: &Grid,
        report: ReportKind,
        filter: &[Condition],
        places: &[Place],
    ) -> Vec<Vec<Option<Figure>>> {
        let mut answers = vec![vec![None; self.slots.len()]; places.len()];
        for (n, slot) in
            self.slots.iter().enumerate().filter(|(_, slot)| grid.asks(**slot, filter.len()))
        {
            let table = asked.table(report, *slot, &Condition::filter(filter));
            let shown = asked.shown(&table);
            let thresholds = Thresholds::of_public(asked.catalogue.limits());
            let public = rounded(&table, thresholds);
            for (place, answers) in places.iter().zip(&mut answers) {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "small"
                )]
                let whole = |figure: Option<f64>| figure.expect("a count") as u16;
                answers[n] = shown.figures.get(place.row).map(|row| Figure {
                    exact: whole(table.figure(place.row, place.column)),
                    shown: whole(row[place.column]),
                    public: whole(public.figures[place.row][place.column]),
                });
            }
        }
        answers
    }

    /// Where a table has figures of these units, and of what.
    pub(crate) fn places(&mut self, table: &Table, units: &[Unit]) -> Vec<Place> {
        let mut places = Vec::new();
        for (row, of) in table.rows.iter().enumerate() {
            for (column, counted) in table.columns.iter().enumerate() {
                // The uncovered are worked out of others, which are figures of their own.
                let wanted = units.contains(&counted.unit)
                    && counted.code != "uncovered"
                    && (table.figure(row, column).is_some() || counted.unit != Unit::People);
                if wanted {
                    let (measure, names) = match counted.unit {
                        Unit::People => meaning(table.report, &counted.code, of),
                        _ => (format!("{}.{}", table.report, counted.code), vec![]),
                    };
                    let names = names.into_iter().chain(row_names(of));
                    let names = names.map(|name| self.names.number(&name)).collect();
                    let of_all = of.group.is_empty();
                    places.push(Place { row, column, measure, names, of_all });
                }
            }
        }
        places
    }
}

/// A place of a table, and what it counts.
pub(crate) struct Place {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) measure: String,
    names: Vec<u16>,
    /// Whether its row is that of all.
    pub(crate) of_all: bool,
}

fn row_names(row: &Row) -> impl Iterator<Item = String> {
    row.group.iter().map(|(grouping, code)| {
        format!("{grouping}={}", code.as_ref().map_or("-", |code| code.as_str()))
    })
}
