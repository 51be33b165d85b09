//! The cells of a report while it is being counted.

use std::collections::BTreeMap;

/// A report.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Figures {
    /// By row and column; what is absent is left out.
    pub(crate) cells: BTreeMap<(String, String), f64>,
    pub(crate) unknown: u32,
}

impl Figures {
    pub(crate) fn get(&self, row: &str, column: &str) -> Option<f64> {
        self.cells.get(&(row.to_owned(), column.to_owned())).copied()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Sheet(BTreeMap<(String, String), f64>);

impl Sheet {
    pub(super) fn put(&mut self, row: &str, column: &str, figure: f64) {
        self.0.insert((row.to_owned(), column.to_owned()), figure);
    }

    pub(super) fn get(&self, row: &str, column: &str) -> Option<f64> {
        self.0.get(&(row.to_owned(), column.to_owned())).copied()
    }

    pub(super) fn count(&mut self, row: &str, column: &str, times: usize) {
        self.put(row, column, exact(times));
    }

    /// In percent, rounded half up; a share of nothing is absent.
    pub(super) fn share(&mut self, row: &str, column: &str, part: usize, whole: usize) {
        if whole > 0 {
            self.count(row, column, (200 * part + whole) / (2 * whole));
        }
    }

    /// The middle one, or the mean of the two middle ones.
    pub(super) fn median(&mut self, row: &str, column: &str, values: &[i64]) {
        let (values, n) = (sorted(values), values.len());
        if n > 0 {
            let middle = if n % 2 == 1 {
                as_figure(values[n / 2])
            } else {
                f64::midpoint(as_figure(values[n / 2 - 1]), as_figure(values[n / 2]))
            };
            self.put(row, &format!("{column}.median"), middle);
        }
    }

    /// The one at place ⌈0.9·n⌉, and the median.
    pub(super) fn median_and_p90(&mut self, row: &str, column: &str, values: &[i64]) {
        self.median(row, column, values);
        if !values.is_empty() {
            let place = (9 * values.len()).div_ceil(10);
            self.put(row, &format!("{column}.p90"), as_figure(sorted(values)[place - 1]));
        }
    }

    pub(super) fn holds_anything(&self) -> bool {
        self.0.values().any(|figure| *figure != 0.0)
    }

    pub(super) fn into_cells(self) -> BTreeMap<(String, String), f64> {
        self.0
    }
}

fn sorted(values: &[i64]) -> Vec<i64> {
    let mut values = values.to_vec();
    values.sort_unstable();
    values
}

fn exact(times: usize) -> f64 {
    f64::from(u32::try_from(times).unwrap())
}

fn as_figure(value: i64) -> f64 {
    f64::from(i32::try_from(value).unwrap())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percentiles(values: &[i64]) -> (Option<f64>, Option<f64>) {
        let mut sheet = Sheet::default();
        sheet.median_and_p90("total", "days", values);
        let figures = Figures { cells: sheet.into_cells(), unknown: 0 };
        (figures.get("total", "days.median"), figures.get("total", "days.p90"))
    }

    #[test]
    fn of_ten_values_the_ninth_is_the_90th_percentile_and_of_eleven_the_tenth() {
        assert_eq!(percentiles(&[]), (None, None));
        assert_eq!(percentiles(&[7]), (Some(7.0), Some(7.0)));
        assert_eq!(percentiles(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), (Some(5.5), Some(9.0)));
        assert_eq!(percentiles(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), (Some(6.0), Some(10.0)));
    }

    #[test]
    fn a_share_is_rounded_half_up_and_of_nothing_there_is_none() {
        let share = |part, whole| {
            let mut sheet = Sheet::default();
            sheet.share("total", "share", part, whole);
            sheet.into_cells().into_values().next()
        };
        assert_eq!(share(1, 8), Some(13.0));
        assert_eq!(share(1, 3), Some(33.0));
        assert_eq!(share(0, 3), Some(0.0));
        assert_eq!(share(0, 0), None);
    }
}
