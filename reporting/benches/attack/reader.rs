//! Who reads figures, and what single figures say to them.

use crate::figures::Figure;

/// Somebody who reads figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Analyst,
    Public,
    /// An analyst who looks at what the public is shown, too.
    Both,
}

impl Reader {
    /// The smallest figure that is shown.
    pub(crate) fn smallest(self) -> i32 {
        if self == Self::Public { 10 } else { 5 }
    }

    /// What a figure says by itself. The public's is made of that of analysts, and says nothing more.
    pub(crate) fn interval(self, figure: Figure) -> (i32, i32) {
        let shown = i32::from(if self == Self::Public { figure.public } else { figure.shown });
        let spread = self.smallest() - 1;
        ((shown - spread).max(0), shown + spread)
    }

    /// Whether two figures are of different people for certain.
    pub(crate) fn tells_apart(self, one: Figure, other: Figure) -> bool {
        self != Self::Public && one.shown != other.shown
            || self != Self::Analyst && one.public != other.public
    }
}
