//! What one trajectory holds at the end of the period.

/// Stocks of one trajectory, by place. They are emptied for the next, so that nothing is allocated
/// for each.
#[derive(Debug, Default)]
pub(super) struct Stocks {
    stocks: Vec<i32>,
    /// A bit for each place that something came to.
    touched: Vec<u64>,
}

impl Stocks {
    /// Forgets the trajectory before.
    pub(super) fn clear(&mut self) {
        for (touched, stocks) in self.touched.iter_mut().zip(self.stocks.chunks_mut(64)) {
            if *touched != 0 {
                stocks.fill(0);
                *touched = 0;
            }
        }
    }

    /// Something came, or went.
    #[inline]
    pub(super) fn add(&mut self, place: usize, sign: i8) {
        if place >= self.stocks.len() {
            self.make_room(place);
        }
        self.stocks[place] += i32::from(sign);
        self.touched[place / 64] |= 1 << (place % 64);
    }

    #[cold]
    fn make_room(&mut self, place: usize) {
        let words = place / 64 + 1;
        self.stocks.resize(words * 64, 0);
        self.touched.resize(words, 0);
    }

    /// Where something is held, and how many times.
    pub(super) fn held(&self) -> impl Iterator<Item = (usize, usize)> {
        let touched = self.touched.iter().enumerate();
        let places = touched.flat_map(|(n, touched)| bits(*touched).map(move |bit| n * 64 + bit));
        let stocks = places.map(|place| (place, self.stocks[place]));
        stocks
            .filter(|(_, stock)| *stock > 0)
            .map(|(place, stock)| (place, stock.unsigned_abs() as usize))
    }

    /// Whether something is held there.
    pub(super) fn holds(&self, place: usize) -> bool {
        self.stocks.get(place).is_some_and(|stock| *stock > 0)
    }
}

/// The places of the bits that are set, in order.
pub(super) fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = (word != 0).then(|| word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(next)
    })
}
