//! Bounds of all figures jointly: what somebody may conclude who has every answer of a grid, and knows which
//! group is within which, which are the parts of which, and that the same people are shown as the same figure.

use std::collections::HashMap;

use crate::figures::{Figure, Figures, Group, Line, Slot};
use crate::grid::Span;
use crate::grids::Grid;
use crate::measure::{adds_up, is_in_one_municipality, is_once, is_stock};
use crate::pinned::Pinned;
use crate::reader::Reader;

/// More than there are of anything.
const MANY: i32 = 30_000;

/// What is known of the figures of one measure.
pub(crate) struct Bounds<'a> {
    figures: &'a Figures,
    reader: Reader,
    groups: Vec<Group>,
    /// By group and slot, what is shown of it on this grid.
    pub(crate) shown: Vec<Option<Figure>>,
    pub(crate) least: Vec<i32>,
    pub(crate) most: Vec<i32>,
    pub(crate) within: Vec<(u32, u32)>,
    pub(crate) parts: Vec<Sum>,
}

/// A whole and its parts.
#[derive(Debug)]
pub(crate) struct Sum {
    pub(crate) whole: u32,
    pub(crate) parts: Vec<u32>,
    /// Nobody is in two of them.
    pub(crate) apart: bool,
    /// Everybody is in one of them.
    pub(crate) all: bool,
}

impl<'a> Bounds<'a> {
    /// As each figure says by itself.
    pub(crate) fn of(figures: &'a Figures, measure: &str, grid: &Grid, reader: Reader) -> Self {
        let lines = &figures.measures[measure];
        let mut groups: Vec<Group> = lines.keys().copied().collect();
        groups.sort_unstable();
        let slots = figures.slots.len();
        let (mut shown, mut least, mut most) = (vec![], vec![], vec![]);
        for group in &groups {
            let line = &lines[group];
            for (n, slot) in figures.slots.iter().enumerate() {
                let figure = line.shown(grid, *slot, n);
                let (low, high) = figure.map_or((0, MANY), |figure| reader.interval(figure));
                shown.push(figure);
                least.push(low);
                most.push(high);
            }
        }
        let mut bounds =
            Self { figures, reader, groups, shown, least, most, within: vec![], parts: vec![] };
        bounds.relate(measure, slots);
        bounds
    }

    fn relate(&mut self, measure: &str, slots: usize) {
        let places: HashMap<Group, usize> =
            self.groups.iter().enumerate().map(|(n, group)| (*group, n)).collect();
        let place = |group: usize, slot: usize| u32::try_from(group * slots + slot).expect("few");
        let slot_of: HashMap<Slot, usize> =
            self.figures.slots.iter().enumerate().map(|(n, slot)| (*slot, n)).collect();
        // Some stay outside the region, so that the municipalities do not add up to all.
        let kinds: Vec<(Vec<u16>, usize)> = [("municipality=", 0), ("gender=", 4), ("age=", 5)]
            .into_iter()
            .filter(|(kind, _)| *kind != "municipality=" || is_in_one_municipality(measure))
            .map(|(kind, all)| (self.figures.names.of_kind(kind), all))
            .chain([(self.figures.names.of_kind("closed="), 0)])
            .collect();
        for (n, group) in self.groups.iter().enumerate() {
            for larger in group.larger().filter_map(|larger| places.get(&larger)) {
                (0..slots)
                    .for_each(|slot| self.within.push((place(n, slot), place(*larger, slot))));
            }
            for (kind, all) in
                kinds.iter().filter(|(kind, _)| !kind.iter().any(|name| group.has(*name)))
            {
                let parts = kind.iter().filter_map(|name| places.get(&group.with(*name)));
                let parts: Vec<usize> = parts.copied().collect();
                if parts.len() > 1 {
                    for slot in 0..slots {
                        let all = parts.len() == *all;
                        let parts = parts.iter().map(|part| place(*part, slot)).collect();
                        self.parts.push(Sum { whole: place(n, slot), parts, apart: true, all });
                    }
                }
            }
            if is_stock(measure) {
                continue;
            }
            self.within.extend(self.later(n));
            for ((span, known), slot) in &slot_of {
                let spans = span.parts();
                let parts: Vec<u32> = spans
                    .iter()
                    .filter_map(|part| slot_of.get(&(*part, *known)))
                    .map(|part| place(n, *part))
                    .collect();
                let whole = place(n, *slot);
                self.within.extend(parts.iter().map(|part| (*part, whole)));
                if let Span::Year = span {
                    let months =
                        (0..12).filter_map(|month| slot_of.get(&(Span::Month(month), *known)));
                    self.within.extend(months.map(|part| (place(n, *part), whole)));
                }
                if parts.len() > 1 {
                    let all = *span != Span::Since && adds_up(measure);
                    self.parts.push(Sum { whole, parts, apart: is_once(measure), all });
                }
            }
        }
    }

    /// What was recorded late adds to a figure. Corrections may take away: somebody is attacked by who knows that there were
    /// none where there were none.
    fn later(&self, n: usize) -> Vec<(u32, u32)> {
        let slots = &self.figures.slots;
        let at = |slot: usize| n * slots.len() + slot;
        let grew = |before: usize, after: usize| {
            let exact = |slot: usize| Some(self.shown[at(slot)]?.exact);
            let more = u16::from(self.differ(at(before), at(after)));
            matches!((exact(before), exact(after)), (Some(before), Some(after)) if before + more <= after)
        };
        // The slots of a span are in the order in which they are known.
        let pairs = (0..slots.len()).flat_map(|before| {
            let after =
                (before + 1..slots.len()).filter(move |after| slots[before].0 == slots[*after].0);
            after.map(move |after| (before, after))
        });
        let grew = pairs.filter(|(before, after)| grew(*before, *after));
        let place = |slot: usize| u32::try_from(at(slot)).expect("few");
        grew.map(|(before, after)| (place(before), place(after))).collect()
    }

    /// Whether two figures are shown as different ones.
    fn differ(&self, one: usize, other: usize) -> bool {
        let both = self.shown[one].zip(self.shown[other]);
        both.is_some_and(|(one, other)| self.reader.tells_apart(one, other))
    }

    /// Until nothing more follows.
    pub(crate) fn settle(&mut self) {
        let mut moved = true;
        while moved {
            moved = false;
            for (part, whole) in &self.within {
                let (part, whole) = (*part as usize, *whole as usize);
                let more = i32::from(self.differ(part, whole));
                let (low, high) = (self.least[part] + more, self.most[whole] - more);
                moved |= raise(&mut self.least, whole, low);
                moved |= lower(&mut self.most, part, high);
            }
            for n in 0..self.parts.len() {
                moved |= self.add_up(n);
            }
        }
    }

    fn add_up(&mut self, n: usize) -> bool {
        let Sum { whole, parts, apart, all } = &self.parts[n];
        let whole = *whole as usize;
        let least: i32 = parts.iter().map(|part| self.least[*part as usize]).sum();
        let most: i32 = parts.iter().map(|part| self.most[*part as usize].min(MANY)).sum();
        let mut moved = false;
        if *apart {
            moved |= raise(&mut self.least, whole, least);
        }
        if *all {
            moved |= lower(&mut self.most, whole, most);
        }
        for part in parts.iter().map(|part| *part as usize) {
            if *apart {
                let high = self.most[whole] - (least - self.least[part]);
                moved |= lower(&mut self.most, part, high);
            }
            if *all {
                let low = self.least[whole] - (most - self.most[part].min(MANY));
                moved |= raise(&mut self.least, part, low);
            }
        }
        moved
    }

    /// Takes in what the same groups are shown as together with others of whom everything is known.
    pub(crate) fn compare(&mut self, wholes: &HashMap<Group, Line>) {
        let slots = self.figures.slots.len();
        for (n, group) in self.groups.iter().enumerate() {
            for slot in 0..slots {
                let at = n * slots + slot;
                let (Some(rest), Some(whole)) = (self.shown[at], wholes[group].figures[slot])
                else {
                    continue;
                };
                let known = i32::from(whole.exact - rest.exact);
                let (least, most) = self.reader.interval(whole);
                raise(&mut self.least, at, least - known);
                lower(&mut self.most, at, most - known);
            }
        }
    }

    /// How many figures are pinned.
    pub(crate) fn pinned(&self) -> Pinned {
        let mut pinned = Pinned::default();
        for (figure, least, most) in self.shown() {
            assert!(
                least <= i32::from(figure) && i32::from(figure) <= most,
                "{figure}: {least} to {most}"
            );
            pinned.cells.count(figure, (least, most), self.reader.smallest());
        }
        self.differences().for_each(|(figure, least, most)| {
            pinned.differences.count(figure, (least, most), self.reader.smallest());
        });
        pinned
    }

    /// Every figure that is shown, with its bounds.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (u16, i32, i32)> {
        let bounds = self.least.iter().zip(&self.most);
        let all = self.shown.iter().zip(bounds);
        all.filter_map(|(figure, (least, most))| Some((figure.as_ref()?.exact, *least, *most)))
    }

    /// Events of one person in a municipality and a month: how many there are, and of how many it follows that there is
    /// somebody, whether or not a figure of them is shown.
    pub(crate) fn events(&self, measure: &str) -> (usize, usize) {
        let municipalities = self.figures.names.of_kind("municipality=");
        let slots = &self.figures.slots;
        let (mut events, mut found) = (0, 0);
        for (n, group) in self.groups.iter().enumerate() {
            let mut names = group.names();
            let is_one = names.next().is_some_and(|name| municipalities.contains(&name));
            if !is_one || names.next().is_some() || is_stock(measure) {
                continue;
            }
            for (slot, figure) in self.figures.measures[measure][group].figures.iter().enumerate() {
                let is_event = matches!(slots[slot].0, Span::Month(_))
                    && figure.is_some_and(|figure| figure.exact == 1);
                events += usize::from(is_event);
                found += usize::from(is_event && self.least[n * slots.len() + slot] > 0);
            }
        }
        (events, found)
    }

    /// Differences of a group and one within it, both shown: the exact one, and its bounds.
    pub(crate) fn differences(&self) -> impl Iterator<Item = (u16, i32, i32)> {
        self.within.iter().filter_map(|(part, whole)| {
            let (n, m) = (*part as usize, *whole as usize);
            let (part, whole) = (self.shown[n]?, self.shown[m]?);
            let least = (self.least[m] - self.most[n]).max(i32::from(self.differ(n, m)));
            Some((whole.exact - part.exact, least, self.most[m] - self.least[n]))
        })
    }
}

fn raise(bounds: &mut [i32], at: usize, to: i32) -> bool {
    let higher = to > bounds[at];
    bounds[at] = to.max(bounds[at]);
    higher
}

fn lower(bounds: &mut [i32], at: usize, to: i32) -> bool {
    let less = to < bounds[at];
    bounds[at] = to.min(bounds[at]);
    less
}
