//! What is offered, and what is used.

/// What approved proposals offer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Supply {
    /// Interventions.
    pub offers: u32,
    /// Places at a time.
    pub capacity: u32,
    /// In whole euros.
    pub budget: u64,
}

/// What is used.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usage {
    /// Interventions that started in the period.
    pub started: u32,
    /// Interventions that run at its end.
    pub running: u32,
    /// Referrals whose clients were there for the first time in the period.
    pub attended: u32,
    /// The median of the days that those who started or were there had waited. Absent: nobody.
    pub waiting_days: Option<f64>,
}

impl Supply {
    pub(super) fn add(&mut self, capacity: u32, budget: u32) {
        self.offers += 1;
        self.capacity = self.capacity.saturating_add(capacity);
        self.budget += u64::from(budget);
    }
}

/// The exact median; of an even number, the mean of the two in the middle.
pub(super) fn median(mut days: Vec<u16>) -> Option<f64> {
    days.sort_unstable();
    let middle = days.len() / 2;
    let upper = f64::from(*days.get(middle)?);
    match days.len() % 2 {
        0 => Some(f64::midpoint(f64::from(days[middle - 1]), upper)),
        _ => Some(upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![9, 1, 5]), Some(5.0));
        assert_eq!(median(vec![10, 1, 4, 3]), Some(3.5));
    }
}
