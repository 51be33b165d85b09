//! The measures of all trajectories, theme by theme.
//!
//! Nearly all that is told stands as long as there is an image: a row of that needs no more than since
//! when, on which day, and which kind of thing. The rows of a slot stand in order of day, so that a
//! report reads only those of its period. What is believed no longer is set aside and is looked at
//! only when a report is asked as of a time at which it was.

use super::chapter::Chapter;
use super::numbered::Numbered;
use super::rows::{Day, Kind, MeasureRow, StandingRow};
use super::volumes::{Volume, Volumes};
use crate::facts::Theme;
use loopbrug_domain::ids::Position;

/// The measures of all slots.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    standing: [Volumes; Theme::COUNT],
    /// What rows tell but for the day, each once: there are far more rows than kinds of them.
    kinds: [Numbered<Kind>; Theme::COUNT],
    /// By slot: since which position the first of its rows was believed.
    first: Vec<Position>,
    /// Since which position the last of all rows that stand was believed.
    last: Position,
    /// Rows that are believed no longer, and those that need more room than a row has that stands.
    aside: Chapter<MeasureRow>,
    /// From this position on, nothing that was set aside is believed.
    aside_until: Position,
}

impl Shelf {
    /// The rows of a slot that were believed at a position, of a theme and of the days from one to
    /// another.
    #[inline]
    pub(super) fn rows(
        &self,
        slot: usize,
        as_of: Position,
        theme: Theme,
        (from, end): (Day, Day),
    ) -> Rows<'_> {
        let first = self.first.get(slot).copied().unwrap_or(Position::NEVER);
        // Asked as of now, there is nothing to be compared.
        let all = (as_of >= self.last).then_some(u32::MAX);
        let known = as_of.0.checked_sub(first.0).map(|known| all.unwrap_or(known));
        let volumes = known.map_or(&[][..], |_| self.standing[theme as usize].from(from)).iter();
        let (standing, known) = ([].iter(), known.unwrap_or(0));
        let aside = if as_of < self.aside_until { self.aside.of(slot) } else { &[] };
        let kinds = self.kinds[theme as usize].names();
        let aside = aside.iter();
        Rows { slot, volumes, standing, first, known, kinds, aside, as_of, theme, from, end }
    }

    /// Puts rows in place of those that the slot had of themes that are not told by event.
    pub(super) fn put(&mut self, slot: usize, rows: &[MeasureRow]) {
        if let Some(first) = rows.iter().map(|row| row.since).min() {
            self.first_of(slot, first);
        }
        let told = self.aside.of(slot).iter().filter(|row| row.measure.theme().by_event());
        let mut aside: Vec<_> = told.copied().collect();
        let mut standing = Vec::with_capacity(rows.len());
        for row in rows {
            match self.standing_row(slot, row) {
                Some(stands) => standing.push((row.measure.theme(), stands)),
                None => aside.push(*row),
            }
        }
        standing.sort_by_key(|(theme, row)| (*theme, row.day()));
        let (themes, rows): (Vec<_>, Vec<_>) = standing.into_iter().unzip();
        for theme in Theme::ALL.iter().filter(|theme| !theme.by_event()) {
            let first = themes.partition_point(|other| other < theme);
            let end = themes.partition_point(|other| other <= theme);
            self.standing[*theme as usize].of(*theme, Day::FIRST).put(slot, &rows[first..end]);
        }
        for row in &aside {
            self.note_aside(row);
        }
        self.aside.put(slot, &aside);
    }

    /// Adds a row to those of a slot.
    pub(super) fn add(&mut self, slot: usize, row: &MeasureRow) {
        match self.standing_row(slot, row) {
            Some(stands) => {
                let theme = row.measure.theme();
                let chapter = self.standing[theme as usize].of(theme, row.day);
                let place = chapter.of(slot).partition_point(|known| known.day() <= row.day);
                chapter.insert(slot, place, stands);
            }
            None => self.set_aside(slot, row),
        }
    }

    /// Says that a row of a slot is believed no longer; nothing where it is not there.
    pub(super) fn end(&mut self, slot: usize, row: &MeasureRow) {
        let theme = row.measure.theme();
        let after = row.since.0.wrapping_sub(self.first_of(slot, row.since).0);
        let kind = self.kinds[theme as usize].find(&row.kind());
        let stands = kind.and_then(|kind| StandingRow::try_new(after, row.day, kind));
        let standing = self.standing[theme as usize].of(theme, row.day);
        if standing.remove(slot, |known| Some(*known) == stands)
            || self.aside.remove(slot, |known| known.is_ended_by(row))
        {
            self.set_aside(slot, row);
        }
    }

    /// Packs everything into as little room as it needs.
    pub(super) fn pack(&mut self) {
        self.standing.iter_mut().for_each(Volumes::pack);
        self.kinds.iter_mut().for_each(Numbered::pack);
        self.first.shrink_to_fit();
        self.aside.pack();
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let standing: usize = self.standing.iter().map(Volumes::bytes).sum();
        let kinds: usize = self.kinds.iter().map(Numbered::bytes).sum();
        let first = self.first.capacity() * size_of::<Position>();
        standing + kinds + first + self.aside.bytes()
    }

    /// Since which position the first row of a slot was believed: this one, where it has none yet or
    /// later ones only. Rows come in any order where an image is loaded.
    fn first_of(&mut self, slot: usize, since: Position) -> Position {
        if slot >= self.first.len() {
            self.first.resize(slot + 1, Position::NEVER);
        }
        let first = self.first[slot];
        if first == Position::NEVER || (since < first && self.begin_before(slot, first.0 - since.0))
        {
            self.first[slot] = since;
        }
        self.first[slot]
    }

    /// Says that the first row of a slot was so many positions before; whether all its rows can say it.
    fn begin_before(&mut self, slot: usize, positions: u32) -> bool {
        let volumes = || self.standing.iter().flat_map(Volumes::all);
        let rows = || volumes().flat_map(|rows| rows.of(slot));
        if !rows().all(|row| row.later_by(positions).is_some()) {
            return false;
        }
        for rows in self.standing.iter_mut().flat_map(Volumes::all_mut) {
            for row in rows.of_mut(slot) {
                *row = row.later_by(positions).unwrap_or(*row);
            }
        }
        true
    }

    /// The row as it stands, unless it has ended or needs more room.
    fn standing_row(&mut self, slot: usize, row: &MeasureRow) -> Option<StandingRow> {
        if row.until != Position::NEVER {
            return None;
        }
        let after = row.since.0.checked_sub(self.first_of(slot, row.since).0)?;
        self.last = self.last.max(row.since);
        let kind = self.kinds[row.measure.theme() as usize].number(&row.kind())?;
        StandingRow::try_new(after, row.day, kind)
    }

    fn set_aside(&mut self, slot: usize, row: &MeasureRow) {
        self.note_aside(row);
        self.aside.insert(slot, self.aside.of(slot).len(), *row);
    }

    fn note_aside(&mut self, row: &MeasureRow) {
        self.aside_until = self.aside_until.max(row.until);
    }

    #[cfg(test)]
    pub(super) fn rows_of(&self, theme: Theme) -> usize {
        self.standing[theme as usize].len()
    }
}

/// Rows of a theme.
pub(crate) struct Rows<'a> {
    slot: usize,
    volumes: std::slice::Iter<'a, Volume>,
    /// Those of the volume that is read.
    standing: std::slice::Iter<'a, StandingRow>,
    first: Position,
    /// How many positions after the first are known; [`u32::MAX`] where all are.
    known: u32,
    kinds: &'a [Kind],
    aside: std::slice::Iter<'a, MeasureRow>,
    as_of: Position,
    theme: Theme,
    from: Day,
    end: Day,
}

impl<'a> Rows<'a> {
    /// A row that stands, if it is known.
    #[inline]
    fn row(first: Position, known: u32, kinds: &[Kind], row: StandingRow) -> Option<MeasureRow> {
        let since = Position(first.0 + row.after());
        let of = || MeasureRow::of(since, row.day(), kinds[usize::from(row.kind())]);
        (row.after() <= known).then(of)
    }

    /// The rows of the next volume that has any of the days.
    #[inline]
    fn next_volume(&mut self) -> Option<std::slice::Iter<'a, StandingRow>> {
        let volume = self.volumes.next().filter(|volume| volume.begins_by(self.end))?;
        Some(volume.during(self.slot, self.from, self.end).iter())
    }

    /// The next row of those that were set aside.
    #[inline]
    fn next_aside(&mut self) -> Option<MeasureRow> {
        let (theme, days, as_of) = (self.theme, self.from..=self.end, self.as_of);
        let reads = |row: &&MeasureRow| {
            row.measure.theme() == theme && days.contains(&row.day) && row.was_believed_at(as_of)
        };
        self.aside.find(reads).copied()
    }
}

impl Iterator for Rows<'_> {
    type Item = MeasureRow;

    #[inline]
    fn next(&mut self) -> Option<MeasureRow> {
        let (first, known, kinds) = (self.first, self.known, self.kinds);
        loop {
            for row in self.standing.by_ref() {
                let row = Self::row(first, known, kinds, *row);
                if row.is_some() {
                    return row;
                }
            }
            match self.next_volume() {
                Some(rows) => self.standing = rows,
                None => return self.next_aside(),
            }
        }
    }

    /// Goes through them quicker: what is done with a row is there once, so that it is made one with the
    /// loop over the rows of a volume. What was set aside comes one by one, as if each were a volume.
    #[inline]
    fn fold<B, F: FnMut(B, MeasureRow) -> B>(mut self, init: B, mut f: F) -> B {
        let (mut first, known, mut kinds) = (self.first, self.known, self.kinds);
        let mut standing = std::mem::take(&mut self.standing);
        let (mut aside, mut kind_aside);
        let mut folded = init;
        loop {
            for row in standing {
                if let Some(row) = Self::row(first, known, kinds, *row) {
                    folded = f(folded, row);
                }
            }
            if let Some(rows) = self.next_volume() {
                standing = rows;
            } else if let Some(row) = self.next_aside() {
                (aside, kind_aside) = ([StandingRow::first(row.day)], [row.kind()]);
                (standing, first, kinds) = (aside.iter(), row.since, &kind_aside);
            } else {
                return folded;
            }
        }
    }
}
