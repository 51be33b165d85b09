//! How many small figures are pinned.

/// How many of 1 to `k − 1` there are, and how many are known to be.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Few {
    pub(crate) all: usize,
    /// Known to the last one.
    pub(crate) exactly: usize,
    /// Known to be 1 to `k − 1`.
    pub(crate) roughly: usize,
}

impl Few {
    pub(crate) fn count(&mut self, figure: u16, (least, most): (i32, i32), k: i32) {
        if (1..k).contains(&i32::from(figure)) {
            self.all += 1;
            self.exactly += usize::from(least == most);
            self.roughly += usize::from(least >= 1 && most < k);
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.all += other.all;
        self.exactly += other.exactly;
        self.roughly += other.roughly;
    }
}

/// What is pinned of figures, and of what one holds more than another.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pinned {
    pub(crate) cells: Few,
    pub(crate) differences: Few,
}

impl Pinned {
    pub(crate) fn add(&mut self, other: &Self) {
        self.cells.add(&other.cells);
        self.differences.add(&other.differences);
    }
}
