//! The tree grown again from its leaves, and compared with all that an export says of it.

use super::super::fault::{ExportFault, Head};
use super::super::reading::Export;
use super::events::{EventLines, ReadEvent};
use super::heads::Heads;
use super::kept::Kept;
use super::leaves::Leaves;
use crate::seal::SealedTree;
use crate::seal::hash::Hash;
use crate::seal::tile::{TILE, Tile, TileId};
use crate::seal::tree::Frontier;

/// Progress is reported after so many events.
const REPORTED: u64 = 4_096;

/// The tree of an export while it is grown again.
pub(super) struct Walk<'a> {
    export: &'a Export,
    tree: &'a SealedTree,
    leaves: Leaves<'a>,
    frontier: Frontier,
    full: Vec<Tile>,
    /// The first event that is not the leaf of the tiles, and the tree with the events from there on: either the event was
    /// changed or the tile.
    suspect: Option<Suspect>,
    /// The first tile above the leaves that does not have the hash that is made of what is below it.
    tile: Option<TileId>,
    /// Events that are those of the tree.
    pub(super) events: u64,
    /// What is wrong.
    pub(super) faults: Vec<ExportFault>,
}

struct Suspect {
    line: u64,
    position: u64,
    by_lines: Option<Frontier>,
}

impl<'a> Walk<'a> {
    /// Before the first leaf.
    pub(super) fn of(export: &'a Export) -> Self {
        let (leaves, tree, frontier) =
            (Leaves::of(export), export.last_tree(), Frontier::default());
        let (full, faults) = (vec![], vec![]);
        Self { export, tree, leaves, frontier, full, suspect: None, tile: None, events: 0, faults }
    }

    /// From the first leaf to the last one. The checkpoint says which root the tree has, and whether somebody signed that.
    pub(super) fn through(
        &mut self,
        checkpoint: (Hash, bool),
        events: &mut EventLines<'_>,
        heads: &mut Heads<'_>,
        kept: &mut Kept<'_>,
        report: &mut impl FnMut(u64),
    ) -> Result<(), ExportFault> {
        let (mut rewritten, mut holds, mut reading) = (None, 0, true);
        while let Some(leaf) = self.leaves.read()? {
            let position = self.frontier.size() + 1;
            let event = if reading { events.at(position) } else { Ok(None) };
            let event = event.unwrap_or_else(|fault| {
                self.faults.push(fault);
                reading = false;
                None
            });
            self.grow(leaf, event.as_ref());
            let event = event.filter(|event| event.hash == leaf);
            if !reading && let Some(suspect) = &mut self.suspect {
                suspect.by_lines = None;
            }
            if kept.next() == Some(position) {
                kept.compare(position, self.roots());
            }
            while let Some(head) = heads.next_up_to(self.tree, position) {
                if heads.compare(&head, self.roots(), event.as_ref()) {
                    holds = position;
                } else if rewritten.is_none() {
                    let (head, after) = (Head::Line(head.line), holds);
                    rewritten = Some(ExportFault::Rewritten { head, after, up_to: position });
                }
            }
            if position.is_multiple_of(REPORTED) {
                report(position);
            }
        }
        if reading {
            self.faults.extend(events.end().err());
        }
        heads.end(self.tree);
        for tile in self.frontier.tiles().collect::<Vec<_>>() {
            self.compare(&tile)?;
        }
        self.judge(checkpoint, rewritten, holds);
        Ok(())
    }

    /// The root of the tiles, and that of the events where they are not those of the tiles. A head is of one of them: which
    /// side was changed is found out at the end.
    fn roots(&self) -> [Hash; 2] {
        let root = self.frontier.root();
        let by_lines = self.suspect.as_ref().and_then(|suspect| suspect.by_lines.as_ref());
        [root, by_lines.map_or(root, Frontier::root)]
    }

    /// Adds a leaf, and compares it with its event and the tiles that are full with it with those of the export.
    fn grow(&mut self, leaf: Hash, event: Option<&ReadEvent>) {
        let is_another = event.is_some_and(|event| event.hash != leaf);
        if let Some(event) = event.filter(|_| is_another && self.suspect.is_none()) {
            let by_lines = Some(self.frontier.clone());
            let ReadEvent { line, position, .. } = *event;
            self.suspect = Some(Suspect { line, position, by_lines });
        }
        self.events += u64::from(event.is_some() && !is_another);
        if let Some(Suspect { by_lines: Some(by_lines), .. }) = &mut self.suspect {
            by_lines.push(event.map_or(leaf, |event| event.hash), &mut vec![]);
        }
        self.frontier.push(leaf, &mut self.full);
        while let Some(tile) = self.full.pop() {
            if let Err(fault) = self.compare(&tile) {
                self.faults.push(fault);
            }
        }
    }

    /// Compares a tile above the leaves with that of the export.
    fn compare(&mut self, made: &Tile) -> Result<(), ExportFault> {
        if made.id.level == 0 || self.tile.is_some() {
            return Ok(());
        }
        let has = self.export.tile(made.id)?;
        let differs = has.hashes.iter().zip(&made.hashes).position(|(has, made)| has != made);
        self.tile = differs.map(|at| TileId {
            level: made.id.level - 1,
            index: made.id.index * TILE as u64 + at as u64,
        });
        Ok(())
    }

    /// What is wrong, where not everything is of one tree. What was signed says which side was changed.
    fn judge(&mut self, (root, signed): (Hash, bool), rewritten: Option<ExportFault>, holds: u64) {
        let [is_the_tree, are_the_tree] = self.roots().map(|of| of == root);
        let mut found = vec![];
        if let Some(Suspect { line, position, .. }) = self.suspect {
            found.push(if are_the_tree && !is_the_tree {
                let index = (position - 1) / TILE as u64;
                self.changed(TileId { level: 0, index }, position)
            } else {
                ExportFault::EventChanged { line, position }
            });
        }
        match self.tile {
            Some(below) if is_the_tree => {
                let above = TileId { level: below.level + 1, index: below.index / TILE as u64 };
                found.push(self.changed(above, first_below(below)));
            }
            Some(below) if !are_the_tree => found.push(self.changed(below, first_below(below))),
            _ => {}
        }
        let through = self.frontier.size();
        found.extend(rewritten.or_else(|| {
            let fault =
                ExportFault::Rewritten { head: Head::Exported, after: holds, up_to: through };
            (signed && !is_the_tree && !are_the_tree).then_some(fault)
        }));
        // It is before what ended the reading of events.
        self.faults.splice(0..0, found);
    }

    fn changed(&self, tile: TileId, position: u64) -> ExportFault {
        let path = tile.path(tile.width(self.export.manifest().through));
        ExportFault::TileChanged { path, position }
    }
}

/// The first position below a node that a tile stands for.
fn first_below(tile: TileId) -> u64 {
    let leaves = (TILE as u64).saturating_pow(u32::from(tile.level) + 1);
    tile.index.saturating_mul(leaves).saturating_add(1)
}

/// Compares the heads of a tree before the last one: its events are in the last one too, but for those that the log lost.
/// Gives the size of its last head that still holds, and that of its last one, where those are two.
pub(super) fn walk_older(
    export: &Export,
    (tree, follows): (&SealedTree, &SealedTree),
    heads: &mut Heads<'_>,
) -> Result<Option<(i32, u64, u64)>, ExportFault> {
    let (mut leaves, mut frontier) = (Leaves::of(export), Frontier::default());
    let (mut holds, mut last, mut is_lost) = (0, 0, false);
    let followed = follows.follows.as_ref().filter(|followed| followed.origin == tree.origin());
    while let Some(head) = heads.next_up_to(tree, u64::MAX) {
        last = head.head.size;
        while frontier.size() < last
            && let Some(leaf) = leaves.read()?
        {
            frontier.push(leaf, &mut vec![]);
        }
        if let Some(followed) = followed
            && (followed.size < last || (followed.size == last && followed.root != head.head.root))
        {
            let why = "the next tree says that it follows another head".to_owned();
            heads.fault(ExportFault::HeadMalformed { line: head.line, why });
        }
        // After what was lost nothing is compared: the tree goes on differently.
        if frontier.size() < last || is_lost || !heads.compare(&head, [frontier.root(); 2], None) {
            is_lost = true;
        } else {
            holds = last;
        }
    }
    Ok(is_lost.then_some((tree.tree, holds, last)))
}
