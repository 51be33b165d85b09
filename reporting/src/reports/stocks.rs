//! What one trajectory holds at the end of the period.

/// Stocks of one trajectory, by place. They are emptied for the next, so that nothing is allocated
/// for each.
#[derive(Debug, Default)]
pub(super) struct Stocks(Vec<Word>);

/// The stocks of some places. They are small and side by side, so that emptying them is a few stores.
#[derive(Debug, Clone, Copy)]
struct Word {
    /// A bit for each place that something came to.
    touched: u64,
    stocks: [i16; Word::PLACES],
}

impl Word {
    const PLACES: usize = 64;
    const EMPTY: Self = Self { touched: 0, stocks: [0; Self::PLACES] };
}

impl Stocks {
    /// Forgets the trajectory before.
    pub(super) fn clear(&mut self) {
        for word in self.0.iter_mut().filter(|word| word.touched != 0) {
            *word = Word::EMPTY;
        }
    }

    /// Something came, or went.
    #[inline]
    pub(super) fn add(&mut self, place: usize, sign: i8) {
        let (word, place) = (place / Word::PLACES, place % Word::PLACES);
        if word >= self.0.len() {
            self.make_room(word);
        }
        let word = &mut self.0[word];
        word.stocks[place] = word.stocks[place].saturating_add(i16::from(sign));
        word.touched |= 1 << place;
    }

    #[cold]
    fn make_room(&mut self, word: usize) {
        self.0.resize(word + 1, Word::EMPTY);
    }

    /// Where something is held, and how many times.
    pub(super) fn held(&self) -> impl Iterator<Item = (usize, usize)> {
        self.0.iter().enumerate().flat_map(|(n, word)| {
            let places = bits(word.touched).map(move |place| (place, word.stocks[place]));
            let held = places.filter(|(_, stock)| *stock > 0);
            held.map(move |(place, stock)| {
                (n * Word::PLACES + place, usize::from(stock.unsigned_abs()))
            })
        })
    }

    /// Whether something is held there.
    pub(super) fn holds(&self, place: usize) -> bool {
        let word = self.0.get(place / Word::PLACES);
        word.is_some_and(|word| word.stocks[place % Word::PLACES] > 0)
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
