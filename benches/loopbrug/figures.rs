//! Figures: said as they come, kept for the table at the end.

/// A figure has to be so to be good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

/// One figure.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) goal: Option<Goal>,
}

impl Figure {
    /// The value, with as many decimals as one would read.
    pub(crate) fn value(&self) -> String {
        match self.value.abs() {
            large if large >= 1_000.0 => format!("{:.0}", self.value),
            middling if middling >= 100.0 => format!("{:.1}", self.value),
            _ => format!("{:.2}", self.value),
        }
    }

    pub(crate) fn reached(&self) -> Option<bool> {
        self.goal.map(|goal| match goal {
            Goal::AtLeast(bound) => self.value >= bound,
            Goal::AtMost(bound) => self.value <= bound,
        })
    }
}

/// All figures of a run, and what it ran on.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) environment: String,
    pub(crate) all: Vec<Figure>,
}

impl Figures {
    /// Says what everything ran on.
    pub(crate) fn ran_on(&mut self, environment: String) {
        println!("environment {environment}");
        self.environment = environment;
    }

    /// Says a figure.
    pub(crate) fn say(&mut self, name: impl Into<String>, value: f64, unit: &'static str) {
        self.keep(Figure { name: name.into(), value, unit, goal: None });
    }

    /// Says a ratio that is to be at least, or at most, so much.
    pub(crate) fn ratio(&mut self, name: impl Into<String>, value: f64, goal: Option<Goal>) {
        self.keep(Figure { name: name.into(), value, unit: "x", goal });
    }

    /// Says a figure that may have a goal.
    pub(crate) fn bound(
        &mut self,
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
        goal: Option<Goal>,
    ) {
        self.keep(Figure { name: name.into(), value, unit, goal });
    }

    fn keep(&mut self, figure: Figure) {
        println!("{} {} {}", figure.name, figure.value(), figure.unit);
        self.all.push(figure);
    }
}
